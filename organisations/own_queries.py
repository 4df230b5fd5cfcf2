"""What this room keeps about one person, for her to see; and what she must hand over before she is erased."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from accounts.models import User
from core.language import N_
from core.names import fold_name
from core.own_data import Kept, Word
from organisations.earlier_rules import PROOF_LABELS
from organisations.models import (
    CardSlip,
    ExpectedPerson,
    Membership,
    MembershipFromProvider,
    Organisation,
    Role,
    RoleFromProvider,
)
from organisations.roster_models import RosterImport, RosterRow
from organisations.roster_queries import earlier_for, of_user, rows_about
from organisations.roster_rules import VERDICT_LABELS, Verdict
from organisations.rules import ROLE_LABELS, RoleName
from organisations.site_models import MembershipPlace, RoleSite, Site, Team


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """Workplaces with the name written down there, slips for a new card, roles, what the provider's groups gave."""
    return (
        _memberships(session, user_id),
        _slips(session, user_id),
        _roles(session, user_id),
        _by_groups(session, user_id),
        _earlier_training(session, user_id),
        _list_rows(session, user_id),
    )


def _memberships(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(
            Organisation.name,
            Membership.joined_at,
            Membership.ended_at,
            Site.name,
            Team.name,
            ExpectedPerson.name,
        )
        .join(Membership, Membership.organisation_id == Organisation.id)
        .outerjoin(MembershipPlace, MembershipPlace.membership_id == Membership.id)
        .outerjoin(Site, Site.id == MembershipPlace.site_id)
        .outerjoin(Team, Team.id == MembershipPlace.team_id)
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
            ("site", N_("Arbetsställe")),
            ("team", N_("Grupp")),
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
        select(Role.role, Organisation.name, Role.network, Site.name, Role.granted_at, Role.ended_at)
        .outerjoin(Organisation, Organisation.id == Role.organisation_id)
        .outerjoin(RoleSite, RoleSite.role_id == Role.id)
        .outerjoin(Site, Site.id == RoleSite.site_id)
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
            ("site", N_("Arbetsställe")),
            ("granted", N_("Började")),
            ("ended", N_("Slutade")),
        ),
        tuple(
            (Word(ROLE_LABELS[RoleName(role)]), place or network, site, granted, ended)
            for role, place, network, site, granted, ended in rows
        ),
    )


def _earlier_training(session: Session, user_id: int) -> Kept:
    rows = earlier_for(session, of_user(user_id))
    return Kept(
        "earlier_training",
        N_("Tidigare utbildning"),
        N_("Kontaktpersonen har skrivit upp det och står för det. Det räknas inte som ett intyg härifrån."),
        (
            ("trained_on", N_("Dag")),
            ("proof", N_("Bevis")),
            ("vouched_by", N_("Intygad av")),
            ("workplace", N_("Arbetsplats")),
        ),
        tuple((each.trained_on, Word(PROOF_LABELS[each.proof]), each.by, each.workplace) for each in rows),
    )


def _list_rows(session: Session, user_id: int) -> Kept:
    name = session.scalar(select(User.name).where(User.id == user_id)) or ""
    rows = session.execute(
        select(Organisation.name, RosterImport.created_at, RosterRow.name, RosterRow.verdict)
        .join(RosterImport, RosterImport.id == RosterRow.import_id)
        .join(Organisation, Organisation.id == RosterImport.organisation_id)
        .where(rows_about(user_id, fold_name(name)))
        .order_by(RosterRow.import_id, RosterRow.number)
    )
    return Kept(
        "list_rows",
        N_("Rader i listor som kontaktpersonen har läst in"),
        N_("Listan finns i 30 dagar, så att den kan ångras."),
        (
            ("workplace", N_("Arbetsplats")),
            ("handed_in", N_("Inläst")),
            ("written_as", N_("Skriven som")),
            ("verdict", N_("Vad som hittades")),
        ),
        tuple((place, at, text, Word(VERDICT_LABELS[Verdict(verdict)])) for place, at, text, verdict in rows),
    )


def _by_groups(session: Session, user_id: int) -> Kept:
    roles = session.execute(
        select(Role.role, Organisation.name, Role.network, Role.granted_at)
        .join(RoleFromProvider, RoleFromProvider.role_id == Role.id)
        .outerjoin(Organisation, Organisation.id == Role.organisation_id)
        .where(Role.user_id == user_id)
        .order_by(Role.id)
    )
    learns = session.execute(
        select(Organisation.name, Membership.joined_at)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(MembershipFromProvider, MembershipFromProvider.membership_id == Membership.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    return Kept(
        "by_groups",
        N_("Det som arbetsplatsens konto har gett dig"),
        N_("Slutar när arbetsplatsen tar bort dig ur gruppen. Intyg är kvar."),
        (("role", N_("Uppdrag")), ("place", N_("Plats")), ("granted", N_("Började"))),
        (
            *(
                (Word(ROLE_LABELS[RoleName(role)]), place or network, at)
                for role, place, network, at in roles
            ),
            *((Word(N_("Går utbildningen")), place, at) for place, at in learns),
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
    """Whether nobody else has this role here. Somebody who is limited to a site stands in for nobody but there."""
    where = (
        Role.organisation_id == role.organisation_id
        if role.organisation_id is not None
        else Role.network == role.network
    )
    limit = session.scalar(select(RoleSite.site_id).where(RoleSite.role_id == role.id))
    limited = exists().where(RoleSite.role_id == Role.id, RoleSite.site_id.is_distinct_from(limit))
    same = (
        select(Role.user_id)
        .where(Role.role == role.role, where, Role.ended_at.is_(None), ~limited)
        .order_by(Role.id)
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
