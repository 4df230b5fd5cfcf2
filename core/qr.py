"""QR codes (ISO/IEC 18004) as SVG for pages and papers, and as PNG."""

from html import escape
from io import BytesIO

import segno

# The standard asks for four empty modules around the code.
QUIET_ZONE = 4


def svg(text: str, label: str, mask: int | None = None) -> str:
    """The text as an SVG drawing; `label` is its name for a screen reader.

    Error correction is at least M. No size and no colours are set: the style sheet gives them by
    `.qr` and `.qr-dots`; without one the dots are black. The caller may mark it as safe HTML: the
    label is escaped and the rest is digits.

    `mask` (0-7) takes one of the standard's masks unseen: to find the best of all takes four times as long.
    """
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, mask=mask).matrix]
    side = len(rows) + 2 * QUIET_ZONE
    dots = "".join(
        f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="{escape(label)}" '
        f'viewBox="{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}" shape-rendering="crispEdges">'
        f'<path class="qr-dots" d="{dots}"/></svg>'
    )


def png(text: str, scale: int) -> bytes:
    """The text as a black and white PNG picture, `scale` pixels a module, with the quiet zone."""
    picture = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(picture, kind="png", scale=scale, border=QUIET_ZONE)
    return picture.getvalue()


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found
