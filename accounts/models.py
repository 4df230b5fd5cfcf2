"""People and how they come in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH, new_ref


class User(Base):
    """A person. `name` is what stands on the certificate; no e-mail, number or birth date is kept.

    `join_nonce` is the digest of the browser's nonce when she joined: a double click makes one person.
    With `erased_at` the row is empty: it stays so that its number never comes to mean somebody else in the
    audit log, and so that what she did for others (a slip, a contact she rang) has somebody to point at.
    """

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(16))
    join_nonce: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Erasure(Base):
    """That a person was erased, by the keyed digest of the ref she had: a restored backup erases her again by it.

    `browser_digest` is the sign-in that asked for it; for a day that browser is told so instead of being
    asked to sign in.
    """

    __tablename__ = "erasure"
    ref_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
    browser_digest: Mapped[str | None] = mapped_column(String(64), unique=True)


class StaffLogin(Base):
    """Username, password and second factor of contact persons, trainers and coordinators."""

    __tablename__ = "staff_login"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    username: Mapped[str] = mapped_column(String(80))
    username_folded: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[str] = mapped_column(String(300))
    totp_last_step: Mapped[int] = mapped_column(default=0)


class ReturnCard(Base):
    """A card that opens the PIN page. Secret and code are kept as digests only.

    `shown` holds both, encrypted, until the person has saved the card or `shown_until` passes.
    `given_by` is the contact person whose slip let the person make it; such a card parts her answers in
    those before and those after it (`queries.given_cards`), so its row stays as long as there are answers.
    """

    __tablename__ = "return_card"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    pin_hash: Mapped[str] = mapped_column(String(200))
    wrong_pins: Mapped[int] = mapped_column(default=0)
    sleeps_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown: Mapped[str | None] = mapped_column(String(400))
    shown_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "uq_return_card_live",
            "user_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )


class SignIn(Base):
    """One sign-in on one screen; ending the row ends it at the next request."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (CheckConstraint("kind IN ('own', 'shared', 'staff')", name="kind"),)


class Passkey(Base):
    """A key in a telephone or computer (WebAuthn), by its public half. `label` is one of a fixed list.

    `staff` says that it was made in a sign-in with password and code, and so may take their place; a key made
    after a card opens what the card opens.
    """

    __tablename__ = "passkey"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(4000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    label: Mapped[str] = mapped_column(String(20))
    staff: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpentChallenge(Base):
    """A challenge that a passkey has answered, by its digest: it is not taken twice. Deleted when it is too old anyway."""

    __tablename__ = "spent_challenge"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class StaffReset(Base):
    """A one-time link with which somebody at work gives her login a new password and new codes, by its digest.

    `asked_by` is the coordinator who started it, nobody when a command did; neither ever picks the secrets.
    """

    __tablename__ = "staff_reset"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    totp_secret: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PendingPost(Base):
    """A POST that met an expired sign-in, kept for the same person in the same browser."""

    __tablename__ = "pending_post"
    browser_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    endpoint: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    kept_until: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """Who did what, append-only. Holds refs, never names."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AuditSeal(Base):
    """The log's entries up to one, sealed: a keyed digest over them and over the seal before.

    Whoever changes, takes away or slips in an entry cannot make the seals again without the pepper. When the
    entries of a seal are deleted after their time, all of them at once, `emptied_at` says so and the chain
    of seals stays whole.
    """

    __tablename__ = "audit_seal"
    last_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    entries: Mapped[int]
    newest_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))
    emptied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OidcIdentity(Base):
    """Who a person is at the organisation's provider of single sign-on: its address, and its own name for her."""

    __tablename__ = "oidc_identity"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("issuer", "subject"),)


class OidcJourney(Base):
    """A way to the provider and back that has begun, by the digest of its state; taken once, in the same browser.

    `facts` is what the provider said of somebody who must still choose a name; she is nobody here yet.
    """

    __tablename__ = "oidc_journey"
    state_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(8))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    __table_args__ = (CheckConstraint("purpose IN ('enter', 'name', 'link', 'prove')", name="purpose"),)
