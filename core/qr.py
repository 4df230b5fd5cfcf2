"""QR codes (ISO/IEC 18004) as SVG for pages and papers, and as PNG."""

import re
from html import escape
from io import BytesIO

import segno

# The standard asks for four empty modules around the code.
QUIET_ZONE = 4
# A run of dark modules in a row.
_DARK = re.compile(b"\x01+")


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
        f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows)
        for run in _DARK.finditer(row)
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
