"""Numbers as people read them. Used by the screen and the files alike."""

from core.language import gettext
from core.quarters import Quarter
from reports.privacy import Count, Share, Shares, Veiled


def count_text(count: Count) -> str:
    """A count of people, or "färre än 5", "nästan alla", "visas inte"."""
    match count:
        case Veiled.FEW:
            return gettext("färre än 5")
        case Veiled.MOST:
            return gettext("nästan alla")
        case Veiled.HIDDEN:
            return gettext("visas inte")
        case _:
            return str(count)


def share_text(share: Share | None) -> str:
    """ "60 %", "högst 10 %", "minst 90 %", or "färre än 5"."""
    if share is None:
        return count_text(Veiled.FEW)
    if share.edge < 0:
        return gettext("högst %(percent)s %%", percent=share.percent)
    if share.edge > 0:
        return gettext("minst %(percent)s %%", percent=share.percent)
    return gettext("%(percent)s %%", percent=share.percent)


def quarter_text(quarter: Quarter) -> str:
    """ "kvartal 3 2026"."""
    return gettext("Kvartal %(number)s %(year)s", number=quarter.number, year=quarter.year)


def heat_step(shares: Shares) -> int:
    """The colour step of a cell: 0 for 90 and over, 1 for 80, 2 for 70, 3 for 50–60, 4 below."""
    percent = shares.seen.percent if shares.seen else 90
    return 0 if percent >= 90 else 1 if percent >= 80 else 2 if percent >= 70 else 3 if percent >= 50 else 4
