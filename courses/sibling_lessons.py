"""Rules of a lesson in another language, held against its source. `RULES` lists them all. Pure."""

from collections.abc import Callable, Iterator

from core.problems import Problem
from core.siblings import Sibling, differs, head
from core.yaml_files import Node
from courses.lesson_files import LessonFile
from courses.lesson_rules import lesson_measure
from courses.siblings import SHAPE
from courses.text_rules import Known

Rule = Callable[[LessonFile, LessonFile, Known], Iterator[Problem]]


def head_is_right(lesson: LessonFile, base: LessonFile, known: Known) -> Iterator[Problem]:
    """The sibling has its source's key, its file's language and the version it was written from."""
    if lesson.key != base.key:
        yield lesson.at("key").problem("nyckeln är inte grundfilens", f"skriv key: {base.key}")
    yield from head(_pair(lesson, base))


def screens_are_the_same(lesson: LessonFile, base: LessonFile, known: Known) -> Iterator[Problem]:
    """The same screens in the same order."""
    wanted = [screen.key for screen in base.screens]
    if [screen.key for screen in lesson.screens] != wanted:
        yield lesson.front.problem(
            f"skärmarna är inte desamma som i {base.file}",
            f"skriv skärmarna {', '.join(wanted)}, i den ordningen",
        )


def texts_are_rewritten(lesson: LessonFile, base: LessonFile, known: Known) -> Iterator[Problem]:
    """No screen is a copy of its source, and each has the source's numbers."""
    pair = _pair(lesson, base)
    yield from differs(lesson.at("title"), lesson.title, base.title, pair)
    sources = {screen.key: screen for screen in base.screens}
    for screen in lesson.screens:
        if screen.key in sources:
            node = Node(lesson.file, screen.line, screen.body)
            yield from differs(node, screen.body.strip(), sources[screen.key].body.strip(), pair)


def easy_swedish_is_easier(lesson: LessonFile, base: LessonFile, known: Known) -> Iterator[Problem]:
    """Easy Swedish has a lower LIX than its source."""
    if not lesson.lang.startswith("sv"):
        return
    easy, source = lesson_measure(lesson, known).lix, lesson_measure(base, known).lix
    if easy >= source:
        yield lesson.at("title").problem(
            f"lätt svenska har LIX {easy:.1f}, grundtexten {source:.1f}", "skriv kortare ord och meningar"
        )


RULES: tuple[Rule, ...] = (
    head_is_right,
    screens_are_the_same,
    texts_are_rewritten,
    easy_swedish_is_easier,
)


def _pair(lesson: LessonFile, base: LessonFile) -> Sibling:
    return Sibling(lesson.lang, lesson.front, base.front, SHAPE)
