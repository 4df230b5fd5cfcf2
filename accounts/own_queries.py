"""What this room keeps about one person, for her to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.log_words import LOG_WORDS
from accounts.models import (
    AuditEntry,
    OidcIdentity,
    PendingPost,
    ReturnCard,
    SignIn,
    StaffLogin,
    StaffReset,
    User,
)
from accounts.passkey_queries import passkeys_of
from accounts.passkeys import LABELS, Label
from accounts.rules import SIGN_IN_WORDS, SignInKind
from core.language import N_
from core.own_data import Kept, Value, Word


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """Name, card, sign-ins, staff login, forms that wait, and what the log says she did.

    Digests and encrypted secrets are left out: nobody can read them, she neither.
    """
    return (
        _person(session, user_id),
        _cards(session, user_id),
        _sign_ins(session, user_id),
        _staff_login(session, user_id),
        _passkeys(session, user_id),
        _resets(session, user_id),
        _single_sign_on(session, user_id),
        _waiting_forms(session, user_id),
        _log(session, user_id),
    )


def _rows(session: Session, statement: object) -> tuple[tuple[Value, ...], ...]:
    return tuple(tuple(row) for row in session.execute(statement))  # type: ignore[call-overload]


def _person(session: Session, user_id: int) -> Kept:
    return Kept(
        "person",
        N_("Du"),
        N_("Namnet står på ditt intyg. Språket används på sidorna."),
        (("name", N_("Namn")), ("language", N_("Språk")), ("since", N_("Med sedan"))),
        _rows(session, select(User.name, User.language, User.created_at).where(User.id == user_id)),
    )


def _cards(session: Session, user_id: int) -> Kept:
    given_by = select(User.name).where(User.id == ReturnCard.given_by).scalar_subquery()
    return Kept(
        "cards",
        N_("Dina kort"),
        N_("Med kortet kommer du tillbaka. Kod och siffror sparas så att ingen kan läsa dem."),
        (("made", N_("Gjort")), ("replaced", N_("Bytt")), ("slip_by", N_("Lapp från"))),
        _rows(
            session,
            select(ReturnCard.created_at, ReturnCard.replaced_at, given_by)
            .where(ReturnCard.user_id == user_id)
            .order_by(ReturnCard.id),
        ),
    )


def _sign_ins(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(SignIn.kind, SignIn.created_at, SignIn.last_seen_at, SignIn.ended_at)
        .where(SignIn.user_id == user_id)
        .order_by(SignIn.id)
    )
    return Kept(
        "sign_ins",
        N_("Dina inloggningar"),
        N_("Så att du kan fortsätta där du slutade, och så att en inloggning kan avslutas."),
        (
            ("screen", N_("Skärm")),
            ("began", N_("Började")),
            ("last_seen", N_("Användes senast")),
            ("ended", N_("Slutade")),
        ),
        tuple((Word(SIGN_IN_WORDS[SignInKind(kind)]), *times) for kind, *times in rows),
    )


def _staff_login(session: Session, user_id: int) -> Kept:
    return Kept(
        "staff_login",
        N_("Din inloggning som personal"),
        N_("Lösenord och engångskoder sparas så att ingen kan läsa dem."),
        (("username", N_("Användarnamn")),),
        _rows(session, select(StaffLogin.username).where(StaffLogin.user_id == user_id)),
    )


def _passkeys(session: Session, user_id: int) -> Kept:
    return Kept(
        "keys",
        N_("Dina nycklar"),
        N_(
            "Så att du kan logga in med fingret eller ansiktet. De stannar i din telefon; vi har inget av dem."
        ),
        (
            ("label", N_("Nyckel")),
            ("made", N_("Gjord")),
            ("last_used", N_("Användes senast")),
        ),
        tuple(
            (Word(LABELS[Label(each.label)]), each.created_at, each.last_used_at)
            for each in passkeys_of(session, user_id)
        ),
    )


def _resets(session: Session, user_id: int) -> Kept:
    asked_by = select(User.name).where(User.id == StaffReset.asked_by).scalar_subquery()
    return Kept(
        "resets",
        N_("Länkar för en ny inloggning"),
        N_("Så att du ser när någon gjorde en länk till din inloggning."),
        (("made", N_("Gjord")), ("by", N_("Av")), ("used", N_("Användes"))),
        _rows(
            session,
            select(StaffReset.created_at, asked_by, StaffReset.used_at)
            .where(StaffReset.user_id == user_id)
            .order_by(StaffReset.id),
        ),
    )


def _single_sign_on(session: Session, user_id: int) -> Kept:
    return Kept(
        "single_sign_on",
        N_("Arbetsplatsens konto"),
        N_("Så att du kan logga in med det. Det är det enda vi sparar om kontot."),
        (
            ("provider", N_("Inloggningen hos")),
            ("subject", N_("Ditt nummer där")),
            ("since", N_("Kopplat sedan")),
        ),
        _rows(
            session,
            select(OidcIdentity.issuer, OidcIdentity.subject, OidcIdentity.linked_at).where(
                OidcIdentity.user_id == user_id
            ),
        ),
    )


def _waiting_forms(session: Session, user_id: int) -> Kept:
    rows = session.scalars(select(PendingPost).where(PendingPost.user_id == user_id))
    return Kept(
        "waiting_forms",
        N_("Det du skickade när inloggningen hade gått ut"),
        N_("Väntar en halvtimme på att du loggar in igen."),
        (("fields", N_("Det du skrev")), ("until", N_("Väntar till"))),
        tuple(
            (
                tuple(f"{name}: {', '.join(values)}" for name, values in sorted(each.fields.items())),
                each.kept_until,
            )
            for each in rows
        ),
    )


def _log(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(AuditEntry.at, AuditEntry.action).where(AuditEntry.actor_id == user_id).order_by(AuditEntry.id)
    )
    return Kept(
        "log",
        N_("Det loggen säger att du har gjort"),
        N_("Så att det går att se efteråt vem som ändrade något. Loggen har inga namn."),
        (("at", N_("När")), ("what", N_("Vad"))),
        tuple((at, Word(LOG_WORDS.get(action, action))) for at, action in rows),
    )
