"""The rule of renewal in force, and whom another one would concern."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from certificates.models import Certificate, ChosenRule
from certificates.queries import current
from certificates.renewal import Kind, RenewalRule
from organisations.models import Organisation
from quiz.models import Attempt


def rule_at(session: Session, network: str, course_key: str, instant: datetime) -> RenewalRule:
    """The rule that was in force in a network and course at an instant (UTC): the latest chosen one, or the default."""
    found = session.scalar(
        select(ChosenRule)
        .where(
            ChosenRule.network == network,
            ChosenRule.course_key == course_key,
            ChosenRule.valid_from <= instant,
        )
        .order_by(ChosenRule.valid_from.desc(), ChosenRule.id.desc())
        .limit(1)
    )
    return as_rule(found) if found else RenewalRule()


def rule_of_try(session: Session, attempt: Attempt) -> RenewalRule:
    """The rule that was in force where and when a try began."""
    network = session.scalars(
        select(Organisation.network).where(Organisation.id == attempt.organisation_id)
    ).one()
    return rule_at(session, network, attempt.course_key, attempt.started_at)


def as_rule(row: ChosenRule) -> RenewalRule:
    """A row as the pure rule."""
    return RenewalRule(Kind(row.kind), row.months, row.window_days, row.day)


def chosen_in(session: Session, network: str) -> Sequence[ChosenRule]:
    """Every rule that was chosen in a network, the newest first."""
    return session.scalars(
        select(ChosenRule).where(ChosenRule.network == network).order_by(ChosenRule.id.desc())
    ).all()


def last_days(session: Session, network: str, course_key: str, first: date, last: date) -> Sequence[date]:
    """The last days, from `first` to `last`, of the network's certificates in a course that may yet be renewed.

    A person's newest certificate in its newest edition, not revoked; who has renewed already is not concerned.
    """
    newer = aliased(Certificate)
    followed = select(newer.id).where(
        newer.user_id == Certificate.user_id,
        newer.course_key == Certificate.course_key,
        newer.cycle > Certificate.cycle,
    )
    statement = (
        current()
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Organisation, Organisation.id == Attempt.organisation_id)
        .where(
            Organisation.network == network,
            Certificate.course_key == course_key,
            Certificate.valid_until.between(first, last),
            Certificate.revoked_at.is_(None),
            ~followed.exists(),
        )
    )
    return session.scalars(statement.with_only_columns(Certificate.valid_until)).all()
