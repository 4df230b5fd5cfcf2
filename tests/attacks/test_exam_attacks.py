"""S14, S15, S16, S20: exams out of order, forged answers, replays, certificates without an exam."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from certificates.models import Certificate
from core.db import session
from core.ids import new_ref
from courses.models import ScreenRead
from quiz.content import Content
from quiz.drawing import draw
from quiz.models import Answer, Attempt, SignCount, SignResult
from tests.attacks.watch import count_rows, edit, rows_of
from tests.attacks.world import World
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import UNSURE_VALUE, Sitting, sit

EXAM = f"/prov/{COURSE}"


@pytest.fixture
def sitting(app: Flask, content: Content, cast: Cast) -> Sitting:
    """Anna's try, its first question answered."""
    return sit(app, content, cast.anna, cast.here, answered=1)


@pytest.mark.both
def test_s14_questions_come_in_their_order(app: Flask, cast: Cast, sitting: Sitting) -> None:
    """Question 9, 0 and 99 first, and the result before the end: 303 to the question in turn, nothing kept."""
    anna = cast.learner()
    for number in (3, 9, 12):
        page = anna.post(sitting.url(number), answer=UNSURE_VALUE)
        assert page.path == sitting.url(2)
        assert page.h1.startswith("Fråga 2 av 12")
    for path in (sitting.url(9), sitting.url(0), sitting.url(99), f"{sitting.url(5)}/svar",
                 f"{EXAM}/{sitting.ref}/resultat"):  # fmt: skip
        assert anna.get(path).path == sitting.url(2), path
    for number in (0, 13, 99, 10**30):
        anna.post(sitting.url(number), 404, answer=UNSURE_VALUE)
    anna.post(sitting.url(1).replace("/1", "/-1"), 404, answer=UNSURE_VALUE)
    assert anna.get(f"{sitting.url(1)}").path == f"{sitting.url(1)}/svar"
    assert count_rows(app, Answer) == 1


def test_s14_no_exam_before_the_lessons_are_read(app: Flask, cast: Cast) -> None:
    """A POST that begins at once leads back to what is left; so does one within the pause."""
    page = cast.learner().post(EXAM)
    assert page.path == EXAM
    assert "Gör" in page.text or "Läs" in page.text
    assert count_rows(app, Attempt) == 0


def test_s14_a_failed_try_cannot_be_followed_at_once(
    app: Flask, cast: Cast, content: Content, sitting: Sitting
) -> None:
    """The pause holds for a POST as it does for the button."""
    anna = cast.learner()
    for number in range(2, len(sitting.questions) + 1):
        anna.post(sitting.url(number), answer=sitting.wrong(number))
    assert anna.post(EXAM).path == EXAM
    assert count_rows(app, Attempt) == 1
    assert count_rows(app, Certificate) == 0


def forged_answers(sitting: Sitting) -> dict[str, Any]:
    """Values that no form of question 2 sends."""
    mine, single = sitting.right(2), sitting.questions[1].kind == "single"
    everything = sitting.values(2, [each.key for each in sitting.questions[1].options])
    forged: dict[str, Any] = {
        "unknown": "0" * 16,
        "another question's": sitting.right(3),
        "the key of the bank": [each.key for each in sitting.questions[1].options if each.correct],
        "twice": [*mine, *mine],
        "unsure and more": [UNSURE_VALUE, *mine],
        "unsure twice and unknown": [UNSURE_VALUE, UNSURE_VALUE, "x"],
        "negative": "-1",
        "nothing": [],
        "empty": "",
        "a wildcard": "*",
        "10 000": [f"{number:016x}" for number in range(10_000)],
        "right and 10 000": [*mine, *(f"{number:x}" for number in range(10_000))],
    }
    return forged | ({"all of a single one": everything} if single else {})


