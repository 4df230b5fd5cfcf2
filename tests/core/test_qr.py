"""QR codes can be read back, carry a name, and leave their colours to the style sheet."""

import re
from io import BytesIO
from xml.etree import ElementTree

import zxingcpp
from PIL import Image

from core import qr

ADDRESS = "https://ensakerhand.example/i/Yk3v0c2xT1mHn8QpZ5rLwA"


def picture_of(svg: str, scale: int = 4) -> Image.Image:
    """The drawing as pixels, read from its path alone."""
    root = ElementTree.fromstring(svg)
    left, top, width, height = (int(number) for number in root.attrib["viewBox"].split())
    picture = Image.new("L", (width, height), 255)
    path = root[0].attrib["d"]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        picture.paste(0, (int(x) - left, int(y) - top, int(x) - left + int(length), int(y) - top + 1))
    return picture.resize((width * scale, height * scale), Image.Resampling.NEAREST)


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_the_drawing_reads_back() -> None:
    assert read(picture_of(qr.svg(ADDRESS, "Kod"))) == [ADDRESS]


def test_the_picture_reads_back() -> None:
    assert read(Image.open(BytesIO(qr.png(ADDRESS, 4)))) == [ADDRESS]


def test_the_drawing_has_a_name_and_no_colour() -> None:
    svg = qr.svg(ADDRESS, 'Kod för "Bo & Co" <b>')
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'Kod för "Bo & Co" <b>'
    assert root.attrib["class"] == "qr"
    assert root[0].attrib["class"] == "qr-dots"
    assert not {"width", "height", "style"} & set(root.attrib)
    assert "fill" not in svg
    assert "stroke" not in svg


def test_the_same_text_gives_the_same_bytes() -> None:
    assert qr.svg(ADDRESS, "x") == qr.svg(ADDRESS, "x")
    assert qr.png(ADDRESS, 3) == qr.png(ADDRESS, 3)
