"""What is kept about one person, in a form that a page and a file can both be made of. Pure.

Each room tells in its `own_queries.py` what it keeps and deletes it in its `erase_actions.py`; care puts
the rooms together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime


class Word(str):
    """A Swedish msgid: a word of ours that is shown in the language of the page."""

    __slots__ = ()


class Content(str):
    """A text of the courses, in Swedish whatever the page's language."""

    __slots__ = ()


# Plain text is what the person herself gave, or a key.
Value = str | int | bool | date | datetime | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept. `key` names it in the file, `title` and `why` are msgids.

    `columns` are names in the file with their labels, msgids too; each row has a value for each of them.
    """

    key: str
    title: str
    why: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Value, ...], ...]


def as_file(kept: tuple[Kept, ...], made_at: datetime, say: Callable[[str], str]) -> Mapping[str, object]:
    """Everything as JSON takes it: instants and days in ISO 8601 (UTC), words by `say` in the person's language."""
    return {
        "made_at": made_at.isoformat(),
        "kept": [
            {
                "key": each.key,
                "title": say(each.title),
                "why": say(each.why),
                "rows": [
                    {name: _plain(value, say) for (name, _), value in zip(each.columns, row, strict=True)}
                    for row in each.rows
                ],
            }
            for each in kept
        ],
    }


def _plain(value: Value, say: Callable[[str], str]) -> object:
    if isinstance(value, Word):
        return say(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
