"""What has been kept long enough goes at night, is counted without persons, and the page says the same limits."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from accounts import actions as accounts
from accounts import audit
from accounts.models import AuditEntry, AuditSeal, ReturnCard, SignIn, User
from accounts.rules import SignInKind
from care import retention, retention_actions
from care.models import Deletion
from care.retention import KINDS, LIMITS, LONGEST_GAP, clock_problem
from care.retention_actions import DUTIES
from certificates.models import Certificate
from core import clock
from core.db import Base, session, writing
from organisations import actions as organisations
from organisations.models import CardSlip, ExpectedPerson, Invitation, JoinCode, Membership
from organisations.rules import RoleName
from organisations.slip_actions import make_slip
from quiz.content import Content
from quiz.models import Answer, Attempt
from tests.builders.cast import NETWORK, PIN, Cast
from tests.builders.exams import begin, read_everything, take
from tests.builders.pages import Browser
from tests.conftest import PEPPER

START = datetime(2026, 1, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def night(app: Flask, *options: str, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["nightly", *options])
    assert result.exit_code == status, result.output
    return result.output


def count(app: Flask, table: type[Base], *where: Any) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(table).where(*where)) or 0


def record(app: Flask) -> dict[str, int]:
    """What the record says, by kind, over all days."""
    with app.app_context():
        found: dict[str, int] = {}
        for row in session().scalars(select(Deletion)):
            found[row.kind] = found.get(row.kind, 0) + row.count
        return found


def nights(
    app: Flask, hand: time_machine.Traveller, until: datetime, step: timedelta = timedelta(days=39)
) -> None:
    """Run the nightly command now and then, as a real site does, until an instant."""
    while clock.now() + step < until:
        hand.shift(step)
        night(app)
    hand.move_to(until)


# ---- each limit to the day ---------------------------------------------------------------------------


def leave_behind(cast: Cast, content: Content) -> None:
    """One of everything that has a limit, all begun at START."""
    read_everything(cast.app, content, cast.anna)
    with cast.app.app_context(), writing():
        now = clock.now()
        begin(session(), content, now, cast.anna.id, cast.here.id)
        token = accounts.start_sign_in(session(), now, cast.anna.id, SignInKind.OWN)
        assert token
        accounts.end_all_sign_ins(session(), now, cast.anna.id)
        organisations.invite(
            session(),
            now,
            RoleName.TRAINER,
            network=NETWORK,
            organisation_id=cast.here.id,
            actor_id=cast.eva.id,
            pepper=PEPPER,
        )
        organisations.renew_join_code(session(), now, cast.here.id, actor_id=cast.bo.id)
        membership = session().scalars(select(Membership).where(Membership.user_id == cast.anna.id)).one()
        make_slip(session(), now, membership, actor_id=cast.bo.id, pepper=PEPPER)
        accounts.make_card(session(), now, cast.anna.id, PIN, PEPPER)
        accounts.make_card(session(), now, cast.anna.id, PIN, PEPPER)
        organisations.expect(session(), now, cast.here.id, "Ingen Kom", actor_id=cast.bo.id)
        removed = organisations.expect(session(), now, cast.here.id, "Fel Namn", actor_id=cast.bo.id)
        organisations.forget_expected(session(), now, removed, actor_id=cast.bo.id)
        session().commit()


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "table", "where", "days"),
    [
        ("unfinished-tries", Attempt, (), 90),
        ("sign-ins", SignIn, (), 30),
        ("invitations", Invitation, (), 31),
        ("join-codes", JoinCode, (JoinCode.ended_at.is_not(None),), 30),
        ("card-slips", CardSlip, (), 31),
        ("cards", ReturnCard, (ReturnCard.replaced_at.is_not(None),), 90),
        ("names", ExpectedPerson, (ExpectedPerson.removed_at.is_not(None),), 30),
        ("names", ExpectedPerson, (ExpectedPerson.removed_at.is_(None),), 365),
    ],
)
def test_each_goes_when_its_time_is_over_and_not_before(
    app: Flask,
    cast: Cast,
    content: Content,
    hand: time_machine.Traveller,
    kind: str,
    table: type[Base],
    where: tuple[Any, ...],
    days: int,
) -> None:
    leave_behind(cast, content)
    nights(app, hand, START + timedelta(days=days) - timedelta(hours=12))
    night(app)
    assert count(app, table, *where) == 1
    before = record(app).get(kind, 0)
    hand.shift(timedelta(hours=36))
    night(app)
    assert count(app, table, *where) == 0
    assert record(app)[kind] == before + 1
    night(app)
    assert record(app)[kind] == before + 1, "counted once"


def test_what_lives_stays(app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller) -> None:
    """The present code of a workplace, a live card, a card made by a slip, a sign-in that is used."""
    leave_behind(cast, content)
    with app.app_context(), writing():
        accounts.make_card(session(), clock.now(), cast.dora.id, PIN, PEPPER, given_by=cast.cecilia.id)
        accounts.make_card(session(), clock.now(), cast.dora.id, PIN, PEPPER)
        session().commit()
    browser = cast.learner()
    for _ in range(5):
        hand.shift(timedelta(days=25))
        browser.get("/min-utbildning")
        night(app)
    assert browser.get("/min-utbildning").path == "/min-utbildning"
    assert count(app, JoinCode, JoinCode.ended_at.is_(None)) == 3
    assert count(app, ReturnCard, ReturnCard.user_id == cast.anna.id) == 1
    assert count(app, ReturnCard, ReturnCard.given_by.is_not(None)) == 1, (
        "it parts answers in before and after"
    )


@pytest.mark.both
@pytest.mark.slow
def test_a_certificate_goes_a_year_after_its_end_and_the_check_says_so(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()
        found = session().scalars(select(Certificate)).one()
    assert found.valid_until == date(2028, 1, 12)
    nights(app, hand, datetime(2029, 1, 12, 12, tzinfo=UTC))
    night(app)
    assert "Har gått ut" in Browser(app).get(f"/i/{found.link}").text
    hand.shift(timedelta(days=1))
    night(app)
    assert "Raderat" in Browser(app).get(f"/i/{found.link}").text
    assert record(app)["certificates"] == 1
    assert count(app, Certificate) == 0
    assert count(app, Answer) == 0
    assert record(app)["answers"] == 12


@pytest.mark.slow
def test_an_idle_account_is_erased_and_others_are_not(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """Twelve months without a visit and without certificate; a certificate, a role or one visit keeps a person."""
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        visitor = accounts.create_user(session(), clock.now(), name="Vera Besök", language="sv")
        organisations.join(session(), clock.now(), cast.here.id, visitor.id, visitor.name)
        visitor_id = visitor.id
        session().commit()
    nights(app, hand, datetime(2026, 8, 1, 9, tzinfo=UTC))
    night(app)
    with app.app_context(), writing():
        accounts.start_sign_in(session(), clock.now(), visitor_id, SignInKind.SHARED)
        session().commit()
    nights(app, hand, datetime(2027, 1, 12, 9, tzinfo=UTC))
    night(app)
    erased = [row.id for row in erased_people(app)]
    assert erased == [], "not on the day itself"
    hand.shift(timedelta(days=1))
    night(app)
    assert [row.id for row in erased_people(app)] == [cast.dora.id]
    assert record(app)["accounts"] == 1
    nights(app, hand, datetime(2027, 8, 2, 9, tzinfo=UTC))
    night(app)
    assert [row.id for row in erased_people(app)] == [cast.dora.id, visitor_id]
    assert count(app, User, User.name == cast.anna.name) == 1


def erased_people(app: Flask) -> list[User]:
    with app.app_context():
        return list(session().scalars(select(User).where(User.erased_at.is_not(None)).order_by(User.id)))


# ---- told by the same constants ----------------------------------------------------------------------


def test_the_page_tells_every_limit_from_its_constant(device: Browser) -> None:
    text = device.get("/personuppgifter").text
    for limit in LIMITS:
        assert limit.what in text
        assert limit.how_long.replace("%(num)s", str(limit.number)) in text
    assert "90 dagar efter provet" in text
    assert "12 månader sedan du sist var här" in text


def test_every_constant_stands_on_the_page_and_every_duty_has_a_word() -> None:
    kept = {
        name: value
        for name, value in vars(retention).items()
        if name.endswith("_KEPT") or name.startswith("LOG_")
    }
    numbers = [value.days if isinstance(value, timedelta) else value for value in kept.values()]
    assert len(kept) == 16
    for number in numbers:
        assert number in [each.number for each in LIMITS], kept
    assert set(KINDS) == {*DUTIES, "answers", "accounts"}
    assert all(len(kind) <= 20 for kind in KINDS)


def test_the_coordinator_reads_the_record_and_finds_nobody(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    eva = cast.coordinator()
    assert "Inget har raderats än." in eva.get("/samordnare/raderat").text
    nights(app, hand, START + timedelta(days=100))
    night(app)
    page = cast.coordinator().get("/samordnare/raderat")
    assert "Prov som aldrig blev klara" in page.text
    for person in (cast.anna, cast.bo, cast.dora):
        assert person.name not in page.html
    columns = {column.name for column in Deletion.__table__.columns}
    assert columns == {"day", "kind", "count"}


# ---- the night itself --------------------------------------------------------------------------------


@pytest.mark.both
def test_f36_two_nights_at_once_delete_and_count_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    hand.shift(timedelta(days=35))
    barrier, said = Barrier(2), []

    def run() -> None:
        barrier.wait()
        said.append(app.test_cli_runner().invoke(args=["nightly"]))

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.exit_code for each in said] == [0, 0], [each.output for each in said]
    assert record(app) == {"sign-ins": 1, "invitations": 1, "join-codes": 1, "card-slips": 1, "names": 1}


def test_f36_f37_one_duty_that_breaks_stops_no_other_and_is_done_the_next_night(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a duty that breaks is undone; the operator is told which, without anybody's name."""
    leave_behind(cast, content)
    hand.shift(timedelta(days=35))

    def half(db: Any, _night: object) -> int:
        db.execute(sa.delete(Invitation))
        raise ValueError(cast.anna.name)

    with monkeypatch.context() as broken:
        broken.setitem(DUTIES, "invitations", half)
        said = night(app, status=1)
    assert "Not done, and tried again next night: invitations." in said
    assert cast.anna.name not in said
    assert count(app, Invitation) == 1
    assert record(app) == {"sign-ins": 1, "join-codes": 1, "card-slips": 1, "names": 1}
    night(app)
    assert count(app, Invitation) == 0


