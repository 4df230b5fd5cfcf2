"""Lesson page, question page and answer against the bare limit: one page, one insert, the same server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.benchmarks import profiles
from tests.benchmarks.load import Script, Work, in_turns, measure, request
from tests.benchmarks.measured import Aim, Profile, Row
from tests.benchmarks.servers import Stage
from tests.builders.cast import COURSE, Person
from tests.builders.exams import Sitting, sit

CPU = "ms of CPU"
RATE = "a second"
LESSON_AIM = Aim("ratio", "≤", 1.0)
ANSWER_AIM = Aim("ratio", "≥", 0.7)
WHY = {
    "lesson": (
        "The bare page has no frame: here 16 texts are translated, 21 addresses made and some 50 components "
        "called for language, exit button, signs, help strip and foot, and the database is asked who she is, "
        "what her workplace takes and what she has read."
    ),
    "answer": (
        "Beyond its insert an answer knows who she is, whose the try is and what is answered already, and "
        "checks the form's token; the twelfth grades the try, adds to three tables of sums and issues the "
        "certificate in the same commit, and costs as much as four others."
    ),
}


@dataclass(frozen=True)
class Seat:
    """Somebody before a screen, signed in."""

    person: Person
    cookie: str
    token: str

    def get(self, path: str) -> bytes:
        return request("GET", path, self.cookie)

    def post(self, path: str, values: Sequence[str]) -> bytes:
        return request("POST", path, self.cookie, {"csrf_token": self.token, "answer": values})


def seats(stage: Stage, people: int) -> list[Seat]:
    """So many new people, each on a device of her own."""
    found = []
    for person in stage.newcomers(people):
        device = stage.cast.sign_in(person)
        token = device.token()
        cookie = device.client.get_cookie("esh")
        assert cookie is not None
        found.append(Seat(person, f"esh={cookie.value}", token))
    return found


def tries(stage: Stage, people: int) -> list[tuple[Seat, Sitting]]:
    """So many new people who have read everything and begun the exam."""
    return [
        (seat, sit(stage.app, stage.content, seat.person, stage.cast.here)) for seat in seats(stage, people)
    ]


def lesson_pages(stage: Stage) -> list[str]:
    """The addresses of every screen of the course's required lessons."""
    return [
        f"/kurser/{COURSE}/{module.key}/{lesson.slug}/{screen.key}"
        for module in stage.content.catalogue.courses[COURSE].modules
        for lesson in module.lessons
        for screen in lesson.screens
    ]


def answers(seat: Seat, sitting: Sitting) -> Script:
    """A whole try, everything right."""
    numbers = range(1, len(sitting.questions) + 1)
    return [seat.post(sitting.url(number), sitting.right(number)) for number in numbers]


def rows(stage: Stage, *, rounds: int, pages: int, people: int) -> list[Row]:
    """The figures of this stage; in each round so many people ask for so many pages each."""
    acts = the_acts(stage, pages, people)
    in_turns(1, acts)  # the first round fills caches
    done = in_turns(rounds, acts)
    cpu = {name: min(each.cpu_ms for each in works) for name, works in done.items()}
    rate = {name: max(each.rate for each in works) for name, works in done.items()}

    def row(what: str, unit: str, name: str, *limits: str) -> Row:
        figures = cpu if unit == CPU else rate
        return Row(what, stage.on, figures[name], unit, sum(figures[limit] for limit in limits))

    lesson, answer = (partial(profile, stage, people, name) for name in ("lesson", "answer"))
    return [
        replace(row("Lesson page", CPU, "lesson", "bare page"), aim=LESSON_AIM, explain=lesson),
        row("Lesson page", RATE, "lesson", "bare page"),
        row("Lesson page, the first time: keeps that it is read", CPU, "first", "bare page", "bare insert"),
        row("Question page", CPU, "question", "bare page"),
        row("Question page", RATE, "question", "bare page"),
        row("Answer", CPU, "answer", "bare insert"),
        replace(row("Answer", RATE, "answer", "bare insert"), aim=ANSWER_AIM, explain=answer),
    ]


def the_acts(stage: Stage, pages: int, people: int) -> Mapping[str, Callable[[], Work]]:
    """What is done in turns; the people for it are there before it is measured."""
    readers, addresses = tries(stage, people), lesson_pages(stage)
    some = [addresses[number % len(addresses)] for number in range(pages)]
    lesson = [[seat.get(path) for path in some] for seat, _ in readers]
    question = [[seat.get(sitting.url(1))] * pages for seat, sitting in readers]
    cookies = stage.bare_cookies(people)
    page = [[request("GET", "/", cookie)] * pages for cookie in cookies]
    insert = [[request("POST", "/", cookie, {"answer": "a"})] * pages for cookie in cookies]
    return {
        "bare page": lambda: measure(stage.bare, page, 200),
        "lesson": lambda: measure(stage.site, lesson, 200),
        "first": lambda: measure(
            stage.site, [[seat.get(path) for path in addresses] for seat in seats(stage, people)], 200
        ),
        "question": lambda: measure(stage.site, question, 200),
        "bare insert": lambda: measure(stage.bare, insert, 303),
        "answer": lambda: measure(stage.site, [answers(*each) for each in tries(stage, people)], 303),
    }


def profile(stage: Stage, people: int, name: str) -> Profile:
    """Where the time of a page or an answer goes, asked of the same app in this process."""
    readers = tries(stage, people)
    if name == "lesson":
        some = [(seat, path) for seat, _ in readers for path in lesson_pages(stage)]
        calls = [partial(profiles.call, stage.app, "GET", path, seat.cookie) for seat, path in some]
    else:
        calls = [
            partial(
                profiles.call,
                stage.app,
                "POST",
                sitting.url(number),
                seat.cookie,
                {"csrf_token": seat.token, "answer": sitting.right(number)},
            )
            for seat, sitting in readers
            for number in range(1, len(sitting.questions) + 1)
        ]
    return Profile(WHY[name], profiles.shares(calls))
