"""Learners who click through the real server over HTTP, and what must be true of the rows afterwards."""

import re
from collections.abc import Callable, Sequence

from flask import Flask
from sqlalchemy import select

from certificates.models import Certificate
from core import clock
from core.db import session, writing
from courses.actions import mark_read
from courses.progress import required_screens
from organisations.models import Membership
from quiz import actions
from quiz.content import Content
from quiz.models import Answer, Attempt, ItemCount, OptionCount, SignCount
from tests.builders import sums
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import UNSURE_VALUE, Sitting
from tests.faults.real_server import NO_ANSWER, PATIENCE, Notebook, Visitor, pause, token_in


class Learner(Visitor):
    """Joins by the poster's code, answers everything right, and tries again whenever the server dies."""

    def __init__(self, port: int, cast: Cast, content: Content, notebook: Notebook) -> None:
        super().__init__(port)
        self.cast, self.content, self.notebook = cast, content, notebook
        self.token = ""

    def join(self, name: str) -> None:
        """Come in by the code, twice if need be: a second press makes no second person."""
        address = f"/g/{self.cast.here.code}/namn"
        page = self.patiently(address)
        fields: dict[str, str | list[str]] = {"name": name, "language": "sv"}
        self.send(address, token_in(page.text), fields)
        self.token = token_in(self.patiently("/om").text)

    def take_exam(self, stop: Callable[[], bool]) -> None:
        """Begin and answer until passed, or until it is time to stop."""
        begun = self.send(f"/prov/{COURSE}", self.token, {})
        found = re.fullmatch(rf"/prov/{COURSE}/([^/]+)/1", begun)
        assert found is not None, begun
        sitting = sitting_of(self.cast.app, found[1])
        for number in range(1, len(sitting.questions) + 1):
            if stop():
                return
            values = self.values(sitting, number)
            location = self.send(sitting.url(number), self.token, {"answer": values}, sitting, number)
            assert location == f"{sitting.url(number)}/svar", location
            self.notebook.acknowledged[sitting.ref, number] = values
        self.notebook.passed.append(sitting.ref)

    def values(self, sitting: Sitting, number: int) -> list[str]:
        """What she answers."""
        return sitting.right(number)

    def send(
        self,
        path: str,
        token: str,
        fields: dict[str, str | list[str]],
        sitting: Sitting | None = None,
        number: int = 0,
    ) -> str:
        """Post until it is acknowledged with a redirect; returns where to."""
        for _ in range(PATIENCE):
            try:
                reply = self.post(path, token, fields)
            except NO_ANSWER:
                self.notebook.interruptions += 1
                if sitting is not None:
                    self.look_again(sitting, number)
                pause()
                continue
            assert reply.status == 303, (reply.status, path, reply.text[-1500:])
            return reply.location
        raise AssertionError(f"never acknowledged: {path}")

    def look_again(self, sitting: Sitting, number: int) -> None:
        """After a death: still signed in, and the exam goes on at this question, or after it when it got through."""
        page = self.patiently("/min-utbildning")
        assert page.status == 200, "the sign-in is gone"
        page = self.patiently(sitting.url(number))
        if page.status == 303:
            assert page.location == f"{sitting.url(number)}/svar"
            self.notebook.unanswered_but_stored += 1
        else:
            assert page.status == 200
            assert 'id="question"' in page.text
        if number > 1:
            assert self.patiently(sitting.url(number - 1)).location == f"{sitting.url(number - 1)}/svar"


def sitting_of(app: Flask, ref: str) -> Sitting:
    """A try by its ref."""
    with app.app_context():
        attempt = session().scalars(select(Attempt).where(Attempt.ref == ref)).one()
        return Sitting(ref, attempt.seed, actions.questions_of(session(), attempt))


def let_newest_read(cast: Cast, content: Content, people: int) -> None:
    """Let the newest members have read what the exam asks for: straight into the database, it is not what is tried."""
    screens = required_screens(content.catalogue.courses[COURSE])
    with cast.app.app_context(), writing():
        newest = select(Membership.user_id).order_by(Membership.id.desc()).limit(people)
        for user_id in session().scalars(newest).all():
            mark_read(session(), clock.now(), user_id, COURSE, screens, "1")
        session().commit()


def everything_acknowledged_is_there_once(
    app: Flask, content: Content, notebooks: Sequence[Notebook]
) -> None:
    """Compare the notebooks with the rows."""
    with app.app_context():
        rows = {
            (ref, row.position): row
            for row, ref in session().execute(
                select(Answer, Attempt.ref).join(Attempt, Attempt.id == Answer.attempt_id)
            )
        }
        by_ref = {each.ref: each for each in session().scalars(select(Attempt))}
        certificates = session().scalars(select(Certificate.attempt_id)).all()
        assert sums.rows_of(session(), SignCount) == sums.sign_sums(session())
        assert sums.rows_of(session(), ItemCount) == sums.item_sums(session())
        assert sums.rows_of(session(), OptionCount) == sums.option_sums(session())
        people = session().scalars(select(Attempt.user_id)).all()
    assert len(people) == len(set(people))  # nobody has two tries
    for notebook in notebooks:
        for (ref, number), values in notebook.acknowledged.items():
            sitting = sitting_of(app, ref)
            assert (ref, number) in rows, f"question {number} is missing"
            row = rows[ref, number]
            assert ([UNSURE_VALUE] if row.unsure else sitting.values(number, row.chosen)) == values
        for ref in notebook.passed:
            assert certificates.count(by_ref[ref].id) == 1
    for attempt in by_ref.values():
        assert (attempt.id in certificates) == bool(attempt.passed)
        numbers = sorted(number for ref, number in rows if ref == attempt.ref)
        assert numbers == list(range(1, len(numbers) + 1))  # no question is left out before another
