"""What is kept about a person: one source for page, paper and file, and nothing of anybody forgotten."""

import ast
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import ForeignKey, Table

from accounts import actions as accounts
from accounts import oidc_actions, passkey_actions
from accounts.log_words import LOG_WORDS
from accounts.login_actions import start_reset
from accounts.models import User
from accounts.passkeys import Label, NewKey
from care.own_queries import kept_about
from certificates import share_actions
from core import clock
from core.db import Base, session, writing
from core.job_models import JobState
from core.names import fold_name
from core.settings import ROOT
from courses.actions import choose
from organisations import earlier_actions, membership_actions, roster_actions, slip_actions
from organisations.earlier_rules import Proof
from organisations.models import Membership, MembershipFromProvider
from organisations.roster_rules import Entry, Whom, plan
from quiz.content import Content
from tests.builders.cast import COURSE, PIN, Cast, give_password
from tests.builders.exams import begin, read_everything, take, wrong_answer
from tests.builders.jobs import job_in
from tests.builders.pages import Browser
from tests.builders.reminders import ADDRESS, give_everything
from tests.conftest import PEPPER

# Which section tells of a table that leads to a person.
TOLD_BY = {
    "user": "person",
    "return_card": "cards",
    "sign_in": "sign_ins",
    "staff_login": "staff_login",
    "passkey": "keys",
    "staff_reset": "resets",
    "pending_post": "waiting_forms",
    "audit_entry": "log",
    "membership": "memberships",
    "expected_person": "memberships",
    "membership_place": "memberships",
    "expected_place": "memberships",
    "card_slip": "card_slips",
    "role": "roles",
    "earlier_training": "earlier_training",
    "roster_row": "list_rows",
    "role_site": "roles",
    "oidc_identity": "single_sign_on",
    "role_from_provider": "by_groups",
    "membership_from_provider": "by_groups",
    "job": "jobs",
    "job_file": "jobs",
    "enrolment": "courses",
    "screen_read": "screens_read",
    "scenario_choice": "story_choices",
    "attempt": "tries",
    "answer": "answers",
    "sign_result": "signs",
    "certificate": "certificates",
    "certificate_share": "certificate_shares",
    "share_code": "share_codes",
    "account_merge": "merges",
    "mail_address": "mail_addresses",
    "reminder": "reminders",
    "digest": "digests",
    "calendar_feed": "calendar_feeds",
    "badge_status": "certificates",
    # What she did to others as staff: the log tells that she did it.
    "invitation": "log",
    "invitation_site": "log",
    "contact_check": "log",
    "roster_import": "log",
    "quarter_report": "log",
    "renewal_rule": "log",
}


def leads_to_a_person() -> set[str]:
    """Tables with a foreign key to a person, or to a table that has one; and the log, which has none on purpose."""
    found = {"user", "audit_entry"}
    while True:
        more = {each.name for each in Base.metadata.tables.values() if points_at(each, found)}
        if more <= found:
            return found
        found |= more


def points_at(table: Table, names: set[str]) -> bool:
    foreign: list[ForeignKey] = [each for column in table.columns for each in column.foreign_keys]
    return any(each.column.table.name in names - {"audit_entry"} for each in foreign)


