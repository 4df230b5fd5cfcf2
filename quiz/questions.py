"""What one question of the bank is: plain data, the same for drawing, grading and the pages."""

from dataclasses import dataclass

from quiz.places import Place


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `danger` names the dangerous mistake it is; `alarm` an alarm without cause.

    In a question of rows it puts the item with the key `item` at a target. Only with a `sign` does it
    count for that sign alone. In a question about a picture it has a `place` there.
    """

    key: str
    text: str
    correct: bool
    why: str
    danger: str | None
    alarm: bool
    item: str = ""
    sign: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a question of rows: it gets a place in an order, or a sign."""

    key: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `no_sign` marks a false trap, which tempts with the signs in `lures`.

    A question of rows has `items` and the `targets` (key, text) each of them may be put at; its options
    are one for each of both, "item@target". `case` is the key of the case it is linked to.
    With `confidence` the page also asks "Hur säker är du?". `picture` is the key of a drawing,
    `picture_text` says in words what it shows.
    """

    key: str
    kind: str
    audiences: tuple[str, ...]
    step: str
    signs: tuple[str, ...]
    no_sign: bool
    lures: tuple[str, ...]
    critical: bool
    difficulty: str
    sources: tuple[str, ...]
    text: str
    ask: str
    options: tuple[Option, ...]
    version: str
    items: tuple[Item, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    case: str = ""
    confidence: bool = False
    picture: str = ""
    picture_text: str = ""

    @property
    def rows(self) -> tuple[Item | Option, ...]:
        """What people read line by line: the items of a question of rows, else the options."""
        return self.items or self.options

    @property
    def drawing(self) -> str:
        """The file in templates/drawings that shows the picture; empty without one."""
        return f"{self.picture}.svg" if self.picture else ""
