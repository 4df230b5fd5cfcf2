"""How far a person has come in a course's lessons, and how many minutes are left. Pure.

Required are the screens of the lessons that stand under `lessons` in the course file; what stands under
`more` is offered, never required.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from courses.catalogue import Course, Lesson, Module
from courses.scenarios import Scenario

WORDS_A_MINUTE = 130
SECONDS_A_QUESTION = 30

SCENARIO_END = "slut"

ScreenId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One required step: a screen of `lesson`, or the scenario when there is no lesson."""

    id: ScreenId
    words: int
    lesson: Lesson | None


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """One module: how many of its required screens are read, and minutes left, rounded up."""

    module: Module
    read: int
    required: int
    minutes: int
    minutes_left: int

    @property
    def done(self) -> bool:
        """Whether every required screen is read."""
        return self.read == self.required

    @property
    def begun(self) -> bool:
        """Whether any required screen is read."""
        return self.read > 0


def screens_of(lesson: Lesson) -> tuple[ScreenId, ...]:
    """The screens of a lesson, in order."""
    return tuple((lesson.key, screen.key) for screen in lesson.screens)


def scenario_step(scenario: Scenario) -> ScreenId:
    """What is noted as read when a person has come to an end of a scenario, or skipped it."""
    return scenario.key, SCENARIO_END


def steps_of(module: Module) -> tuple[Step, ...]:
    """The required steps of a module, in order: its scenario first, then each screen of its lessons."""
    scenario = module.scenario
    first = (Step(scenario_step(scenario), scenario.words_one_way, None),) if scenario else ()
    return first + tuple(
        Step((lesson.key, screen.key), screen.words, lesson)
        for lesson in module.lessons
        for screen in lesson.screens
    )


def required_screens(course: Course) -> tuple[ScreenId, ...]:
    """Every step that must be taken before the exam, in order."""
    return tuple(step.id for module in course.modules for step in steps_of(module))


def module_progress(module: Module, read: Collection[ScreenId]) -> ModuleProgress:
    """One module's progress for a person who has taken these steps."""
    steps = steps_of(module)
    left = [step for step in steps if step.id not in read]
    return ModuleProgress(
        module=module,
        read=len(steps) - len(left),
        required=len(steps),
        minutes=minutes(sum(step.words for step in steps)),
        minutes_left=minutes(sum(step.words for step in left)),
    )


def course_progress(course: Course, read: Collection[ScreenId]) -> tuple[ModuleProgress, ...]:
    """All modules' progress, in order."""
    return tuple(module_progress(module, read) for module in course.modules)


def minutes(words: int) -> int:
    """Reading time in whole minutes, rounded up, at 130 words a minute."""
    return ceil(words / WORDS_A_MINUTE)


def exam_minutes(questions: int) -> int:
    """Minutes an exam takes at half a minute a question, rounded up."""
    return ceil(questions * SECONDS_A_QUESTION / 60)


def reading_minutes(course: Course) -> int:
    """Minutes for everything that is required before the exam."""
    return minutes(sum(step.words for module in course.modules for step in steps_of(module)))


def total_minutes(course: Course, questions: int) -> int:
    """Minutes for the whole course with its exam, said on the start page."""
    return reading_minutes(course) + exam_minutes(questions)


def first_unread(course: Course, read: Collection[ScreenId]) -> tuple[Module, Step] | None:
    """Where to go on: the first required step that is not taken, with its module."""
    for module in course.modules:
        for step in steps_of(module):
            if step.id not in read:
                return module, step
    return None