def live_a_life(cast: Cast, content: Content) -> None:
    """Anna does everything that leaves something behind."""
    app = cast.app
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        now = clock.now()
        named = membership_actions.expect(session(), now, cast.here.id, "Anna Å", actor_id=cast.bo.id)
        membership = session().query(Membership).filter_by(user_id=cast.anna.id).one()
        named.membership_id = membership.id
        session().add(MembershipFromProvider(membership_id=membership.id))
        oidc_actions.link(session(), now, cast.anna.id, "https://login.example.se", "anna-1")
        slip_actions.make_slip(session(), now, membership, actor_id=cast.bo.id, pepper=PEPPER)
        whom = Whom(membership_id=membership.id)
        earlier_actions.vouch(
            session(),
            now,
            cast.here.id,
            whom,
            proof=Proof.PAPER,
            day=clock.local_date(now),
            actor_id=cast.bo.id,
        )
        roster_actions.store(
            session(),
            now,
            cast.here.id,
            plan([Entry(2, cast.anna.name)], {fold_name(cast.anna.name): [whom]}),
            missing=0,
            digest="d" * 64,
            actor_id=cast.bo.id,
        )
        job_in(session(), JobState.DONE, cast.anna.id)
        accounts.make_card(session(), now, cast.anna.id, PIN, PEPPER)
        key = NewKey(credential_id="annas", public_key="pAEB", sign_count=0)
        passkey_actions.add_passkey(session(), now, cast.anna.id, key, Label.PHONE, staff=False)
        start_reset(session(), now, cast.anna.id, asked_by=cast.eva.id, pepper=PEPPER)
        share_actions.share(session(), now, membership)
        share_actions.make_code(session(), now, cast.anna.id, pepper=PEPPER)
        accounts.keep_post(
            session(),
            now,
            browser_digest="b" * 64,
            user_id=cast.anna.id,
            endpoint="quiz.answer",
            arguments={},
            fields={"answer": ["osaker"]},
        )
        story = next(each for each in content.catalogue.scenarios.values() if "hotell" in each.audiences)
        scene = next(iter(story.scenes.values()))
        choose(
            session(),
            now,
            user_id=cast.anna.id,
            organisation_id=cast.here.id,
            course_key=COURSE,
            scenario_key=story.key,
            scene_key=scene.key,
            option_key=scene.options[0].key,
        )
        take(session(), content, now - timedelta(days=1), cast.anna.id, cast.here.id, wrong_answer)
        take(session(), content, now, cast.anna.id, cast.here.id)
        begin(session(), content, now, cast.anna.id, cast.here.id)
        give_everything(session(), cast.anna.id)
        session().commit()


def file_of(browser: Browser) -> dict[str, list[dict[str, Any]]]:
    """The sections of the downloaded file, by key."""
    response = browser.client.get("/mina-uppgifter/uppgifter.json")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="mina-uppgifter.json"'
    assert "no-store" in response.headers["Cache-Control"]
    return {each["key"]: each["rows"] for each in json.loads(response.text)["kept"]}


# ---- nothing is forgotten ----------------------------------------------------------------------------


def test_every_table_that_leads_to_a_person_is_told_of(app: Flask, cast: Cast, content: Content) -> None:
    assert leads_to_a_person() == set(TOLD_BY), "say in TOLD_BY which section tells of the table"
    with app.app_context():
        keys = {
            each.key for each in kept_about(session(), cast.anna.id, content.catalogue, lambda _: {}, str)
        }
    assert keys == set(TOLD_BY.values())


@pytest.mark.both
def test_what_a_life_leaves_behind_stands_in_the_file_and_on_the_page(
    app: Flask, cast: Cast, content: Content
) -> None:
    live_a_life(cast, content)
    give_password(app, cast.bo, PEPPER)
    anna, bo = cast.learner(), cast.contact()
    hers, his = file_of(anna), file_of(bo)
    for key in set(TOLD_BY.values()) - {"merges", "staff_login", "roles"}:
        assert hers[key], f"nothing of {key}"
    assert his["staff_login"] == [{"username": "bo"}]
    assert [each["role"] for each in his["roles"]] == ["Kontaktperson"]
    assert hers["person"][0]["name"] == cast.anna.name
    assert hers["memberships"][0] | {"joined": ""} == {
        "workplace": cast.here.name,
        "joined": "",
        "ended": None,
        "site": None,
        "team": None,
        "written_down_as": "Anna Å",
    }
    assert [each["passed"] for each in hers["tries"]] == [False, True, None]
    assert len(hers["answers"]) == 24
    question = content.bank.questions[content.bank.pool(content.catalogue.courses[COURSE])[0].key]
    assert all(row["question"] and "@" not in row["answer"] for row in hers["answers"]), question.key
    assert [each["address"] for each in hers["mail_addresses"]] == [ADDRESS]
    page = anna.get("/mina-uppgifter/allt")
    assert ADDRESS in page.text
    for row in (*hers["answers"], *hers["certificates"], *hers["story_choices"]):
        for text in (row.get("question"), row.get("answer"), row.get("number"), row.get("thought")):
            assert text is None or " ".join(text.split()) in " ".join(page.soup.get_text(" ").split()), text
    overview = anna.get("/mina-uppgifter")
    assert "24 rader" in overview.text
    assert overview.has_link("Läs allt eller skriv ut")
    assert overview.has_link("Ladda ner som fil")


