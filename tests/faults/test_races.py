"""Several at once: double clicks, two devices, twenty starts and finishes, and Back after the end."""

from functools import partial
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import ReturnCard, User
from certificates.models import Certificate
from core import clock
from core.db import session, writing
from organisations.models import Membership
from organisations.queries import live_join_code
from quiz.content import Content
from quiz.models import Answer, Attempt, ItemCount, OptionCount, SignCount, SignResult
from tests.builders import sums
from tests.builders.cast import COURSE, PIN, Cast, Person, make_learner
from tests.builders.crowds import all_at_once, same_browser
from tests.builders.exams import Sitting, read_everything, running, sit
from tests.builders.pages import Browser, Page
from tests.builders.rounds import rounds
from tests.builders.rows import count

pytestmark = pytest.mark.both
CROWD = 20


def new_learner(app: Flask, cast: Cast, number: int) -> Person:
    """One more person who learns at `here`."""
    with app.app_context(), writing():
        made = make_learner(clock.now(), cast.here, f"Elev Nummer {chr(ord('A') + number % 26)}")
        session().commit()
    return made


def two_clicks(app: Flask, device: Browser, url: str, *answers: list[str]) -> list[Page]:
    """The same form sent several times at once from one browser."""
    token = device.token()
    posts = [
        partial(same_browser(device, app).client.post, url, data={"csrf_token": token, "answer": each},
                follow_redirects=True)
        for each in answers
    ]  # fmt: skip
    pages = [Page(response) for response in all_at_once(*posts)]
    assert [page.response.status_code for page in pages] == [200] * len(answers)
    return pages


def counters_are_true(app: Flask) -> None:
    """The counters hold what an independent count of the facts gives."""
    with app.app_context():
        assert sums.rows_of(session(), SignCount) == sums.sign_sums(session())
        assert sums.rows_of(session(), ItemCount) == sums.item_sums(session())
        assert sums.rows_of(session(), OptionCount) == sums.option_sums(session())


# ---- F12 ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_f12_double_clicks_store_one_answer_one_result_one_certificate(
    app: Flask, cast: Cast, content: Content
) -> None:
    clicks = 0
    learners = 0
    while clicks < rounds(12, 500):
        person = new_learner(app, cast, learners)
        learners += 1
        sitting = sit(app, content, person, cast.here)
        device = cast.sign_in(person)
        for number in range(1, 13):
            right = sitting.right(number)
            first, second = two_clicks(app, device, sitting.url(number), right, right)
            assert first.h1 == second.h1 == "Rätt."
            assert first.text == second.text
            assert count(app, Answer) == (learners - 1) * 12 + number
            clicks += 1
    assert count(app, Attempt) == learners
    assert count(app, Certificate) == learners
    counters_are_true(app)


def test_f12_a_double_click_on_begin_is_one_try(app: Flask, cast: Cast, content: Content) -> None:
    read_everything(app, content, cast.anna)
    first, second = two_clicks(app, cast.learner(), f"/prov/{COURSE}", [], [])
    assert first.path == second.path
    assert first.h1 == second.h1
    assert count(app, Attempt) == 1


@pytest.mark.parametrize("press", [2, 5])
def test_f12_a_double_click_on_join_is_one_person(
    app: Flask, cast: Cast, device: Browser, press: int
) -> None:
    before = count(app, User), count(app, Membership)
    page = device.get(f"/g/{cast.here.code}/namn")
    form = page.form("Gå med")
    token = form.select_one("input[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": token["value"], "name": "Fatima Öberg", "language": "sv"}
    posts = [
        partial(same_browser(device, app).client.post, page.path, data=data, follow_redirects=True)
        for _ in range(press)
    ]
    pages = [Page(response) for response in all_at_once(*posts)]
    assert {page.response.status_code for page in pages} == {200}
    assert {page.h1 for page in pages} == {pages[0].h1}
    assert (count(app, User), count(app, Membership)) == (before[0] + 1, before[1] + 1)


