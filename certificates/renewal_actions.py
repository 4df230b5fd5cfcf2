"""Choosing the rule of renewal for a network's certificates to come. The caller commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts import audit
from certificates.models import ChosenRule
from certificates.renewal import RenewalRule
from certificates.renewal_queries import rule_at


def choose_rule(
    session: Session, now: datetime, network: str, course_key: str, rule: RenewalRule, *, actor_id: int
) -> bool:
    """Let a rule stand from now on. Returns False when it stands already. Issued certificates keep their days."""
    if rule_at(session, network, course_key, now) == rule:
        return False
    session.add(
        ChosenRule(
            network=network,
            course_key=course_key,
            valid_from=now,
            kind=rule.kind,
            months=rule.months,
            window_days=rule.window_days,
            day=rule.day,
            decided_by=actor_id,
        )
    )
    audit.record(
        session,
        now,
        "renewal-rule-chosen",
        actor_id=actor_id,
        course=course_key,
        kind=rule.kind,
        months=rule.months,
        window=rule.window_days,
        day=rule.day,
    )
    return True
