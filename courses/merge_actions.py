"""Two accounts of one person become one: what this room does. The caller commits, all rooms at once."""

from typing import Any

from sqlalchemy import Table, and_, select

from core.ledger import Ledger, table_of
from courses.models import Enrolment, ScenarioChoice, ScreenRead


def merge(ledger: Ledger, source: int, target: int) -> None:
    """Where both accounts have begun, read or chosen the same: the first reading stays, and the latest choice."""
    keep_one(ledger, table_of(Enrolment), "started_at", source, target, latest=False)
    keep_one(ledger, table_of(ScreenRead), "read_at", source, target, latest=False)
    keep_one(ledger, table_of(ScenarioChoice), "chosen_at", source, target, latest=True)


def keep_one(ledger: Ledger, table: Table, at: str, source: int, target: int, *, latest: bool) -> None:
    """Of two rows that differ in the person only keep the earlier or the latest, as the target's."""
    keys = [column.name for column in table.primary_key if column.name != "user_id"]

    def rows(user_id: int) -> dict[tuple[Any, ...], dict[str, Any]]:
        found = ledger.session.execute(select(table).where(table.c.user_id == user_id)).mappings()
        return {tuple(row[key] for key in keys): dict(row) for row in found}

    mine = rows(target)
    for place, other in sorted(rows(source).items(), key=lambda item: str(item[0])):
        if place not in mine:
            continue
        here = and_(*(table.c[key] == value for key, value in zip(keys, place, strict=True)))
        ledger.drop(table, here & (table.c.user_id == source))
        if other[at] != mine[place][at] and (other[at] > mine[place][at]) is latest:
            values = {name: value for name, value in other.items() if name not in (*keys, "user_id")}
            ledger.change(table, here & (table.c.user_id == target), **values)
