"""/demo: one button per role. Registered in demonstration mode only."""

from flask import Blueprint, abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.actions import set_language
from accounts.rules import SignInKind
from accounts.sign_in import public, sign_in
from core import crockford
from core.db import Meta, session
from core.forms import PressForm
from core.language import N_, current_language, gettext
from core.page import render
from demo.build import DEMO_ROLES
from demo.pages import DemoPage, DemoRole
from demo.people import WORKPLACES
from organisations.models import Organisation
from organisations.queries import live_join_code

blueprint = Blueprint("demo", __name__, url_prefix="/demo")
LABELS = {
    "larande": (N_("Lärande"), N_("Gå lektionerna, gör provet, få intyget.")),
    "kontaktperson": (N_("Kontaktperson"), N_("Se vem som är klar. Skriv ut affischen.")),
    "utbildare": (N_("Utbildare"), N_("Se vad som behöver övas, och var.")),
    "samordnare": (N_("Samordnare"), N_("Lägg till arbetsplatser och bjud in.")),
}


@blueprint.get("")
@public
def home() -> str:
    """Choose a role, or join with a code."""
    organisation = session().scalar(select(Organisation).where(Organisation.name == WORKPLACES[0].name))
    code = live_join_code(session(), organisation.id) if organisation else None
    if organisation is None or code is None:
        abort(404)
    page = DemoPage(
        roles=tuple(
            DemoRole(
                label=gettext(label),
                what=gettext(what),
                name=DEMO_ROLES[key],
                url=url_for("demo.enter", role=key),
            )
            for key, (label, what) in LABELS.items()
        ),
        code=crockford.group(code.code, 4, 4),
        join_url=url_for("join.confirm", code=code.code),
        organisation_name=organisation.name,
        form=PressForm(),
    )
    return render("demo/home.html", page)


@blueprint.post("/<role>")
@public
def enter(role: str) -> Response:
    """Sign in as an invented person, who speaks the language of whoever looks."""
    meta = session().get(Meta, f"demo_{role}") if role in LABELS else None
    if meta is None or not PressForm().validate_on_submit():
        abort(404)
    learner = role == "larande"
    set_language(session(), int(meta.value), current_language().code)
    sign_in(int(meta.value), SignInKind.OWN if learner else SignInKind.STAFF)
    session().commit()
    return redirect(url_for("training.my_training" if learner else "staff.home"), 303)