def test_f12_a_double_click_on_the_pin_is_one_card_that_both_pages_show(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    token = device.token()
    posts = [
        partial(same_browser(device, app).client.post, "/mitt-kort", data={"csrf_token": token, "pin": PIN},
                follow_redirects=True)
        for _ in range(2)
    ]  # fmt: skip
    pages = [Page(response) for response in all_at_once(*posts)]
    assert {page.response.status_code for page in pages} == {200}
    assert {page.h1 for page in pages} == {"Spara ditt kort."}
    with app.app_context():
        live = session().scalars(select(ReturnCard).where(ReturnCard.replaced_at.is_(None))).all()
        assert len(live) == 1
    page = device.get("/mitt-kort/nytt")
    code = page.soup.select_one(".code")
    assert code is not None
    elsewhere = Browser(app)
    page = elsewhere.submit(elsewhere.get("/kort/"), code=code.get_text(), pin=PIN, screen="own")
    assert page.h1 == "Min utbildning"


def test_f12_a_double_click_on_renew_leaves_one_code_that_works(app: Flask, cast: Cast) -> None:
    device = cast.contact()
    token = device.token()
    posts = [
        partial(
            same_browser(device, app).client.post,
            f"/oversikt/{cast.here.ref}/kod/ny",
            data={"csrf_token": token},
            follow_redirects=True,
        )
        for _ in range(3)
    ]
    assert {response.status_code for response in all_at_once(*posts)} == {200}
    with app.app_context():
        code = live_join_code(session(), cast.here.id)
        assert code is not None
        assert code.code != cast.here.code
    assert cast.here.name in Browser(app).get(f"/g/{code.code}").text


# ---- F13 ---------------------------------------------------------------------------------------------


def test_f13_two_devices_answer_differently_at_once_and_both_see_what_counts(
    app: Flask, cast: Cast, content: Content
) -> None:
    sitting = sit(app, content, cast.anna, cast.here)
    phone = cast.learner()
    for number in (1, 2, 3):
        pages = two_clicks(app, phone, sitting.url(number), sitting.right(number), sitting.wrong(number))
        assert pages[0].text == pages[1].text
        with app.app_context():
            kept = session().scalars(select(Answer).where(Answer.position == number)).one()
        question = sitting.questions[number - 1]
        counted = pages[0].h1 == "Rätt."
        assert counted == (sorted(kept.chosen) == sorted(o.key for o in question.options if o.correct))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(rounds(2, 40)))
def test_f13_two_devices_in_any_order_mark_once(app: Flask, cast: Cast, content: Content, seed: int) -> None:
    """Each device shows a question of its own; what is answered elsewhere is shown as answered."""
    random = Random(seed)
    sitting = sit(app, content, cast.anna, cast.here)
    devices = [cast.learner(), cast.learner()]
    shown = [1, 1]
    kept: dict[int, str] = {}
    for _ in range(200):
        if len(kept) == 12:
            break
        which = random.randrange(2)
        number = shown[which]
        if random.random() < 0.2:
            resumed = devices[which].get(sitting.url(number)).path
            assert resumed == (f"{sitting.url(number)}/svar" if number in kept else sitting.url(number))
            continue
        values = sitting.right(number) if random.random() < 0.8 else sitting.wrong(number)
        page = devices[which].post(sitting.url(number), answer=values)
        assert page.path == f"{sitting.url(number)}/svar"
        kept.setdefault(number, page.text)
        assert page.text == kept[number]  # the first answer stays, and it is the one that is shown
        shown[which] = number + 1
    assert len(kept) == 12
    for device in devices:
        assert device.get(sitting.url(12) + "/svar").text == kept[12]
    assert count(app, Answer) == 12
    assert count(app, Attempt) == 1
    counters_are_true(app)


