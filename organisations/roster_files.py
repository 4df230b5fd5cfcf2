"""Reading a list of people from a CSV or XLSX file that nobody has checked: rows of plain text, or a refusal. Pure."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import openpyxl

from core.language import N_

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
# What a spreadsheet may become when it is unpacked: a small one can otherwise fill the memory.
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 500
MAX_COLUMNS = 30
MAX_CELL = 200
MOST_BREAKS = 20
# Empty rows are skipped, but somebody must count them.
MAX_LINES = 10 * MAX_ROWS
SEPARATORS = ";\t,"
ZIP_START = b"PK\x03\x04"
ZIP_END = b"PK\x05\x06"
ZIP_END_LENGTH = 22
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MACROS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "embeddings/", ".bin")
MACROS_HARMLESS = ("printersettings",)
SWEDISH = frozenset("åäöÅÄÖéÉüÜ")

TOO_BIG = N_("Filen är större än 5 MB. Ta bort det som inte behövs, eller dela listan i flera filer.")
TOO_MANY = N_("Filen har fler än 20 000 rader. Dela listan i flera filer.")
EMPTY = N_("Filen är tom. Spara listan en gång till och välj den här.")
MACRO = N_("Filen har makron eller inbäddade filer. Spara den som vanlig XLSX eller CSV och välj den igen.")
OLD = N_("Filen är en gammal Excelfil eller har lösenord. Spara den som XLSX eller CSV, utan lösenord.")
UNPACKS = N_("Filen blir för stor när den öppnas. Spara bara bladet med namn som CSV och välj den filen.")
NOT_A_LIST = N_("Filen är ingen lista i CSV eller XLSX. Spara listan så från Excel och välj den igen.")
BROKEN = N_("Filen går inte att läsa. Öppna den i Excel, spara den som CSV och välj den nya filen.")
QUOTES = N_("Ett citattecken börjar men slutar aldrig. Ta bort det ur filen, eller spara listan som XLSX.")


class Unreadable(Exception):
    """A file that is not read. `problem` is a Swedish msgid: what is wrong and what to do."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file that has something in it: its number as a spreadsheet counts, its cells as clean text."""

    number: int
    cells: tuple[str, ...]


def read_list(content: bytes, filename: str) -> tuple[Line, ...]:
    """The rows of a CSV or XLSX file. Raises Unreadable, and nothing else, whatever the bytes are.

    What a file is is told by its first bytes and its ending together; where they disagree it is refused.
    Formulas are never computed: a spreadsheet gives what it last showed.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    if not content.strip():
        raise Unreadable(EMPTY)
    ending = filename.rpartition(".")[2].lower()
    if content.startswith(OLD_EXCEL):
        raise Unreadable(OLD)
    if ending in {"xlsm", "xltm", "xlam", "xlsb"}:
        raise Unreadable(MACRO)
    if content.startswith(ZIP_START) and ending == "xlsx":
        lines = tuple(_kept(_sheet_rows(content)))
    elif ending in {"csv", "txt", "tsv"} and not _hides_something(content):
        lines = tuple(_kept(_text_rows(decoded(content))))
    else:
        raise Unreadable(NOT_A_LIST)
    if not lines:
        raise Unreadable(EMPTY)
    return lines


def plain_text(value: object) -> str:
    """A cell as one line of text: no control, direction or private characters, single spaces, at most 200 long.

    Characters that show nothing become U+FFFD, so that whoever checks names sees that something was there.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)[: MAX_CELL + 100]
    return " ".join("".join(_visible(each) for each in text).split())[: MAX_CELL + 1]


def _visible(character: str) -> str:
    if character in "\t\r\n\v\f\x85\u2028\u2029":
        return " "
    if unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}:
        return "\ufffd"
    if unicodedata.bidirectional(character) in {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }:
        return "\ufffd"
    return character


