"""How far a person has come in a course's lessons, and how many minutes are left. Pure.

Required are the screens of the lessons that stand under `lessons` in the course file; what stands under
`more` is offered, never required.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from courses.catalogue import Course, Lesson, Module

WORDS_A_MINUTE = 130
SECONDS_A_QUESTION = 30

ScreenId = tuple[str, str]


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


def required_screens(course: Course) -> tuple[ScreenId, ...]:
    """Every screen that must be read before the exam, in order."""
    return tuple(
        screen for module in course.modules for lesson in module.lessons for screen in screens_of(lesson)
    )


def module_progress(module: Module, read: Collection[ScreenId]) -> ModuleProgress:
    """One module's progress for a person who has read these screens."""
    words = words_left = done = required = 0
    for lesson in module.lessons:
        for screen in lesson.screens:
            is_read = (lesson.key, screen.key) in read
            required += 1
            done += is_read
            words += screen.words
            words_left += 0 if is_read else screen.words
    return ModuleProgress(
        module=module,
        read=done,
        required=required,
        minutes=minutes(words),
        minutes_left=minutes(words_left),
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


def total_minutes(course: Course, questions: int) -> int:
    """Minutes for the whole course with its exam, said on the start page."""
    words = sum(
        screen.words for module in course.modules for lesson in module.lessons for screen in lesson.screens
    )
    return minutes(words) + exam_minutes(questions)


def first_unread(course: Course, read: Collection[ScreenId]) -> tuple[Module, Lesson, str] | None:
    """Where to go on: the first required screen that is not read, with its module and lesson."""
    for module in course.modules:
        for lesson in module.lessons:
            for screen in lesson.screens:
                if (lesson.key, screen.key) not in read:
                    return module, lesson, screen.key
    return None
