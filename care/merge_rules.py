"""When two accounts may become one, what that is in numbers, and when it can be undone. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.language import N_

# As long as the pause after a slip: a week holds everybody's next visit, and nothing else waits for it.
UNDO_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of two accounts: the one that stays, and the other one."""

    same: bool
    gone: bool
    same_name: bool
    other_works: bool
    slip_lately: bool


def problem(pair: Pair) -> str | None:
    """Why two accounts cannot become one, as a msgid with the remedy, or None."""
    if pair.same:
        return N_("Det är kortet du redan är inloggad med. Skriv koden från det andra kortet.")
    if pair.gone:
        return N_("Det kortet hör inte till något konto längre.")
    if pair.other_works:
        return N_(
            "Det andra kortet hör till någon som är inloggad som personal också. "
            "Logga in med det kortet i stället och skriv koden från det här."
        )
    if not pair.same_name:
        return N_(
            "Namnen på de två korten är olika. Rätta namnet på det ena först, under Mina uppgifter. "
            "Ett intyg kan inte flyttas till någon annan."
        )
    if pair.slip_lately:
        return N_(
            "Ett av korten är gjort med en lapp de senaste sju dagarna. Vänta tills det har gått en vecka."
        )
    return None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merge moves, in numbers: rows of the other account, and what both had.

    `workplaces_twice` are workplaces to which both belong, `tries_aside` tries that count no more.
    """

    tries: int
    workplaces: int
    screens: int
    workplaces_twice: int
    tries_aside: int
    card_stays: bool


def moved(entries: Iterable[Mapping[str, Any]], source: int) -> Moved:
    """The numbers of a merge from its noted changes (core/ledger.py)."""
    rows: dict[str, set[object]] = {}
    numbers: dict[object, int] = {}
    ended: set[object] = set()
    replaced = False
    for entry in entries:
        table, before, after = entry["table"], entry["before"], entry["after"]
        if before.get("user_id") == source:
            key = before.get("id") or (before.get("lesson_key"), before.get("screen_key"))
            rows.setdefault(table, set()).add(key)
        if after is None:
            continue
        if table == "attempt" and "number" in after:
            numbers[after["id"]] = after["number"]
        if table == "membership" and "ended_at" in after:
            ended.add(after["id"])
        replaced = replaced or (table == "return_card" and "replaced_at" in after)
    return Moved(
        tries=len(rows.get("attempt", ())),
        workplaces=len(rows.get("membership", ())) - len(ended & rows.get("membership", set())),
        screens=len(rows.get("screen_read", ())),
        workplaces_twice=len(ended),
        tries_aside=sum(number < 0 for number in numbers.values()),
        card_stays=replaced,
    )


CHANGED = {
    "attempt": N_("Du har gjort eller börjat ett prov sedan dess."),
    "certificate": N_("Ett intyg har getts, rättats eller återkallats sedan dess."),
    "membership": N_("Du har gått med eller slutat på en arbetsplats sedan dess."),
    "return_card": N_("Du har gjort ett nytt kort sedan dess."),
}
TOO_LATE = N_("Det har gått mer än sju dagar.")


def undo_problem(merged_at: datetime, now: datetime, changed: Collection[str]) -> str | None:
    """Why a merge cannot be undone, as a msgid, or None. `changed` names the tables that differ since."""
    if now > merged_at + UNDO_WITHIN:
        return TOO_LATE
    return next((said for table, said in CHANGED.items() if table in changed), None)
