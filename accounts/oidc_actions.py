"""What can be done with single sign-on in this room. The view commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.models import OidcIdentity, OidcJourney, SignIn, User
from accounts.rules import REAUTHENTICATION_LASTS
from core.db import hold, insert
from core.ids import digest

# Time to find one's telephone for the provider's second factor, and not more.
JOURNEY_LASTS = timedelta(minutes=10)


class Purpose(StrEnum):
    """Why somebody goes to the provider; `NAME` is the stop on the way back where she writes her name."""

    ENTER = "enter"
    NAME = "name"
    LINK = "link"
    PROVE = "prove"


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey that has just been taken."""

    purpose: Purpose
    facts: dict[str, Any]
    began_at: datetime


def begin(
    session: Session,
    now: datetime,
    state: str,
    browser: str,
    purpose: Purpose,
    facts: dict[str, Any] | None = None,
) -> None:
    """Note that a browser (a digest of what only it holds) goes to the provider; sweep what nobody came back from."""
    sweep(session, now)
    session.add(
        OidcJourney(
            state_digest=digest(state),
            browser_digest=browser,
            purpose=purpose,
            facts=facts or {},
            began_at=now,
        )
    )


def take(session: Session, now: datetime, state: str, browsers: tuple[str, ...]) -> Journey | None:
    """Take the journey of a state, once and in the browser that began it; None for any other."""
    row = session.execute(
        delete(OidcJourney)
        .where(
            OidcJourney.state_digest == digest(state),
            OidcJourney.browser_digest.in_(browsers),
            OidcJourney.began_at > now - JOURNEY_LASTS,
        )
        .returning(OidcJourney.purpose, OidcJourney.facts, OidcJourney.began_at)
    ).first()
    return Journey(Purpose(row.purpose), row.facts, row.began_at) if row else None


def sweep(session: Session, now: datetime) -> int:
    """Delete the journeys that nobody can come back from any more. Returns how many."""
    old = delete(OidcJourney).where(OidcJourney.began_at <= now - JOURNEY_LASTS)
    return len(session.execute(old.returning(OidcJourney.state_digest)).all())


def link(session: Session, now: datetime, user_id: int, issuer: str, subject: str) -> bool:
    """Let the provider's subject be this person. Returns False when either is linked to somebody else already.

    Who is linked so already stays so. Two who try at once wait for each other at the unique key.
    """
    hold(session, User, user_id)
    session.execute(
        insert(session, OidcIdentity)
        .values(user_id=user_id, issuer=issuer, subject=subject, linked_at=now)
        .on_conflict_do_nothing()
    )
    found = session.get(OidcIdentity, user_id, populate_existing=True)
    if found is None or (found.issuer, found.subject) != (issuer, subject):
        return False
    audit.record(session, now, "sso-linked", actor_id=user_id)
    return True


def note_proof(session: Session, now: datetime, sign_in_id: int, proved_at: datetime | None) -> None:
    """Say when the provider last saw the person prove herself: its own session may be hours old.

    Where it does not tell, she has proved nothing now.
    """
    proved = min(proved_at or now - REAUTHENTICATION_LASTS, now)
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(proved_at=proved))
