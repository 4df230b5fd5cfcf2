"""What this room keeps about one person, for her to see; and what she must hand over before she is erased."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from accounts.models import User
from core.language import N_
from core.own_data import Kept, Word
from organisations.models import CardSlip, ExpectedPerson, Membership, Organisation, Role
from organisations.rules import ROLE_LABELS, RoleName


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """Workplaces with the name written down there, slips for a new card, roles."""
    return (_memberships(session, user_id), _slips(session, user_id), _roles(session, user_id))


def _memberships(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(Organisation.name, Membership.joined_at, Membership.ended_at, ExpectedPerson.name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .outerjoin(ExpectedPerson, ExpectedPerson.membership_id == Membership.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    return Kept(
        "memberships",
        N_("Dina arbetsplatser"),
        N_("Kontaktpersonen där ser ditt namn och om du är klar."),
        (
            ("workplace", N_("Arbetsplats")),
            ("joined", N_("Gick med")),
            ("ended", N_("Slutade")),
            ("written_down_as", N_("Uppskriven av kontaktpersonen som")),
        ),
        tuple(tuple(row) for row in rows),
    )


def _slips(session: Session, user_id: int) -> Kept:
    giver = aliased(User)
    rows = session.execute(
        select(giver.name, CardSlip.created_at, CardSlip.expires_at, CardSlip.ended_at)
        .join(Membership, Membership.id == CardSlip.membership_id)
        .join(giver, giver.id == CardSlip.issued_by)
        .where(Membership.user_id == user_id)
        .order_by(CardSlip.id)
    )
    return Kept(
        "card_slips",
        N_("Lappar för ett nytt kort"),
        N_("Så att det går att se vem som lät dig byta kort."),
        (
            ("slip_by", N_("Lapp från")),
            ("made", N_("Gjort")),
            ("until", N_("Gäller till")),
            ("ended", N_("Slutade")),
        ),
        tuple(tuple(row) for row in rows),
    )


def _roles(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(Role.role, Organisation.name, Role.network, Role.granted_at, Role.ended_at)
        .outerjoin(Organisation, Organisation.id == Role.organisation_id)
        .where(Role.user_id == user_id)
        .order_by(Role.id)
    )
    return Kept(
        "roles",
        N_("Dina uppdrag"),
        N_("Uppdraget avgör vilka sidor du får öppna."),
        (
            ("role", N_("Uppdrag")),
            ("place", N_("Plats")),
            ("granted", N_("Började")),
            ("ended", N_("Slutade")),
        ),
        tuple(
            (Word(ROLE_LABELS[RoleName(role)]), place or network, granted, ended)
            for role, place, network, granted, ended in rows
        ),
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """A role that nobody else has: it must be handed over first. `place` is a workplace, or empty."""

    role: RoleName
    place: str


def duties(session: Session, user_id: int, *, held: bool) -> tuple[Duty, ...]:
    """The roles in which a person is the only one: sole contact person of a workplace, sole coordinator.

    `held`: whoever else leaves such a role waits until the transaction ends, so that two do not leave at once.
    """
    mine = session.scalars(
        select(Role)
        .where(Role.user_id == user_id, Role.role != RoleName.TRAINER, Role.ended_at.is_(None))
        .order_by(Role.id)
    ).all()
    return tuple(
        Duty(RoleName(role.role), place_of(session, role))
        for role in mine
        if is_alone(session, role, held=held)
    )


def is_alone(session: Session, role: Role, *, held: bool) -> bool:
    """Whether nobody else has this role here."""
    where = (
        Role.organisation_id == role.organisation_id
        if role.organisation_id is not None
        else Role.network == role.network
    )
    same = (
        select(Role.user_id).where(Role.role == role.role, where, Role.ended_at.is_(None)).order_by(Role.id)
    )
    return set(session.scalars(same.with_for_update() if held else same)) <= {role.user_id}


def place_of(session: Session, role: Role) -> str:
    """The name of the workplace of a role; empty for the network's."""
    if role.organisation_id is None:
        return ""
    return session.get_one(Organisation, role.organisation_id).name


def workplaces_now(session: Session, user_id: int) -> tuple[int, ...]:
    """The organisations the person belongs to now."""
    return tuple(
        session.scalars(
            select(Membership.organisation_id)
            .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
            .order_by(Membership.organisation_id)
        )
    )