def test_the_file_holds_no_secret_and_nobody_else(app: Flask, cast: Cast, content: Content) -> None:
    live_a_life(cast, content)
    browser = cast.learner()
    text = browser.client.get("/mina-uppgifter/uppgifter.json").text
    for table in ("return_card", "sign_in", "card_slip"):
        for column in ("secret_digest", "code_digest", "token_digest", "pin_hash"):
            with app.app_context():
                known = Base.metadata.tables[table].columns
                if column in known:
                    values = session().execute(Base.metadata.tables[table].select()).mappings()
                    assert all(str(row[column]) not in text for row in values)
    assert cast.dora.name not in text
    assert cast.there.name not in text


def test_a_screen_that_others_share_does_not_show_where_she_gets_mail(
    app: Flask, cast: Cast, content: Content
) -> None:
    live_a_life(cast, content)
    shared = cast.sign_in(cast.anna, shared=True)
    assert [each["address"] for each in file_of(shared)["mail_addresses"]] == ["Visas inte här"]
    assert ADDRESS not in shared.get("/mina-uppgifter/allt").text


def test_each_person_gets_her_own(app: Flask, cast: Cast, content: Content) -> None:
    """S04: there is no address that names somebody else's."""
    live_a_life(cast, content)
    hers = file_of(cast.sign_in(cast.dora))
    assert hers["person"][0]["name"] == cast.dora.name
    assert hers["answers"] == hers["tries"] == hers["certificates"] == []
    assert "Vi har inget sparat här: " in cast.sign_in(cast.dora).get("/mina-uppgifter").text


def test_answers_from_before_a_card_by_a_slip_are_in_no_copy(
    app: Flask, cast: Cast, content: Content
) -> None:
    """Whoever gave the slip could have used it: what was answered before it is read by nobody."""
    with time_machine.travel(datetime(2026, 11, 3, 9, tzinfo=UTC), tick=False) as hand:
        live_a_life(cast, content)
        hand.shift(3600)
        with app.app_context(), writing():
            accounts.make_card(session(), clock.now(), cast.anna.id, PIN, PEPPER, given_by=cast.bo.id)
            session().commit()
        browser = cast.learner()
        hers = file_of(browser)
        assert hers["answers"] == hers["signs"] == hers["story_choices"] == []
        assert [(each["passed"], each["right"]) for each in hers["tries"]] == [(None, None)] * 3
        assert [each["address"] for each in hers["mail_addresses"]] == ["Visas inte här"]
        assert hers["certificates"], "the certificate is no answer"
        assert "inte heller för dig" in browser.get("/mina-uppgifter").text
        assert hers["cards"][-1]["slip_by"] == cast.bo.name


def test_english_and_swedish_files_differ_in_words_only(app: Flask, cast: Cast, content: Content) -> None:
    live_a_life(cast, content)
    browser = cast.learner()
    swedish = file_of(browser)
    browser.post("/anpassa", language="en", theme="auto", text_size="normal")
    english = file_of(browser)
    assert english["sign_ins"][0]["screen"] == "Own screen"
    assert swedish["sign_ins"][0]["screen"] == "Egen skärm"
    assert [row["answer"] for row in english["answers"]] == [row["answer"] for row in swedish["answers"]]


@pytest.mark.parametrize(
    "name",
    [
        "=HYPERLINK(1)",
        "\u202eanna\u2066",
        "\U0001f469\u200d\U0001f3a4" * 9,
        "<b>x</b>{% x %}",
        "\u0301" * 60,
        "محمد 李 Łukasz",
    ],
)
def test_f37_a_poisoned_name_breaks_no_page_and_no_file(
    app: Flask, cast: Cast, content: Content, name: str
) -> None:
    """Put there behind the site's back: pages and file come, and hold it letter by letter."""
    live_a_life(cast, content)
    with app.app_context(), writing():
        session().get_one(User, cast.anna.id).name = name
        session().commit()
    browser = cast.learner()
    for path in ("", "/allt", "/namn", "/radera", "/radera/bekrafta"):
        browser.get(f"/mina-uppgifter{path}")
    assert file_of(browser)["person"][0]["name"] == name
    assert "<b>x</b>" not in browser.get("/mina-uppgifter").html


def test_every_action_of_the_log_has_words() -> None:
    """Every action that the product writes into the log stands in plain words, and no others do."""
    written: set[str] = set()
    for room in ("accounts", "organisations", "courses", "quiz", "certificates", "care", "reports"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                    ("audit.record", "_note_name", "_note_place")
                ):
                    written |= {str(each.value) for each in node.args[2:3] if isinstance(each, ast.Constant)}
    assert written == set(LOG_WORDS), "accounts/log_words.py"
