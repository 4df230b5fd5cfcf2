"""Every kind of question as a plain form: what is asked, what is refused, what stays, what the feedback says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import create_app
from core.db import session
from core.settings import Settings
from quiz import snapshots
from quiz.bank import load_bank
from quiz.content import Content
from quiz.kinds.rows import option_key
from quiz.models import Answer, Attempt, OptionCount, SignResult
from tests.attacks.same import same
from tests.attacks.watch import edit
from tests.builders.cast import COURSE, Cast, build_cast
from tests.builders.exams import UNSURE_VALUE, Sitting, right_answer, sit, wrong_answer
from tests.builders.pages import Browser, Page, words
from tests.conftest import dispose, make_settings
from tests.quiz.written_kinds import (
    BANK,
    CASE,
    ENGLISH,
    ENGLISH_FILE,
    FILE,
    FIRST,
    HEAD,
    MATCH,
    ORDER,
    RIGHT_ORDER,
    RIGHT_SIGNS,
    SECOND,
    match_text,
    order_text,
)

FOREIGN = "Svaret hör inte till frågan"
REF = "B" * 22


def with_kinds(content: Content, root: Path, text: str = BANK) -> Content:
    """The real content with one question of each kind more."""
    (root / "quiz" / "bank").mkdir(parents=True, exist_ok=True)
    (root / FILE).write_text(text, "utf-8")
    (root / ENGLISH_FILE).write_text(ENGLISH, "utf-8")
    more = load_bank(root, content.catalogue, content.network)
    questions = {**content.bank.questions, **more.questions}
    return replace(content, bank=replace(more, questions=questions))


@pytest.fixture(scope="module")
def kinds(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Content:
    return with_kinds(content, tmp_path_factory.mktemp("kinds"))


def others(content: Content, number: int) -> list[str]:
    """So many single and several questions of the course."""
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    return [each.key for each in pool if not each.case and not each.items][:number]


@pytest.fixture
def app(settings: Settings, kinds: Content, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app whose tries begin with an order, a match and a case."""
    monkeypatch.setattr("quiz.actions.draw", lambda *_: (ORDER, MATCH, FIRST, SECOND, *others(kinds, 8)))
    made = create_app(settings, kinds)
    yield made
    dispose(made)


@pytest.fixture
def sitting(app: Flask, kinds: Content, cast: Cast) -> Sitting:
    return sit(app, kinds, cast.anna, cast.here)


@pytest.fixture
def at_match(app: Flask, kinds: Content, cast: Cast) -> Sitting:
    return sit(app, kinds, cast.anna, cast.here, answered=1)


def rows(page: Page) -> dict[str, list[str]]:
    """The texts of each row's list, by the row's label."""
    return {
        words(page.soup.select_one(f"label[for='{each['id']}']")): [words(o) for o in each.select("option")]
        for each in page.soup.select("#question select")
    }


def selected(page: Page) -> dict[str, str]:
    """What is chosen in each row, by the row's label."""
    return {
        words(page.soup.select_one(f"label[for='{each['id']}']")): words(each.select_one("option[selected]"))
        for each in page.soup.select("#question select")
    }


def values(sitting: Sitting, number: int, places: dict[str, str]) -> list[str]:
    """What a browser sends when these rows have these targets: one value a row, empty where none is chosen."""
    chosen = [option_key(item, target) for item, target in places.items()]
    empty = len(sitting.questions[number - 1].items) - len(chosen)
    return [*sitting.values(number, chosen), *([""] * empty)]


def kept(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Answer)) or 0


# ---- asking ------------------------------------------------------------------------------------------


def test_an_order_is_a_list_of_places_for_each_step(cast: Cast, sitting: Sitting, kinds: Content) -> None:
    page = cast.learner().get(sitting.url(1))

    places = ["Välj", "Plats 1", "Plats 2", "Plats 3", "Plats 4"]
    shown = rows(page)
    assert set(shown) == {each.text for each in kinds.bank.questions[ORDER].items}
    assert all(each == places for each in shown.values())
    assert page.h1 == "Fråga 1 av 12: Lägg stegen i rätt ordning."
    (unsure,) = page.soup.select("#question input[name=answer]")
    assert (unsure["type"], unsure["value"]) == ("checkbox", UNSURE_VALUE)
    assert not page.soup.select("[draggable]")
    assert words(page.soup.select_one("#answer-hint")) == "Välj en plats för varje steg."


def test_a_match_is_a_list_of_signs_for_each_line(cast: Cast, at_match: Sitting, kinds: Content) -> None:
    shown = rows(cast.learner().get(at_match.url(2)))

    names = [sign.short for sign in kinds.catalogue.signs.values()]
    assert len(shown) == 4
    assert all(each == ["Välj", *names] for each in shown.values())


