"""Reading what messages are meant, where they go, and who must renew at a workplace."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from accounts.models import User
from care.reminder_models import CalendarFeed, Digest, MailAddress, Reminder
from care.reminder_rules import LISTED_AHEAD, Ends, Purpose
from certificates import visible_queries
from certificates.models import Certificate
from core import clock
from core.ids import digest
from core.language import N_
from core.own_data import Kept, Word
from organisations.models import Membership, Organisation, OrganisationCourse, Role
from organisations.rules import RoleName
from organisations.site_models import RoleSite, Site
from organisations.site_queries import members_of

STATE_WORDS = {
    "due": N_("Väntar"),
    "sending": N_("Påbörjad"),
    "sent": N_("Skickad"),
    "failed": N_("Gick inte fram"),
    "done": N_("Behövs inte, du har förnyat"),
    "cancelled": N_("Behövs inte"),
}
CHANNEL_WORDS = {"mail": N_("E-post"), "slip": N_("Lapp från kontaktpersonen")}
PURPOSE_WORDS = {"own": N_("Dina egna intyg"), "work": N_("Dem du är kontaktperson för")}


@dataclass(frozen=True, slots=True)
class Renewing:
    """A member whose certificate has ended or soon does, as the workplace sees it."""

    ref: str
    name: str
    course_key: str
    last_day: date


@dataclass(frozen=True, slots=True)
class ContactPlace:
    """A workplace somebody is contact person of, and the one site she is limited to, if any."""

    organisation: Organisation
    scope: Site | None


def ending(session: Session, today: date, courses: Collection[str], user_id: int | None = None) -> list[Ends]:
    """Certificates that end soon, held by people who belong to a workplace now, in courses that there are.

    Of each the newest edition; neither revoked nor renewed. With `user_id` hers only, however far ahead.
    """
    later = aliased(Certificate)
    newer = exists().where(
        later.user_id == Certificate.user_id,
        later.course_key == Certificate.course_key,
        or_(
            and_(later.cycle == Certificate.cycle, later.edition > Certificate.edition),
            and_(later.cycle > Certificate.cycle, later.revoked_at.is_(None)),
        ),
    )
    belongs = exists().where(Membership.user_id == Certificate.user_id, Membership.ended_at.is_(None))
    statement = select(
        Certificate.attempt_id, Certificate.user_id, Certificate.issued_on, Certificate.valid_until
    ).where(
        Certificate.course_key.in_(courses),
        Certificate.valid_until >= today,
        Certificate.revoked_at.is_(None),
        ~newer,
    )
    if user_id is None:
        statement = statement.where(Certificate.valid_until <= today + LISTED_AHEAD, belongs)
    else:
        statement = statement.where(Certificate.user_id == user_id)
    return [Ends(*row) for row in session.execute(statement.order_by(Certificate.id))]


def renewed(session: Session, attempt_ids: Collection[int]) -> frozenset[int]:
    """Those of some certificates, by their try, that a later one has renewed."""
    later = aliased(Certificate)
    return frozenset(
        session.scalars(
            select(Certificate.attempt_id).where(
                Certificate.attempt_id.in_(attempt_ids),
                exists().where(
                    later.user_id == Certificate.user_id,
                    later.course_key == Certificate.course_key,
                    later.cycle > Certificate.cycle,
                    later.revoked_at.is_(None),
                ),
            )
        )
    )


def renewing(
    session: Session, now: datetime, organisation_id: int, scope: Site | None
) -> tuple[Renewing, ...]:
    """Members of a workplace, or of one site of it, who must renew: the first to end first. One query.

    Of certificates what the workplace sees (certificates/visible_queries.py).
    """
    best = visible_queries.best(now, None, [organisation_id])
    rows = session.execute(
        select(Membership.ref, User.name, best.c.course_key, best.c.valid_until)
        .join(User, User.id == Membership.user_id)
        .join(best, best.c.user_id == User.id)
        .join(
            OrganisationCourse,
            and_(
                OrganisationCourse.organisation_id == Membership.organisation_id,
                OrganisationCourse.course_key == best.c.course_key,
            ),
        )
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            members_of(scope),
            best.c.valid_until <= clock.local_date(now) + LISTED_AHEAD,
        )
        .order_by(best.c.valid_until, func.lower(User.name), Membership.id)
    )
    return tuple(Renewing(*row) for row in rows)


def contact_places(session: Session, user_id: int) -> tuple[ContactPlace, ...]:
    """Where somebody is contact person now. One query."""
    rows = session.execute(
        select(Organisation, Site)
        .join(Role, Role.organisation_id == Organisation.id)
        .outerjoin(RoleSite, RoleSite.role_id == Role.id)
        .outerjoin(Site, and_(Site.id == RoleSite.site_id, Site.closed_at.is_(None)))
        .where(
            Role.user_id == user_id,
            Role.role == RoleName.CONTACT,
            Role.ended_at.is_(None),
            or_(RoleSite.role_id.is_(None), Site.id.is_not(None)),
        )
        .order_by(Organisation.id)
    )
    return tuple(ContactPlace(*row) for row in rows)


def renewing_of(session: Session, now: datetime, user_id: int) -> tuple[Renewing, ...]:
    """Everybody who must renew where somebody is contact person. One query a workplace and one more."""
    return tuple(
        person
        for place in contact_places(session, user_id)
        for person in renewing(session, now, place.organisation.id, place.scope)
    )


def address_of(session: Session, user_id: int, purpose: Purpose) -> MailAddress | None:
    """Somebody's address for a purpose, confirmed or not."""
    return session.get(MailAddress, (user_id, purpose))


