"""Reading people, cards and sign-ins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from accounts.models import Erasure, PendingPost, ReturnCard, SignIn, StaffLogin, StaffReset, User
from accounts.rules import SLIP_RESTS, SignInKind, fold_username, is_live
from core.crockford import read
from core.ids import digest, keyed_digest

# Asked by every request and so built once: to build a statement takes longer than to answer it.
LIVE_SIGN_IN = (
    select(SignIn, User)
    .join(User, User.id == SignIn.user_id)
    .where(SignIn.token_digest == bindparam("token_digest"), SignIn.ended_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request, and how she is signed in. `live` is false when the time is over."""

    sign_in_id: int
    user_id: int
    ref: str
    name: str
    language: str
    kind: SignInKind
    last_seen_at: datetime
    proved_at: datetime
    live: bool


def find_sign_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """The sign-in of a token, unless somebody ended it. One query."""
    row = session.execute(LIVE_SIGN_IN, {"token_digest": digest(token)}).first()
    if row is None:
        return None
    sign_in, user = row
    kind = SignInKind(sign_in.kind)
    return SignedIn(
        sign_in_id=sign_in.id,
        user_id=user.id,
        ref=user.ref,
        name=user.name,
        language=user.language,
        kind=kind,
        last_seen_at=sign_in.last_seen_at,
        proved_at=sign_in.proved_at,
        live=is_live(kind, sign_in.created_at, sign_in.last_seen_at, now),
    )


def find_card(
    session: Session, *, secret: str | None = None, code: str = "", pepper: str
) -> ReturnCard | None:
    """The card of a link's secret, or of the code typed from it, also one that another card has replaced.

    Look-alike letters read as meant.
    """
    if secret is not None:
        wanted = ReturnCard.secret_digest == digest(secret)
    else:
        try:
            wanted = ReturnCard.code_digest == keyed_digest(pepper, "card-code", read(code))
        except ValueError:
            return None
    return session.scalar(select(ReturnCard).where(wanted))


def card_of(session: Session, user_id: int) -> ReturnCard | None:
    """A person's live card."""
    return session.scalar(
        select(ReturnCard).where(ReturnCard.user_id == user_id, ReturnCard.replaced_at.is_(None))
    )


@dataclass(frozen=True, slots=True)
class GivenCard:
    """A card that a person made with a slip from a contact person: when, and the contact person's name."""

    made_at: datetime
    by: str


def given_cards(session: Session, user_id: int) -> tuple[GivenCard, ...]:
    """Every card a person has made with a contact person's slip, the newest first. One query."""
    rows = session.execute(
        select(ReturnCard.created_at, User.name)
        .join(User, User.id == ReturnCard.given_by)
        .where(ReturnCard.user_id == user_id)
        .order_by(ReturnCard.id.desc())
    )
    return tuple(GivenCard(made_at, by) for made_at, by in rows)


def answers_begin(session: Session, user_id: int) -> datetime | None:
    """From when on a person's answers may be shown: the moment of her newest card by somebody's slip, or None.

    Whoever gave the slip could have used it herself. What was answered before it is shown to nobody any more.
    """
    return next((each.made_at for each in given_cards(session, user_id)), None)


def slip_rests_until(session: Session, user_id: int) -> datetime | None:
    """Until when a person's newest card by somebody's slip rests: whoever gave the slip could have used it herself.

    Until then nothing is done with the account that cannot be taken back. None without such a card.
    """
    newest = next(iter(given_cards(session, user_id)), None)
    return newest.made_at + SLIP_RESTS if newest else None


def ended_by_given_card(session: Session, token: str) -> GivenCard | None:
    """The card whose making ended the sign-in of a token on somebody's own screen, if it was one by a slip.

    Both carry the same instant. A shared screen is told nothing: another person may stand before it.
    """
    row = session.execute(
        select(ReturnCard.created_at, User.name)
        .select_from(SignIn)
        .join(ReturnCard, ReturnCard.user_id == SignIn.user_id)
        .join(User, User.id == ReturnCard.given_by)
        .where(
            SignIn.token_digest == digest(token),
            SignIn.kind == SignInKind.OWN,
            SignIn.ended_at == ReturnCard.created_at,
        )
    ).first()
    return GivenCard(*row) if row else None


def asked_for_erasure(session: Session, browser_digest: str) -> bool:
    """Whether somebody had everything about herself erased in this browser within the last day."""
    wanted = Erasure.browser_digest == browser_digest
    return session.scalar(select(Erasure.ref_digest).where(wanted)) is not None


def find_staff(session: Session, username: str) -> StaffLogin | None:
    """The staff login of a username, case and outer spaces ignored."""
    return session.scalar(select(StaffLogin).where(StaffLogin.username_folded == fold_username(username)))


def staff_login_of(session: Session, user_id: int) -> StaffLogin | None:
    """A person's staff login."""
    return session.get(StaffLogin, user_id)


def find_pending(session: Session, browser_digest: str, user_id: int, now: datetime) -> PendingPost | None:
    """The POST kept for this person in this browser."""
    pending = session.get(PendingPost, browser_digest)
    if pending is None or pending.user_id != user_id or pending.kept_until <= now:
        return None
    return pending


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """One of a person's live sign-ins. `here` is the one behind this request. Instants are UTC."""

    kind: SignInKind
    began_at: datetime
    last_seen_at: datetime
    here: bool


def live_sign_ins(session: Session, found: SignedIn, now: datetime) -> tuple[OwnSignIn, ...]:
    """Where a person is signed in now, the newest first."""
    rows = session.scalars(
        select(SignIn)
        .where(SignIn.user_id == found.user_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.id.desc())
    )
    return tuple(
        OwnSignIn(SignInKind(each.kind), each.created_at, each.last_seen_at, each.id == found.sign_in_id)
        for each in rows
        if is_live(SignInKind(each.kind), each.created_at, each.last_seen_at, now)
    )


def find_reset(session: Session, secret: str, now: datetime) -> StaffReset | None:
    """The unused, live reset of a link."""
    return session.scalar(
        select(StaffReset).where(
            StaffReset.secret_digest == digest(secret),
            StaffReset.used_at.is_(None),
            StaffReset.expires_at > now,
        )
    )
