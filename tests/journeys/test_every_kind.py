"""Every kind of question as different people meet it: by keyboard alone, by names and roles, without JavaScript,
on a narrow phone, in Swedish and English, in light and dark."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select, update

from accounts.models import User
from accounts.rules import SignInKind
from core.db import session
from quiz.content import Content
from quiz.drawing import item_order, option_order
from quiz.kinds import KINDS
from quiz.kinds.rows import target_of
from quiz.models import Attempt
from quiz.questions import Question
from tests.attacks.watch import edit
from tests.builders.cast import COURSE, Cast, build_cast
from tests.builders.exams import Sitting, right_answer, sit
from tests.journeys import learner
from tests.journeys.axe import colour_violations, violations
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite, live_site
from tests.quiz.written_kinds import BANK, ENGLISH, FIRST, HEAD, MATCH, ORDER, SECOND
from tests.quiz.written_spots import SPOTS, SPOTS_ENGLISH, spots_bank, spots_text, with_bank

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = 360
TARGET = 44
"""CSS pixels that a place in a picture is wide and high at least."""
MOST_TABS = 40
FOCUSED = """() => { const on = document.activeElement; return {
  name: on.name ?? '', kind: on.type ?? '', value: on.value ?? '', main: on.matches('.button-main'),
  values: [...on.options ?? []].map(each => each.value),
  seen: [on, on.closest('.choice')].some(each => each && parseFloat(getComputedStyle(each).outlineWidth) >= 3
    && getComputedStyle(each).outlineStyle === 'solid')} }"""


@dataclass(frozen=True)
class Words:
    """What the site itself says, in one language."""

    place: str
    answer: str
    target: str


SAYS = {
    "sv": Words("Fråga {} av {}", "Svara", "Plats {}"),
    "en": Words("Question {} of {}", "Answer", "Place {}"),
}


@pytest.fixture(scope="module")
def kinds(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The real content with an order, a match, a case and a picture that have English texts."""
    swedish = BANK.removeprefix(HEAD) + spots_text()
    english = ENGLISH.partition("questions:\n")[2] + SPOTS_ENGLISH
    return with_bank(content, spots_bank(tmp_path_factory.mktemp("kinds"), content, swedish, english))


