"""The question bank as it is asked: filled for one city, in each language. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.problems import Problem, refuse_errors
from core.yaml_files import Node
from courses.catalogue import Catalogue, Course
from courses.lesson_files import BASE_LANGUAGE
from courses.siblings import TextPath, base_texts, sibling_texts, translate
from organisations.network import Network, UnknownPlaceholderError
from quiz.bank_files import BankFiles, WrittenQuestion, read_bank
from quiz.questions import Option, Question

__all__ = ["Bank", "Option", "Question", "load_bank"]


@dataclass(frozen=True, slots=True)
class Bank:
    """All questions. `version` is a sha256 in hex over the bank's files, their siblings and the city's file.

    `questions` are in the base language, by key in the order of the files; `translated` by language.
    """

    version: str
    questions: Mapping[str, Question]
    translated: Mapping[str, Mapping[str, Question]]

    def pool(self, course: Course) -> tuple[Question, ...]:
        """The questions for a course's audience."""
        return tuple(each for each in self.questions.values() if course.audience in each.audiences)

    def question(self, key: str, lang: str = BASE_LANGUAGE) -> tuple[Question, str]:
        """A question and the language it is really in. Raises KeyError for an unknown key.

        Key, options, answers and version are the same in every language.
        """
        found = self.translated.get(lang, {}).get(key)
        return (found, lang) if found else (self.questions[key], BASE_LANGUAGE)


def load_bank(root: Path, catalogue: Catalogue, network: Network) -> Bank:
    """Read `quiz/bank` under the project root, filled for one city.

    Raises ContentError for questions that cannot be asked, or that name a sign the catalogue does not
    have; `quiz.bank_checking` tells all problems.
    """
    files = read_bank(root)
    problems = [*files.problems]
    problems += [problem for written in files.questions for problem in _unknown_signs(written, catalogue)]
    questions = {
        each.question.key: _filled(each.question, each.node, network, problems) for each in files.questions
    }
    translated: dict[str, dict[str, Question]] = {}
    for sibling in files.siblings:
        texts, wanted = sibling_texts(sibling.node), base_texts(sibling.base)
        in_file = {path[1] for path in wanted if len(path) > 1}
        whole = in_file - {path[1] for path in wanted if path not in texts}
        for each in files.questions:
            if each.question.key in whole:
                own = _translated(each.question, texts)
                by_key = translated.setdefault(sibling.lang, {})
                by_key[own.key] = _filled(own, sibling.node, network, problems)
    refuse_errors(problems)
    return Bank(_version(files, network), questions, translated)


def _filled(question: Question, node: Node, network: Network, problems: list[Problem]) -> Question:
    """The question for this city; an unknown placeholder is told and the question left as it is."""
    try:
        return replace(
            question,
            text=network.fill(question.text),
            ask=network.fill(question.ask),
            options=tuple(
                replace(option, text=network.fill(option.text), why=network.fill(option.why))
                for option in question.options
            ),
        )
    except UnknownPlaceholderError as unknown:
        problems.append(node.problem(str(unknown), "skriv {stad} eller {kedja.0}–{kedja.5}"))
        return question


def _translated(question: Question, texts: Mapping[TextPath, Node]) -> Question:
    at = ("questions", question.key)
    return replace(
        question,
        text=translate(texts, (*at, "text"), question.text),
        ask=translate(texts, (*at, "ask"), question.ask),
        options=tuple(
            replace(
                option,
                text=translate(texts, (*at, "options", option.key, "text"), option.text),
                why=translate(texts, (*at, "options", option.key, "why"), option.why),
            )
            for option in question.options
        ),
    )


def _unknown_signs(written: WrittenQuestion, catalogue: Catalogue) -> Iterator[Problem]:
    for sign in (*written.question.signs, *written.question.lures):
        if sign not in catalogue.signs:
            yield written.node.problem(f'tecknet "{sign}" finns inte', "skriv en nyckel ur signs.yaml")


def _version(files: BankFiles, network: Network) -> str:
    everything = [
        [node.plain() for node in files.files],
        [[sibling.lang, sibling.node.plain()] for sibling in files.siblings],
        repr(network),
    ]
    return hashlib.sha256(json.dumps(everything, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
