"""Whatever two devices do in whatever order, the exam's promises hold: a machine that clicks at random.

Double clicks, Back, reload, a sign-in that runs out in the middle, new content, waiting and practice in any
order never give two open tries, a lost acknowledged answer, a second certificate, or a pass that the rules
do not allow. What was right is judged here once more, from the questions as they were stored.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from certificates.models import Certificate
from core import clock
from core.db import session, writing
from quiz.content import Content
from quiz.models import Answer, Attempt, BankVersion
from tests.attacks.world import card_of
from tests.builders.cast import COURSE, PIN, Cast, make_learner
from tests.builders.exams import UNSURE_VALUE, Sitting, read_everything, running
from tests.builders.pages import Browser
from tests.builders.rounds import rounds
from tests.builders.sums import is_right

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DEVICES = st.sampled_from([0, 1])
HOW = st.sampled_from(["right", "right", "right", "wrong", "unsure"])
PAUSE, LONG_PAUSE, LONG_FROM = timedelta(minutes=10), timedelta(hours=24), 5


class ExamMachine(RuleBasedStateMachine):
    """One person with two devices. `app`, `cast` and `content` are set by the test."""

    app: Flask
    cast: Cast
    content: Content
    people = 0

    @initialize()
    def join(self) -> None:
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        type(self).people += 1
        number = self.people
        self.app.extensions["bank"] = self.content.bank
        with self.app.app_context(), writing():
            self.person = make_learner(
                clock.now(), self.cast.here, f"Elev {chr(65 + number % 26)}{chr(65 + number // 26)}"
            )
            session().commit()
        read_everything(self.app, self.content, self.person)
        self.card = card_of(self.app, self.person)
        self.devices = [self.cast.sign_in(self.person, shared=True) for _ in range(2)]
        self.tokens = [device.token() for device in self.devices]
        self.acknowledged: dict[tuple[str, int], list[str]] = {}
        self.versions = 0

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()

    # ---- what a person does --------------------------------------------------------------------------

    def begin(self, device: int) -> Sitting | None:
        self.post(device, f"/prov/{COURSE}", {})
        return self.open_try()

    @rule(device=DEVICES, clicks=st.integers(1, 2))
    def press_begin(self, device: int, clicks: int) -> None:
        for _ in range(clicks):
            self.begin(device)

    @rule(device=DEVICES, how=HOW, clicks=st.integers(1, 2))
    def answer_next(self, device: int, how: str, clicks: int) -> None:
        sitting = self.open_try()
        if sitting is not None:
            number = self.answered(sitting) + 1
            for _ in range(clicks):
                self.answer(device, sitting, number, self.values(sitting, number, how))

    @rule(device=DEVICES, until=st.integers(4, 12), slips=st.integers(0, 2))
    def answer_many(self, device: int, until: int, slips: int) -> None:
        sitting = self.open_try() or self.begin(device)
        while sitting is not None and (number := self.answered(sitting) + 1) <= min(
            until, len(sitting.questions)
        ):
            how = "wrong" if slips else "right"
            slips = max(0, slips - 1)
            if not self.answer(device, sitting, number, self.values(sitting, number, how)):
                return

    @rule(device=DEVICES)
    def answer_all_but_a_critical_one(self, device: int) -> None:
        sitting = self.open_try() or self.begin(device)
        while sitting is not None and (number := self.answered(sitting) + 1) <= len(sitting.questions):
            critical = [at for at, each in enumerate(sitting.questions, start=1) if each.critical]
            how = "wrong" if number in critical[:1] else "right"
            if not self.answer(device, sitting, number, self.values(sitting, number, how)):
                return

    @rule(device=DEVICES, number=st.integers(1, 13), how=HOW)
    def go_back_or_ahead(self, device: int, number: int, how: str) -> None:
        sitting = self.newest_try()
        if sitting is not None and number <= len(sitting.questions):
            self.answer(device, sitting, number, self.values(sitting, number, how))

    @rule(device=DEVICES, number=st.integers(1, 12))
    def reload(self, device: int, number: int) -> None:
        sitting = self.newest_try()
        if sitting is not None:
            for path in (
                sitting.url(number),
                f"{sitting.url(number)}/svar",
                f"/prov/{COURSE}",
                "/min-utbildning",
            ):
                assert self.devices[device].client.get(path).status_code in (200, 303)

    @rule(device=DEVICES, seed=st.integers(0, 9), card=st.integers(1, 6))
    def practise(self, device: int, seed: int, card: int) -> None:
        self.post(device, f"/prov/{COURSE}/ova/{seed:016x}/{card}", {"answer": UNSURE_VALUE}, (200, 303))

    @rule(minutes=st.sampled_from([1, 9, 11, 21, 60 * 25]))
    def wait(self, minutes: int) -> None:
        self.time.shift(timedelta(minutes=minutes))

    @rule(device=DEVICES)
    def come_back_with_the_card(self, device: int) -> None:
        browser = self.devices[device]
        browser.submit(browser.get("/kort/"), code=self.card.code, pin=PIN, screen="shared")
        self.tokens[device] = browser.token()

    @rule(flipped=st.integers(0, 200))
    def change_the_content(self, flipped: int) -> None:
        """Somebody edits a question so that what was right is wrong, and the site starts anew with it."""
        self.versions += 1
        questions = dict(self.app.extensions["bank"].questions)
        key = list(questions)[flipped % len(questions)]
        old = questions[key]
        if not old.items:
            rights = [not each.correct for each in old.options]
            if old.kind == "single":  # one is right, the next one
                rights = [old.options[at - 1].correct for at in range(len(old.options))]
            options = tuple(
                replace(each, correct=right, danger=None)
                for each, right in zip(old.options, rights, strict=True)
            )
            questions[key] = replace(old, options=options, critical=False, version=f"v{self.versions:011}")
        version = f"{self.person.id}-{self.versions}"
        self.app.extensions["bank"] = replace(self.content.bank, questions=questions, version=version)

    # ---- what must hold ------------------------------------------------------------------------------

    @invariant()
    def promises_hold(self) -> None:
        if not hasattr(self, "person"):
            return
        with self.app.app_context():
            tries = list(
                session().scalars(
                    select(Attempt).where(Attempt.user_id == self.person.id).order_by(Attempt.number)
                )
            )
            stored = {
                (ref, row.position): row
                for row, ref in session().execute(
                    select(Answer, Attempt.ref)
                    .join(Attempt, Attempt.id == Answer.attempt_id)
                    .where(Attempt.user_id == self.person.id)
                )
            }
            certificates = list(
                session().scalars(select(Certificate.attempt_id).where(Certificate.user_id == self.person.id))
            )
            versions = {each.bank_version for each in tries}
            banks = {
                row.version: {each["key"]: each for each in json.loads(row.questions)}
                for row in session().scalars(select(BankVersion).where(BankVersion.version.in_(versions)))
            }
        assert sum(each.finished_at is None for each in tries) <= 1
        assert [each.number for each in tries] == list(range(1, len(tries) + 1))
        assert len(certificates) <= 1
        assert certificates == [each.id for each in tries if each.passed]
        for (ref, number), keys in self.acknowledged.items():
            assert (ref, number) in stored, f"the answer to question {number} is gone"
            assert sorted(stored[ref, number].chosen) == keys, f"the answer to question {number} has changed"
        for each in tries:
            if each.finished_at is not None:
                rows = {row.question_key: row for (ref, _), row in stored.items() if ref == each.ref}
                asked = [banks[each.bank_version][key] for key in each.drawn]
                assert bool(each.passed) == may_pass(asked, rows)
        for failed, (one, following) in enumerate(pairwise(tries), start=1):
            assert one.finished_at is not None
            assert not one.passed, "a try after a pass"
            pause = LONG_PAUSE if failed >= LONG_FROM else PAUSE
            assert following.started_at >= one.finished_at + pause

    # ---- tools ---------------------------------------------------------------------------------------

    def post(self, device: int, path: str, fields: dict[str, Any], statuses: tuple[int, ...] = (303,)) -> str:
        """Send a form; returns where it led to."""
        browser: Browser = self.devices[device]
        data = {"csrf_token": self.tokens[device], **fields}
        response = browser.client.post(path, data=data)
        assert response.status_code in statuses, (response.status_code, response.text[:500])
        return response.headers.get("Location", "")

    def answer(self, device: int, sitting: Sitting, number: int, keys: list[str]) -> bool:
        """Send an answer; whether it was acknowledged. The first acknowledged one is the one that counts."""
        values = sitting.values(number, keys) if keys else [UNSURE_VALUE]
        before = self.answered(sitting)
        location = self.post(device, sitting.url(number), {"answer": values})
        acknowledged = location == f"{sitting.url(number)}/svar"
        if acknowledged and number > before:
            self.acknowledged[sitting.ref, number] = sorted(keys)
        return acknowledged

    def values(self, sitting: Sitting, number: int, how: str) -> list[str]:
        """Option keys of a right or wrong answer; none for not sure."""
        if how == "unsure":
            return []
        question = sitting.questions[number - 1]
        names = {
            name: option.key for option in question.options for name in sitting.values(number, [option.key])
        }
        chosen = sitting.right(number) if how == "right" else sitting.wrong(number)
        return [names[each] for each in chosen]

    def newest_try(self) -> Sitting | None:
        with self.app.app_context():
            if session().scalar(select(Attempt.id).where(Attempt.user_id == self.person.id).limit(1)) is None:
                return None
        return running(self.app, self.person)

    def open_try(self) -> Sitting | None:
        newest = self.newest_try()
        return newest if newest is not None and self.answered(newest) < len(newest.questions) else None

    def answered(self, sitting: Sitting) -> int:
        with self.app.app_context():
            wanted = select(Answer).join(Attempt, Attempt.id == Answer.attempt_id)
            return len(session().scalars(wanted.where(Attempt.ref == sitting.ref)).all())


def may_pass(asked: list[dict[str, Any]], answers: dict[str, Answer]) -> bool:
    """The product's rule, in plain Python once more: 10 of 12 right, nothing dangerous, one false alarm at most."""
    right = sum(is_right(each, answers[each["key"]]) for each in asked)
    dangerous = alarmed = 0
    for each in asked:
        chosen = [option for option in each["options"] if option["key"] in answers[each["key"]].chosen]
        dangerous += each["critical"] and any(option["danger"] for option in chosen)
        alarmed += any(option["alarm"] for option in chosen)
    return right >= 10 and not dangerous and alarmed <= 1


@pytest.mark.slow
def test_no_order_of_clicks_breaks_the_exam(app: Flask, cast: Cast, content: Content) -> None:
    machine = type("Machine", (ExamMachine,), {"app": app, "cast": cast, "content": content})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=rounds(20, 400),
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=[
                Phase.generate
            ],  # a long story that fails is told as it was, not made shorter for minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
