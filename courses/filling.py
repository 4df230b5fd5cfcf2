"""From files to texts: placeholders filled for one city, Markdown rendered, siblings laid over. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.language_text import measure, words
from core.problems import Problem
from core.siblings import Sibling, TextPath, sibling_texts
from core.yaml_files import Node
from courses.content_files import Content
from courses.course_files import CourseFile, ModuleText
from courses.lesson_files import BASE_LANGUAGE, Image, LessonFile, ScreenText
from courses.lessons import Course, Lesson, Module, Screen, Texts
from courses.markdown import blocks, plain, render
from courses.scenarios import Scenario, ScenarioFile, Scene
from courses.signs import Sign, SignsText
from organisations.network import Network, UnknownPlaceholderError


def all_texts(content: Content, network: Network, problems: list[Problem]) -> dict[str, Texts]:
    """Everything in each language there is a sibling in; what cannot be shown is added to `problems`."""
    siblings = (*content.course_siblings, *content.sign_siblings, *content.scenario_siblings)
    langs = {lesson.lang for lesson in content.translated_lessons} | {each.lang for each in siblings}
    return {
        lang: _InLanguage(content, network, lang, problems).texts()
        for lang in (BASE_LANGUAGE, *sorted(langs - {BASE_LANGUAGE}))
    }


def content_version(content: Content, network: Network) -> str:
    """A sha256 in hex over all texts and the city's file; comments and spacing do not count."""
    lessons = (*content.lessons, *content.translated_lessons)
    siblings = (*content.course_siblings, *content.sign_siblings, *content.scenario_siblings)
    everything = [
        [
            [lesson.file, lesson.front.plain(), [repr(screen) for screen in lesson.screens]]
            for lesson in lessons
        ],
        [course.node.plain() for course in content.courses],
        content.signs.node.plain(),
        [file.node.plain() for file in content.scenarios],
        [sibling.node.plain() for sibling in siblings],
        repr(network),
    ]
    return hashlib.sha256(json.dumps(everything, ensure_ascii=False).encode()).hexdigest()


