"""The pages around the exam that cost nothing: three questions before, practice, and "Hur säker är du?"."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.db import session
from quiz.before import draw_before
from quiz.content import Content
from quiz.drawing import page_key
from quiz.grading import asked_signs
from quiz.models import Answer, Attempt, GainCount, SignCount, SignResult
from quiz.practice import practice_round
from tests.attacks.watch import rows_of
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import UNSURE_VALUE, read_everything, right_answer, running, sit
from tests.builders.pages import Browser, Page, words

PRACTICE = f"/prov/{COURSE}/ova"
BEFORE = f"/prov/{COURSE}/fore"


def finish(device: Browser, app: Flask, cast: Cast) -> Page:
    """Answer all that is left of Anna's try as it should be, and open its result."""
    sitting = running(app, cast.anna)
    for number in range(1, len(sitting.questions) + 1):
        device.post(sitting.url(number), answer=sitting.right(number))
    return device.get(f"/prov/{COURSE}/{sitting.ref}/resultat")


# ---- before the first lesson -------------------------------------------------------------------------


def test_three_questions_before_are_told_after_the_exam_and_not_before(
    app: Flask, cast: Cast, content: Content
) -> None:
    device = cast.learner()
    start = device.submit(
        device.get(device.get("/min-utbildning").link("Tre frågor först?")), "Svara på frågorna"
    )
    assert "Fråga 1 av 3" in start.text
    sitting = running(app, cast.anna)
    for number in (1, 2, 3):
        values = sitting.right(number) if number == 2 else [UNSURE_VALUE]
        page = device.post(sitting.url(number), answer=values)
        assert "Rätt." not in page.text
        assert "Så kan du tänka" not in page.text
    assert page.h1 == "Tack. Svaren är sparade."
    assert "Tre frågor först?" not in device.get("/min-utbildning").text
    read_everything(app, content, cast.anna)
    device.submit(device.get(f"/prov/{COURSE}"), "Börja")
    result = finish(device, app, cast)
    assert "Innan du började hade du 1 rätt av 3." in result.text
    with app.app_context():
        row = session().scalars(select(GainCount)).one()
        assert (row.people, row.before_asked, row.before_right, row.after_asked, row.after_right) == (
            1,
            3,
            1,
            12,
            12,
        )


def test_the_questions_before_never_pass_never_pause_and_are_no_first_try(
    app: Flask, cast: Cast, content: Content
) -> None:
    device = cast.learner()
    device.submit(device.get(BEFORE), "Svara på frågorna")
    sitting = running(app, cast.anna)
    for number in (1, 2, 3):
        device.post(sitting.url(number), answer=sitting.right(number))
    read_everything(app, content, cast.anna)
    assert "Börja" in device.get(f"/prov/{COURSE}").text
    with app.app_context():
        assert session().scalars(select(Attempt.passed)).all() == [False]
        assert session().scalar(select(func.count()).select_from(SignResult)) == 0
        assert session().scalar(select(func.count()).select_from(SignCount)) == 0


def test_once_a_lesson_is_read_it_is_no_longer_before(app: Flask, cast: Cast, content: Content) -> None:
    device = cast.learner()
    device.submit(device.get(BEFORE), "Svara på frågorna")
    sitting = running(app, cast.anna)
    read_everything(app, content, cast.anna)
    assert device.post(sitting.url(1), answer=sitting.right(1)).h1 == "Min utbildning"
    assert device.get(BEFORE).h1 == "Min utbildning"
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Answer)) == 0
    device.submit(device.get(f"/prov/{COURSE}"), "Börja")  # the three that wait stand in nobody's way
    assert "Innan du började" not in finish(device, app, cast).text


def test_the_three_are_a_trap_and_two_different_signs_that_nothing_rests_on(content: Content) -> None:
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    seen = set()
    for seed in map(str, range(40)):
        asked = [content.bank.questions[key] for key in draw_before(pool, seed)]
        assert sorted(each.no_sign for each in asked) == [False, False, True]
        one, other = (set(asked_signs(each)) for each in asked if not each.no_sign)
        assert one
        assert other
        assert one.isdisjoint(other)
        assert not any(each.critical or each.case for each in asked)
        seen.add(tuple(each.key for each in asked))
    assert len(seen) > 30
    assert draw_before([each for each in pool if not each.no_sign], "seed") == ()


# ---- practice ----------------------------------------------------------------------------------------