def _kept(rows: Iterable[Iterable[object]]) -> Iterator[Line]:
    found = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_LINES:
            raise Unreadable(TOO_MANY)
        cells = tuple(plain_text(each) for each in islice(row, MAX_COLUMNS))
        if any(cells):
            found += 1
            if found > MAX_ROWS + 1:  # the header is no person
                raise Unreadable(TOO_MANY)
            yield Line(number, cells[: max(at for at, cell in enumerate(cells) if cell) + 1])


# ---- text --------------------------------------------------------------------------------------------


def _hides_something(content: bytes) -> bool:
    """Whether a text is a spreadsheet, a PDF or a picture as well: a text has none of their marks."""
    starts = (ZIP_START, b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"MZ", b"\x7fELF", b"{\\rtf")
    return content.startswith(starts) or ZIP_END in content or b"%PDF-" in content[:1024]


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with or without BOM, else Windows-1252 or Mac Roman, whichever is Swedish."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    zeros = (content[:4000:2].count(0), content[1:4000:2].count(0))
    if max(zeros) > len(content[:4000]) // 5 and min(zeros) < max(zeros) // 4:
        return content.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    windows, mac = content.decode("cp1252", errors="replace"), content.decode("mac_roman")
    return mac if _swedish(mac) > _swedish(windows) else windows


def _swedish(text: str) -> int:
    return sum(each in SWEDISH for each in text)


def _text_rows(text: str) -> Iterator[list[str]]:
    named = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)  # Excel's own way to tell
    separator = named[1] if named and named[1] in SEPARATORS else _separator(text)
    # Excel shows the line as a row of its own only when it does not know it: rows are counted after it.
    stream = io.StringIO(text[named.end() :] if named else text, newline="")
    rows = csv.reader((each.replace("\0", "\ufffd") for each in stream), delimiter=separator)
    try:
        for row in rows:
            if any(each.count("\n") > MOST_BREAKS for each in row):
                raise Unreadable(QUOTES)  # the rest of the list would vanish into one cell
            yield row
    except csv.Error:  # a cell of more than 128 KiB
        raise Unreadable(QUOTES) from None


def _separator(text: str) -> str:
    """The separator that stands most often in the first row with something in it; a semicolon when none does."""
    first = next((each for each in text[:10_000].splitlines() if each.strip(' ";\t,')), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=lambda each: (outside.count(each), -SEPARATORS.index(each)))


# ---- spreadsheets ------------------------------------------------------------------------------------


def _sheet_rows(content: bytes) -> Iterator[tuple[object, ...]]:
    """The first sheet's rows. What must be known before anything is unpacked is asked first."""
    _check_parts(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    except Exception:  # noqa: BLE001  a made-up file can break the reader anywhere
        raise Unreadable(BROKEN) from None


def _check_parts(content: bytes) -> None:
    end = content.rfind(ZIP_END)
    if end != len(content) - ZIP_END_LENGTH:
        raise Unreadable(NOT_A_LIST)  # something stands behind the spreadsheet
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
    except Exception:  # noqa: BLE001  as above
        raise Unreadable(BROKEN) from None
    names = {each.filename.lower() for each in infos}
    if len(infos) > MAX_PARTS or sum(each.file_size for each in infos) > MAX_UNPACKED:
        raise Unreadable(UNPACKS)
    if any(each.flag_bits & 1 for each in infos):
        raise Unreadable(OLD)
    if any(mark in each for each in names for mark in MACROS if not _is_harmless(each)):
        raise Unreadable(MACRO)
    if not {"[content_types].xml", "xl/workbook.xml"} <= names:
        raise Unreadable(NOT_A_LIST)
    _refuse_macro_types(content)


def _is_harmless(name: str) -> bool:
    return any(each in name for each in MACROS_HARMLESS)


def _refuse_macro_types(content: bytes) -> None:
    """A workbook renamed to .xlsx still says in its list of types that it may hold macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            name = next(each for each in parts.namelist() if each.lower() == "[content_types].xml")
            types = parts.read(name)
    except Exception:  # noqa: BLE001  as above
        raise Unreadable(BROKEN) from None
    if b"macroenabled" in types.lower():
        raise Unreadable(MACRO)
