"""The checker of the question bank: at the start of the site, for `flask check-content`, in the tests. Pure.

The rules of one question stand in `question_rules.py`; here are those of the bank as a whole, and all
of them are asked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from core.language_text import measure, shared_triples, word_triples
from core.problems import ContentError, Problem, errors
from core.siblings import Sibling, sibling_texts
from core.yaml_files import Node
from courses.catalogue import load_catalogue
from courses.checking import check_sibling, check_yaml_texts, known_of
from courses.content_files import Content, read_content
from courses.siblings import base_texts
from courses.text_rules import Known
from organisations.network import Network
from quiz.bank import load_bank
from quiz.bank_files import BankFiles, read_bank
from quiz.drawing import impossible
from quiz.question_rules import RULES, check_question_texts, lix_is_low
from quiz.rules import ExamRules
from quiz.written import WrittenQuestion

MOST_SHARED = 0.5
"""The share of word triples two questions of one audience may have in common."""
FEWEST_TRAPS = 5
"""At least every fifth question of an audience has no sign."""
ENOUGH_TO_JUDGE = 12
"""Below so many questions shares say nothing."""

BankRule = Callable[[BankFiles], Iterator[Problem]]


def check_bank(root: Path) -> list[Problem]:
    """Everything to put right in `quiz/bank`, in order of file and line.

    Whether each course's exam can be drawn is only asked when nothing else is wrong.
    """
    files = read_bank(root)
    try:
        content = read_content(root)
    except ContentError as error:
        return sorted({*files.problems, *error.problems})
    known = known_of(content, root)
    problems = {*files.problems, *_check(files, known)}
    if not errors(problems) and known.networks:
        problems |= set(exams_can_be_drawn(root, content, known.networks[0]))
    return sorted(problems)


def keys_stand_once(files: BankFiles) -> Iterator[Problem]:
    """A question's or a case's key is its own in all files."""
    seen: dict[str, Node] = {}
    for written in _with_cases(files):
        key, node = written.question.key, written.at("key")
        if key in seen:
            yield node.problem(
                f'frågan "{key}" finns redan i {seen[key].file}:{seen[key].line}', "byt nyckeln"
            )
        seen.setdefault(key, node)


def retired_keys_rest(files: BankFiles) -> Iterator[Problem]:
    """A key that is retired is never used again: old answers still point at it."""
    retired = {node.text: node for node in files.retired}
    for written in _with_cases(files):
        node = retired.get(written.question.key)
        if node is not None:
            yield written.at("key").problem(
                f'nyckeln "{written.question.key}" är tagen ur bruk ({node.file}:{node.line})',
                "ge frågan en ny nyckel",
            )


def no_clones(files: BankFiles) -> Iterator[Problem]:
    """Two questions of one audience share at most half of their word triples.

    Linked questions of one case share its text by right: between them only their own words are compared.
    """
    triples = [word_triples(_whole(written)) for written in files.questions]
    for (one, its_triples), (other, other_triples) in combinations(
        zip(files.questions, triples, strict=True), 2
    ):
        share = shared_triples(its_triples, other_triples)
        if one.case is not None and one.case is other.case:
            share = shared_triples(word_triples(_own_words(one)), word_triples(_own_words(other)))
        if share > MOST_SHARED and set(one.question.audiences) & set(other.question.audiences):
            yield other.node.problem(
                f'frågan "{other.question.key}" delar {share:.0%} av sina ordföljder med "{one.question.key}"',
                "skriv en annan händelse, eller ta bort den ena frågan",
            )


def enough_traps(files: BankFiles) -> Iterator[Problem]:
    """At least every fifth question of an audience is a false trap."""
    for audience, questions in _by_audience(files).items():
        traps = sum(written.question.no_sign for written in questions)
        if len(questions) >= ENOUGH_TO_JUDGE and traps * FEWEST_TRAPS < len(questions):
            yield questions[0].node.problem(
                f"{traps} av {len(questions)} frågor för {audience} är fällor",
                "skriv en fälla för var femte fråga",
            )


def right_is_not_always_longest(files: BankFiles) -> Iterator[Problem]:
    """Whoever always takes the longest answer must not be right more often than not."""
    for audience, questions in _by_audience(files).items():
        singles = [written for written in questions if written.question.kind == "single"]
        longest = [written for written in singles if _right_is_longest(written)]
        if len(singles) >= ENOUGH_TO_JUDGE and 2 * len(longest) > len(singles):
            node = longest[0].node
            yield Problem(
                node.file,
                node.line,
                f"det rätta svaret är längst i {len(longest)} av {len(singles)} frågor för {audience}",
                "gör svaren lika långa",
                "warning",
            )


BANK_RULES: tuple[BankRule, ...] = (
    keys_stand_once,
    retired_keys_rest,
    no_clones,
    enough_traps,
    right_is_not_always_longest,
)


def exams_can_be_drawn(root: Path, content: Content, network: Network) -> Iterator[Problem]:
    """Every course's exam, and the worst retake, can be drawn from its pool (told at the course's file)."""
    try:
        catalogue = load_catalogue(root, network)
        bank = load_bank(root, catalogue, network)
    except ContentError:
        return  # told by check_all
    for file in content.courses:
        course = catalogue.courses[file.key]
        try:
            rules = ExamRules.from_overrides(course.exam)
        except ValueError as error:
            yield file.at("exam").problem("provets tal går inte ihop", str(error))
            continue
        lacking = impossible(bank.pool(course), tuple(catalogue.signs), rules)
        if lacking:
            yield file.at("exam").problem(f'provet för "{course.key}" går inte att dra', lacking)


def translated_questions_are_easy(sibling: Sibling, known: Known) -> Iterator[Problem]:
    """Each translated question keeps its language's LIX, and easy Swedish as a whole is easier than its source."""
    by_question: dict[str, list[Node]] = defaultdict(list)
    for path, node in sibling_texts(sibling.node).items():
        if path[0] == "questions":
            by_question[path[1]].append(node)
    for nodes in by_question.values():
        yield from lix_is_low([node.text for node in nodes], nodes[0], sibling.lang, known)
    own = measure([node.text for nodes in by_question.values() for node in nodes]).lix
    source = measure([node.text for node in base_texts(sibling.base).values()]).lix
    if sibling.lang.startswith("sv") and own >= source:
        yield sibling.node.problem(
            f"lätt svenska har LIX {own:.1f}, grundfilen {source:.1f}", "skriv kortare ord och meningar"
        )


