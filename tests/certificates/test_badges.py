"""The digital certificate: somebody else's verifier takes the good one, and none that does not hold."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask import Flask
from openbadgeslib.ob3 import decode_encoded_list, set_indices
from sqlalchemy import select

from app import create_app
from care.erase_actions import erase
from certificates import badge, badge_actions
from certificates.actions import correct_name, revoke
from certificates.badge_actions import allot
from certificates.models import BadgeStatus, Certificate
from certificates.rules import LIST_SIZE
from core import clock
from core.db import session, writing
from quiz.content import Content
from tests.builders.badges import BADGE, LIST, NOW, OTHER_SECRET, signed
from tests.builders.cast import Cast
from tests.builders.exams import read_everything, take
from tests.builders.pages import Browser
from tests.builders.verifier import Answer, Verifier, running_verifier
from tests.conftest import PEPPER, dispose, make_settings

DID = "/.well-known/did.json"


@pytest.fixture(autouse=True)
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with running_verifier() as running:
        yield running


@dataclass(frozen=True)
class Desk:
    """Where somebody is shown a credential: whatever the site publishes she can fetch, and nothing else."""

    app: Flask
    verifier: Verifier

    def published(self) -> dict[str, Any]:
        found = {}
        for path in (DID, "/intyg/status/1"):
            response = Browser(self.app).client.get(path)
            assert response.status_code == 200
            assert response.mimetype == "application/json"
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            document = response.json
            assert isinstance(document, dict)
            found[document["id"]] = document
        return found

    def check(self, credential: object) -> Answer:
        return self.verifier.check(credential, self.published(), clock.now())


@pytest.fixture
def desk(app: Flask, verifier: Verifier) -> Desk:
    return Desk(app, verifier)


@pytest.fixture
def earned(app: Flask, cast: Cast, content: Content) -> Certificate:
    """Anna's certificate, earned today."""
    read_everything(app, content, cast.anna, cast.dora)
    return earn(app, cast, content)


def earn(app: Flask, cast: Cast, content: Content) -> Certificate:
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()
        return session().scalars(select(Certificate).order_by(Certificate.id.desc())).first()  # type: ignore[return-value]


def saved(cast: Cast, found: Certificate, kind: str = "json") -> bytes:
    """The file that Anna saves."""
    response = cast.learner().client.get(f"/intyg/{found.number}/intyg.{kind}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f"attachment; filename=intyg.{kind}"
    content: bytes = response.data
    return content


def credential_of(cast: Cast, found: Certificate) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(saved(cast, found))
    return read


def places(app: Flask) -> list[tuple[int, int, int | None]]:
    with app.app_context():
        rows = session().scalars(select(BadgeStatus)).all()
        return [(each.list_number, each.position, each.certificate_id) for each in rows]


# ---- the good one ------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_good_one_is_accepted_and_says_what_the_paper_says(
    cast: Cast, earned: Certificate, desk: Desk
) -> None:
    page = cast.learner().get(f"/intyg/{earned.number}")
    assert "För digital plånbok (Open Badges 3.0)" in page.text
    assert page.link("Ladda ner filen") == f"/intyg/{earned.number}/intyg.json"
    shown = credential_of(cast, earned)
    assert desk.check(shown) == Answer(accepted=True, verified=True, revoked=False, why="")
    subject = shown["credentialSubject"]
    assert [each["identityHash"] for each in subject["identifier"]] == [cast.anna.name]
    assert subject["licenseNumber"].replace("-", "") == earned.number
    assert (subject["achievement"]["name"], subject["achievement"]["inLanguage"]) == (
        earned.course_name,
        "sv",
    )
    assert (shown["issuer"]["id"], shown["issuer"]["name"]) == ("did:web:localhost%3A8000", earned.issuer)
    assert (shown["validFrom"], shown["validUntil"]) == ("2026-11-01T23:00:00Z", "2028-11-02T22:59:59Z")


def test_it_says_no_more_than_the_paper(cast: Cast, earned: Certificate) -> None:
    """No workplace, no secret link, no try, no digest of anything, no key of hers."""
    shown = credential_of(cast, earned)
    assert set(shown["credentialSubject"]) == {"type", "achievement", "identifier", "licenseNumber"}
    assert [set(each) for each in shown["credentialSubject"]["identifier"]] == [
        {"type", "hashed", "identityHash", "identityType"}
    ]
    assert shown["credentialSubject"]["identifier"][0]["hashed"] is False
    text = json.dumps(shown, ensure_ascii=False)
    for secret in (earned.link, cast.here.name, cast.here.ref, cast.anna.ref, "mailto", "@example"):
        assert secret not in text


