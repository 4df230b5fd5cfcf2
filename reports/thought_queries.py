"""Reading what was chosen, from closed sums: of questions in first tries, and first in stories."""

from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from care.models import ClosedItem, ClosedOption, ClosedScenario
from core.quarters import Quarter
from reports.thoughts import Choices


def choices(
    session: Session, quarter: Quarter, course_key: str, organisation_ids: Collection[int]
) -> Choices:
    """How many chose each thought and how many were asked, over some organisations. Two queries.

    A first try and a first choice are a person's own one each: behind a number stand as many people.
    """
    item, option, story = ClosedItem, ClosedOption, ClosedScenario
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    same = and_(
        item.organisation_id == option.organisation_id,
        item.course_key == option.course_key,
        item.quarter == option.quarter,
        item.question_key == option.question_key,
        item.question_version == option.question_version,
    )
    asked = select(
        item.question_key, item.question_version, option.option_key, func.sum(option.chosen), func.sum(item.n)
    ).join(option, same)
    asked = asked.where(
        item.organisation_id.in_(organisation_ids),
        item.course_key == course_key,
        item.quarter == str(quarter),
    ).group_by(item.question_key, item.question_version, option.option_key)
    for question, version, key, people, n in session.execute(asked):
        found[question, version, key] = (int(people), int(n))
    told = session.execute(
        select(story.scenario_key, story.scene_key, story.option_key, func.sum(story.chosen))
        .where(
            story.organisation_id.in_(organisation_ids),
            story.course_key == course_key,
            story.quarter == str(quarter),
        )
        .group_by(story.scenario_key, story.scene_key, story.option_key)
    ).all()
    scenes: dict[tuple[str, str], int] = {}
    for scenario, scene, _, people in told:
        scenes[scenario, scene] = scenes.get((scenario, scene), 0) + int(people)
    for scenario, scene, key, people in told:
        found[scenario, scene, key] = (int(people), scenes[scenario, scene])
    return found
