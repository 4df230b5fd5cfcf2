"""S19: editing a question never touches what has been answered: results, figures and pages stay as they were."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from accounts.models import User
from app import create_app
from certificates.models import Certificate
from core.db import session, writing
from core.settings import ROOT, Settings
from organisations.networks import load_networks
from quiz import snapshots
from quiz.bank import load_bank
from quiz.content import Content
from quiz.models import Answer, Attempt, BankVersion, ItemCount, OptionCount, SignCount, SignResult
from quiz.rebuild import rebuild_counters
from tests.attacks.same import same
from tests.attacks.watch import edit, rows_of
from tests.attacks.world import World
from tests.builders.cast import COURSE, Cast, Person, Place
from tests.builders.edited_bank import SIBLINGS, EditedBank, flipped, reworded
from tests.builders.exams import Sitting, sit
from tests.conftest import dispose

FACTS = (Attempt, Answer, SignResult, Certificate)
SUMS = (SignCount, ItemCount, OptionCount)
LAST = 12


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The pages say when the next try may begin: as a clock time, the same in every look."""
    with time_machine.travel(datetime(2026, 3, 2, 11, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def sittings(app: Flask, cast: Cast, content: Content) -> list[Sitting]:
    """Anna has passed with everything right, Dora failed with everything wrong."""
    people: list[tuple[Person, Place]] = [(cast.anna, cast.here), (cast.dora, cast.there)]
    found = []
    for person, place in people:
        sitting = sit(app, content, person, place)
        device = cast.sign_in(person)
        for number in range(1, LAST + 1):
            values = sitting.right(number) if person == cast.anna else sitting.wrong(number)
            device.post(sitting.url(number), answer=values)
        found.append(sitting)
    return found


@pytest.fixture
def edited(settings: Settings, content: Content, sittings: list[Sitting], tmp_path: Path) -> Iterator[Flask]:
    """The same site after its next start: every question that was asked has another right answer and other words."""
    bank = EditedBank(tmp_path / "edited")
    for question in {each.key: each for sitting in sittings for each in sitting.questions}.values():
        if not question.case:
            bank.edit(question.key, reworded)
            if question.kind in {"single", "several"}:
                bank.edit(question.key, flipped)
    snapshots._parsed.clear()
    made = create_app(settings, bank.read_into(content))
    yield made
    snapshots._parsed.clear()
    dispose(made)


def pages(cast: Cast, sittings: list[Sitting]) -> dict[str, object]:
    """All that the two can look up of their tries."""
    found: dict[str, object] = {}
    for person, sitting in zip((cast.anna, cast.dora), sittings, strict=True):
        device = cast.sign_in(person)
        paths = [f"{sitting.url(number)}/svar" for number in range(1, LAST + 1)]
        paths += [f"/prov/{COURSE}/{sitting.ref}/resultat", "/min-utbildning", "/intyg"]
        found |= {f"{person.name} {path}": same(device.client.get(path)) for path in paths}
    return found


@pytest.mark.both
def test_s19_edited_questions_leave_past_tries_as_they_were(
    app: Flask, cast: Cast, content: Content, sittings: list[Sitting], request: pytest.FixtureRequest
) -> None:
    """Pages byte for byte, facts and sums row for row, also when the sums are counted once more."""
    before, rows = pages(cast, sittings), rows_of(app, *FACTS, *SUMS)
    site: Flask = request.getfixturevalue("edited")
    now = site.extensions["bank"].questions
    assert any(now[each.key].version != each.version for each in sittings[0].questions)
    assert pages(replace(cast, app=site), sittings) == before
    assert rows_of(site, *FACTS, *SUMS) == rows
    with site.app_context(), writing():
        assert rebuild_counters(session(), closed=()) == len(sittings)
        session().commit()
    assert rows_of(site, *FACTS, *SUMS) == rows
    assert len(rows["certificate"]) == 1


@pytest.mark.parametrize("lang", SIBLINGS)
def test_s19_in_other_languages_what_was_edited_stands_as_it_was_asked(
    app: Flask, cast: Cast, sittings: list[Sitting], request: pytest.FixtureRequest, lang: str
) -> None:
    """A translation of the new words must not stand beside the old answer: there it is Swedish, and says so."""
    edit(app, lambda: session().execute(update(User).values(language=lang)))
    site: Flask = request.getfixturevalue("edited")
    bank = site.extensions["bank"]
    device = replace(cast, app=site).sign_in(cast.dora)
    kept = 0
    for number, asked in enumerate(sittings[1].questions, start=1):
        page = device.get(f"{sittings[1].url(number)}/svar")
        pinned = bank.questions[asked.key] != asked
        shown = asked if pinned else bank.question(asked.key, lang)[0]
        for row in shown.rows:
            assert row.text in page.text
            assert row.why in page.text
        assert ('lang="sv"' in page.html) is pinned
        kept += pinned
    assert kept > 0


def test_s19_what_a_question_has_from_the_citys_file_stays_as_it_was_asked(
    app: Flask, cast: Cast, content: Content, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The city's file is no part of a question's version: a new chain of contact must not slip into old answers."""
    other = load_networks(ROOT / "organisations" / "networks")["exempelstad"]
    bank = load_bank(ROOT, content.catalogue, other)
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    filled = [each for each in pool if bank.questions[each.key] != each]
    assert all(bank.questions[each.key].version == each.version for each in filled)
    keys = [each.key for each in sorted(pool, key=lambda each: each not in filled)][:LAST]
    monkeypatch.setattr("quiz.actions.draw", lambda *_: tuple(keys))
    sitting = sit(app, content, cast.anna, cast.here, answered=1)
    snapshots._parsed.clear()
    site = create_app(settings, replace(content, bank=bank))
    page = replace(cast, app=site).sign_in(cast.anna).get(f"{sitting.url(1)}/svar")
    dispose(site)
    asked = sitting.questions[0]
    for text in (asked.text, asked.ask, *(row.text for row in asked.rows), *(row.why for row in asked.rows)):
        assert text in page.text


def test_s19_no_page_of_the_staff_edits_a_question(world: World) -> None:
    """What shows questions to the staff can only be read; who writes there all the same changes no row."""
    before = rows_of(world.app, BankVersion, *FACTS, *SUMS)
    found = 0
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in {"content", "items"}:
            assert rule.methods is not None
            assert rule.methods <= {"GET", "HEAD", "OPTIONS"}, rule.rule
            path = rule.rule.replace("<course_key>", COURSE)
            found += 1
            for role in ("learner", "contact", "trainer", "coordinator"):
                browser = world.browser(role)
                data = {"csrf_token": browser.token(), "key": "hotell", "correct": "true", "questions": "x"}
                for method in ("POST", "PUT", "PATCH", "DELETE"):
                    assert browser.client.open(path, method=method, data=data).status_code in {404, 405}
    assert found >= 2
    assert rows_of(world.app, BankVersion, *FACTS, *SUMS) == before