def test_f37_one_person_who_cannot_be_erased_keeps_nobody_else(
    app: Flask, cast: Cast, hand: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(app, hand, START + timedelta(days=370))
    real = retention_actions.erase_idle

    def poisoned(db: Any, when: Any, user_id: int) -> int:
        if user_id == cast.anna.id:
            raise LookupError(cast.anna.name)
        return real(db, when, user_id)

    with monkeypatch.context() as broken:
        broken.setattr(retention_actions, "erase_idle", poisoned)
        said = night(app, status=1)
    assert "accounts" in said
    assert [row.id for row in erased_people(app)] == [cast.dora.id]
    night(app)
    assert [row.id for row in erased_people(app)] == [cast.anna.id, cast.dora.id]


@pytest.mark.parametrize("jump", [-timedelta(days=300), timedelta(days=3650)])
def test_f34_when_the_clock_jumps_nothing_is_deleted(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, jump: timedelta
) -> None:
    leave_behind(cast, content)
    night(app)
    before = {table: count(app, table) for table in (Attempt, SignIn, Invitation, JoinCode, ReturnCard, User)}
    hand.shift(jump)
    said = night(app, status=1)
    assert "Nothing was closed or deleted" in said
    assert "clock" in said
    assert {table: count(app, table) for table in before} == before
    assert erased_people(app) == []


def test_f34_an_hour_back_and_a_day_ahead_do_no_harm(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    night(app)
    hand.shift(timedelta(days=1))
    night(app)
    hand.shift(-timedelta(hours=1))
    assert "Nothing was closed" in night(app, status=1)
    hand.shift(timedelta(days=1))
    night(app)
    assert record(app) == {}


def test_after_a_long_pause_the_operator_says_that_the_clock_is_right(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    night(app)
    hand.shift(LONGEST_GAP + timedelta(days=1))
    assert "--clock-is-right" in night(app, status=1)
    assert "sign-ins 1" in night(app, "--clock-is-right")
    hand.shift(timedelta(days=1))
    night(app)


@given(gap=st.timedeltas(-timedelta(days=4000), timedelta(days=4000)))
def test_f34_the_night_goes_on_exactly_between_ten_minutes_back_and_sixty_days_on(gap: timedelta) -> None:
    free = clock_problem(START, START + gap) is None
    assert free == (-timedelta(minutes=10) <= gap <= LONGEST_GAP)
    assert clock_problem(None, START + gap) is None


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_f32_each_hour_of_a_night_in_which_the_clock_is_changed_closes_a_quarter_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, day: date
) -> None:
    """Run at every hour of that night, nothing is done twice and nothing is left out."""
    hand.move_to(clock.start_of_day(day) - timedelta(days=40))
    leave_behind(cast, content)
    with app.app_context(), writing():
        take(session(), content, clock.now() - timedelta(days=100), cast.dora.id, cast.there.id)
        session().commit()
    hand.move_to(clock.start_of_day(day))
    said = []
    for _ in range(5):
        said.append(night(app))
        hand.shift(timedelta(hours=1))
    assert sum("Closed: none" not in each for each in said) == 1
    found = record(app)
    found.pop("accounts", None)  # by the second of the nights people have been away for a year
    assert found == dict.fromkeys(("sign-ins", "invitations", "join-codes", "card-slips", "names"), 1) | {
        "answers": 12
    }


# ---- the log is sealed -------------------------------------------------------------------------------


def check_audit(app: Flask, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["check-audit"])
    assert result.exit_code == status, result.output
    return result.output


def sealed_log(app: Flask, cast: Cast, hand: time_machine.Traveller) -> None:
    """Three nights with something in the log before each."""
    for _ in range(3):
        hand.shift(timedelta(days=1))
        with app.app_context(), writing():
            for _ in range(3):
                audit.record(session(), clock.now(), "sign-in", actor_id=cast.anna.id, kind="own")
            session().commit()
        hand.shift(timedelta(hours=2))
        night(app)


@pytest.mark.both
@pytest.mark.parametrize(
    "deed",
    [
        sa.update(AuditEntry).where(AuditEntry.action == "sign-in").values(actor_id=999),
        sa.update(AuditEntry).where(AuditEntry.action == "sign-in").values(at=START - timedelta(days=3)),
        sa.delete(AuditEntry).where(AuditEntry.action == "sign-in"),
        sa.delete(AuditSeal).where(AuditSeal.last_id <= 15),
        sa.update(AuditSeal).values(content="0" * 64),
        sa.update(AuditSeal).values(emptied_at=START),
    ],
)
def test_s58_whoever_edits_the_sealed_log_is_found_out(
    app: Flask, cast: Cast, hand: time_machine.Traveller, deed: Any
) -> None:
    sealed_log(app, cast, hand)
    assert "0 seals are broken." in check_audit(app)
    with app.app_context(), writing():
        session().execute(deed)
        session().commit()
    assert "0 seals" not in check_audit(app, status=1)


def test_s58_an_entry_slipped_in_or_all_of_the_newest_taken_away_is_found_out(
    app: Flask, cast: Cast, hand: time_machine.Traveller
) -> None:
    sealed_log(app, cast, hand)
    with app.app_context(), writing():
        some = session().scalars(select(AuditEntry.id).where(AuditEntry.action == "sign-in")).first()
        session().execute(sa.delete(AuditEntry).where(AuditEntry.id == some))
        session().add(AuditEntry(id=some, at=START, action="sign-in", actor_id=cast.bo.id, details={}))
        session().commit()
    assert "are not what was sealed" in check_audit(app, status=1)


def test_s58_the_clock_may_go_wrong_and_the_seals_hold(
    app: Flask, cast: Cast, hand: time_machine.Traveller
) -> None:
    """Entries are sealed in the order they were written, whatever their time says."""
    sealed_log(app, cast, hand)
    with app.app_context(), writing():
        for skew in (timedelta(days=2), -timedelta(days=900), timedelta()):
            audit.record(session(), clock.now() + skew, "sign-in", actor_id=cast.anna.id)
        session().commit()
    hand.shift(timedelta(hours=3))
    night(app)
    assert "0 seals are broken." in check_audit(app)


@pytest.mark.slow
def test_the_log_goes_after_two_years_by_whole_seals_and_the_chain_holds(
    app: Flask, cast: Cast, hand: time_machine.Traveller
) -> None:
    sealed_log(app, cast, hand)
    first = count(app, AuditEntry)
    nights(app, hand, START + timedelta(days=734))
    night(app)
    assert record(app)["log"] >= first
    assert "0 seals are broken." in check_audit(app)
    with app.app_context():
        oldest = session().scalar(select(func.min(AuditEntry.at)))
    assert oldest is None or oldest > START + timedelta(days=3)
