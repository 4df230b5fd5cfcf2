"""F22 in seconds: a hundred people scan the poster, and begin the exam, at the same instant."""

import re
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from tests.benchmarks.measured import Aim, Row
from tests.benchmarks.servers import Stage, name
from tests.builders.cast import COURSE
from tests.builders.crowds import all_at_once
from tests.faults.learners import let_newest_read
from tests.faults.real_server import Visitor, token_in

AIM = Aim("figure", "≤", 2.0)
SHARE = 0.95


def rows(stage: Stage, *, rounds: int, people: int) -> list[Row]:
    """How long at most 95 of 100 wait, in the middle one of the rounds."""
    waits: dict[str, list[float]] = {}
    for _ in range(rounds):
        for what, seconds in one_crowd(stage, people).items():
            waits.setdefault(what, []).append(seconds)
    return [
        Row(
            f"{what}, {people} people at the same instant, 95th percentile",
            stage.on,
            median(each),
            "s",
            None,
            AIM,
        )
        for what, each in waits.items()
    ]


def one_crowd(stage: Stage, people: int) -> dict[str, float]:
    """Let people come who have never been here; what they wait for, to how long at most 95 % of them wait."""
    crowd = [Newcomer(stage, number) for number in range(people)]
    joined = waited([each.join for each in crowd])
    let_newest_read(stage.cast, stage.content, people)
    for each in crowd:
        each.look()
    begun = waited([each.begin for each in crowd])
    return {"Join: the form, then the name": joined, "Begin the exam, then the first question": begun}


def waited(acts: list[Callable[[], None]]) -> float:
    """Seconds from the moment when the first one starts until 95 % are done."""
    times = all_at_once(*(partial(timed, act) for act in acts))
    start = min(each for each, _ in times)
    done = sorted(end - start for _, end in times)
    return done[round(SHARE * len(done)) - 1]


def timed(act: Callable[[], None]) -> tuple[float, float]:
    """When something began and ended."""
    start = time.perf_counter()
    act()
    return start, time.perf_counter()


class Newcomer(Visitor):
    """Somebody with a telephone."""

    def __init__(self, stage: Stage, number: int) -> None:
        super().__init__(stage.site.port)
        self.address, self.name, self.token = f"/g/{stage.cast.here.code}/namn", name(number), ""

    def join(self) -> None:
        page = self.get(self.address)
        reply = self.post(self.address, token_in(page.text), {"name": self.name, "language": "sv"})
        assert reply.status == 303, reply.text[:1500]

    def look(self) -> None:
        self.token = token_in(self.get(f"/prov/{COURSE}").text)

    def begin(self) -> None:
        reply = self.post(f"/prov/{COURSE}", self.token, {})
        assert re.fullmatch(rf"/prov/{COURSE}/[^/]+/1", reply.location), reply
        assert self.get(reply.location).status == 200
