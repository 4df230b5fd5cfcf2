"""Rules of one question. One function is one rule; `RULES` and `TEXT_RULES` list them all. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping

from core.language_text import measure, sentences, words
from core.problems import Problem
from core.siblings import TextPath
from core.yaml_files import Node
from courses.dangers import DANGERS
from courses.source_rules import EMERGENCY_SOURCES, only_own_words, sources_are_known
from courses.text_rules import Known, has_emergency_number, has_figure, has_hard_figure
from quiz.kinds import KINDS
from quiz.written import WrittenQuestion

MOST_SENTENCES = 2
"""Sentences of a why: what happens, and what you can do."""

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNSURE = re.compile(r"\bjag är (?:inte säker|osäker)\b|\bvet inte\.?$|\bi am not sure\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:svar|alternativ|answer|option) (?:[a-e]|\d)\b|\b(?:alla|inget|inga) av (?:ovanstående|dem ovan)\b"
    r"|\balla ovan|\b(?:all|none) of the above\b",
    re.IGNORECASE,
)
_BLAMING = re.compile(r"^(?:fel|wrong)\b", re.IGNORECASE)

Rule = Callable[[WrittenQuestion, Known], Iterator[Problem]]
TextRule = Callable[[TextPath, Node, str, Known], Iterator[Problem]]


def keys_are_plain(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """Keys stand in addresses and files: small letters, digits and hyphens, nothing that tells the topic."""
    keys = [(written.question.key, written.at("key"))]
    keys += [(each.key, written.row_at(i, "key")) for i, each in enumerate(written.question.rows)]
    if written.case is not None:
        yield from keys_are_plain(written.case, known)
    for key, node in keys:
        if key and not _KEY.fullmatch(key):
            yield node.problem(
                f'nyckeln "{key}" har andra tecken än a–z, 0–9 och bindestreck', "skriv om nyckeln"
            )
    for word in known.lists.banned_in_titles:
        if word in written.question.key:
            yield written.at("key").problem(
                f'"{word}" står i en nyckel', "skriv en nyckel som inte röjer ämnet"
            )


def row_keys_stand_once(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """No two options or items of a question share a key."""
    seen = set()
    for number, row in enumerate(written.question.rows):
        if row.key in seen:
            yield written.row_at(number).problem(f'svaret "{row.key}" står två gånger', "byt den ena nyckeln")
        seen.add(row.key)


def audiences_are_known(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """At least one audience, each from audiences.yaml."""
    if not written.question.audiences:
        yield written.at("audiences").problem("ingen målgrupp", "skriv audiences: [hotell]")
    for audience in written.question.audiences:
        if audience not in known.audiences:
            yield written.at("audiences").problem(
                f'målgruppen "{audience}" finns inte', f"skriv någon av {', '.join(known.audiences)}"
            )


def signs_are_known(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """Signs and lures are keys of signs.yaml."""
    for field, keys in (("signs", written.question.signs), ("lures", written.question.lures)):
        for sign in keys:
            if sign not in known.signs:
                yield written.at(field).problem(
                    f'tecknet "{sign}" finns inte', f"skriv någon av {', '.join(known.signs)}"
                )
    if written.case is not None:
        yield from signs_are_known(written.case, known)


def traps_have_lures_and_no_signs(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """A false trap has no sign and says which signs it is taken for; only a trap has lures."""
    question = written.question
    if question.no_sign and question.signs:
        yield written.at("signs").problem(
            "en fälla har inget tecken", "skriv signs: [], eller no_sign: false"
        )
    if question.no_sign and not question.lures:
        yield written.at("no_sign").problem(
            "fällan säger inte vilket tecken den förväxlas med", "skriv lures: [ett tecken]"
        )
    if question.lures and not question.no_sign:
        yield written.at("lures").problem(
            "bara en fälla har lures", "ta bort lures, eller skriv no_sign: true"
        )


def answers_fit_the_kind(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """Each kind has its own number of right answers, rows or signs."""
    yield from KINDS[written.question.kind].check(written, known)


def dangers_are_known_and_wrong(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """A danger is one of the list and stands on a wrong answer; so does a false alarm."""
    for number, option in enumerate(written.question.options):
        if option.danger and option.danger not in DANGERS:
            yield written.row_at(number, "danger").problem(
                f'faran "{option.danger}" finns inte', f"skriv någon av {', '.join(DANGERS)}"
            )
        if option.correct and option.danger:
            yield written.row_at(number, "danger").problem("ett rätt svar är inte farligt", "ta bort danger")
        if option.correct and option.alarm:
            yield written.row_at(number, "alarm").problem(
                "ett rätt svar är inget larm i onödan", "ta bort alarm"
            )


def critical_questions_have_dangers(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """A wrong answer to a critical question fails the try: each must be dangerous, and say how."""
    if written.question.critical:
        for number, option in enumerate(written.question.options):
            if not option.correct and not option.danger:
                yield written.row_at(number).problem(
                    f'svaret "{option.key}" i en kritisk fråga är inte farligt',
                    "skriv danger, byt svaret, eller skriv critical: false",
                )


def sources_hold(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """At least one source, each known."""
    yield from sources_are_known(written.at("sources"), written.question.sources, known)


def question_is_easy_to_read(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """The question's LIX, answers and whys counted, stays below the limit."""
    texts = [text for _, _, text in written.texts()]
    yield from lix_is_low(texts, written.node, "sv", known)


