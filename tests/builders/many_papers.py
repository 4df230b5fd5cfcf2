"""A workplace with many certificates, straight into the database; and a press that prints nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import sqlalchemy as sa
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
        db = session()
        first = (db.scalar(sa.select(sa.func.max(User.id))) or 0) + 1
        tries = (db.scalar(sa.select(sa.func.max(Attempt.id))) or 0) + 1
        version = new_ref()
        db.add(BankVersion(version=version, questions="[]", first_used_at=now))
        db.flush()
        ids = range(count)
        names = [NAMES[each % len(NAMES)] for each in ids]
        db.add_all(
            User(id=first + each, ref=new_ref(), name=names[each], language="sv", created_at=now)
            for each in ids
        )
        db.flush()
        db.add_all(Membership(user_id=first + each, organisation_id=place.id, joined_at=now) for each in ids)
        db.add_all(
            Attempt(
                id=tries + each,
                user_id=first + each,
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
            for each in ids
        )
        db.flush()
        db.add_all(
            Certificate(
                number=numbers[each],
                link=new_secret(),
                user_id=first + each,
                course_key=COURSE,
                cycle=1,
                attempt_id=tries + each,
                name=names[each],
                course_name="En säker hand för hotell",
                issuer="nätverket i Helsingborg",
                issued_at=now,
                issued_on=day,
                valid_until=add_months(day, 24),
            )
            for each in ids
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