# ---- F14, F15 ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_f14_twenty_starts_at_once_open_one_try(app: Flask, cast: Cast, content: Content) -> None:
    read_everything(app, content, cast.anna)
    devices = [cast.learner() for _ in range(CROWD)]
    tokens = [device.token() for device in devices]
    pages = all_at_once(
        *(
            partial(device.client.post, f"/prov/{COURSE}", data={"csrf_token": token}, follow_redirects=True)
            for device, token in zip(devices, tokens, strict=True)
        )
    )
    assert {page.status_code for page in pages} == {200}
    sitting = running(app, cast.anna)
    assert {page.request.path for page in pages} == {sitting.url(1)}
    assert count(app, Attempt) == 1


@pytest.mark.slow
def test_f15_twenty_finishes_at_once_give_one_result_and_one_certificate(
    app: Flask, cast: Cast, content: Content
) -> None:
    sitting = sit(app, content, cast.anna, cast.here, answered=11)
    devices = [cast.learner() for _ in range(CROWD)]
    tokens = [device.token() for device in devices]
    posts = [
        partial(device.client.post, sitting.url(12),
                data={"csrf_token": token, "answer": sitting.right(12)}, follow_redirects=True)
        for device, token in zip(devices, tokens, strict=True)
    ]  # fmt: skip
    pages = [Page(response) for response in all_at_once(*posts)]
    assert {page.response.status_code for page in pages} == {200}
    assert {page.h1 for page in pages} == {"Rätt."}
    assert count(app, Certificate) == 1
    assert count(app, Attempt) == 1
    with app.app_context():
        attempt = session().scalars(select(Attempt)).one()
        assert attempt.passed
        assert attempt.right_count == 12
        signs = session().scalars(select(SignResult.sign_key)).all()
        assert len(signs) == len(set(signs)) > 0
        people = set(session().scalars(select(SignCount.people)))
        assert people == {1}
    counters_are_true(app)
    page = devices[0].get(f"/intyg/min/{COURSE}")
    assert cast.anna.name in page.text


# ---- F16 ---------------------------------------------------------------------------------------------


def finished_try(app: Flask, cast: Cast, content: Content) -> tuple[Browser, Sitting]:
    sitting = sit(app, content, cast.anna, cast.here, answered=11)
    device = cast.learner()
    device.submit(device.get(sitting.url(12)), "Svara", answer=sitting.right(12))
    return device, sitting


def test_f16_back_after_the_end_shows_what_was_answered_and_marks_nothing_again(
    app: Flask, cast: Cast, content: Content
) -> None:
    device, sitting = finished_try(app, cast, content)
    result = device.get(f"/prov/{COURSE}/{sitting.ref}/resultat").text
    certificate = device.get(f"/intyg/min/{COURSE}").path
    for number in (12, 5):
        assert device.get(sitting.url(number)).path == f"{sitting.url(number)}/svar"
        redirect = device.client.post(
            sitting.url(number), data={"csrf_token": device.token(), "answer": sitting.wrong(number)}
        )
        assert redirect.status_code == 303
        assert redirect.location == f"{sitting.url(number)}/svar"
        assert device.get(redirect.location).h1 == "Rätt."
    assert device.get(f"/prov/{COURSE}/{sitting.ref}/resultat").text == result
    assert device.get(f"/intyg/min/{COURSE}").path == certificate
    assert count(app, Answer) == 12
    assert count(app, Attempt) == 1
    assert count(app, Certificate) == 1
    counters_are_true(app)


def test_f16_back_to_begin_after_a_pass_leads_to_the_certificate_not_to_a_new_try(
    app: Flask, cast: Cast, content: Content
) -> None:
    device, _ = finished_try(app, cast, content)
    page = device.post(f"/prov/{COURSE}")
    assert page.path == f"/prov/{COURSE}"
    assert cast.anna.name in device.get(page.link("Visa ditt intyg")).text
    assert count(app, Attempt) == 1
