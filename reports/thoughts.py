"""The commonest wrong thought about a sign: what many chose, in a question or in a story. Pure.

Only that it is the commonest is ever said, never how many: five people chose it and five did not
(`privacy.commonest`), in a closed quarter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from courses.scenarios import Scenario, Scene
from courses.scenarios import Thought as Choice
from quiz.questions import Option, Question
from reports.privacy import commonest

SOUND = "stark"
# How many chose it and how many were asked, by where (a question and its version, or a story and its scene) and what.
Choices = Mapping[tuple[str, str, str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Thought:
    """What was thought, where it came up, and what the course answers; texts of the course in `lang`.

    `place` says where a story's scene is, and is empty for a question.
    """

    place: str
    scene: str
    ask: str
    thought: str
    answer: str
    lang: str


def wrong_options(question: Question, sign_key: str) -> tuple[Option, ...]:
    """The wrong options of a question that count for a sign; a question of rows has none."""
    if question.items or sign_key not in (*question.signs, *question.lures):
        return ()
    return tuple(each for each in question.options if not each.correct and each.sign in (None, sign_key))


def wrong_choices(story: Scenario, sign_key: str) -> Iterator[tuple[Scene, Choice]]:
    """The choices of a story about a sign that are not sound."""
    if sign_key in story.signs:
        for scene in story.scenes.values():
            yield from ((scene, each) for each in scene.options if each.value != SOUND)


def commonest_thought(
    sign_key: str, questions: Iterable[Question], stories: Iterable[Scenario], choices: Choices
) -> tuple[str, str, str] | None:
    """Which wrong thought about a sign most people had, as a key of `choices`; None when too few share one.

    `choices` tells of each thought (where, in which version or scene, what) how many chose it of how many.
    """
    keys = [
        (each.key, each.version, option.key) for each in questions for option in wrong_options(each, sign_key)
    ]
    keys += [
        (story.key, scene.key, choice.key)
        for story in stories
        for scene, choice in wrong_choices(story, sign_key)
    ]
    named = {"\n".join(key): key for key in keys}
    told = commonest((name, *choices.get(key, (0, 0))) for name, key in named.items())
    return None if told is None else named[told]


def of_question(question: Question, option_key: str, lang: str) -> Thought:
    """An option as a thought."""
    option = next(each for each in question.options if each.key == option_key)
    return Thought("", question.text, question.ask, option.text, option.why, lang)


def of_scene(scene: Scene, option_key: str, lang: str) -> Thought | None:
    """A choice in a story as a thought; None when the scene no longer has it."""
    choice = scene.option(option_key)
    if choice is None:
        return None
    return Thought(
        f"{scene.place}, {scene.time}", scene.text, scene.question, choice.text, choice.trainer, lang
    )