def _check(files: BankFiles, known: Known) -> Iterator[Problem]:
    for node in files.files:
        yield from check_yaml_texts(node, known)
        yield from check_question_texts(base_texts(node), "sv", known)
    for written in files.questions:
        for rule in RULES:
            yield from rule(written, known)
    for bank_rule in BANK_RULES:
        yield from bank_rule(files)
    for sibling in files.siblings:
        yield from check_sibling(sibling, known)
        yield from check_question_texts(sibling_texts(sibling.node), sibling.lang, known)
        yield from translated_questions_are_easy(sibling, known)


def _whole(written: WrittenQuestion) -> str:
    return f"{written.question.text} {_own_words(written)}"


def _own_words(written: WrittenQuestion) -> str:
    return " ".join([written.question.ask, *(row.text for row in written.question.rows)])


def _with_cases(files: BankFiles) -> Iterator[WrittenQuestion]:
    """Everything that has a key of its own: questions, and each case before its first one."""
    seen: set[int] = set()
    for written in files.questions:
        if written.case is not None and id(written.case) not in seen:
            seen.add(id(written.case))
            yield written.case
        yield written


def _by_audience(files: BankFiles) -> dict[str, list[WrittenQuestion]]:
    found: dict[str, list[WrittenQuestion]] = defaultdict(list)
    for written in files.questions:
        for audience in written.question.audiences:
            found[audience].append(written)
    return found


def _right_is_longest(written: WrittenQuestion) -> bool:
    right = max((len(option.text) for option in written.question.options if option.correct), default=0)
    wrong = max((len(option.text) for option in written.question.options if not option.correct), default=0)
    return right > wrong