def test_rows_in_english(cast: Cast, at_match: Sitting, kinds: Content) -> None:
    device = cast.learner()
    device.post("/anpassa", language="en", theme="auto", text_size="normal")

    order = device.get(f"{at_match.url(1)}/svar")
    assert "You write the words down" in order.text
    shown = rows(device.get(at_match.url(2)))
    assert "They pay for six rooms" in shown
    names = [kinds.catalogue.sign(key, "en")[0].short for key in kinds.catalogue.signs]
    assert shown["They pay for six rooms"][1:] == names


@pytest.mark.parametrize(("place", "asked"), [(3, "Vad skriver du upp?"), (4, "Vad gör du först?")])
def test_linked_questions_each_show_the_case(
    place: int, asked: str, app: Flask, cast: Cast, kinds: Content
) -> None:
    sitting = sit(app, kinds, cast.anna, cast.here, answered=place - 1)
    page = cast.learner().get(sitting.url(place))

    assert page.h1.endswith(asked)
    assert words(page.soup.select_one("#scene")) == "Baren, sent. En gäst får aldrig välja själv."


# ---- what cannot be kept -----------------------------------------------------------------------------


def refused(device: Browser, sitting: Sitting, number: int, sent: list[str], text: str) -> Page:
    page = device.post(sitting.url(number), 400, answer=sent)
    assert words(page.soup.select_one("#answer-error")) == text
    assert words(page.soup.select_one(".error-summary a[href='#answer']")) == text
    assert page.soup.select_one("select#answer")
    assert words(page.soup.select_one("title")).startswith("Fel:")
    return page


def test_a_step_without_a_place_is_told_and_the_others_stay(app: Flask, cast: Cast, sitting: Sitting) -> None:
    sent = values(sitting, 1, {"ser": "2", "ringer": "1"})
    page = refused(cast.learner(), sitting, 1, sent, "Välj en plats för varje steg.")

    chosen = selected(page)
    assert chosen["Du ser något i baren"] == "Plats 2"
    assert chosen["Chefen ringer någon som kan mer"] == "Plats 1"
    assert sorted(chosen.values()) == ["", "", "Plats 1", "Plats 2"]
    refused(cast.learner(), sitting, 1, [], "Välj en plats för varje steg.")
    assert kept(app) == 0


def test_a_place_used_twice_is_told_and_all_stays(app: Flask, cast: Cast, sitting: Sitting) -> None:
    sent = values(sitting, 1, {"ser": "1", "skriver": "2", "lamnar": "2", "ringer": "4"})
    page = refused(cast.learner(), sitting, 1, sent, "Varje plats går bara att använda en gång.")

    assert sorted(selected(page).values()) == ["Plats 1", "Plats 2", "Plats 2", "Plats 4"]
    assert kept(app) == 0


def test_a_line_without_a_sign_is_told_and_the_others_stay(
    app: Flask, cast: Cast, at_match: Sitting, kinds: Content
) -> None:
    sent = values(at_match, 2, {"kuvert": "forsvinner"})
    page = refused(cast.learner(), at_match, 2, sent, "Välj ett tecken på varje rad.")

    assert selected(page)["Hen har ett tjockt kuvert"] == kinds.catalogue.signs["forsvinner"].short
    assert kept(app) == 1


def test_unsure_and_a_place_together_are_told_and_both_stay(app: Flask, cast: Cast, sitting: Sitting) -> None:
    sent = [*values(sitting, 1, {"ser": "3"}), UNSURE_VALUE]
    page = refused(cast.learner(), sitting, 1, sent, "Välj antingen svar eller ”Jag är inte säker”.")

    assert selected(page)["Du ser något i baren"] == "Plats 3"
    assert page.soup.select_one("#answer-apart")["checked"] == ""  # type: ignore[index]
    assert kept(app) == 0


ALL = {"ser": "1", "skriver": "2", "lamnar": "3", "ringer": "4"}


@pytest.mark.parametrize(
    "forged",
    [
        lambda own, other: [*own, own[0]],
        lambda own, other: [*own[:3], own[0]],
        lambda own, other: [*own[:3], other[0]],
        lambda own, other: [*own[:3], "0" * 16],
        lambda own, other: [*own[:3], "ser@2"],
        lambda own, other: ["x"] * 10_000,
    ],
    ids=["one too many", "doubled", "of another question", "unknown", "key of the bank", "10 000"],
)
def test_values_that_no_form_sends_are_refused(
    forged: Callable[[list[str], list[str]], list[str]], app: Flask, cast: Cast, sitting: Sitting
) -> None:
    sent = forged(values(sitting, 1, ALL), sitting.right(2))
    page = cast.learner().post(sitting.url(1), 400, answer=sent)

    assert page.h1 == FOREIGN
    assert kept(app) == 0


def test_two_places_for_one_step_are_refused(app: Flask, cast: Cast, sitting: Sitting) -> None:
    both = [*sitting.values(1, ["ser@1", "ser@2"]), *sitting.values(1, ["lamnar@3", "ringer@4"])]
    assert cast.learner().post(sitting.url(1), 400, answer=both).h1 == FOREIGN
    assert kept(app) == 0


# ---- feedback ----------------------------------------------------------------------------------------