@pytest.fixture
def asked(kinds: Content, monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """One question of each kind, which every try now asks, in this order."""
    pool = kinds.bank.pool(kinds.catalogue.courses[COURSE])
    plain = [next(e.key for e in pool if e.kind == kind and not e.case) for kind in ("single", "several")]
    keys = (*plain, ORDER, MATCH, FIRST, SECOND, SPOTS)
    monkeypatch.setattr("quiz.actions.draw", lambda *_: keys)
    found = [kinds.bank.questions[key] for key in keys]
    assert {each.kind for each in found} == set(KINDS), "a kind that nobody walks through"
    return found


@pytest.fixture
def place(hand: Hand, database_url: str, kinds: Content, asked: list[Question]) -> Iterator[LiveSite]:
    with live_site(database_url, kinds) as running:
        yield running


@dataclass(frozen=True)
class Walk:
    """Anna's phone at the first question of her try."""

    phone: Device
    cast: Cast
    sitting: Sitting
    asked: list[Question]
    language: str

    @property
    def page(self) -> Page:
        return self.phone.page

    def shown(self, number: int) -> Question:
        """A question as the page words it."""
        return self.phone.site.content.bank.question(self.asked[number - 1].key, self.language)[0]

    def all_right(self) -> bool:
        with self.phone.site.app.app_context():
            attempt = session().scalars(select(Attempt)).one()
            return attempt.right_count == len(self.asked)


def begin(
    place: LiveSite, drawer: Drawer, asked: list[Question], language: str = "sv", *, script: bool = True
) -> Walk:
    cast = build_cast(place.app)
    edit(place.app, lambda: session().execute(update(User).values(language=language)))
    sitting = sit(place.app, place.content, cast.anna, cast.here)
    phone = drawer.device(place, width=PHONE, script=script)
    phone.sign_in(cast.anna.id, SignInKind.OWN)
    phone.go(sitting.url(1))
    return Walk(phone, cast, sitting, asked, language)


# ---- by keyboard ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["sv", "en"])
def test_by_keyboard_alone(language: str, place: LiveSite, drawer: Drawer, asked: list[Question]) -> None:
    """Tab, arrows, space and enter; each field shows where the keyboard is. axe finds nothing on the way."""
    walk = begin(place, drawer, asked, language)
    for number in range(1, len(asked) + 1):
        assert faults(walk.page, language) == []
        answer_by_keyboard(walk.page, walk.sitting.right(number))
        assert walk.phone.has(".feedback-right"), asked[number - 1].key
        learner.see_feedback(walk.phone, walk.shown(number))
        assert faults(walk.page, language) == []
        answer_by_keyboard(walk.page, [])
    assert walk.phone.path.endswith("/resultat")
    assert walk.all_right()


def answer_by_keyboard(page: Page, values: list[str]) -> None:
    """Choose these values and press the main button, from the top of the page, without a mouse."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        on = page.evaluate(FOCUSED)
        if on["main"]:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        if on["name"] == "answer":
            assert on["seen"], f"nothing shows that the keyboard is at {on}"
            choose_by_keyboard(page, on, values)
    raise AssertionError("the keyboard does not reach the main button")


def choose_by_keyboard(page: Page, on: dict[str, str], values: list[str]) -> None:
    """Choose at the field that has the focus, if it holds one of the values."""
    if on["kind"] == "select-one":
        for _ in range(next(i for i, value in enumerate(on["values"]) if value in values)):
            page.keyboard.press("ArrowDown")
    elif on["value"] in values:
        page.keyboard.press("Space")
    elif on["kind"] == "radio":
        while page.evaluate(FOCUSED)["value"] not in values:
            page.keyboard.press("ArrowDown")


def faults(page: Page, language: str) -> list[str]:
    """What axe finds, also about colours in the dark."""
    found = violations(page)
    if language != "sv":
        return found  # the colours are the same
    page.emulate_media(color_scheme="dark")
    found += colour_violations(page)
    page.emulate_media(color_scheme="light")
    return found


# ---- by names and roles, without JavaScript ------------------------------------------------------------


@pytest.mark.parametrize("language", ["sv", "en"])
def test_by_names_and_roles_without_javascript(
    language: str, place: LiveSite, drawer: Drawer, asked: list[Question]
) -> None:
    """What a screen reader says is enough to answer, to hear what is missing, and to read what it was worth."""
    drawer.watch.allowed.add(400)
    walk = begin(place, drawer, asked, language, script=False)
    says = SAYS[language]
    for number, question in enumerate(asked, start=1):
        shown = walk.shown(number)
        h1 = f"{says.place.format(number, len(asked))}: {shown.ask}"
        page = walk.page
        walk.phone.press(page.get_by_role("button", name=says.answer, exact=True))
        page.locator(".error-summary a").click()
        assert page.evaluate("document.activeElement.id") == "answer", "the error leads to no field"
        assert page.get_by_role("heading", level=1, name=h1, exact=True).is_visible()
        group = page.get_by_role("group", name=h1, exact=True)
        for role, name, target in spoken(question, shown, walk.sitting.seed, says):
            field = group.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
            field.select_option(label=target) if target else field.check()
        walk.phone.press(page.get_by_role("button", name=says.answer, exact=True))
        assert walk.phone.has(".feedback-right"), question.key
        learner.see_feedback(walk.phone, shown)
        walk.phone.main()
    assert walk.phone.path.endswith("/resultat")
    assert walk.all_right()


def spoken(question: Question, shown: Question, seed: str, says: Words) -> list[tuple[str, str, str]]:
    """Role and name of each field that the right answer uses, and for a row what to choose there."""
    if question.items:
        right = {each.item: target_of(each) for each in question.options if each.correct}
        names = dict(shown.targets)
        wording = says.target if question.kind == "order" else "{}"
        texts = {each.key: each.text for each in shown.items}
        return [("combobox", texts[k], wording.format(names[right[k]])) for k in item_order(question, seed)]
    role = "radio" if question.kind == "single" else "checkbox"
    order = option_order(question, seed)
    numbers = {key: f"{i} " if question.picture else "" for i, key in enumerate(order, start=1)}
    return [
        (role, numbers[each.key] + each.text, "")
        for each in shown.options
        if each.key in right_answer(question)
    ]


# ---- the picture ---------------------------------------------------------------------------------------


def at_picture(
    place: LiveSite, drawer: Drawer, asked: list[Question], monkeypatch: pytest.MonkeyPatch, *, script: bool
) -> Walk:
    monkeypatch.setattr("quiz.actions.draw", lambda *_: (SPOTS,))
    return begin(place, drawer, [asked[-1]], script=script)


def spots(walk: Walk) -> list[Locator]:
    """The places in the picture, in the order of the list beneath."""
    return walk.page.locator("label.spot").all()


def ticked(walk: Walk) -> list[bool]:
    return [each.is_checked() for each in walk.page.locator("#question input[name=answer]").all()]


@pytest.mark.parametrize("script", [False, True], ids=["plain", "script"])
def test_the_picture_is_answered_by_single_presses(
    script: bool, place: LiveSite, drawer: Drawer, asked: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each place ticks its own line and shows it by more than colour; no place is smaller than a finger."""
    walk = at_picture(place, drawer, asked, monkeypatch, script=script)
    sizes = [each.bounding_box() for each in spots(walk)]
    assert all(size and min(size["width"], size["height"]) >= TARGET for size in sizes)
    plain = [look(each) for each in spots(walk)]
    for number, each in enumerate(spots(walk)):
        each.click()
        assert ticked(walk) == [at == number for at in range(5)]
        assert look(each) != plain[number]
        each.click()
        assert ticked(walk) == [False] * 5
        assert look(each) == plain[number]

    order = option_order(asked[-1], walk.sitting.seed)
    for key in right_answer(asked[-1]):
        spots(walk)[order.index(key)].click()
    walk.phone.main()
    assert walk.phone.has(".feedback-right")


def look(place: Locator) -> tuple[str, bool]:
    """What of a place is seen without colour: the line of its ring, and the tick beside its number."""
    ring: str = place.evaluate("e => getComputedStyle(e).borderStyle + getComputedStyle(e).borderWidth")
    return ring, place.locator(".icon").is_visible()


def test_with_javascript_the_picture_stays_in_sight_and_says_what_was_pressed(
    place: LiveSite, drawer: Drawer, asked: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = at_picture(place, drawer, asked, monkeypatch, script=True)
    walk.page.set_viewport_size({"width": PHONE, "height": 560})
    line = walk.page.locator("figure [data-pressed]")
    assert line.inner_text() == "Tryck på ringarna i bilden, eller välj i listan."
    spots(walk)[3].scroll_into_view_if_needed()
    before = walk.page.evaluate("scrollY")

    spots(walk)[3].click()
    key = option_order(asked[-1], walk.sitting.seed)[3]
    text = next(each.text for each in asked[-1].options if each.key == key)
    assert line.inner_text() == f"4 {text}"
    assert walk.page.evaluate("scrollY") == before
    assert ticked(walk) == [False, False, False, True, False]


def test_the_keyboard_in_the_list_is_seen_in_the_picture(
    place: LiveSite, drawer: Drawer, asked: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = at_picture(place, drawer, asked, monkeypatch, script=True)
    walk.page.locator("#answer-2").focus()
    walk.page.keyboard.press("Space")

    rings = [each.evaluate("e => getComputedStyle(e).outlineStyle") for each in spots(walk)]
    assert rings == ["none", "solid", "none", "none"]
