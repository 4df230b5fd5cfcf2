"""Reading who is who at the provider of single sign-on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import OidcIdentity


def find_identity(session: Session, issuer: str, subject: str) -> OidcIdentity | None:
    """The person whom the provider knows by this subject."""
    return session.scalar(
        select(OidcIdentity).where(OidcIdentity.issuer == issuer, OidcIdentity.subject == subject)
    )


def identity_of(session: Session, user_id: int) -> OidcIdentity | None:
    """Who the person is at the provider, if she is linked."""
    return session.get(OidcIdentity, user_id)
