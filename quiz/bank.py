"""The question bank as it is asked: filled for one city, in each language. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.problems import Problem, refuse_errors
from core.siblings import TextPath, sibling_texts, translate
from core.yaml_files import Node
from courses.catalogue import Catalogue, Course
from courses.lesson_files import BASE_LANGUAGE
from courses.siblings import base_texts
from organisations.network import Network, UnknownPlaceholderError
from quiz.bank_files import BankFiles, read_bank
from quiz.kinds import KINDS
from quiz.questions import Option, Question
from quiz.written import WrittenQuestion

__all__ = ["Bank", "Option", "Question", "load_bank"]


@dataclass(frozen=True, slots=True)
class Bank:
    """All questions.

    `version` is a sha256 in hex over the bank's files, their siblings, the signs' names and the city's file.

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
    signs = _sign_names(catalogue, BASE_LANGUAGE)
    questions = {
        each.question.key: _completed(_filled(each.question, each.node, network, problems), signs)
        for each in files.questions
    }
    translated: dict[str, dict[str, Question]] = {}
    for sibling in files.siblings:
        texts, wanted = sibling_texts(sibling.node), base_texts(sibling.base)
        in_file = {path[1] for path in wanted if len(path) > 1}
        whole = in_file - {path[1] for path in wanted if path not in texts}
        signs = _sign_names(catalogue, sibling.lang)
        for each in files.questions:
            if (each.question.case or each.question.key) in whole:
                own = _filled(
                    _translated(each, texts), sibling.node, network.in_language(sibling.lang), problems
                )
                translated.setdefault(sibling.lang, {})[own.key] = _completed(own, signs)
    refuse_errors(problems)
    return Bank(_version(files, catalogue, network), questions, translated)


def _sign_names(catalogue: Catalogue, lang: str) -> dict[str, str]:
    return {key: catalogue.sign(key, lang)[0].short for key in catalogue.signs}


def _completed(question: Question, signs: Mapping[str, str]) -> Question:
    return KINDS[question.kind].completed(question, signs)


def _filled(question: Question, node: Node, network: Network, problems: list[Problem]) -> Question:
    """The question for this city; an unknown placeholder is told and the question left as it is."""
    try:
        return replace(
            question,
            text=network.fill(question.text),
            ask=network.fill(question.ask),
            picture_text=network.fill(question.picture_text),
            options=tuple(
                replace(option, text=network.fill(option.text), why=network.fill(option.why))
                for option in question.options
            ),
            items=tuple(
                replace(item, text=network.fill(item.text), why=network.fill(item.why))
                for item in question.items
            ),
        )
    except UnknownPlaceholderError as unknown:
        problems.append(node.problem(str(unknown), "skriv {stad} eller {kedja.0}–{kedja.5}"))
        return question


def _translated(written: WrittenQuestion, texts: Mapping[TextPath, Node]) -> Question:
    question = written.question
    entry = ("questions", question.case or question.key)
    own = (*entry, "questions", question.key) if question.case else entry

    def said(key: str, name: str, otherwise: str) -> str:
        return translate(texts, (*own, written.field, key, name), otherwise)

    return replace(
        question,
        text=translate(texts, (*entry, "text"), question.text),
        ask=translate(texts, (*own, "ask"), question.ask),
        picture_text=translate(texts, (*own, "picture_text"), question.picture_text),
        options=tuple(
            replace(each, text=said(each.key, "text", each.text), why=said(each.key, "why", each.why))
            for each in question.options
        ),
        items=tuple(
            replace(each, text=said(each.key, "text", each.text), why=said(each.key, "why", each.why))
            for each in question.items
        ),
    )


def _unknown_signs(written: WrittenQuestion, catalogue: Catalogue) -> Iterator[Problem]:
    question = written.question
    paired = [option.sign for option in question.options if option.sign]
    for sign in (*question.signs, *question.lures, *paired):
        if sign not in catalogue.signs:
            yield written.node.problem(f'tecknet "{sign}" finns inte', "skriv en nyckel ur signs.yaml")


def _version(files: BankFiles, catalogue: Catalogue, network: Network) -> str:
    everything = [
        [node.plain() for node in files.files],
        [[sibling.lang, sibling.node.plain()] for sibling in files.siblings],
        _sign_names(catalogue, BASE_LANGUAGE),
        repr(network),
    ]
    return hashlib.sha256(json.dumps(everything, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
