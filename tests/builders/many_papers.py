"""A workplace with many certificates, straight into the database; and a press that prints nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask

from accounts.models import User
from certificates.models import Certificate
from certificates.rules import add_months
from core import clock
from core.crockford import certificate_number
from core.db import session, writing
from core.ids import new_ref, new_secret
from core.paper import EngineError
from core.press import Press, press
from organisations.models import Membership
from quiz.models import Attempt, BankVersion
from tests.builders.cast import COURSE, Place

NAMES = (
    "Åsa Öberg",
    "Łukasz Żółć",
    "محمد الحسن",
    "สมชาย ทองงาม",
    "ተስፋይ ገብረእየሱስ",
    "አበበ ቢቂላ",
    "O'Brien-Smith",
)
STUB = b"%PDF-1.7 nothing"


def give_certificates(app: Flask, place: Place, count: int, *, days_ago: int = 0) -> list[str]:
    """So many new members of a workplace, each with a certificate; the numbers."""
    now = clock.now() - timedelta(days=days_ago)
    day = clock.local_date(now)
    numbers = [certificate_number() for _ in range(count)]
    with app.app_context(), writing():
        db, version = session(), new_ref()
        db.add(BankVersion(version=version, questions="[]", first_used_at=now))
        people = [
            User(ref=new_ref(), name=NAMES[each % len(NAMES)], language="sv", created_at=now)
            for each in range(count)
        ]
        db.add_all(people)
        db.flush()
        tries = [
            Attempt(
                user_id=person.id,
                organisation_id=place.id,
                course_key=COURSE,
                number=1,
                seed="0" * 32,
                bank_version=version,
                rules="{}",
                drawn=[],
                started_at=now,
                finished_at=now,
                passed=True,
                right_count=12,
                outcome={},
            )
            for person in people
        ]
        db.add_all(tries)
        db.add_all(Membership(user_id=each.id, organisation_id=place.id, joined_at=now) for each in people)
        db.flush()
        db.add_all(
            Certificate(
                number=number,
                link=new_secret(),
                user_id=person.id,
                course_key=COURSE,
                cycle=1,
                attempt_id=passed.id,
                name=person.name,
                course_name="En säker hand för hotell",
                issuer="nätverket i Helsingborg",
                issued_at=now,
                issued_on=day,
                valid_until=add_months(day, 24),
            )
            for number, person, passed in zip(numbers, people, tries, strict=True)
        )
        db.commit()
    return numbers


class StubPress:
    """Sets the first `real` papers by a press, fails at what holds a `poisoned` number, and prints nothing else."""

    def __init__(self, engine: Press, real: int = 0, poisoned: str = "-") -> None:
        self.engine, self.real, self.poisoned, self.asked = engine, real, poisoned.encode(), 0

    def __call__(self, request: bytes) -> bytes:
        self.asked += 1
        if self.poisoned != b"-" and self.poisoned in request:
            raise EngineError("poisoned")
        return self.engine(request) if self.asked <= self.real else STUB


@contextmanager
def stub_press(real: int = 0, poisoned: str = "-") -> Iterator[StubPress]:
    """A stub in the place of `core.press.press`."""
    with press() as engine:
        yield StubPress(engine, real, poisoned)
