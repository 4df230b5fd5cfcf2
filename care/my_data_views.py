"""One's own data: what is kept, the file of it, the right name, and erasing everything."""

import json
from datetime import date, datetime
from functools import partial

from cryptography.fernet import InvalidToken
from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from accounts.queries import SignedIn, answers_begin, card_of, slip_rests_until, staff_login_of
from accounts.rules import SignInKind
from accounts.sign_in import browser_digest, forget_here, public, recently_proved, require_person, signed_in
from accounts.views import WRONG_PIN, pin_opens
from care import address_actions, erase_actions, erasure_file
from care.forms import NameForm, ProofForm
from care.own_queries import kept_about
from care.pages import Cell, ErasePage, MyDataPage, Paper, ProofPage, Section
from care.reminder_models import MailAddress
from certificates.actions import correct_name, holds
from certificates.certificate_views import status_row
from certificates.queries import all_of
from core import clock
from core.db import session
from core.errors import NotAllowedNow
from core.language import N_, clock_time, date_long, gettext
from core.names import clean_name
from core.own_data import Content, Kept, Value, Word, as_file
from core.page import render
from core.settings import Settings
from organisations.networks import CHECK_LOCALLY
from organisations.own_queries import duties
from organisations.rules import RoleName
from quiz import snapshots

blueprint = Blueprint("my_data", __name__, url_prefix="/mina-uppgifter")
NAMED_OFTEN = N_(
    "Namnet på intyget har redan rättats två gånger. Be samordnaren återkalla det. "
    "Sedan kan du rätta namnet och göra provet igen."
)
FIRST = {
    RoleName.CONTACT: N_(
        "Du är den enda kontaktpersonen på %(place)s. Be samordnaren bjuda in en ny kontaktperson först."
    ),
    RoleName.COORDINATOR: N_(
        "Du är den enda samordnaren i nätverket. Be den som sköter driften bjuda in en ny samordnare först."
    ),
}


def settings() -> Settings:
    """The site's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def pepper() -> str:
    """The secret mixed into PINs and digests."""
    return settings().pepper.get_secret_value()


# ---- what is kept ------------------------------------------------------------------------------------


@blueprint.get("")
@signed_in
def overview() -> str:
    """What is kept, in plain words, and what can be done about it."""
    return render("care/my_data.html", my_data_page())


@blueprint.get("/allt")
@signed_in
def everything() -> str:
    """All of it, to read or print."""
    return render("care/everything.html", my_data_page())


@blueprint.get("/uppgifter.json")
@signed_in
def data_file() -> Response:
    """All of it as a file."""
    found = as_file(mine(), clock.now(), gettext)
    return Response(
        json.dumps(found, ensure_ascii=False, indent=1),
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="mina-uppgifter.json"'},
    )


def mine() -> tuple[Kept, ...]:
    """What is kept about whoever asks."""
    catalogue = current_app.extensions["catalogue"]
    found = require_person()
    questions = partial(snapshots.load, session())
    return kept_about(session(), found.user_id, catalogue, questions, partial(address_shown, found))


def address_shown(found: SignedIn, address: MailAddress) -> str:
    """An address as its person may see it, or why she does not."""
    try:
        return address_actions.seen_by(session(), found, address, pepper()) or Word(N_("Visas inte här"))
    except InvalidToken:
        return Word(N_("Går inte att läsa"))


def my_data_page() -> MyDataPage:
    """What both pages show."""
    found = require_person()
    kept = mine()
    return MyDataPage(
        name=found.name,
        sections=tuple(section(each) for each in kept if each.rows),
        nothing_of=tuple(gettext(each.title) for each in kept if not each.rows),
        put_away=answers_begin(session(), found.user_id) is not None,
        reminders_url=None if found.kind is SignInKind.SHARED else url_for("reminders.mine"),
        back_url=url_for("staff.home" if found.kind is SignInKind.STAFF else "training.my_training"),
    )


def section(kept: Kept) -> Section:
    """One kind of thing in the language of the page."""
    return Section(
        key=kept.key.replace("_", "-"),
        title=gettext(kept.title),
        why=gettext(kept.why),
        heads=tuple(gettext(label) for _, label in kept.columns),
        rows=tuple(tuple(cell(value) for value in row) for row in kept.rows),
    )


def cell(value: Value) -> Cell:
    """One value, marked as Swedish where it is a text of the courses."""
    if isinstance(value, Content):
        return Cell(value, lang="sv")
    return Cell(in_words(value), as_stored=isinstance(value, str) and not isinstance(value, Word))


def in_words(value: Value) -> str:
    """One value as people read it, in the language of the page."""
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    if isinstance(value, datetime):
        return f"{date_long(value)} {clock_time(value)}"
    if isinstance(value, date):
        return date_long(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, Word):
        return gettext(value)
    return "–" if value is None else str(value)


# ---- showing that it is you --------------------------------------------------------------------------


def ask_staff_again(found: SignedIn) -> BaseResponse | None:
    """The way to password and code for somebody at work who gave them too long ago."""
    if found.kind is not SignInKind.STAFF or recently_proved(found):
        return None
    browser["next"] = request.path
    return redirect(url_for("accounts.prove"), 303)


def without_pin_unless_card(form: ProofForm, found: SignedIn) -> bool:
    """Take the PIN off the form of somebody who has no card, or is at work. Returns whether it is asked for."""
    asks = found.kind is not SignInKind.STAFF and card_of(session(), found.user_id) is not None
    if not asks:
        del form.pin
    return asks


def is_proved(form: ProofForm, found: SignedIn) -> bool:
    """Whether the PIN is the card's, or none is asked for. A wrong one counts as at any sign-in."""
    if "pin" not in form:
        return True
    return pin_opens(card_of(session(), found.user_id), form.pin, WRONG_PIN)


