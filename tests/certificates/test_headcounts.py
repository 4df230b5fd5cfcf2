"""Headcounts mean what they say: recounted person by person from the rows, at many instants."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import User
from certificates.headcounts import Headcount, headcounts
from certificates.models import Certificate
from core import clock
from core.crockford import certificate_number
from core.db import session, writing
from core.ids import new_secret
from courses.actions import begin
from courses.models import Enrolment
from organisations.models import Membership, Organisation, OrganisationCourse
from quiz.models import Attempt, BankVersion
from tests.builders.cast import NETWORK
from tests.builders.rounds import rounds

pytestmark = pytest.mark.both
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
COURSES = ("hotell", "bostad")


def random_instant(random: Random, days: int = 900) -> datetime:
    return START + timedelta(seconds=random.randrange(days * 86400))


def add_person(made: Session, random: Random, places: list[Organisation]) -> None:
    """A person with periods at workplaces, courses begun, and certificates good and bad."""
    user = User(name="Elev", language="sv", created_at=START)
    made.add(user)
    made.flush()
    for place in random.sample(places, random.randint(1, 2)):
        joined = random_instant(random)
        for _ in range(random.randint(1, 2)):
            left = joined + timedelta(days=random.randint(1, 300))
            stays = random.random() < 0.5
            made.add(
                Membership(
                    organisation_id=place.id,
                    user_id=user.id,
                    joined_at=joined,
                    ended_at=None if stays else left,
                )
            )
            made.flush()
            if stays:
                break
            joined = left + timedelta(days=random.randint(0, 30))
    for course in COURSES:
        if random.random() < 0.6:
            begin(made, random_instant(random), user.id, course)
        for cycle in range(1, random.choice([1, 1, 2, 3])):
            add_certificate(made, random, user.id, places[0].id, course, cycle)


def revoked(random: Random, issued: datetime) -> dict[str, Any]:
    """Every fifth certificate is revoked some time after it was issued."""
    if random.random() >= 0.2:
        return {}
    return {"revoked_at": issued + timedelta(days=random.randint(1, 100)), "revoked_for": "tekniskt-fel"}


def add_certificate(
    made: Session, random: Random, user_id: int, organisation_id: int, course: str, cycle: int
) -> None:
    issued = random_instant(random)
    attempt = Attempt(
        user_id=user_id,
        organisation_id=organisation_id,
        course_key=course,
        number=cycle,
        seed="s",
        bank_version="v",
        rules="{}",
        drawn=[],
        started_at=issued,
        finished_at=issued,
        passed=True,
        right_count=12,
    )
    made.add(attempt)
    made.flush()
    made.add(
        Certificate(
            number=certificate_number(),
            link=new_secret(),
            user_id=user_id,
            course_key=course,
            cycle=cycle,
            attempt_id=attempt.id,
            name="Elev",
            course_name=course,
            issuer="nätverket",
            issued_at=issued,
            issued_on=clock.local_date(issued),
            valid_until=clock.local_date(issued) + timedelta(days=random.randint(0, 400)),
            **revoked(random, issued),
        )
    )


def build(made: Session, random: Random) -> list[Organisation]:
    """Four workplaces with one or two courses, and people who come and go."""
    made.add(BankVersion(version="v", questions="[]", first_used_at=START))
    places = [
        Organisation(network=NETWORK, name=f"Plats {letter}", kind="hotell", created_at=START)
        for letter in "ABCD"
    ]
    made.add_all(places)
    made.flush()
    for index, place in enumerate(places):
        for course in COURSES[: 1 + index % 2]:
            made.add(OrganisationCourse(organisation_id=place.id, course_key=course))
    for _ in range(30):
        add_person(made, random, places)
    made.flush()
    return places


def recount(made: Session, instant: datetime) -> list[Headcount]:
    """The definitions, one person at a time."""
    day = clock.local_date(instant)
    memberships = made.scalars(select(Membership)).all()
    enrolments = made.scalars(select(Enrolment)).all()
    certificates = made.scalars(select(Certificate)).all()
    found = []
    for link in made.scalars(select(OrganisationCourse)):
        here = {
            each.user_id
            for each in memberships
            if each.organisation_id == link.organisation_id
            and each.joined_at <= instant
            and (each.ended_at is None or each.ended_at > instant)
        }
        begun = {
            each.user_id
            for each in enrolments
            if each.course_key == link.course_key and each.started_at <= instant
        }
        earned = [
            each
            for each in certificates
            if is_hers(each, link.course_key, instant)
            and any(earned_in(each, period, link.organisation_id) for period in memberships)
        ]
        good = [each for each in earned if each.valid_until >= day]
        ends = {
            each.user_id: max(other.valid_until for other in good if other.user_id == each.user_id)
            for each in good
        }
        found.append(
            Headcount(
                organisation_id=link.organisation_id,
                course_key=link.course_key,
                members=len(here),
                begun=len(here & begun),
                earned=len(here & {each.user_id for each in earned}),
                certified=len(here & ends.keys()),
                expiring=len({who for who in here & ends.keys() if ends[who] <= day + timedelta(days=90)}),
            )
        )
    return sorted(found, key=lambda each: (each.organisation_id, each.course_key))


def earned_in(certificate: Certificate, period: Membership, organisation_id: int) -> bool:
    """Whether it was earned while she was there; nobody here shows anything from elsewhere."""
    return (
        period.organisation_id == organisation_id
        and period.user_id == certificate.user_id
        and period.joined_at <= certificate.issued_at
        and (period.ended_at is None or certificate.issued_at <= period.ended_at)
    )


def is_hers(certificate: Certificate, course: str, instant: datetime) -> bool:
    """Issued and not revoked, valid or not."""
    return (
        certificate.course_key == course
        and certificate.issued_at <= instant
        and (certificate.revoked_at is None or certificate.revoked_at > instant)
    )


@pytest.mark.parametrize("seed", range(rounds(2, 30)))
def test_headcounts_equal_a_count_person_by_person(app: Flask, seed: int) -> None:
    random = Random(seed)
    with app.app_context(), writing():
        places = build(session(), random)
        seen = set()
        for _ in range(25):
            instant = random_instant(random, 1300)
            found = headcounts(session(), instant, clock.local_date(instant))
            assert list(found) == recount(session(), instant), instant
            some = headcounts(session(), instant, clock.local_date(instant), [places[1].id])
            assert list(some) == [each for each in found if each.organisation_id == places[1].id]
            seen |= {
                (each.members > 0, each.begun > 0, each.certified > 0, each.expiring > 0) for each in found
            }
        assert (True, True, True, True) in seen
        session().rollback()
