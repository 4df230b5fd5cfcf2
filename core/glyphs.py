"""Which characters the fonts of the papers can draw. Without this a name in another script stops a PDF.

There are no fonts for Chinese, Japanese and Korean (10 MB and more each), nor for Sinhala, Myanmar
and other scripts whose fonts are large: static/fonts/pdf/README.md lists what there is.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "static" / "fonts" / "pdf"
BOX = "\u25a1"
_END = 0xFFFF


def missing_characters(text: str) -> str:
    """The characters of a text that no font of the papers can draw, each once, in order.

    A letter and its marks have to be in one font, so both count as missing when they are not.
    """
    found = "".join(cluster for cluster in _clusters(text) if not _is_drawable(cluster))
    return "".join(dict.fromkeys(found))


def with_boxes(text: str) -> str:
    """The text with an empty box in the place of every letter that cannot be drawn."""
    return "".join(c if _is_drawable(c) else BOX for c in _clusters(text))


def _clusters(text: str) -> list[str]:
    """The text cut before every character that is not a mark."""
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character).startswith("M"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _is_drawable(cluster: str) -> bool:
    return any(font.issuperset(map(ord, cluster)) for font in _fonts())


@cache
def _fonts() -> tuple[frozenset[int], ...]:
    return tuple(_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf")))


def _code_points(font: bytes) -> frozenset[int]:
    """The code points in a TrueType font's cmap, Unicode subtables of format 4 and 12 (ISO/IEC 14496-22)."""
    cmap = _table_offset(font, b"cmap")
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * number)[0]
        read = _READERS.get(struct.unpack_from(">H", font, start)[0])
        found |= read(font, start) if read else set()
    return frozenset(found)


def _table_offset(font: bytes, tag: bytes) -> int:
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag.decode()} table")


def _format_4(font: bytes, start: int) -> set[int]:
    segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", font, start + 14 + 2 * segments * column + pad)
        for column, pad in ((0, 0), (1, 2), (2, 2), (3, 2))
    )
    offsets_at = start + 16 + 6 * segments
    found = set()
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code_point in range(first, last + 1):
            glyph = code_point
            if offsets[number]:
                at = offsets_at + 2 * number + offsets[number] + 2 * (code_point - first)
                glyph = struct.unpack_from(">H", font, at)[0] or -deltas[number]
            if code_point != _END and (glyph + deltas[number]) & 0xFFFF:
                found.add(code_point)
    return found


def _format_12(font: bytes, start: int) -> set[int]:
    groups = struct.unpack_from(">I", font, start + 12)[0]
    found: set[int] = set()
    for number in range(groups):
        first, last, _glyph = struct.unpack_from(">III", font, start + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found


_READERS = {4: _format_4, 12: _format_12}