def figures_have_a_source(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """A year, a share or a sum is never the course's own; another figure in a why is doubtful."""
    if not only_own_words(written.question.sources):
        return
    for name, node, text in written.texts():
        hard = has_hard_figure(text)
        if hard or (name == "why" and has_figure(text)):
            yield Problem(
                node.file,
                node.line,
                "en siffra som bara har kursens egna ord som källa",
                "ange källan i sources, eller skriv utan siffra",
                "error" if hard else "warning",
            )


def emergency_numbers_have_a_source(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """Where a question says to ring 112 or 114 14, its sources hold a page about them.

    A wrong answer may name a number without: there it is a colleague's thought, not advice.
    """
    wrong = {
        id(written.row_at(i, "text")) for i, each in enumerate(written.question.options) if not each.correct
    }
    said = any(has_emergency_number(text) for _, node, text in written.texts() if id(node) not in wrong)
    if said and not EMERGENCY_SOURCES & set(written.question.sources):
        yield written.at("sources").problem(
            "112 eller 114 14 utan källa",
            f"lägg till {' eller '.join(sorted(EMERGENCY_SOURCES, reverse=True))}",
        )


RULES: tuple[Rule, ...] = (
    keys_are_plain,
    row_keys_stand_once,
    audiences_are_known,
    signs_are_known,
    traps_have_lures_and_no_signs,
    answers_fit_the_kind,
    dangers_are_known_and_wrong,
    critical_questions_have_dangers,
    sources_hold,
    question_is_easy_to_read,
    figures_have_a_source,
    emergency_numbers_have_a_source,
)


def why_is_short_and_kind(path: TextPath, node: Node, lang: str, known: Known) -> Iterator[Problem]:
    """A why has at most two sentences and never begins with "Fel"."""
    if path[-1] != "why":
        return
    count = len(sentences(node.text))
    if count > MOST_SENTENCES:
        yield node.problem(f"varför-svaret har {count} meningar", "skriv högst två korta meningar")
    if _BLAMING.search(node.text):
        yield node.problem(
            'varför-svaret börjar med "Fel"', "säg först vad som händer, sedan vad man kan göra"
        )


def ask_is_short(path: TextPath, node: Node, lang: str, known: Known) -> Iterator[Problem]:
    """What is asked fits in a glance."""
    limit = known.lists.limits_for(lang).ask_words
    count = len(words(node.text))
    if path[-1] == "ask" and count > limit:
        yield node.problem(f"frågan har {count} ord", f"skriv högst {limit} ord i ask")


def answers_stand_alone(path: TextPath, node: Node, lang: str, known: Known) -> Iterator[Problem]:
    """The page adds "Jag är inte säker" and mixes the answers: no answer says so or points at another."""
    if path[-1] != "text" or path[-3:-2] == ("questions",):
        return
    if _UNSURE.search(node.text):
        yield node.problem('sidan lägger själv till "Jag är inte säker"', "ta bort svaret")
    if _POINTING.search(node.text):
        yield node.problem("svaren blandas, så inget svar kan peka på ett annat", "skriv ut vad svaret är")


TEXT_RULES: tuple[TextRule, ...] = (why_is_short_and_kind, ask_is_short, answers_stand_alone)


def check_question_texts(texts: Mapping[TextPath, Node], lang: str, known: Known) -> Iterator[Problem]:
    """The rules for single texts of questions, of a bank file or a sibling."""
    for path, node in texts.items():
        for rule in TEXT_RULES:
            yield from rule(path, node, lang, known)


def lix_is_low(texts: list[str], node: Node, lang: str, known: Known) -> Iterator[Problem]:
    """A question's texts together stay below the language's LIX."""
    limit = known.lists.limits_for(lang).question_lix
    lix = measure(texts).lix
    if limit and lix > limit:
        yield node.problem(f"frågan har LIX {lix:.1f}", f"skriv kortare ord och meningar, högst {limit}")
