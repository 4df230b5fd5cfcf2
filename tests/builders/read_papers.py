"""Read a finished paper as a machine does: its words, its structure, its fonts, its QR code."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\f]")


def reader(pdf: bytes) -> PdfReader:
    """The paper, opened."""
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All words of all pages with single spaces, as pypdf copies them out."""
    text = " ".join(page.extract_text() for page in reader(pdf).pages)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def poppler_words(pdf: bytes) -> str:
    """All words with single spaces, as poppler copies them out, without direction marks."""
    copied = poppler("pdftotext", "-", "-", pdf=pdf).decode()
    return " ".join(unicodedata.normalize("NFKC", DIRECTION_MARKS.sub("", copied)).split())


def poppler(tool: str, *options: str, pdf: bytes) -> bytes:
    """What a tool of poppler makes of the paper. Without poppler the proof fails: it is never left out."""
    assert shutil.which(tool), "poppler is not here: apt-get install poppler-utils"
    return subprocess.run([tool, *options], input=pdf, capture_output=True, check=True).stdout


def poppler_picture(pdf: bytes) -> bytes:
    """The first page as PNG."""
    return poppler("pdftoppm", "-r", "150", "-png", "-", pdf=pdf)


def qr_codes(png: bytes) -> list[str]:
    """The texts of the QR codes in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(png)))]


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a PDF says about itself."""

    title: str
    keys: frozenset[str]
    lang: str
    is_tagged: bool
    shows_title: bool
    claims_pdf_ua: bool


def facts(pdf: bytes) -> PaperFacts:
    """What the document's root and its information say."""
    opened = reader(pdf)
    root: Any = opened.trailer["/Root"]
    information: Any = opened.metadata
    return PaperFacts(
        title=information.title,
        keys=frozenset(information),
        lang=root["/Lang"],
        is_tagged=root["/MarkInfo"]["/Marked"].value,
        shows_title=root["/ViewerPreferences"]["/DisplayDocTitle"].value,
        claims_pdf_ua=b"pdfuaid" in root["/Metadata"].get_object().get_data(),
    )


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Each tag of the structure with its alternative text, in reading order."""
    root: Any = reader(pdf).trailer["/Root"]
    return list(_tags(root["/StructTreeRoot"]))


def _tags(node: Any) -> Iterator[tuple[str, str]]:
    item = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(item, list):
        for child in item:
            yield from _tags(child)
    elif isinstance(item, DictionaryObject):
        if "/S" in item:
            yield str(item["/S"]), str(item.get("/Alt", ""))
        yield from _tags(item.get("/K", []))


def all_fonts_embedded(pdf: bytes) -> bool:
    """Whether every font of every page carries its own outlines."""
    pages: list[Any] = list(reader(pdf).pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    outlines = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    return bool(outlines) and all("/FontFile2" in outline for outline in outlines)