def test_practice_brings_back_what_was_wrong_and_keeps_nothing(
    app: Flask, cast: Cast, content: Content
) -> None:
    device = cast.learner()
    before = rows_of(app)
    page = device.get(device.get(PRACTICE).link("Öva på allt, blandat"))
    seed = page.path.split("/")[-2]
    cards = practice_round(content.bank.pool(content.catalogue.courses[COURSE]), seed, None, ())
    for number, asked in enumerate([*cards, cards[0]], start=1):
        assert page.text.startswith(asked.text) or asked.text in page.text
        right = [page_key(seed, asked.key, key) for key in right_answer(asked)]
        feedback = device.submit(page, "Svara", answer=[UNSURE_VALUE] if number == 1 else right)
        assert "Inget sparas" in feedback.text
        assert ("Rätt." in feedback.h1) == (number > 1)
        if number <= len(cards):
            page = device.get(feedback.link("Nästa fråga"))
    assert device.get(feedback.link("Klart")).h1 == "Klart för den här gången."
    assert rows_of(app) == before


def test_practice_never_asks_what_stands_in_the_open_try(app: Flask, cast: Cast, content: Content) -> None:
    sitting = sit(app, content, cast.anna, cast.here)
    waiting = {each.text for each in sitting.questions}
    device = cast.learner()
    for seed in range(8):
        for number in range(1, 7):
            page = device.get(f"{PRACTICE}/{seed:016x}/{number}")
            assert words(page.soup.select_one("#scene")) not in waiting


@pytest.mark.parametrize(
    "path",
    ["kort/1", f"{'a' * 16}/7", f"{'a' * 16}/0", f"{'a' * 16}/1?igen=9", f"{'a' * 16}/1?tecken=finns-inte"],
)
def test_an_address_of_practice_that_was_never_written_is_not_found(cast: Cast, path: str) -> None:
    cast.learner().get(f"{PRACTICE}/{path}", status=404)


def test_an_empty_practice_answer_says_what_to_do(cast: Cast) -> None:
    device = cast.learner()
    page = device.submit(device.get(f"{PRACTICE}/{'a' * 16}/1"), "Svara", status=400)
    assert page.soup.select(".error")


# ---- how sure are you --------------------------------------------------------------------------------


def test_sure_but_wrong_is_told_to_her_and_counted_for_its_signs(
    app: Flask, cast: Cast, content: Content
) -> None:
    sitting = sit(app, asking_everywhere(app, content), cast.anna, cast.here)
    device = cast.learner()
    assert "Hur säker är du?" in device.get(sitting.url(1)).text
    for number in range(1, 13):
        values = sitting.wrong(number) if number == 3 else sitting.right(number)
        device.post(sitting.url(number), answer=values, sure="ja" if number in (1, 3) else "")
    result = device.get(f"/prov/{COURSE}/{sitting.ref}/resultat")
    assert "I en fråga var du säker, men det stämde inte." in result.text
    wrong = sitting.questions[2]
    assert wrong.text in device.get(result.link("Läs frågan igen")).text
    signs = wrong.lures if wrong.no_sign else wrong.signs
    with app.app_context():
        for row in session().scalars(select(SignResult)):
            assert row.sure_wrong == (row.sign_key in signs[:2])
        assert session().scalar(select(func.count()).where(Answer.sure.is_(True))) == 2
        assert session().scalar(select(func.count()).where(Answer.sure.is_(False))) == 0


def test_not_sure_at_all_is_neither_sure_nor_wrong(app: Flask, cast: Cast, content: Content) -> None:
    sitting = sit(app, asking_everywhere(app, content), cast.anna, cast.here)
    device = cast.learner()
    device.post(sitting.url(1), answer=UNSURE_VALUE, sure="ja")
    device.post(sitting.url(2), answer=sitting.right(2), sure="kanske")
    with app.app_context():
        assert session().scalars(select(Answer.sure)).all() == [None, None]


def test_what_was_said_stays_when_the_answer_is_missing(app: Flask, cast: Cast, content: Content) -> None:
    sitting = sit(app, asking_everywhere(app, content), cast.anna, cast.here)
    page = cast.learner().post(sitting.url(1), status=400, sure="nej")
    assert page.soup.select("input[name=sure][value=nej][checked]")


def asking_everywhere(app: Flask, content: Content) -> Content:
    """The content where every question asks how sure she is."""
    questions = {key: replace(each, confidence=True) for key, each in content.bank.questions.items()}
    app.extensions["bank"] = replace(content.bank, questions=questions, version="sure")
    return replace(content, bank=app.extensions["bank"])
