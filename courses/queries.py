"""Reading what a person has begun and read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.queries import answers_begin
from courses.models import Enrolment, LessonVote, ScenarioChoice, ScreenRead

ScreenId = tuple[str, str]


def screens_read(session: Session, user_id: int) -> dict[ScreenId, datetime]:
    """Every screen the person has read, (lesson key, screen key) to the instant of the first time."""
    rows = session.execute(
        select(ScreenRead.lesson_key, ScreenRead.screen_key, ScreenRead.read_at).where(
            ScreenRead.user_id == user_id
        )
    )
    return {(lesson, screen): read_at for lesson, screen, read_at in rows}


def is_read(session: Session, user_id: int, screen: ScreenId) -> bool:
    """Whether the person has read the screen."""
    return session.get(ScreenRead, (user_id, *screen)) is not None


def has_begun(session: Session, user_id: int, course_key: str) -> bool:
    """Whether the person has begun the course."""
    return session.get(Enrolment, (user_id, course_key)) is not None


def chosen_in(session: Session, user_id: int, scenario_key: str) -> dict[str, str]:
    """The thoughts a person chose in a scenario, scene key to option key; none from before a card by a slip."""
    rows = session.execute(
        select(ScenarioChoice.scene_key, ScenarioChoice.option_key, ScenarioChoice.chosen_at).where(
            ScenarioChoice.user_id == user_id, ScenarioChoice.scenario_key == scenario_key
        )
    ).all()
    begin = answers_begin(session, user_id) if rows else None
    return {scene: option for scene, option, at in rows if begin is None or at >= begin}


def votes(session: Session) -> list[tuple[str, str, int, int]]:
    """Answers to "Fick du hjälp?": lesson key, version, yes, no; fewest yes first."""
    rows = session.execute(
        select(LessonVote.lesson_key, LessonVote.lesson_version, LessonVote.helped, LessonVote.not_helped)
    )
    found = [(key, version, yes, no) for key, version, yes, no in rows]
    return sorted(found, key=lambda row: (row[2] / (row[2] + row[3]), row[0], row[1]))
