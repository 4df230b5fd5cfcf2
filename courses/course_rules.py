"""Rules of a course. One function is one rule; `RULES` lists them all. Pure."""

from collections.abc import Callable, Iterator

from core.problems import Problem
from courses.content_files import Content
from courses.course_files import CourseFile
from courses.lesson_files import MODULES
from courses.lesson_rules import screen_measure
from courses.progress import WORDS_A_MINUTE
from courses.text_rules import Known

LONGEST_MINUTES = 25

Rule = Callable[[CourseFile, Content, Known], Iterator[Problem]]


def key_is_the_folder(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """hotell/course.yaml has the key hotell."""
    if course.key != course.folder:
        yield course.at("key").problem(
            f'nyckeln "{course.key}" är inte mappens namn', f"skriv key: {course.folder}"
        )


def audience_is_known(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """A course is for one audience of audiences.yaml."""
    if course.audience not in known.audiences:
        yield course.at("audience").problem(
            f'målgruppen "{course.audience}" finns inte', f"skriv någon av {', '.join(known.audiences)}"
        )


def modules_stand_in_order(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """The three modules, each once, in order."""
    if tuple(module.key for module in course.modules) != MODULES:
        yield course.at("modules").problem(
            "modulerna är inte de tre, i ordning", f"skriv modulerna {', '.join(MODULES)}"
        )


def lessons_exist(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """Each lesson exists, belongs to the module and to the course's audience, and stands once."""
    seen: set[str] = set()
    for module in course.modules:
        for name in ("lessons", "more"):
            for node in module.node.mapping[name].items if name in module.node.mapping else []:
                lesson = content.lesson(node.text)
                if lesson is None:
                    yield node.problem(
                        f'lektionen "{node.text}" finns inte', "skriv nyckeln som i lektionens fil"
                    )
                    continue
                if lesson.module != module.key:
                    yield node.problem(
                        f'lektionen "{node.text}" hör till modulen {lesson.module}',
                        f"flytta den till {lesson.module}",
                    )
                if course.audience not in lesson.audiences:
                    yield node.problem(
                        f'lektionen "{node.text}" är inte för {course.audience}',
                        f"lägg till {course.audience} i lektionens audiences",
                    )
                if node.text in seen:
                    yield node.problem(f'lektionen "{node.text}" står två gånger', "ta bort den ena")
                seen.add(node.text)


def module_has_lessons(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """A module requires at least one lesson."""
    for module in course.modules:
        if not module.lessons:
            yield module.node.mapping.get("lessons", module.node).problem(
                f'modulen "{module.key}" har ingen lektion', "skriv minst en lektion i lessons"
            )


def try_lesson_is_in_the_course(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """The lesson open to all is one of the course's required lessons."""
    if course.try_lesson not in _required(course):
        yield course.at("try_lesson").problem(
            f'lektionen "{course.try_lesson}" finns inte i kursen',
            "skriv nyckeln till en av kursens lektioner",
        )


def scenarios_exist(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """A required scenario lies among the scenarios and is for the course's audience."""
    there = {each.scenario.key: each.scenario for each in content.scenarios}
    for module in course.modules:
        found = there.get(module.scenario)
        if module.scenario and (found is None or course.audience not in found.audiences):
            yield module.node.mapping["scenario"].problem(
                f'scenariot "{module.scenario}" finns inte för kursens målgrupp',
                "skriv nyckeln till ett scenario i kursens mapp",
            )


def required_path_is_short(course: CourseFile, content: Content, known: Known) -> Iterator[Problem]:
    """Lessons and the required scenario, one way through, take at most 25 minutes; the exam comes on top."""
    lessons = [lesson for key in _required(course) if (lesson := content.lesson(key))]
    words = sum(
        screen_measure(screen, known, lesson.lang).words for lesson in lessons for screen in lesson.screens
    )
    required = {module.scenario for module in course.modules}
    words += sum(each.scenario.words_one_way for each in content.scenarios if each.scenario.key in required)
    if words > LONGEST_MINUTES * WORDS_A_MINUTE:
        yield course.at("modules").problem(
            f"den obligatoriska vägen tar {words / WORDS_A_MINUTE:.1f} minuter ({words} ord)",
            f"flytta lektioner till more, högst {LONGEST_MINUTES} minuter ({LONGEST_MINUTES * WORDS_A_MINUTE} ord)",
        )


RULES: tuple[Rule, ...] = (
    key_is_the_folder,
    audience_is_known,
    modules_stand_in_order,
    lessons_exist,
    module_has_lessons,
    try_lesson_is_in_the_course,
    scenarios_exist,
    required_path_is_short,
)


def _required(course: CourseFile) -> list[str]:
    return [key for module in course.modules for key in module.lessons]
