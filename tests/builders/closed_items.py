"""Closed sums of questions made from single answers, for the pages about how questions work."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from care.models import ClosedItem, ClosedOption, ClosedQuarter
from quiz.item_health import Sums
from quiz.questions import Question


@dataclass(frozen=True)
class Taken:
    """One person's first try, seen from one question: right or not, how many of the others, what was chosen."""

    right: bool
    rest: int
    chosen: tuple[str, ...] = ()


def sums_of(people: Iterable[Taken]) -> Sums:
    """The sums that the counters would have made."""
    rows = list(people)
    return Sums(
        n=len(rows),
        x=sum(each.right for each in rows),
        rest=sum(each.rest for each in rows),
        x_rest=sum(each.right * each.rest for each in rows),
        rest2=sum(each.rest**2 for each in rows),
        chosen=Counter(key for each in rows for key in each.chosen),
    )


def close_empty_quarter(session: Session, quarter: str, at: datetime) -> None:
    """A quarter that is closed, so far without sums."""
    session.add(ClosedQuarter(quarter=quarter, definitions="1", closed_at=at))
    session.flush()


def write_item(
    session: Session,
    question: Question,
    people: Sequence[Taken],
    *,
    organisation_id: int,
    course_key: str,
    quarter: str,
    version: str = "",
) -> None:
    """The closed rows of one question at one workplace, of its current version or another."""
    sums = sums_of(people)
    place = {"organisation_id": organisation_id, "course_key": course_key, "quarter": quarter}
    item = {"question_key": question.key, "question_version": version or question.version}
    session.add(
        ClosedItem(
            **place,
            **item,
            n=sums.n,
            sum_x=sums.x,
            sum_rest=sums.rest,
            sum_x_rest=sums.x_rest,
            sum_rest2=sums.rest2,
        )
    )
    session.add_all(
        ClosedOption(**place, **item, option_key=key, chosen=count) for key, count in sums.chosen.items()
    )


def spread(question: Question, size: int, *, right: float, follows: bool = True) -> list[Taken]:
    """People of whom a share is right here: the best in the rest of the try, or the worst.

    Whoever is wrong chooses the wrong options in turn.
    """
    wrong = [option.key for option in question.options if not option.correct]
    correct = tuple(option.key for option in question.options if option.correct)
    some = round(right * size)
    people = []
    for number in range(size):
        is_right = number < some
        rest = 11 - number * 6 // size if follows else 5 + number * 6 // size
        chosen = correct if is_right else (wrong[number % len(wrong)],)
        people.append(Taken(is_right, rest, chosen))
    return people