def test_the_same_certificate_gives_the_same_credential_whenever_it_is_asked_for(
    app: Flask, cast: Cast, earned: Certificate, hand: time_machine.Traveller
) -> None:
    """It is made of the row, which never changes: only when the proof was made differs."""
    first = credential_of(cast, earned)
    hand.shift(timedelta(hours=3))
    second = credential_of(cast, earned)
    assert first.pop("proof")["created"] != second.pop("proof")["created"]
    assert first == second
    assert len(places(app)) == 1


def test_the_picture_carries_the_same_credential(cast: Cast, earned: Certificate, desk: Desk) -> None:
    """A picture of the hand, without anything that runs, and the verifier takes what is inside."""
    root = ET.fromstring(saved(cast, earned, "svg"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not root.findall(".//{*}script")
    (carried,) = root.findall("{*}credential")
    assert carried.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    inside = json.loads(carried.text or "")
    assert inside == credential_of(cast, earned)
    assert desk.check(inside).accepted


@pytest.mark.both
def test_a_certificate_that_was_renewed_goes_on_until_its_last_day(
    app: Flask, cast: Cast, content: Content, earned: Certificate, desk: Desk, hand: time_machine.Traveller
) -> None:
    shown = credential_of(cast, earned)
    hand.move_to(datetime(2028, 11, 2, 22, 59, 59, tzinfo=UTC))
    earn(app, cast, content)
    assert len(places(app)) == 1
    assert desk.check(shown).accepted
    hand.shift(timedelta(minutes=6))  # the verifier forgives five minutes
    answer = desk.check(shown)
    assert not answer.accepted
    assert 'is after "validUntil"' in answer.why


# ---- what does not hold ------------------------------------------------------------------------------


def take_back(app: Flask, cast: Cast, found: Certificate) -> None:
    revoke(session(), clock.now(), session().get_one(Certificate, found.id), "fel-namn", actor_id=cast.eva.id)


def mend(app: Flask, cast: Cast, found: Certificate) -> None:
    assert correct_name(session(), clock.now(), cast.anna.id, "Anna Åhlund")


def forget(app: Flask, cast: Cast, found: Certificate) -> None:
    erase(session(), clock.now(), cast.anna.id, pepper=PEPPER)


@pytest.mark.both
@pytest.mark.parametrize("happens", [take_back, mend, forget], ids=["revoked", "corrected", "erased"])
def test_one_that_was_taken_back_is_refused_at_once(
    app: Flask, cast: Cast, earned: Certificate, desk: Desk, happens: Callable[..., None]
) -> None:
    """The signature stays right, `verified` stays true: the bit is what refuses it. Nobody else's bit is set."""
    shown = credential_of(cast, earned)
    assert desk.check(shown).accepted
    with app.app_context(), writing():
        happens(app, cast, earned)
        session().commit()
    answer = desk.check(shown)
    assert answer == Answer(accepted=False, verified=True, revoked=True, why="revoked")
    ((_, position, holder),) = places(app)
    assert bits(desk) == {position}
    assert (holder is None) is (happens is forget)


def bits(desk: Desk) -> set[int]:
    listed = desk.published()[LIST]["credentialSubject"]["encodedList"]
    return set(set_indices(decode_encoded_list(listed)))


def test_after_a_correction_the_new_edition_is_accepted_and_the_old_file_gone(
    app: Flask, cast: Cast, earned: Certificate, desk: Desk
) -> None:
    old = credential_of(cast, earned)
    with app.app_context(), writing():
        mend(app, cast, earned)
        session().commit()
        newest = session().scalars(select(Certificate).where(Certificate.edition == 2)).one()
    cast.learner().get(f"/intyg/{earned.number}/intyg.json", 404)
    cast.learner().get(f"/intyg/{earned.number}/intyg.svg", 404)
    new = credential_of(cast, newest)
    assert new["id"] != old["id"]
    assert desk.check(new).accepted
    assert not desk.check(old).accepted
    with app.app_context(), writing():
        take_back(app, cast, newest)
        session().commit()
    cast.learner().get(f"/intyg/{newest.number}/intyg.json", 404)
    assert desk.check(new).revoked


def test_a_stale_list_is_refused_and_the_site_never_hands_one_out(
    verifier: Verifier, cast: Cast, earned: Certificate, desk: Desk, hand: time_machine.Traveller
) -> None:
    """Whoever keeps an old list to hide a revocation has a week; the list on the site is always of today."""
    shown = credential_of(cast, earned)
    kept = desk.published()
    start = datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert verifier.check(shown, kept, start + timedelta(days=8)).accepted
    answer = verifier.check(shown, kept, start + timedelta(days=8, minutes=6))
    assert not answer.accepted
    assert answer.why.startswith("status list: ")
    assert 'is after "validUntil"' in answer.why
    for days in (1, 6, 9, 400):
        hand.move_to(NOW + timedelta(days=days))
        assert desk.check(shown).accepted, days


# ---- keys --------------------------------------------------------------------------------------------


def test_a_new_secret_key_changes_nothing(
    database_url: str, content: Content, cast: Cast, earned: Certificate, desk: Desk
) -> None:
    shown = credential_of(cast, earned)
    rotated = create_app(make_settings(database_url, secret_key=OTHER_SECRET), content)
    assert Desk(rotated, desk.verifier).check(shown).accepted
    assert Desk(rotated, desk.verifier).published().keys() == desk.published().keys()
    dispose(rotated)


def test_after_a_new_badge_key_old_files_count_as_long_as_their_key_is_published(
    database_url: str, content: Content, cast: Cast, earned: Certificate, desk: Desk
) -> None:
    """The list is signed by the new key, the file by the old one. Without the old key the file counts no more."""
    shown = credential_of(cast, earned)
    before = desk.published()["did:web:localhost%3A8000"]["verificationMethod"][0]["publicKeyMultibase"]
    for old_keys, accepted in (((before,), True), ((), False)):
        made = make_settings(database_url, badge_secret=OTHER_SECRET, badge_old_keys=old_keys)
        rotated = create_app(made, content)
        there = Desk(rotated, desk.verifier)
        document = there.published()["did:web:localhost%3A8000"]
        assert len(document["assertionMethod"]) == 1 + len(old_keys)
        assert document["verificationMethod"][0]["publicKeyMultibase"] != before
        assert there.check(shown).accepted is accepted
        new = signed(BADGE, badge.signer("http://localhost:8000", OTHER_SECRET))
        assert there.check(new).accepted
        dispose(rotated)


# ---- places in the list ------------------------------------------------------------------------------


def test_the_list_is_bits_and_names_nobody(app: Flask, cast: Cast, earned: Certificate, desk: Desk) -> None:
    """S40–S43: who has the list knows how many copies hold no more, and not one thing about anybody."""
    empty = desk.published()[LIST]
    saved(cast, earned)
    held = desk.published()[LIST]
    assert held["credentialSubject"].keys() == {"id", "type", "statusPurpose", "encodedList"}
    assert held["credentialSubject"]["id"] == empty["credentialSubject"]["id"] == f"{LIST}#list"
    assert bits(desk) == set()
    assert len(decode_encoded_list(held["credentialSubject"]["encodedList"])) == LIST_SIZE // 8
    Browser(app).get("/intyg/status/0", 404)
    Browser(app).get("/intyg/status/2", 404)


@pytest.mark.both
def test_a_taken_place_is_never_given_twice(app: Flask, earned: Certificate) -> None:
    first = badge.position_for(PEPPER, earned.link, 0)
    with app.app_context(), writing():
        session().add(BadgeStatus(list_number=1, position=first))
        session().commit()
        found = session().get_one(Certificate, earned.id)
        place = allot(session(), found, PEPPER)
        assert place.position == badge.position_for(PEPPER, earned.link, 1)
        assert allot(session(), found, PEPPER) is place
        session().commit()
    assert len(places(app)) == 2


def test_a_list_that_is_half_full_is_followed_by_another(
    app: Flask, earned: Certificate, cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(badge_actions, "MOST_IN_A_LIST", 2)
    with app.app_context(), writing():
        session().add_all([BadgeStatus(list_number=1, position=0), BadgeStatus(list_number=1, position=1)])
        session().commit()
    shown = credential_of(cast, earned)
    url = shown["credentialStatus"]["statusListCredential"]
    assert url.endswith("/intyg/status/2")
    second = Browser(app).client.get("/intyg/status/2").json
    answer = desk.verifier.check(shown, desk.published() | {url: second}, NOW)
    assert answer.accepted
    assert bits(desk) == {0, 1}


def test_a_place_is_taken_only_by_who_wants_a_file(app: Flask, cast: Cast, earned: Certificate) -> None:
    """And nobody but herself can make one."""
    cast.learner().get(f"/intyg/{earned.number}")
    cast.sign_in(cast.dora).get(f"/intyg/{earned.number}/intyg.json", 404)
    cast.contact().get(f"/intyg/{earned.number}/intyg.svg", 404)
    assert places(app) == []


def test_a_restored_backup_finds_the_place_again(app: Flask, cast: Cast, earned: Certificate) -> None:
    before = credential_of(cast, earned)["credentialStatus"]
    with app.app_context(), writing():
        session().delete(session().scalars(select(BadgeStatus)).one())
        session().commit()
    assert credential_of(cast, earned)["credentialStatus"] == before
