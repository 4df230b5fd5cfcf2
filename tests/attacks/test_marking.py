"""S18: marking takes the same work whatever was answered, so that neither time nor load tells what is right."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.db import session, writing
from quiz import actions, drawing
from quiz.content import Content
from quiz.drawing import draw
from quiz.grading import UNSURE
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.attacks.same import same
from tests.attacks.watch import statements
from tests.builders.cast import COURSE, Cast, make_learner
from tests.builders.exams import UNSURE_VALUE, Sitting, begin, on_pass, read_everything, right_answer, running

LAST = 12
OPTIONS = 4
ALREADY_FAILED = 3
NAMES = ("Amina", "Berit", "Chau", "Dragan", "Elif", "Farah", "Goran", "Hana")


def plain(question: Question) -> bool:
    """One right option of four."""
    return question.kind == "single" and len(question.options) == OPTIONS


def ways(question: Question) -> dict[str, list[str]]:
    """The answers that are worth something different: the options of each, none for "Jag är inte säker"."""
    found: dict[str, list[str]] = {"right": sorted(right_answer(question)), "unsure": []}
    for option in question.options:
        if not option.correct:
            word = (
                "dangerous" if question.critical and option.danger else "alarm" if option.alarm else "wrong"
            )
            found[word] = [option.key]
    return found


@pytest.fixture
def places(content: Content, monkeypatch: pytest.MonkeyPatch) -> dict[int, Question]:
    """A seed for everybody whose try ends with a critical question, and the places of other sorts in it."""
    course = content.catalogue.courses[COURSE]
    pool, signs = content.bank.pool(course), tuple(content.catalogue.signs)
    for number in range(1000):
        seed = f"{number:032x}"
        drawn = [content.bank.questions[key] for key in draw(pool, signs, ExamRules(), seed)]
        found = {at: each for at, each in enumerate(drawn, start=1) if plain(each) and at > ALREADY_FAILED}
        sorts = {(each.no_sign, each.critical) for at, each in found.items() if at < LAST}
        if LAST in found and found[LAST].critical and len(sorts) == 3:
            monkeypatch.setattr(
                "quiz.actions.secrets", SimpleNamespace(token_hex=lambda _, fixed=seed: fixed)
            )
            return found
    raise AssertionError("no such seed")


@contextmanager
def hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """What the exam hashes while the block runs."""
    seen: list[tuple[str, ...]] = []
    hashed = drawing._digest

    def note(seed: str, *words: str) -> bytes:
        seen.append(words)
        return hashed(seed, *words)

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "_digest", note)
        yield seen


def sit_until(app: Flask, cast: Cast, content: Content, number: int) -> tuple[Any, Sitting]:
    """Somebody new with the fixed seed at this question of a try that is failed already."""
    with app.app_context(), writing():
        person = make_learner(clock.now(), cast.here, NAMES[number % len(NAMES)])
        session().commit()
    read_everything(app, content, person)
    with app.app_context(), writing():
        now = clock.now()
        attempt = begin(session(), content, now, person.id, cast.here.id)
        for place, asked in enumerate(actions.questions_of(session(), attempt)[: number - 1], start=1):
            chosen = UNSURE if place <= ALREADY_FAILED else right_answer(asked)
            actions.answer(session(), now, attempt, place, chosen, on_pass(content))
        session().commit()
    return person, running(app, person)


def work(
    app: Flask, cast: Cast, content: Content, monkeypatch: pytest.MonkeyPatch, number: int, keys: list[str]
) -> Mapping[str, Any]:
    """What it takes to take and mark an answer, and what comes back."""
    person, sitting = sit_until(app, cast, content, number)
    device = cast.sign_in(person)
    data = {"csrf_token": device.token(), "answer": sitting.values(number, keys) or [UNSURE_VALUE]}
    with statements(app) as sent, hashes(monkeypatch) as hashed:
        response = device.client.post(sitting.url(number), data=data)
    status, headers, body = same(response)
    shown = [(name, value.replace(sitting.ref, "REF")) for name, value in headers]
    return {
        "status": status,
        "headers": shown,
        "body": body.replace(sitting.ref.encode(), b"REF"),
        "statements": list(sent),
        "hashes": len(hashed),
    }


@pytest.mark.both
def test_s18_marking_is_the_same_work_for_every_answer(
    app: Flask, cast: Cast, content: Content, places: dict[int, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right, wrong, alarming, dangerous and unsure, in ordinary and critical questions and in traps: the same
    statements, hashes, status, headers and body. The last answer marks the whole try: of one that is failed
    already it too takes the same work, whatever it is. (A pass writes a certificate; the next page says so.)
    """
    asked_for = {"right", "unsure"}
    done: dict[tuple[int, str], Mapping[str, Any]] = {}
    for number, question in places.items():
        for way, keys in ways(question).items():
            asked_for.add(way)
            done[number, way] = work(app, cast, content, monkeypatch, number, keys)
    assert asked_for == {"right", "wrong", "alarm", "dangerous", "unsure"}
    for (number, way), found in done.items():
        assert found["status"] == 303
        assert found["hashes"] == OPTIONS
        assert found == done[number, "right"], (number, way)
    before_the_last = [found["statements"] for (number, _), found in done.items() if number < LAST]
    assert all(sent == before_the_last[0] for sent in before_the_last)