# ---- the right name ----------------------------------------------------------------------------------


@blueprint.route("/namn", methods=["GET", "POST"])
@signed_in
def name() -> str | BaseResponse:
    """Correct one's own name; certificates that still hold are issued anew with it."""
    found = require_person()
    again = ask_staff_again(found)
    if again is not None:
        return again
    form = NameForm(name=found.name)
    asks_pin = without_pin_unless_card(form, found)
    if form.validate_on_submit() and is_proved(form, found):
        try:
            correct_name(session(), clock.now(), found.user_id, clean_name(form.name.data or ""))
        except NotAllowedNow:
            session().rollback()
            form.name.errors = [gettext(NAMED_OFTEN)]
        else:
            session().commit()
            return redirect(url_for("my_data.overview"), 303)
    return render("care/name.html", ProofPage(form=form, asks_pin=asks_pin))


# ---- erasing -----------------------------------------------------------------------------------------


@blueprint.get("/radera")
@signed_in
def erase() -> str:
    """What erasing means, the certificates to save first, and what somebody with a role must do before."""
    found = require_person()
    first = to_do_first(found)
    alone = needs_staff_sign_in(found)
    opens = opens_at(found)
    page = ErasePage(
        papers=tuple(
            Paper(each.course_name, row.status_text, row.url)
            for each in all_of(session(), found.user_id)
            if holds(each, clock.today())
            for row in (status_row(each),)
        ),
        first=first,
        staff_sign_in=alone,
        controller="" if settings().controller == CHECK_LOCALLY else settings().controller,
        opens_at=opens,
        next_url=None if first or alone or opens else url_for("my_data.confirm"),
    )
    return render("care/erase.html", page)


def to_do_first(found: SignedIn, *, held: bool = False) -> tuple[str, ...]:
    """What must be handed over before, in sentences."""
    return tuple(
        gettext(FIRST[each.role], place=each.place) for each in duties(session(), found.user_id, held=held)
    )


def needs_staff_sign_in(found: SignedIn) -> bool:
    """Whether a card alone would end a staff login: a weaker key must not do what the stronger one guards."""
    return found.kind is not SignInKind.STAFF and staff_login_of(session(), found.user_id) is not None


def opens_at(found: SignedIn) -> datetime | None:
    """From when on this sign-in may erase, if not yet: a card by a slip could be in its giver's hand."""
    if found.kind is SignInKind.STAFF:
        return None
    rests = slip_rests_until(session(), found.user_id)
    return rests if rests is not None and rests > clock.now() else None


@blueprint.route("/radera/bekrafta", methods=["GET", "POST"])
@signed_in
def confirm() -> str | BaseResponse:
    """The second step: show that it is you, then everything is erased in one transaction."""
    found = require_person()
    first = to_do_first(found, held=request.method == "POST")
    if first or needs_staff_sign_in(found) or opens_at(found) is not None:
        return redirect(url_for("my_data.erase"), 303)
    again = ask_staff_again(found)
    if again is not None:
        return again
    form = ProofForm()
    asks_pin = without_pin_unless_card(form, found)
    if form.validate_on_submit() and is_proved(form, found):
        erase_actions.erase(
            session(), clock.now(), found.user_id, pepper=pepper(), browser_digest=browser_digest()
        )
        digests = erase_actions.noted(session())
        session().commit()
        erasure_file.keep_or_log(settings().erasures_file, digests)
        forget_here()
        response = redirect(url_for("my_data.erased"), 303)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
    return render("care/confirm.html", ProofPage(form=form, asks_pin=asks_pin))


@blueprint.get("/raderat")
@public
def erased() -> str:
    """Everything is erased. Says the same to everybody."""
    return render("care/erased.html", None)
