"""Questions as a GIFT file, and what such a file cannot carry. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quiz.gift.characters import ARROW, GENERAL_FEEDBACK, write_text
from quiz.gift.tags import tags_of, write_comments
from quiz.kinds.rows import target_of
from quiz.questions import Question

MOST_RIGHT = 10
"""Right options of one question: Moodle knows no smaller part of a whole than 5, and writes no 9.09."""
HEAD = (
    "Frågor ur En säker hand, att läsa in i Moodle: Frågebank, Importera, GIFT-format.",
    "Rader med id och tag före en fråga hör till den. Ta inte bort dem om frågan ska tillbaka.",
    "Moodle ger delar av poängen när flera svar är rätta. Här är en fråga rätt bara när allt är rätt.",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """The file's text, how many questions stand in it, and in Swedish what it does not carry, a line for each thing."""

    text: str
    count: int
    left: tuple[str, ...]


class NotCarried(Exception):
    """A question that GIFT has no form for; the text says why and what to do."""


def export_gift(questions: Iterable[Question]) -> Exported:
    """The questions in GIFT, in their order. What is not carried stands in comments at the top too."""
    written: list[str] = []
    left: list[str] = []
    for question in questions:
        if question.kind in PARTLY:
            left.append(f'frågan "{question.key}": {PARTLY[question.kind]}')
        try:
            written.append(write_question(question))
        except NotCarried as reason:
            left.append(f'frågan "{question.key}" följer inte med: {reason}')
    head = [*HEAD, *(f"Obs! {line[0].upper()}{line[1:]}" for line in left)]
    comments = "".join(f"// {line}\n" for line in head)
    return Exported("\n".join([comments, *written]), len(written), tuple(left))


def write_question(question: Question) -> str:
    """One question with its comments. Raises NotCarried."""
    if question.kind not in ANSWERS:
        what = NOT_AT_ALL.get(question.kind, f"GIFT har ingen fråga av slaget {question.kind}")
        raise NotCarried(f"{what} — skriv den för hand i Moodle")
    one_line(question.ask, "ask")
    answers = "".join(f"\t{line}\n" for line in ANSWERS[question.kind](question))
    keys = [row.key for row in question.rows]
    stem = write_text(f"{question.text.strip()}\n{question.ask.strip()}").removeprefix("[plain]")
    return (
        f"{write_comments(question.key, tags_of(question), keys)}"
        f"::{write_text(question.key)}::[plain]{stem}{{\n{answers}}}\n"
    )


def single_answers(question: Question) -> list[str]:
    """The one right option and the wrong ones, each with its why."""
    return [f"{'=' if each.correct else '~'}{choice(each.text, each.why)}" for each in question.options]


def several_answers(question: Question) -> list[str]:
    """Each right option is its part of the whole; a wrong one takes the whole away."""
    right = sum(option.correct for option in question.options)
    if not 1 <= right <= MOST_RIGHT:
        raise NotCarried(f"{right} rätta svar — skriv en fråga med 1 till {MOST_RIGHT} rätta svar")
    part = f"{100 / right:.5f}".rstrip("0").rstrip(".")
    return [f"~%{part if each.correct else -100}%{choice(each.text, each.why)}" for each in question.options]


def choice(text: str, why: str) -> str:
    """An option and its feedback."""
    return f"{write_text(text)}#{write_text(why)}"


def pairs(question: Question) -> list[str]:
    """Each row with its target, then targets of no row, then the whys: a pair has no feedback of its own."""
    names = dict(question.targets)
    right = {option.item: target_of(option) for option in question.options if option.correct}
    lines = [pair(item.text, names[right[item.key]]) for item in question.items]
    lines += [pair("", name) for key, name in question.targets if key not in right.values()]
    whys = "\n".join(told(one_line(item.text, "text"), one_line(item.why, "why")) for item in question.items)
    return [*lines, f"{GENERAL_FEEDBACK}{write_text(whys)}"]


def pair(row: str, target: str) -> str:
    """A row and what it is paired with. Raises NotCarried for an arrow, which GIFT cannot tell from its own."""
    if ARROW in row or ARROW in target:
        raise NotCarried(f"det står {ARROW} i en rad — skriv → eller ett ord")
    return f"={write_text(row)} {ARROW} {write_text(target)}"


def told(row: str, why: str) -> str:
    """How the why of a row stands in the feedback of the whole question."""
    return f"{row.strip()}: {why.strip()}"


def one_line(text: str, field: str) -> str:
    """The text, where only the end of a line parts it from the next one. Raises NotCarried."""
    if "\n" in text.strip() or "\r" in text.strip():
        raise NotCarried(f"{field} har flera rader — skriv {field} på en rad")
    return text


ANSWERS: dict[str, Callable[[Question], list[str]]] = {
    "single": single_answers,
    "several": several_answers,
    "match": pairs,
    "order": pairs,
}
PARTLY = {
    "order": "GIFT har ingen ordning — stegen följer med som par av steg och plats, och blir en ordning igen här",
}
NOT_AT_ALL = {"spots": "GIFT bär ingen bild och inga ställen i den"}
