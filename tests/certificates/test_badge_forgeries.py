"""What somebody changed, forged or kept too long, shown to somebody else's verifier. No site is needed for it."""

import copy
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates import badge
from certificates.renewal import RenewalRule
from certificates.rules import LIST_SIZE, add_months
from core import clock
from tests.builders.badges import BADGE, LIST, NOW, OTHER_SECRET, OURS, signed, world
from tests.builders.rounds import rounds
from tests.builders.verifier import COMMAND, Verifier, running_verifier
from tests.conftest import PEPPER


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with running_verifier() as running:
        yield running


def put(*path: str | int) -> Callable[[dict[str, Any], Any], None]:
    """Write a value over what stands at a path in a credential."""

    def write(credential: dict[str, Any], value: Any) -> None:
        at: Any = credential
        for step in path[:-1]:
            at = at[step]
        assert at[path[-1]] != value
        at[path[-1]] = value

    return write


CHANGES: dict[str, tuple[Callable[[dict[str, Any], Any], None], Any]] = {
    "name": (put("credentialSubject", "identifier", 0, "identityHash"), "Eva Gren"),
    "last day": (put("validUntil"), "2030-11-02T22:59:59Z"),
    "first day": (put("validFrom"), "2026-10-01T22:00:00Z"),
    "course": (put("credentialSubject", "achievement", "name"), "Annan kurs"),
    "criteria": (put("credentialSubject", "achievement", "criteria", "narrative"), "Inget."),
    "language": (put("credentialSubject", "achievement", "inLanguage"), "en"),
    "number": (put("credentialSubject", "licenseNumber"), "0000-0000-00001"),
    "place in the list": (put("credentialStatus", "statusListIndex"), "78"),
    "picture": (put("credentialSubject", "achievement", "image", "id"), "data:image/svg+xml;base64,PHN2Zy8+"),
    "issuer's name": (put("issuer", "name"), "Polisen"),
    "id": (put("id"), "urn:uuid:8c91a9ee-bec9-52b8-8650-a23948071230"),
    "when it was signed": (put("proof", "created"), "2026-11-01T09:00:00Z"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_one_is_refused(verifier: Verifier, what: str) -> None:
    good = signed(BADGE)
    assert verifier.check(good, world(), NOW).accepted
    changed = copy.deepcopy(good)
    change, value = CHANGES[what]
    change(changed, value)
    answer = verifier.check(changed, world(), NOW)
    assert (answer.accepted, answer.why) == (False, "Invalid signature.")


def test_one_without_its_status_is_refused(verifier: Verifier) -> None:
    """Cut out it breaks the signature; and a list that cannot be had is no excuse."""
    cut = signed(BADGE)
    del cut["credentialStatus"]
    assert not verifier.check(cut, world(), NOW).accepted
    alone = {OURS.did: world()[OURS.did]}
    answer = verifier.check(signed(BADGE), alone, NOW)
    assert (answer.accepted, answer.why) == (False, f"unknown address {LIST}")


def test_one_that_somebody_else_signed_is_refused(verifier: Verifier) -> None:
    """With her own key in our name, in her own name with our signature, in our name by her own document."""
    forger = badge.signer("http://localhost:8000", OTHER_SECRET)
    answer = verifier.check(signed(BADGE, forger), world(), NOW)
    assert (answer.accepted, answer.why) == (False, f"unknown address {forger.method}")
    elsewhere = badge.signer("https://forger.example", OTHER_SECRET)
    both = world() | {elsewhere.did: badge.did_document(elsewhere, ())}
    taken = signed(BADGE)
    taken["issuer"]["id"] = elsewhere.did
    assert not verifier.check(taken, both, NOW).accepted
    claimed = json.loads(badge.badge_file(BADGE, replace(OURS, key=elsewhere.key), NOW))
    assert verifier.check(claimed, both, NOW).why == "Invalid signature."
    lent = signed(BADGE, badge.Signer(OURS.did, elsewhere.key_name, elsewhere.key))
    lent["proof"]["verificationMethod"] = elsewhere.method
    assert not verifier.check(lent, both, NOW).accepted


def test_a_list_that_somebody_else_made_is_refused(verifier: Verifier) -> None:
    """A list without the bit, by another key or another issuer; and one with its bits wiped."""
    revoked = world(taken_back=frozenset({77}))
    assert verifier.check(signed(BADGE), revoked, NOW).revoked
    forger = badge.signer("https://forger.example", OTHER_SECRET)
    false_list = world(forger)[LIST]
    known = {forger.did: badge.did_document(forger, ())}
    answer = verifier.check(signed(BADGE), revoked | known | {LIST: false_list}, NOW)
    assert (answer.accepted, answer.verified) == (False, False)
    wiped = copy.deepcopy(revoked)
    empty: Any = world()[LIST]
    wiped[LIST]["credentialSubject"]["encodedList"] = empty["credentialSubject"]["encodedList"]  # type: ignore[index]
    assert verifier.check(signed(BADGE), wiped, NOW).why == "status list: Invalid signature."


# ---- keys and places ---------------------------------------------------------------------------------


def test_the_keys_are_multikeys_under_the_sites_own_name() -> None:
    signer = badge.signer("https://utbildning.example.se", PEPPER)
    document = badge.did_document(signer, (OURS.key_name,))
    assert signer.did == document["id"] == "did:web:utbildning.example.se"
    assert document["@context"][0] == "https://www.w3.org/ns/did/v1"
    (method,) = document["verificationMethod"]  # the same key under another name is the same key
    assert method == {
        "id": f"did:web:utbildning.example.se#{method['publicKeyMultibase']}",
        "type": "Multikey",
        "controller": "did:web:utbildning.example.se",
        "publicKeyMultibase": signer.key_name,
    }
    assert PEPPER not in repr(signer) + json.dumps(document)


def test_places_follow_no_order_and_nobody_can_foresee_them() -> None:
    links = [f"{number:022}" for number in range(400)]
    found = [badge.position_for(PEPPER, link, 0) for link in links]
    assert all(0 <= each < LIST_SIZE for each in found)
    rising = sum(one < other for one, other in pairwise(found))
    assert 150 < rising < 250
    assert sum(each < LIST_SIZE // 2 for each in found) in range(150, 250)
    assert found != [badge.position_for(OTHER_SECRET, link, 0) for link in links]
    assert found == [badge.position_for(PEPPER, link, 0) for link in links]


# ---- days and names ----------------------------------------------------------------------------------


@given(st.dates(date(2024, 1, 1), date(2060, 12, 31)))
def test_it_holds_on_stockholm_days_the_last_one_whole(issued_on: date) -> None:
    """Summer and winter time, new year and leap days."""
    valid_until = add_months(issued_on, RenewalRule().months)
    made = badge.credential(replace(BADGE, issued_on=issued_on, valid_until=valid_until), OURS.did).to_vc()
    start, end = (datetime.fromisoformat(made[key]) for key in ("validFrom", "validUntil"))
    assert clock.local(start).isoformat()[:19] == f"{issued_on}T00:00:00"
    assert clock.local(end).isoformat()[:19] == f"{valid_until}T23:59:59"


NAMES = st.text(
    st.characters(categories=("L", "M", "Zs"), include_characters="-.·'’\u200e\u200f\u061cابتثทสมชายकशמתيى"),
    min_size=1,
    max_size=60,
)
HARD = [
    "محمد الحسن",
    "สมชาย ใจดี",
    "שרה כהן",
    "न\u0903म",
    "Anna\u200fÅ",
    'O’Connor \\ "x"',
    "a\u0338\u0301b",
    "𞤀𞤣𞤤𞤢𞤥",
]


@pytest.mark.parametrize("name", HARD)
def test_hard_names_are_signed_and_verified(verifier: Verifier, name: str) -> None:
    shown = signed(replace(BADGE, name=name))
    assert shown["credentialSubject"]["identifier"][0]["identityHash"] == name
    assert verifier.check(shown, world(), NOW).accepted


@hypothesis_settings(max_examples=rounds(15, 300))
@given(name=NAMES, other=NAMES)
def test_every_name_is_signed_and_no_other_fits_the_signature(
    verifier: Verifier, name: str, other: str
) -> None:
    shown = signed(replace(BADGE, name=name))
    assert verifier.check(shown, world(), NOW).accepted
    shown["credentialSubject"]["identifier"][0]["identityHash"] = other
    assert verifier.check(shown, world(), NOW).accepted is (other == name)


# ---- the command of docs/operations.md ---------------------------------------------------------------


@pytest.mark.parametrize(("taken_back", "says"), [((), "accepted"), ((77,), "refused: revoked")])
def test_anybody_can_check_a_file_with_one_command(
    tmp_path: Path, taken_back: tuple[int, ...], says: str
) -> None:
    """Badge, DID document and status list as files; the verifier looks at its own clock."""
    today = clock.local_date(clock.now())
    badge_now = replace(BADGE, issued_on=today, valid_until=today + timedelta(days=2))
    files = {
        "intyg.json": signed(badge_now),
        "did.json": badge.did_document(OURS, ()),
        "status.json": json.loads(badge.status_list(OURS, LIST, frozenset(taken_back), today)),
    }
    for name, document in files.items():
        (tmp_path / name).write_text(json.dumps(document), "utf-8")
    done = subprocess.run([*COMMAND, *files], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == (says, int(bool(taken_back))), done.stderr
