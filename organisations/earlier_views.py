"""Training somebody had before: a contact person writes it down and stands for it. Never a certificate of ours."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from core import clock
from core.db import session
from core.page import render
from organisations import earlier_actions, membership_queries, roster_queries
from organisations.contact_views import blueprint
from organisations.earlier_forms import EarlierForm
from organisations.earlier_rules import Proof, read_day
from organisations.earlier_shown_views import earlier_row
from organisations.guards import contact
from organisations.models import Organisation
from organisations.roster_pages import EarlierPage
from organisations.roster_queries import Earlier
from organisations.roster_rules import Whom


@blueprint.route("/person/<person_ref>/tidigare", methods=["GET", "POST"])
@contact()
def earlier_of_person(
    ref: str, person_ref: str, organisation: Organisation, actor: SignedIn
) -> str | Response:
    """What a member had before."""
    found = membership_queries.membership_in(session(), organisation.id, person_ref)
    if found is None:
        abort(404)
    membership, user = found
    earlier = roster_queries.earlier_for(session(), roster_queries.of_membership(membership.id))
    back = url_for("contact.person", ref=ref, person_ref=person_ref)
    return answer(organisation, actor, Whom(membership_id=membership.id), user.name, earlier, back)


@blueprint.route("/namn/<name_ref>/tidigare", methods=["GET", "POST"])
@contact()
def earlier_of_name(ref: str, name_ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """What somebody had before under whose name nobody has joined yet."""
    found = membership_queries.expected_in(session(), organisation.id, name_ref, removed_since=clock.now())
    if found is None:
        abort(404)
    earlier = roster_queries.earlier_for(session(), roster_queries.of_expected(found.id))
    back = url_for("contact.expected", ref=ref, name_ref=name_ref)
    return answer(organisation, actor, Whom(expected_id=found.id), found.name, earlier, back)


def answer(
    organisation: Organisation,
    actor: SignedIn,
    whom: Whom,
    name: str,
    earlier: tuple[Earlier, ...],
    back_url: str,
) -> str | Response:
    """Write down, take back, or show the form. What is taken back must stand on this very page."""
    form = EarlierForm()
    gone = request.form.get("ta-bort", "")
    if gone:
        if gone not in {each.ref for each in earlier}:
            return redirect(request.path, 303)  # pressed twice
        earlier_actions.unvouch(session(), clock.now(), organisation.id, gone, actor_id=actor.user_id)
        session().commit()
        return redirect(request.path, 303)
    if form.validate_on_submit():
        day = read_day((form.day.data or "").strip())
        assert day is not None  # noqa: S101  the form has asked
        earlier_actions.vouch(
            session(),
            clock.now(),
            organisation.id,
            whom,
            proof=Proof(form.proof.data),
            day=day,
            actor_id=actor.user_id,
        )
        session().commit()
        return redirect(back_url, 303)
    page = EarlierPage(
        form=form,
        name=name,
        vouched_by=actor.name,
        earlier=tuple(map(earlier_row, earlier)),
        back_url=back_url,
    )
    return render("organisations/earlier.html", page)