def test_s15_answers_that_no_form_sends_are_refused_in_words(
    app: Flask, cast: Cast, sitting: Sitting
) -> None:
    """Unknown, foreign, doubled, 10,000 values, arrays under other names: 400, a page with words, no row."""
    anna = cast.learner()
    before = rows_of(app, Answer, Attempt)
    for name, values in forged_answers(sitting).items():
        page = anna.post(sitting.url(2), 400, answer=values)
        assert "Välj" in page.text or "Svaret hör inte till frågan" in page.text, name
        assert rows_of(app, Answer, Attempt) == before, name
    for field in ("answer[]", "answer[0]", "answers", "Answer"):
        forged: dict[str, Any] = {field: sitting.right(2)}
        anna.post(sitting.url(2), 400, **forged)
    headers = {"X-CSRFToken": anna.token()}
    for body in ({"answer": sitting.right(2)}, [sitting.right(2)], "x"):
        assert anna.client.post(sitting.url(2), json=body, headers=headers).status_code == 400
    assert rows_of(app, Answer, Attempt) == before
    assert anna.post(sitting.url(2), answer=sitting.right(2)).path == f"{sitting.url(2)}/svar"


def test_s15_an_answer_is_only_for_its_own_try(
    app: Flask, cast: Cast, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The values of Dora's page do not fit Anna's of the same questions: option names are random per try."""
    monkeypatch.setattr(
        "quiz.actions.draw", lambda pool, signs, rules, _, tries: draw(pool, signs, rules, "0", tries)
    )
    hers, mine = (
        sit(app, content, person, place)
        for person, place in ((cast.dora, cast.there), (cast.anna, cast.here))
    )
    assert hers.questions == mine.questions
    assert hers.seed != mine.seed
    for number in range(1, 4):
        cast.learner().post(mine.url(1), 400, answer=hers.right(number))
    assert count_rows(app, Answer) == 0


@pytest.mark.both
def test_s16_a_finished_try_changes_no_more(app: Flask, cast: Cast, sitting: Sitting) -> None:
    """Every POST of a finished try sent again, with other answers: its feedback or result, not a row touched."""
    anna = cast.learner()
    for number in range(2, len(sitting.questions) + 1):
        anna.post(sitting.url(number), answer=sitting.right(number))
    tables = (Answer, Attempt, Certificate, SignResult, SignCount)
    before = rows_of(app, *tables)
    assert before["certificate"]
    for number in range(1, len(sitting.questions) + 1):
        page = anna.post(sitting.url(number), answer=sitting.wrong(number))
        assert page.path == f"{sitting.url(number)}/svar"
    assert anna.get(f"{EXAM}/{sitting.ref}/resultat").h1 == "Du har klarat provet."
    assert anna.post(EXAM).path == EXAM
    assert rows_of(app, *tables) == before


def test_s20_nobody_issues_a_certificate_by_hand(world: World) -> None:
    """POST, PUT and DELETE at everything about certificates, by every role: 404 or 405 and no row."""
    before = rows_of(world.app, Certificate)
    mine = world.here.certificate
    paths = ("/intyg", f"/intyg/{mine}", f"/intyg/{mine}/intyg.pdf", "/intyg/ny", f"/intyg/min/{COURSE}",
             f"/i/{world.here.link}", f"/i/{new_ref()}", f"{EXAM}/{world.here.finished_try}/resultat",
             f"{EXAM}/{world.here.finished_try}/intyg", f"/samordnare/intyg/{mine}")  # fmt: skip
    form = {"name": "Anna Ålund", "user_id": world.cast.anna.id, "course_key": COURSE, "passed": "1"}
    for role in ("nobody", "learner", "contact", "trainer", "coordinator"):
        browser = world.browser(role)
        data = {"csrf_token": browser.token(), **form}
        for path in paths:
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                response = browser.client.open(path, method=method, data=data)
                assert response.status_code in {404, 405}, (role, method, path)
    assert rows_of(world.app, Certificate) == before


def test_s20_a_pass_without_the_lessons_gives_no_certificate(
    app: Flask, cast: Cast, content: Content, sitting: Sitting
) -> None:
    """When a screen is unread at the end, the passing transaction itself issues nothing."""
    edit(app, lambda: session().execute(delete(ScreenRead).where(ScreenRead.screen_key == "aldrig")))
    anna = cast.learner()
    for number in range(2, len(sitting.questions) + 1):
        anna.post(sitting.url(number), answer=sitting.right(number))
    assert count_rows(app, Attempt, Attempt.passed.is_(True)) == 1
    assert count_rows(app, Certificate) == 0
