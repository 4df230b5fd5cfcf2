"""What the rows of a contact person's list mean: which columns there are, and a verdict for each row. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.language import N_
from core.names import MAX_LENGTH, clean_name, fold_name, name_problem
from organisations.earlier_rules import DAY_AHEAD, DAY_UNCLEAR, Proof, read_day, read_proof
from organisations.roster_files import Line

# From so many rows on a list is put in by a job that tells how far it is.
ROWS_AT_ONCE = 300
# How many rows a job puts in before it tells how far it is.
BATCH = 1_000
FOLDED_MAX = 120
HEADER_WITHIN = 10
NO_HEADER = N_("Filen saknar rubriken Namn. Välj vilken kolumn namnen står i, och välj filen en gång till.")


class Verdict(StrEnum):
    """What is found of a row, those that need a look first."""

    WRONG = "fel"
    UNKNOWN = "okand"
    LEFT = "slutat"
    NEW = "ny"
    SAME = "samma"


VERDICT_LABELS = {
    Verdict.WRONG: N_("Fel"),
    Verdict.UNKNOWN: N_("Okänd"),
    Verdict.LEFT: N_("Har slutat"),
    Verdict.NEW: N_("Ny"),
    Verdict.SAME: N_("Samma person"),
}

EXPLANATIONS = {
    Verdict.WRONG: N_("De här raderna läses inte in. Rätta dem i filen och läs in den igen, när du vill."),
    Verdict.UNKNOWN: N_("De här raderna läses inte in, för det går inte att veta vem de gäller."),
    Verdict.LEFT: N_("De här har slutat enligt filen. Ingen tas bort utan ett eget kryss."),
    Verdict.NEW: N_("De här skrivs upp på er lista. När någon går med under samma namn kopplas de ihop."),
    Verdict.SAME: N_("De här står redan på er lista. De ändras inte."),
}


class Column(StrEnum):
    """A column that is read. Every other column is left unread and is not kept."""

    NAME = "namn"
    FIRST = "fornamn"
    LAST = "efternamn"
    SITE = "arbetsstalle"
    GROUP = "grupp"
    END = "slutdatum"
    EARLIER = "tidigare"
    PROOF = "bevis"


COLUMN_LABELS = {
    Column.NAME: N_("Namn"),
    Column.FIRST: N_("Förnamn"),
    Column.LAST: N_("Efternamn"),
    Column.SITE: N_("Arbetsställe"),
    Column.GROUP: N_("Grupp"),
    Column.END: N_("Slutdatum"),
    Column.EARLIER: N_("Tidigare utbildning"),
    Column.PROOF: N_("Bevis"),
}
TEMPLATE_COLUMNS = (Column.NAME, Column.SITE, Column.GROUP, Column.END, Column.EARLIER, Column.PROOF)
# Swedish and English names of columns, folded as names are.
_KNOWN_AS = {
    Column.NAME: "namn name fullständigtnamn helanamnet fullname förochefternamn medarbetare anställd person personer employee",
    Column.FIRST: "förnamn tilltalsnamn firstname givenname",
    Column.LAST: "efternamn lastname surname familyname",
    Column.SITE: "arbetsställe arbetsplats enhet site workplace location",
    Column.GROUP: "grupp team lag avdelning group department",
    Column.END: "slutdatum slutat slutar avslutad enddate ended left leavingdate",
    Column.EARLIER: "tidigareutbildning utbildad earliertraining trained",
    Column.PROOF: "bevis slagavbevis kindofproof proof",
}
_COLUMNS = {fold_name(word): column for column, words in _KNOWN_AS.items() for word in words.split()}


NAME_MISSING = N_("Namnet saknas. Skriv det i raden.")
NAME_LONG = N_("Namnet är för långt. Skriv högst 60 tecken.")
NAME_HIDDEN = N_("Namnet har dolda tecken. Skriv det för hand i filen.")
SITE_MISSING = N_("Skriv också arbetsstället.")
SITE_UNKNOWN = N_("Arbetsstället finns inte hos er. Rätta namnet, eller lägg till det först.")
TEAM_UNKNOWN = N_("Gruppen finns inte på arbetsstället. Rätta namnet, eller lägg till den först.")
PROOF_UNCLEAR = N_("Skriv ett av de fyra slagen av bevis som står i mallen.")
PROOF_ALONE = N_("Skriv också datumet för den tidigare utbildningen.")
TWICE_IN_FILE = N_("Namnet står två gånger i filen. Är det två personer skriver du upp den andra för hand.")
TWICE_KNOWN = N_("Två på er lista heter så. Ändra på deras egna sidor i listan.")
LEFT_UNKNOWN = N_("Raden säger slutat, men ingen på er lista heter så.")

_TRUE = frozenset({"ja", "x", "yes", "true", "sant", "1", "slutat", "left"})
_FALSE = frozenset({"", "nej", "no", "false", "falskt", "0", "-", "–"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name shall belong: a site of the organisation, and perhaps a team of it."""

    site_id: int
    team_id: int | None = None