def answers(page: Page) -> list[str]:
    return [words(each) for each in page.soup.select(".answers > li")]


def test_feedback_on_an_order_stands_in_the_right_order(cast: Cast, sitting: Sitting) -> None:
    places = {"ser": "1", "skriver": "3", "lamnar": "2", "ringer": "4"}
    page = cast.learner().post(sitting.url(1), answer=values(sitting, 1, places))

    assert page.h1 == "Inte riktigt. Så här kan du tänka."
    first, second, third, fourth = answers(page)
    assert first == "Rätt plats · ditt svar Du ser något i baren Rätt svar: Plats 1 Det börjar med dig."
    assert second.startswith("En annan plats Du skriver upp orden i ")
    assert "Rätt svar: Plats 2 · Ditt svar: Plats 3" in second
    assert "Rätt svar: Plats 3 · Ditt svar: Plats 2" in third
    assert fourth.startswith("Rätt plats")


def test_feedback_on_a_match_names_the_signs(cast: Cast, at_match: Sitting, kinds: Content) -> None:
    signs = kinds.catalogue.signs
    page = cast.learner().post(
        at_match.url(2), answer=values(at_match, 2, RIGHT_SIGNS | {"resa": "id-handlingar"})
    )

    lines = answers(page)
    assert [line.startswith("Rätt tecken") for line in lines] == [True, True, True, False]
    assert lines[3].startswith("Ett annat tecken")
    assert f"Rätt svar: {signs['forsvinner'].short} · Ditt svar: {signs['id-handlingar'].short}" in lines[3]


def test_feedback_on_being_unsure_shows_what_is_right(cast: Cast, sitting: Sitting) -> None:
    page = cast.learner().post(sitting.url(1), answer=["", "", "", "", UNSURE_VALUE])

    assert page.h1 == "Det är helt i sin ordning att vara osäker."
    assert all("Lätt att missa" in line and "Ditt svar" not in line for line in answers(page))


# ---- a whole try -------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_try_with_all_kinds_is_answered_to_its_end(app: Flask, cast: Cast, sitting: Sitting) -> None:
    device = cast.learner()
    page = device.get(sitting.url(1))
    for number, asked in enumerate(sitting.questions, start=1):
        answer = wrong_answer(asked) if asked.key == MATCH else right_answer(asked)
        page = device.post(sitting.url(number), answer=sitting.values(number, answer))
        assert page.h1 == ("Inte riktigt. Så här kan du tänka." if asked.key == MATCH else "Rätt.")
        page = device.get(str(page.soup.select(".action-bar a.button-main")[0]["href"]))
    assert page.h1 == "Du har klarat provet."
    assert "11 rätt av 12." in page.text
    with app.app_context():
        attempt = session().scalars(select(Attempt)).one()
        assert (attempt.passed, attempt.right_count) == (True, 11)
        counted = session().scalars(select(OptionCount.option_key).where(OptionCount.question_key == ORDER))
        assert set(counted) == set(right_answer(sitting.questions[0]))
        money = session().scalars(select(SignResult).where(SignResult.sign_key == "pengar")).one()
        assert money.missed == 1


# ---- no hint -----------------------------------------------------------------------------------------


def walk(kinds: Content, database: Path, template: Path) -> list[object]:
    """What Anna's browser meets at an order and a match of this bank, right and wrong requests alike."""
    snapshots._parsed.clear()
    database.write_bytes(template.read_bytes())
    app = create_app(make_settings(f"sqlite:///{database}"), kinds)
    cast = build_cast(app)
    sitting = sit(app, kinds, cast.anna, cast.here)
    edit(app, lambda: session().execute(update(Attempt).values(ref=REF)))
    device, seen = cast.learner(), list[object]()
    token = device.token()
    for number in (1, 2):
        path = f"/prov/{COURSE}/{REF}/{number}"
        some = sitting.values(number, [min(each.key for each in sitting.questions[number - 1].options)])
        seen.append(same(device.client.get(path)))
        for sent in ([], some, [*some, "x"], [UNSURE_VALUE]):
            data = {"csrf_token": token, "answer": sent}
            seen.append(same(device.client.post(path, data=data)))
    dispose(app)
    snapshots._parsed.clear()
    return seen


def test_banks_that_differ_only_in_what_is_right_give_equal_pages(
    kinds: Content, tmp_path: Path, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = HEAD + order_text(RIGHT_ORDER[::-1]) + match_text(kuvert="kontrollerad", ringer="pengar") + CASE
    other = with_kinds(kinds, tmp_path / "turned", turned)
    for key in (ORDER, MATCH):
        assert right_answer(other.bank.questions[key]) != right_answer(kinds.bank.questions[key])
    monkeypatch.setattr("quiz.actions.draw", lambda *_: (ORDER, MATCH, *others(kinds, 10)))
    monkeypatch.setattr("quiz.actions.secrets.token_hex", lambda _: "5" * 32)

    one, two = (walk(each, tmp_path / "walk.db", sqlite_file) for each in (kinds, other))
    assert len(one) == 10
    assert one == two