class _InLanguage:
    """All content in one language. The chain stands in a text in the text's own language."""

    def __init__(self, content: Content, network: Network, lang: str, problems: list[Problem]) -> None:
        self.content = content
        self.network = network
        self.lang = lang
        self.problems = problems
        self.scenarios: dict[str, Scenario] = {}

    def texts(self) -> Texts:
        translated = {each.key: each for each in self.content.translated_lessons if each.lang == self.lang}
        lessons = {each.key: self.lesson(each, translated.get(each.key)) for each in self.content.lessons}
        signs, signs_text = self.signs()
        self.scenarios = {each.scenario.key: self.scenario(each) for each in self.content.scenarios}
        return Texts(
            courses={course.key: self.course(course, lessons) for course in self.in_order()},
            lessons=lessons,
            signs={sign.key: sign for sign in signs},
            signs_text=signs_text,
            scenarios=self.scenarios,
        )

    def in_order(self) -> list[CourseFile]:
        """The courses in the order of their audiences in audiences.yaml."""
        audiences = list(self.content.audiences)
        return sorted(
            self.content.courses,
            key=lambda course: audiences.index(course.audience) if course.audience in audiences else 99,
        )

    def lesson(self, base: LessonFile, translated: LessonFile | None) -> Lesson:
        shown = translated or base
        screens = {screen.key: self.screen(shown, screen) for screen in shown.screens}
        return Lesson(
            key=base.key,
            slug=base.slug,
            title=self.fill(shown.title, shown.at("title"), shown.lang),
            module=base.module,
            audiences=base.audiences,
            signs=base.signs,
            version=base.version,
            lang=shown.lang,
            sources=base.sources,
            image=self.image(base, shown),
            screens=tuple(screens[screen.key] for screen in base.screens if screen.key in screens),
        )

    def screen(self, lesson: LessonFile, screen: ScreenText) -> Screen:
        heading = self.fill(screen.heading, Node(lesson.file, screen.line, screen.heading), lesson.lang)
        body = self.fill(screen.body, Node(lesson.file, screen.line, screen.body), lesson.lang)
        text = measure([text for _, text in blocks(body)])
        return Screen(
            key=screen.key,
            heading=plain(heading),
            html=render(body, lesson.file, screen.line + 1, lesson.lang, self.problems),
            words=text.words + len(words(plain(heading))),
            classes=screen.classes,
        )

    def image(self, base: LessonFile, shown: LessonFile) -> Image | None:
        if base.image is None:
            return None
        of = shown if shown.image else base
        return Image(base.image.file, self.fill((of.image or base.image).alt, of.at("image"), of.lang))

    def course(self, file: CourseFile, lessons: Mapping[str, Lesson]) -> Course:
        lang, texts = self.sibling(file.node, self.content.course_siblings)

        def text(name: str, otherwise: str) -> str:
            return self.said(texts, (name,), otherwise, file.at(name))

        return Course(
            key=file.key,
            lang=lang,
            version=file.version,
            title=text("title", file.title),
            name=text("name", file.name),
            summary=text("summary", file.summary),
            audience=file.audience,
            kinds=file.kinds,
            try_lesson=file.try_lesson,
            modules=tuple(self.module(module, texts, lessons) for module in file.modules),
            exam=file.exam,
        )

    def module(
        self, module: ModuleText, texts: Mapping[TextPath, Node], lessons: Mapping[str, Lesson]
    ) -> Module:
        def text(name: str, otherwise: str) -> str:
            return self.said(texts, ("modules", module.key, name), otherwise, module.node)

        return Module(
            key=module.key,
            title=text("title", module.title),
            summary=text("summary", module.summary),
            lessons=self.named(module.lessons, module.node, lessons),
            more=self.named(module.more, module.node, lessons),
            scenario=self.scenarios.get(module.scenario),
        )

    def named(self, keys: tuple[str, ...], node: Node, lessons: Mapping[str, Lesson]) -> tuple[Lesson, ...]:
        for key in keys:
            if key not in lessons:
                self.problems.append(
                    node.problem(f'lektionen "{key}" finns inte', "skriv nyckeln som i lektionens fil")
                )
        return tuple(lessons[key] for key in keys if key in lessons)

    def scenario(self, file: ScenarioFile) -> Scenario:
        lang, texts = self.sibling(file.node, self.content.scenario_siblings)

        def text(path: TextPath, otherwise: str) -> str:
            return self.said(texts, path, otherwise, file.node)

        def filled(at: TextPath, thing: Any, *names: str) -> Any:
            return replace(thing, **{name: text((*at, name), getattr(thing, name)) for name in names})

        def scene(base: Scene) -> Scene:
            at = ("scenes", base.key)
            shown: Scene = filled(at, base, "place", "time", "text", "question")
            return replace(
                shown,
                phone=tuple(
                    replace(each, when=text((*at, "phone", str(i), "when"), each.when))
                    for i, each in enumerate(base.phone)
                ),
                options=tuple(
                    filled((*at, "options", each.key), each, "text", "for_her", "for_you", "trainer")
                    for each in base.options
                ),
            )

        base = file.scenario
        scenario: Scenario = replace(
            filled((), base, "title", "before"),
            lang=lang,
            scenes={key: scene(each) for key, each in base.scenes.items()},
            ends={key: filled(("ends", key), each, "title", "text") for key, each in base.ends.items()},
        )
        return scenario

    def signs(self) -> tuple[list[Sign], SignsText]:
        file = self.content.signs
        lang, texts = self.sibling(file.node, self.content.sign_siblings)

        def text(path: TextPath, otherwise: str) -> str:
            return self.said(texts, path, otherwise, file.node)

        def sign(base: Sign) -> Sign:
            at = ("signs", base.key)
            return replace(
                base,
                lang=lang,
                name=text((*at, "name"), base.name),
                short=text((*at, "short"), base.short),
                sentence=text((*at, "sentence"), base.sentence),
                caution=text((*at, "caution"), base.caution),
                can_be=tuple(text((*at, "can_be", str(i)), each) for i, each in enumerate(base.can_be)),
                looks_like={
                    audience: tuple(
                        replace(each, text=text((*at, "looks_like", audience, each.key), each.text))
                        for each in examples
                    )
                    for audience, examples in base.looks_like.items()
                },
            )

        return [sign(base) for base in file.signs], replace(
            file.text,
            lang=lang,
            both_halves=text(("both_halves",), file.text.both_halves),
            remember=text(("remember",), file.text.remember),
            strengths={key: text(("strengths", key), name) for key, name in file.text.strengths.items()},
        )

    def sibling(self, base: Node, siblings: tuple[Sibling, ...]) -> tuple[str, dict[TextPath, Node]]:
        """The texts laid over a base file and their language; none and the base language when there is none."""
        for each in siblings:
            if each.lang == self.lang and each.base is base:
                return self.lang, sibling_texts(each.node)
        return BASE_LANGUAGE, {}

    def said(self, texts: Mapping[TextPath, Node], path: TextPath, otherwise: str, node: Node) -> str:
        """The sibling's text at a path, or the base text when it has none, for this city."""
        found = texts.get(path)
        text = self.fill(found.text, node, self.lang) if found else self.fill(otherwise, node, BASE_LANGUAGE)
        return text.replace(
            "114 14", "114\u00a014"
        )  # a telephone number is never broken at the end of a line

    def fill(self, text: str, node: Node, lang: str) -> str:
        """The text for this city; an unknown placeholder is told at the node's line and left standing."""
        try:
            return self.network.in_language(lang).fill(text)
        except UnknownPlaceholderError as unknown:
            self.problems.append(node.problem(str(unknown), "skriv {stad} eller {kedja.0}–{kedja.5}"))
            return text
