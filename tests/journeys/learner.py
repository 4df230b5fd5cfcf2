"""What a learner does, step by step, on any device and in any language: things are found by what they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from accounts.models import User
from core.db import session
from courses.catalogue import Catalogue, Course
from courses.lessons import Lesson
from courses.progress import steps_of
from courses.scenarios import Scenario
from quiz.actions import questions_of
from quiz.drawing import page_key
from quiz.models import Attempt
from quiz.queries import open_attempt
from quiz.questions import Question
from tests.builders.cast import COURSE, PIN
from tests.builders.read_papers import poppler_picture, qr_codes
from tests.journeys.devices import Device

UNSURE = "#answer-apart"
STORIES = f"/kurser/{COURSE}/berattelser/"


@dataclass(frozen=True)
class Card:
    """A return card as the learner has it: the address in its QR code, and the code to type."""

    link: str
    code: str


def join(device: Device, code: str, place: str, name: str, language: str) -> None:
    """From the first page by the poster's code to the page where the PIN is chosen."""
    device.go("/")
    device.main()
    device.page.locator("input[name=code]").fill(code)
    device.main()
    confirm_and_name(device, place, name, language)


def confirm_and_name(device: Device, place: str, name: str, language: str) -> None:
    """From the workplace's name to the page where the PIN is chosen."""
    assert place in device.text("h1")
    device.main()
    device.page.locator("input[name=name]").fill(name)
    device.page.locator(f"input[name=language][value='{language}']").check()
    device.main()
    assert device.path == "/mitt-kort"


def make_card(device: Device) -> Card:
    """Choose a PIN, save the card as a picture and on paper, and go on. It is not shown again."""
    device.page.locator("input[name=pin]").fill(PIN)
    device.main()
    code = device.text(".pocket .code")
    picture_name, picture = device.save("a[href$='.png']")
    paper_name, paper = device.save("a[href$='.pdf']")
    assert (picture_name, paper_name) == ("utbildning.png", "utbildning.pdf")
    [link] = qr_codes(picture)
    assert link.startswith(device.site.url + "/kort/")
    assert qr_codes(poppler_picture(paper)) == [link]
    assert qr_codes(device.page.locator(".pocket .qr").screenshot()) == [link]
    device.press("form[action='/mitt-kort/klart'] button")
    assert device.path == "/min-utbildning"
    device.go("/mitt-kort/nytt")
    assert not device.has(".qr")
    return Card(link, code)


def sign_out(device: Device) -> None:
    device.press(".foot form[action='/logga-ut'] button")
    assert device.path == "/"
    device.go("/min-utbildning")
    assert device.path == "/kort/"


def come_back_by_link(device: Device, card: Card) -> None:
    """Read the card's QR code and give the PIN. Opening the link alone signs nobody in."""
    device.go(card.link)
    assert not device.has("input[name=code]")
    give_pin(device, "own")


def come_back_by_code(device: Device, card: Card, screen: str = "own") -> None:
    """Type the card's code and the PIN."""
    device.go("/")
    device.press("main a[href='/kort/']")
    device.page.locator("input[name=code]").fill(card.code.lower())
    give_pin(device, screen)


def give_pin(device: Device, screen: str) -> None:
    device.page.locator("input[name=pin]").fill(PIN)
    device.page.locator(f"input[name=screen][value={screen}]").check()
    device.main()
    assert device.path == "/min-utbildning"


def steps(course: Course) -> Iterator[tuple[str, Lesson | Scenario]]:
    """All steps that must be taken, in order: a story by its first page, a lesson by each of its screens."""
    for module in course.modules:
        for step in steps_of(module):
            if step.lesson is not None:
                yield f"/kurser/{course.key}/{module.key}/{step.lesson.slug}/{step.id[1]}", step.lesson
            elif module.scenario is not None:
                yield f"{STORIES}{module.scenario.slug}", module.scenario


def addresses(course: Course) -> list[str]:
    """The addresses of all steps, in order."""
    return [path for path, _ in steps(course)]


def languages(catalogue: Catalogue, wanted: str) -> dict[str, str | None]:
    """The language that each step must say its text is in; None where it is the page's own."""
    found = {}
    for path, what in steps(catalogue.courses[COURSE]):
        used = (catalogue.lesson if isinstance(what, Lesson) else catalogue.scenario)(what.key, wanted)[1]
        found[path] = None if used == wanted else used
    return found


def read_on(device: Device) -> Iterator[str]:
    """Press the main button from the learner's page on; yields the address of each step that opens."""
    device.go("/min-utbildning")
    while True:
        device.main()
        if device.path.startswith(STORIES):
            yield device.path
            play_through(device)
        elif device.path.startswith("/kurser/"):
            yield device.path
        elif device.path != "/min-utbildning":
            return


def play_through(device: Device) -> None:
    """Read a story to its end, always with the first thought, back to the learner's page."""
    while device.path.startswith(STORIES):
        if device.has("#question"):
            device.page.locator("#question input[name=answer]").first.check()
        device.main()


def begin_exam(device: Device) -> None:
    device.go(f"/prov/{COURSE}")
    device.press("main form:not([data-leave]) .button-main")
    assert device.has("#question")


def answer_all(device: Device, name: str, *, dangerous: int = 0, unsure: int = 0) -> list[Question]:
    """Answer the running try of the person of this name; returns what was asked, in order.

    As many critical questions as `dangerous` says get a dangerous answer, as many ordinary ones as
    `unsure` says get "Jag är inte säker", all others get the right one.
    """
    attempt, asked = running_try(device, name)
    for number, question in enumerate(asked, start=1):
        assert device.path.endswith(f"/{number}")
        danger = [each for each in question.options if each.danger]
        if dangerous and question.critical and danger:
            dangerous -= 1
            choose(device, attempt, question, [danger[0].key])
        elif unsure and not question.critical:
            unsure -= 1
            device.page.locator(UNSURE).check()
        else:
            choose(device, attempt, question, [each.key for each in question.options if each.correct])
        device.main()
        see_feedback(device, question)
        device.main()
    assert (dangerous, unsure) == (0, 0)
    return asked


def running_try(device: Device, name: str) -> tuple[Attempt, list[Question]]:
    """The try that runs, and its questions in order."""
    with device.site.app.app_context():
        user_id = session().scalars(select(User.id).where(User.name == name)).one()
        attempt = open_attempt(session(), user_id, COURSE)
        assert attempt is not None
        return attempt, list(questions_of(session(), attempt))


def choose(device: Device, attempt: Attempt, question: Question, keys: list[str]) -> None:
    """Tick or select options on the page, where they carry names that say nothing."""
    for key in keys:
        value = page_key(attempt.seed, question.key, key)
        if question.items:
            device.page.locator(f"#question select:has(option[value='{value}'])").select_option(value)
        else:
            device.page.locator(f"#question input[value='{value}']").check()


def see_feedback(device: Device, question: Question) -> None:
    """The feedback gives a why for every option, in her language, and stays until the learner goes on."""
    assert device.path.endswith("/svar")
    shown = device.text(".answers")
    lang = device.page.locator("html").get_attribute("lang") or ""
    for option in device.site.content.bank.question(question.key, lang)[0].options:
        assert " ".join(option.why.split()) in shown
