"""Noting what a person reads. Twice is once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from core.db import insert
from core.quarters import quarter_at
from courses.models import Enrolment, LessonVote, ScenarioChoice, ScenarioCount, ScreenRead
from courses.queries import ScreenId


def begin(session: Session, now: datetime, user_id: int, course_key: str) -> None:
    """Note that a person has begun a course."""
    session.execute(
        insert(session, Enrolment)
        .values(user_id=user_id, course_key=course_key, started_at=now)
        .on_conflict_do_nothing()
    )


def mark_read(
    session: Session,
    now: datetime,
    user_id: int,
    course_key: str,
    screens: Iterable[ScreenId],
    lesson_version: str,
) -> None:
    """Note screens as read and the course as begun."""
    begin(session, now, user_id, course_key)
    for lesson_key, screen_key in screens:
        session.execute(
            insert(session, ScreenRead)
            .values(
                user_id=user_id,
                lesson_key=lesson_key,
                screen_key=screen_key,
                lesson_version=lesson_version,
                read_at=now,
            )
            .on_conflict_do_nothing()
        )


def choose(
    session: Session,
    now: datetime,
    *,
    user_id: int,
    organisation_id: int,
    course_key: str,
    scenario_key: str,
    scene_key: str,
    option_key: str,
) -> None:
    """Keep the thought a person chose in a scene. Only her first one there counts in the sums."""
    place = {"user_id": user_id, "scenario_key": scenario_key, "scene_key": scene_key}
    first = session.execute(
        insert(session, ScenarioChoice)
        .values(**place, option_key=option_key, chosen_at=now)
        .on_conflict_do_nothing()
        .returning(ScenarioChoice.scene_key)
    ).first()
    if first is None:
        choice = session.get_one(ScenarioChoice, (user_id, scenario_key, scene_key))
        choice.option_key = option_key
        choice.chosen_at = now
        return
    session.execute(
        insert(session, ScenarioCount)
        .values(
            organisation_id=organisation_id,
            course_key=course_key,
            quarter=str(quarter_at(now)),
            scenario_key=scenario_key,
            scene_key=scene_key,
            option_key=option_key,
            chosen=1,
        )
        .on_conflict_do_update(
            index_elements=[column.name for column in ScenarioCount.__table__.primary_key],
            set_={"chosen": ScenarioCount.chosen + 1},
        )
    )


def vote(session: Session, lesson_key: str, lesson_version: str, *, helped: bool) -> None:
    """Count one answer to "Fick du hjälp av informationen på sidan?"."""
    session.execute(
        insert(session, LessonVote)
        .values(
            lesson_key=lesson_key,
            lesson_version=lesson_version,
            helped=int(helped),
            not_helped=int(not helped),
        )
        .on_conflict_do_update(
            index_elements=[LessonVote.lesson_key, LessonVote.lesson_version],
            set_={
                "helped": LessonVote.helped + int(helped),
                "not_helped": LessonVote.not_helped + int(not helped),
            },
        )
    )
