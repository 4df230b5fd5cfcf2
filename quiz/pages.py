"""What the pages of the exam show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from courses.pages import SignChip
from quiz.places import Box

ExamState = Literal["locked", "ready", "open", "wait", "passed"]


@dataclass(frozen=True, slots=True)
class Left:
    """Something to read before the exam opens."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ExamStartPage:
    """Before a try.

    `left` belongs to locked, `resume_url`, `answered` and `total` to open, `until` (UTC) to wait,
    `certificate_url` to passed. `course_lang` is the language of the course's name and of what is `left`.
    """

    course_lang: str
    course_name: str
    back_url: str
    questions: int
    pass_right: int
    minutes: int
    max_alarms: int
    state: ExamState
    left: tuple[Left, ...] = ()
    resume_url: str | None = None
    answered: int = 0
    total: int = 0
    until: datetime | None = None
    certificate_url: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One row of a question of rows: what it says, and (key, text) of what it may be put at."""

    text: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what it shows in words, and a box for each option or answer row, in their order."""

    file: str
    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question. The keys in `options`, `rows` and `chosen` are random per try.

    `place` tells which of how many. Where it `asks_sure`, `said` is "ja", "nej" or "".
    `template` names the part that draws its form. It has either `options` or `rows`; `task` says what
    to do with each row, `targets_lang` is the language of what they may be put at, empty for the page's own.
    """

    place: str
    text: str
    ask: str
    text_lang: str
    kind: str
    template: str
    options: tuple[tuple[str, str], ...]
    rows: tuple[QuestionRow, ...]
    targets_lang: str
    task: str
    chosen: tuple[str, ...]
    unsure_key: str
    asks_sure: bool
    said: str
    error: str | None
    form_action: str
    back_url: str
    back_label: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One option after the answer, or one row: with its right target and, when it differs, the one `given`.

    `word` stands instead of the usual one of the `word_kind`; `targets_lang` as in QuestionPage.
    """

    text: str
    chosen: bool
    word_kind: str
    why: str
    word: str = ""
    target: str = ""
    given: str = ""
    targets_lang: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """What the answer was worth. `verdict` is right, not_yet or unsure; in practice nothing is `saved_at`."""

    place: str
    verdict: str
    heading: str
    lead: str
    text: str
    ask: str
    text_lang: str
    rows: tuple[AnswerRow, ...]
    signs: tuple[SignChip, ...]
    saved_at: datetime | None
    next_url: str
    next_label: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class BeforePage:
    """The questions before the first lesson: what they are, or that they are done."""

    course_name: str
    course_lang: str
    questions: int
    done: bool
    on_url: str


@dataclass(frozen=True, slots=True)
class PracticeSign:
    """A sign to practise, and where."""

    chip: SignChip
    url: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    """What to practise; `done` after a round."""

    course_name: str
    course_lang: str
    done: bool
    mixed_url: str
    signs: tuple[PracticeSign, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One sign of a finished try, in options: seen of shown, false alarms of what lured."""

    key: str
    name: str
    lang: str
    seen: int
    shown: int
    false: int
    lured: int
    no_trap: bool
    lesson_url: str | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A critical question with a dangerous answer: what was chosen and why it is dangerous."""

    text: str
    why: str
    text_lang: str


@dataclass(frozen=True, slots=True)
class PutAwayPage:
    """A finished try whose answers are from before a change of the card: only how it ended."""

    headline: str
    retry_text: str
    next_url: str
    next_label: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A finished try. `reasons` are sentences; empty when passed.

    `sure_wrong` are addresses of questions; `before` is right and asked before the first lesson.
    """

    passed: bool
    right: int
    total: int
    headline: str
    reasons: tuple[str, ...]
    missed_critical: tuple[Missed, ...]
    sure_wrong: tuple[str, ...]
    before: tuple[int, int] | None
    practice_url: str
    retry_text: str
    rows: tuple[TallyRow, ...]
    next_url: str
    next_label: str