def confirmed(session: Session, purpose: Purpose) -> frozenset[int]:
    """The people with a confirmed address for a purpose."""
    return frozenset(
        session.scalars(
            select(MailAddress.user_id).where(
                MailAddress.purpose == purpose, MailAddress.confirmed_at.is_not(None)
            )
        )
    )


def by_stop(session: Session, stop: str) -> MailAddress | None:
    """The address that a mail's link takes away."""
    return session.scalar(select(MailAddress).where(MailAddress.stop == stop))


def feed_of(session: Session, user_id: int, purpose: Purpose) -> CalendarFeed | None:
    """Somebody's calendar for a purpose."""
    return session.get(CalendarFeed, (user_id, purpose))


def feed_at(session: Session, secret: str) -> CalendarFeed | None:
    """The calendar of a secret address."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.secret_digest == digest(secret)))


def failed_mail(session: Session, user_id: int, purpose: Purpose) -> bool:
    """Whether the newest message by mail did not reach somebody."""
    if purpose is Purpose.WORK:
        newest = select(Digest.state).where(Digest.user_id == user_id).order_by(Digest.id.desc())
    else:
        newest = (
            select(Reminder.state)
            .where(Reminder.user_id == user_id, Reminder.channel == "mail")
            .order_by(Reminder.id.desc())
        )
    return session.scalar(newest.limit(1)) == "failed"


def kept(session: Session, user_id: int, opened: Callable[[MailAddress], str]) -> tuple[Kept, ...]:
    """What is kept of messages, addresses and calendars of a person, for her to see.

    `opened` reads an address. Raises what it raises.
    """
    return (
        _addresses(session, user_id, opened),
        _reminders(session, user_id),
        _digests(session, user_id),
        _feeds(session, user_id),
    )


def _addresses(session: Session, user_id: int, opened: Callable[[MailAddress], str]) -> Kept:
    rows = session.scalars(
        select(MailAddress).where(MailAddress.user_id == user_id).order_by(MailAddress.purpose)
    )
    return Kept(
        "mail_addresses",
        N_("E-postadresser för påminnelser"),
        N_("Så att du kan få påminnelser. Adressen sparas krypterad. Ingen annan ser den."),
        (
            ("about", N_("Om")),
            ("address", N_("E-postadress")),
            ("given", N_("Uppskriven")),
            ("code_sent", N_("Kod skickad")),
            ("confirmed", N_("Bekräftad")),
        ),
        tuple(
            (
                Word(PURPOSE_WORDS[each.purpose]),
                opened(each),
                each.asked_at,
                each.code_sent_at,
                each.confirmed_at,
            )
            for each in rows
        ),
    )


def _reminders(session: Session, user_id: int) -> Kept:
    rows = session.scalars(select(Reminder).where(Reminder.user_id == user_id).order_by(Reminder.id))
    return Kept(
        "reminders",
        N_("Påminnelser om dina intyg"),
        N_("Så att du får högst två för varje intyg."),
        (
            ("day", N_("Dag")),
            ("valid_until", N_("Intyget gäller till")),
            ("by", N_("Hur")),
            ("state", N_("Läge")),
            ("sent", N_("Skickad")),
        ),
        tuple(
            (
                each.due_on,
                each.valid_until,
                Word(CHANNEL_WORDS[each.channel]),
                Word(STATE_WORDS[each.state]),
                each.sent_at,
            )
            for each in rows
        ),
    )


def _digests(session: Session, user_id: int) -> Kept:
    rows: Sequence[Digest] = session.scalars(
        select(Digest).where(Digest.user_id == user_id).order_by(Digest.id)
    ).all()
    return Kept(
        "digests",
        N_("Veckans mejl till dig som kontaktperson"),
        N_("Så att du får högst ett i veckan."),
        (("week", N_("Vecka")), ("people", N_("Personer")), ("state", N_("Läge")), ("sent", N_("Skickad"))),
        tuple((each.week, each.people, Word(STATE_WORDS[each.state]), each.sent_at) for each in rows),
    )


def _feeds(session: Session, user_id: int) -> Kept:
    rows = session.scalars(
        select(CalendarFeed).where(CalendarFeed.user_id == user_id).order_by(CalendarFeed.purpose)
    )
    return Kept(
        "calendar_feeds",
        N_("Kalendrar"),
        N_(
            "Så att din kalender kan visa när något ska förnyas. Själva adressen sparas så att ingen kan läsa den."
        ),
        (("about", N_("Om")), ("made", N_("Gjord"))),
        tuple((Word(PURPOSE_WORDS[each.purpose]), each.made_at) for each in rows),
    )