# By (site, team or "") as `place_key` makes them. Empty for an organisation without sites: nothing is asked then.
Places = Mapping[tuple[str, str], Place]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was meant. `name` is clean when `problem` is None, else what can be shown of it.

    `left` says that the person has ended, on or before today. `problem` is a msgid, `column` where it is.
    """

    number: int
    name: str
    left: bool = False
    earlier_on: date | None = None
    earlier_proof: Proof | None = None
    place: "Place | None" = None
    problem: str | None = None
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody on the list: a member by her membership, or a name written down."""

    membership_id: int | None = None
    expected_id: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with its verdict, and whom it is about when that is somebody on the list."""

    entry: Entry
    verdict: Verdict
    whom: Whom = Whom()


Known = Mapping[str, Sequence[Whom]]


def columns_of(lines: Sequence[Line], chosen: int | None = None) -> tuple[int, dict[Column, int]] | None:
    """How many lines come before the people, and in which cell each known column stands; None: ask.

    A header is looked for in the first ten rows. Without one `chosen` is the names' cell, counted from 0;
    a list of one column is names throughout.
    """
    for place, line in enumerate(lines[:HEADER_WITHIN]):
        found: dict[Column, int] = {}
        for at, cell in enumerate(line.cells):
            column = _COLUMNS.get(fold_name(cell))
            if column is not None:
                found.setdefault(column, at)
        if Column.NAME in found or {Column.FIRST, Column.LAST} <= found.keys():
            return place + 1, found
    width = max((at for line in lines for at, cell in enumerate(line.cells) if cell), default=0)
    if chosen is None and width:
        return None
    return 0, {Column.NAME: chosen or 0}


def entries(
    lines: Sequence[Line], columns: Mapping[Column, int], today: date, places: Places
) -> tuple[Entry, ...]:
    """One entry a line, in order. Dates are Stockholm days. Sites and teams are looked up in `places`."""
    return tuple(_entry(line, columns, today, places) for line in lines)


def place_key(site: str, team: str = "") -> tuple[str, str]:
    """A site and a team for comparing: case and spaces are folded."""
    return " ".join(site.casefold().split()), " ".join(team.casefold().split())


def plan(found: Iterable[Entry], known: Known) -> tuple[Planned, ...]:
    """A verdict for each entry, given who is on the list by folded name. As many come out as went in."""
    first: dict[str, int] = {}
    result = []
    for entry in found:
        folded = fold_name(entry.name)
        planned = _verdict(entry, known.get(folded, ()))
        if entry.problem is None and first.setdefault(folded, entry.number) != entry.number:
            planned = Planned(replace(entry, problem=TWICE_IN_FILE, column=Column.NAME), Verdict.UNKNOWN)
        result.append(planned)
    return tuple(result)


def _verdict(entry: Entry, there: Sequence[Whom]) -> Planned:
    if entry.problem is not None:
        return Planned(entry, Verdict.WRONG)
    if len(there) > 1:
        return Planned(replace(entry, problem=TWICE_KNOWN, column=Column.NAME), Verdict.UNKNOWN)
    if entry.left and not there:
        return Planned(replace(entry, problem=LEFT_UNKNOWN, column=Column.END), Verdict.UNKNOWN)
    if not there:
        return Planned(entry, Verdict.NEW)
    return Planned(entry, Verdict.LEFT if entry.left else Verdict.SAME, there[0])


def missing(found: Iterable[Planned], known: Known) -> int:
    """How many on the list stand nowhere in the file. They stay."""
    named = {fold_name(each.entry.name) for each in found}
    return sum(len(there) for folded, there in known.items() if folded not in named)


def _entry(line: Line, columns: Mapping[Column, int], today: date, places: Places) -> Entry:
    def cell(column: Column) -> str:
        at = columns.get(column, -1)
        return line.cells[at] if 0 <= at < len(line.cells) else ""

    name = cell(Column.NAME) or f"{cell(Column.FIRST)} {cell(Column.LAST)}".strip()
    clean = clean_name(name)
    if problem := _name_problem(clean):
        return Entry(line.number, _shown(clean), problem=problem, column=Column.NAME)
    entry = Entry(line.number, clean)
    ended = cell(Column.END)
    if ended.lower() in _TRUE:
        entry = replace(entry, left=True)
    elif ended.lower() not in _FALSE:
        day = read_day(ended)
        if day is None:
            return replace(entry, problem=DAY_UNCLEAR, column=Column.END)
        entry = replace(entry, left=day <= today)
    entry = _placed(entry, cell(Column.SITE), cell(Column.GROUP), places)
    if entry.problem is not None:
        return entry
    return _with_earlier(entry, cell(Column.EARLIER), cell(Column.PROOF), today)


def _placed(entry: Entry, site: str, team: str, places: Places) -> Entry:
    if not places or not (site or team):
        return entry
    if not site:
        return replace(entry, problem=SITE_MISSING, column=Column.SITE)
    if place_key(site) not in places:
        return replace(entry, problem=SITE_UNKNOWN, column=Column.SITE)
    place = places.get(place_key(site, team))
    return replace(entry, place=place) if place else replace(entry, problem=TEAM_UNKNOWN, column=Column.GROUP)


def _with_earlier(entry: Entry, day_text: str, proof_text: str, today: date) -> Entry:
    if not day_text and not proof_text:
        return entry
    day = read_day(day_text)
    if day is None:
        problem = DAY_UNCLEAR if day_text else PROOF_ALONE
        return replace(entry, problem=problem, column=Column.EARLIER)
    if day > today:
        return replace(entry, problem=DAY_AHEAD, column=Column.EARLIER)
    proof = read_proof(proof_text)
    if proof is None:
        return replace(entry, problem=PROOF_UNCLEAR, column=Column.PROOF)
    return replace(entry, earlier_on=day, earlier_proof=proof)


def _name_problem(name: str) -> str | None:
    if not name:
        return NAME_MISSING
    if len(name) > MAX_LENGTH or len(fold_name(name)) > FOLDED_MAX:
        return NAME_LONG
    return NAME_HIDDEN if "\ufffd" in name else name_problem(name)


def _shown(name: str) -> str:
    return name if len(name) <= MAX_LENGTH else name[: MAX_LENGTH - 1] + "…"
