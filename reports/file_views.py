"""The tables that become files: the trainer's and the contact person's, each from the rows of its page."""

from collections.abc import Mapping, Sequence

from core.language import gettext, ngettext
from core.quarters import Quarter
from core.sheets import Cell, Percent, Table
from courses.catalogue import Sign
from reports.pages import PersonRow
from reports.privacy import Count, Share, Shares, Veiled
from reports.rows import Counts, SignLine, SignMap
from reports.texts import count_text, quarter_text, share_text


def count_cell(count: Count) -> Cell:
    """A number as a number, what is not said as words."""
    return count_text(count) if isinstance(count, Veiled) else count


def share_cell(share: Share | None) -> Cell:
    """A share as a number; "högst 10 %", "minst 90 %" and "färre än 5" are words."""
    if share is None or share.edge:
        return share_text(share)
    return Percent(share.percent / 100, share_text(share))


def selection(text: str) -> tuple[str, str]:
    """What was chosen, as a note."""
    return gettext("Urval"), text


def counts_table(found: Sequence[Counts], names: Mapping[str, str], day: str) -> Table:
    """The headcounts on a day (in words); `names` are courses by key."""
    steps = [(each.members, each.begun, each.passed, each.certified, each.expiring) for each in found]
    return Table(
        title=gettext("Hur många är klara?"),
        columns=(
            gettext("Arbetsplats"),
            gettext("Kurs"),
            gettext("Med"),
            gettext("Har börjat"),
            gettext("Klarat provet"),
            gettext("Giltigt intyg"),
            gettext("Går ut inom 90 dagar"),
        ),
        rows=tuple(
            (each.organisation, names.get(each.course_key, each.course_key), *map(count_cell, row))
            for each, row in zip(found, steps, strict=True)
        ),
        notes=(
            selection(gettext("Alla dina arbetsplatser")),
            (gettext("Totalt"), ngettext("%(num)s rad", "%(num)s rader", len(found))),
            (gettext("Per den"), day),
        ),
    )


def signs_table(
    maps: Sequence[SignMap],
    quarter: Quarter | None,
    signs: Mapping[str, Sign],
    names: Mapping[str, str],
    day: str,
) -> Table:
    """Seen and false alarms of a closed quarter; `day` is its last in words."""
    rows = tuple(
        (
            str(quarter),
            names.get(each.course_key, each.course_key),
            signs[line.sign_key].short,
            place,
            share_cell(shares.seen),
            share_cell(shares.false_alarm),
            share_cell(shares.sure_wrong),
        )
        for each in maps
        for line in each.lines
        for place, shares in places_of(each, line)
    )
    return Table(
        title=gettext("Tecken och organisationer"),
        columns=(
            gettext("Kvartal"),
            gettext("Kurs"),
            gettext("Tecken"),
            gettext("Arbetsplats"),
            gettext("Ser tecknet"),
            gettext("Larmar i onödan"),
            gettext("Säker men fel"),
        ),
        rows=rows,
        notes=(
            selection(gettext("Alla dina arbetsplatser")),
            (gettext("Totalt"), ngettext("%(num)s rad", "%(num)s rader", len(rows))),
            *([(gettext("Per den"), f"{day} ({quarter_text(quarter)})")] if quarter else []),
        ),
    )


def places_of(shown: SignMap, line: SignLine) -> list[tuple[str, Shares]]:
    """The columns of a map with their shares: its organisations, and the network where it is compared."""
    places = list(zip(shown.organisations, line.organisations, strict=True))
    return [*places, (gettext("Alla"), line.network)] if shown.compared else places


def people_table(
    people: Sequence[PersonRow], *, place: str, course: str, chosen: str, total: str, day: str, places: bool
) -> Table:
    """The contact person's list, as it is on her page: `chosen` and `total` in words; `places` adds where people belong."""
    return Table(
        title=gettext("Personer på %(name)s", name=place),
        columns=(
            gettext("Namn"),
            gettext("Status"),
            gettext("Gäller till"),
            *((gettext("Arbetsställe"), gettext("Grupp")) if places else ()),
        ),
        rows=tuple(
            (each.name, each.status_text, each.valid_until, *((each.site, each.team) if places else ()))
            for each in people
        ),
        notes=(
            (gettext("Kurs"), course),
            selection(chosen),
            (gettext("Totalt"), total),
            (gettext("Per den"), day),
        ),
    )


def organisations_table(rows: Sequence[tuple[str, str, int, int]], day: str) -> Table:
    """A network's organisations: name, kind, how many contact persons and trainers."""
    return Table(
        title=gettext("Organisationer"),
        columns=(gettext("Namn"), gettext("Slag"), gettext("Kontaktpersoner"), gettext("Antal utbildare")),
        rows=tuple(rows),
        notes=(
            selection(gettext("Hela nätverket")),
            (
                gettext("Totalt"),
                gettext(
                    "%(places)s organisationer, %(contacts)s kontaktpersoner, %(trainers)s utbildare",
                    places=len(rows),
                    contacts=sum(row[2] for row in rows),
                    trainers=sum(row[3] for row in rows),
                ),
            ),
            (gettext("Per den"), day),
        ),
    )
