"""The courses, lessons and signs as pages show them: filled for one city, rendered, in each language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.problems import Problem, refuse_errors
from courses.content_files import read_content
from courses.filling import all_texts, content_version
from courses.lesson_files import BASE_LANGUAGE, Image, SourceRef
from courses.lessons import Course, Lesson, Module, Screen, Texts
from courses.scenarios import Scenario
from courses.signs import LooksLike, Sign, SignsText
from courses.word_lists import Source
from organisations.network import Network

__all__ = [
    "Catalogue",
    "Course",
    "Image",
    "Lesson",
    "LooksLike",
    "Module",
    "Screen",
    "Sign",
    "SignsText",
    "SourceRef",
    "load_catalogue",
]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All content for one city. `version` is a sha256 in hex over content and network.

    `audiences` are names by key, `sources` what the codes stand for.
    """

    texts: Mapping[str, Texts]
    version: str
    audiences: Mapping[str, str]
    sources: Mapping[str, Source]

    @property
    def courses(self) -> Mapping[str, Course]:
        """The courses by key, in the base language."""
        return self.texts[BASE_LANGUAGE].courses

    @property
    def signs(self) -> Mapping[str, Sign]:
        """The signs by key in their order, in the base language."""
        return self.texts[BASE_LANGUAGE].signs

    def lesson(self, key: str, lang: str = BASE_LANGUAGE) -> tuple[Lesson, str]:
        """A lesson and the language it is really in. Raises KeyError for an unknown key."""
        lesson = self._in(lang).lessons[key]
        return lesson, lesson.lang

    def course(self, key: str, lang: str = BASE_LANGUAGE) -> tuple[Course, str]:
        """A course and the language its own texts are in. Raises KeyError for an unknown key."""
        course = self._in(lang).courses[key]
        return course, course.lang

    def sign(self, key: str, lang: str = BASE_LANGUAGE) -> tuple[Sign, str]:
        """A sign and the language it is really in. Raises KeyError for an unknown key."""
        sign = self._in(lang).signs[key]
        return sign, sign.lang

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """The scenarios by key, in the base language."""
        return self.texts[BASE_LANGUAGE].scenarios

    def scenario(self, key: str, lang: str = BASE_LANGUAGE) -> tuple[Scenario, str]:
        """A scenario and the language it is really in. Raises KeyError for an unknown key."""
        scenario = self._in(lang).scenarios[key]
        return scenario, scenario.lang

    def signs_text(self, lang: str = BASE_LANGUAGE) -> SignsText:
        """What is said about all signs together; its `lang` is the language it is really in."""
        return self._in(lang).signs_text

    def audience(self, key: str, lang: str = BASE_LANGUAGE) -> tuple[str, str]:
        """What an audience is called and the language of that: its course's title when it is there in this language."""
        for course in self._in(lang).courses.values():
            if course.audience == key and course.lang == lang != BASE_LANGUAGE:
                return course.title, lang
        return self.audiences[key], BASE_LANGUAGE

    def _in(self, lang: str) -> Texts:
        return self.texts.get(lang, self.texts[BASE_LANGUAGE])


def load_catalogue(root: Path, network: Network) -> Catalogue:
    """Read `courses/content` under the project root, filled for one city.

    Raises ContentError for content that cannot be shown; `courses.checking` tells all its problems.
    """
    content = read_content(root)
    problems: list[Problem] = [*content.problems]
    texts = all_texts(content, network, problems)
    refuse_errors(problems)
    return Catalogue(texts, content_version(content, network), content.audiences, content.sources)
