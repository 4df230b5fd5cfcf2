"""What one question of the bank is: plain data, the same for drawing, grading and the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `danger` names the dangerous mistake it is; `alarm` an alarm without cause."""

    key: str
    text: str
    correct: bool
    why: str
    danger: str | None
    alarm: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `no_sign` marks a false trap, which tempts with the signs in `lures`."""

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
