"""What the content covers: signs, steps, traps, dangers, minutes, reading ease, sources, languages. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.language_text import measure
from courses.catalogue import Catalogue, Course
from courses.dangers import DANGERS
from courses.lesson_files import BASE_LANGUAGE
from courses.progress import reading_minutes
from quiz.bank import Bank
from quiz.blueprint import STEPS
from quiz.questions import Question


@dataclass(frozen=True, slots=True)
class SignCoverage:
    """Questions about one sign, per step, and traps that lure with it."""

    sign: str
    steps: tuple[int, ...]
    traps: int


@dataclass(frozen=True, slots=True)
class CourseReport:
    """What one course holds. `own` are questions set in its workplace, `shared` those for everybody.

    `kinds` counts questions; those linked to a case stand under "case".
    """

    key: str
    name: str
    minutes: int
    lessons: int
    scenarios_full: int
    scenarios_short: int
    questions: int
    own: int
    shared: int
    critical: int
    traps: int
    signs: tuple[SignCoverage, ...]
    missing_dangers: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]
    hardest_lix: float
    missing: tuple[tuple[str, int], ...]


def course_report(course: Course, catalogue: Catalogue, bank: Bank, languages: Iterable[str]) -> CourseReport:
    """The report of one course; `languages` are the codes of the site."""
    pool = bank.pool(course)
    own = [each for each in pool if each.audiences == (course.audience,)]
    scenarios = [each for each in catalogue.scenarios.values() if course.audience in each.audiences]
    lessons = [lesson for module in course.modules for lesson in (*module.lessons, *module.more)]
    dangers = {option.danger for each in pool if each.critical for option in each.options}
    return CourseReport(
        key=course.key,
        name=course.name,
        minutes=reading_minutes(course),
        lessons=len(lessons),
        scenarios_full=sum(not each.is_short for each in scenarios),
        scenarios_short=sum(each.is_short for each in scenarios),
        questions=len(pool),
        own=len(own),
        shared=len(pool) - len(own),
        critical=sum(each.critical for each in pool),
        traps=sum(each.no_sign for each in pool),
        signs=tuple(sign_coverage(sign, pool) for sign in catalogue.signs),
        missing_dangers=tuple(danger for danger in DANGERS if danger not in dangers),
        kinds=tuple(sorted(Counter("case" if each.case else each.kind for each in pool).items())),
        hardest_lix=max((lix(each) for each in pool), default=0),
        missing=tuple(
            (code, missing_texts(code, course, catalogue, bank))
            for code in languages
            if code != BASE_LANGUAGE
        ),
    )


def sign_coverage(sign: str, pool: Iterable[Question]) -> SignCoverage:
    """How often a sign is asked in each step, and how often a trap lures with it."""
    asked = [each for each in pool if sign in each.signs[:2]]
    return SignCoverage(
        sign=sign,
        steps=tuple(sum(each.step == step for each in asked) for step in STEPS),
        traps=sum(sign in each.lures for each in pool),
    )


def lix(question: Question) -> float:
    """The LIX of a question with its answers and whys."""
    texts = [question.text, question.ask, question.picture_text]
    texts += [text for row in question.rows for text in (row.text, row.why)]
    return round(measure(texts).lix, 1)


def missing_texts(code: str, course: Course, catalogue: Catalogue, bank: Bank) -> int:
    """How many lessons, scenarios and questions of a course have no text of their own in a language."""
    lessons = [lesson for module in course.modules for lesson in (*module.lessons, *module.more)]
    scenarios = [each for each in catalogue.scenarios.values() if course.audience in each.audiences]
    return (
        sum(catalogue.lesson(each.key, code)[1] != code for each in lessons)
        + sum(catalogue.scenario(each.key, code)[1] != code for each in scenarios)
        + sum(bank.question(each.key, code)[1] != code for each in bank.pool(course))
    )


def sources_used(catalogue: Catalogue, bank: Bank) -> Mapping[str, int]:
    """How many lessons and questions rest on each source, most used first."""
    used: Counter[str] = Counter()
    for text in catalogue.texts[BASE_LANGUAGE].lessons.values():
        used.update({each.code for each in text.sources})
    for question in bank.questions.values():
        used.update(set(question.sources))
    return dict(used.most_common())
