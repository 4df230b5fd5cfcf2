"""One's own reminders: an address that only she knows, a calendar, and the link in each mail that ends it."""

from datetime import date, timedelta

from cryptography.fernet import InvalidToken
from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from accounts.models import User
from accounts.queries import SignedIn
from accounts.rules import SignInKind
from accounts.sign_in import public, require_person, signed_in
from care import address_actions, reminder_queries
from care.calendar_file import Event, calendar_file
from care.forms import AddressCodeForm, AddressForm
from care.reminder_commands import MAIL_CODE
from care.reminder_models import CalendarFeed, MailAddress
from care.reminder_pages import RemindersPage, StopPage
from care.reminder_rules import MOST_CODES_A_DAY, Kind, Purpose, due_on
from core import brakes, clock, jobs
from core.db import session
from core.errors import Refusal
from core.forms import PressForm
from core.ids import keyed_digest
from core.language import N_, gettext, use_language
from core.page import render
from core.security import csrf
from core.settings import Settings

blueprint = Blueprint("reminders", __name__)
ONE_CLICK = "One-Click"
A_DAY = timedelta(days=1)
WRONG_CODE = N_("Koden stämmer inte, eller är för gammal. Den gäller i tio minuter. Du kan be om en ny.")


def settings() -> Settings:
    """The site's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def pepper() -> str:
    """The secret under which addresses are kept."""
    return settings().pepper.get_secret_value()


def purpose_of(found: SignedIn) -> Purpose | None:
    """What this sign-in may set: her own reminders, or at work those about her people. None on a shared screen."""
    if found.kind is SignInKind.SHARED:
        return None
    if found.kind is SignInKind.OWN:
        return Purpose.OWN
    return Purpose.WORK if reminder_queries.contact_places(session(), found.user_id) else None


def here() -> tuple[int, Purpose]:
    """Who sets what here. Raises the refusal of a sign-in that may not."""
    found = require_person()
    purpose = purpose_of(found)
    if purpose is None:
        raise Refusal(
            N_("Det går inte här"),
            N_("Påminnelser ställer du in på din egen mobil eller dator, eller som kontaktperson."),
            N_("Här delar du skärmen med andra, eller är inte kontaktperson någonstans."),
            status=403,
            endpoint="my_data.overview",
            link_text=N_("Mina uppgifter"),
        )
    return found.user_id, purpose


# ---- the page ----------------------------------------------------------------------------------------


@blueprint.get("/paminnelser")
@signed_in
def mine() -> str:
    """What one is reminded of, how, and how it ends."""
    found = require_person()
    purpose = purpose_of(found)
    if purpose is None:
        return render("care/no_reminders.html", None)
    return shown(purpose)


def shown(
    purpose: Purpose,
    form: AddressForm | None = None,
    code_form: AddressCodeForm | None = None,
    secret: str = "",
) -> str:
    """The page, with what was typed wrong, or with a calendar's new address."""
    person = require_person()
    found = reminder_queries.address_of(session(), person.user_id, purpose)
    page = RemindersPage(
        work=purpose is Purpose.WORK,
        state=state_of(found),
        address=address_shown(person, found) if found else "",
        failed=reminder_queries.failed_mail(session(), person.user_id, purpose),
        form=form or AddressForm(formdata=None),
        code_form=code_form or AddressCodeForm(formdata=None),
        has_feed=reminder_queries.feed_of(session(), person.user_id, purpose) is not None,
        feed_url=f"{settings().base_url}/kalender/{secret}.ics" if secret else "",
        back_url=url_for("staff.home" if purpose is Purpose.WORK else "my_data.overview"),
    )
    return render("care/reminders.html", page)


def address_shown(person: SignedIn, address: MailAddress) -> str:
    """An address, or nothing when it is not for this screen or no key opens it any more."""
    try:
        return address_actions.seen_by(session(), person, address, pepper()) or ""
    except InvalidToken:
        return ""


def state_of(found: MailAddress | None) -> str:
    """Where the mail is."""
    if settings().smtp_host is None:
        return "off"
    if found is None:
        return "none"
    return "on" if found.confirmed_at is not None else "code"


# ---- the address -------------------------------------------------------------------------------------


@blueprint.post("/paminnelser/adress")
@signed_in
def give() -> str | BaseResponse:
    """Write down an address; a code goes to it, and nothing else before the code has come back."""
    user_id, purpose = here()
    form = AddressForm()
    if settings().smtp_host is None or not form.validate_on_submit():
        return shown(purpose, form)
    now, address = clock.now(), form.address.data or ""
    slow_down(user_id, address)
    address_actions.give_address(session(), now, user_id, purpose, address, pepper())
    jobs.ask(
        session(),
        now,
        MAIL_CODE,
        {"purpose": purpose.value},
        asked_by=user_id,
        back_url=url_for("reminders.mine"),
    )
    session().commit()
    return redirect(url_for("reminders.mine"), 303)


def slow_down(user_id: int, address: str) -> None:
    """Raise the refusal of who asks for codes too often, or for an address that many ask for."""
    for subject in (str(user_id), address.lower()):
        key = keyed_digest(pepper(), "brake-mail-code", subject)
        if brakes.closed_until(session(), key, MOST_CODES_A_DAY, clock.now()) is not None:
            raise Refusal(
                N_("Vänta till i morgon"),
                N_("Det har blivit många koder i dag."),
                N_("Försök igen i morgon. Du kan klara dig utan påminnelser så länge."),
                status=429,
            )
        brakes.hit(session(), key, A_DAY, clock.now())


@blueprint.post("/paminnelser/kod")
@signed_in
def confirm() -> str | BaseResponse:
    """Type the code. Opening a link confirms nothing."""
    user_id, purpose = here()
    form = AddressCodeForm()
    found = reminder_queries.address_of(session(), user_id, purpose)
    if found is None or found.confirmed_at is not None:
        return redirect(url_for("reminders.mine"), 303)
    if form.validate_on_submit():
        typed = "".join((form.code.data or "").split())
        right = address_actions.confirm(session(), clock.now(), found, typed, pepper())
        session().commit()
        if right:
            return redirect(url_for("reminders.mine"), 303)
        form.code.errors = [gettext(WRONG_CODE)]
    return shown(purpose, code_form=form)


@blueprint.post("/paminnelser/adress/ta-bort")
@signed_in
def remove() -> BaseResponse:
    """Take the address away; no mail comes any more."""
    user_id, purpose = here()
    if PressForm().validate_on_submit():
        address_actions.forget_address(session(), user_id, purpose)
        session().commit()
    return redirect(url_for("reminders.mine"), 303)


@blueprint.route("/sluta/<stop>", methods=["GET", "POST"])
@public
def stop(stop: str) -> str:
    """The link in a mail: opening it only asks, the button takes the address away.

    A mail program's own button posts without a token (RFC 8058); the link itself is its right.
    """
    found = reminder_queries.by_stop(session(), stop)
    if request.method == "POST":
        if request.form.get("List-Unsubscribe") != ONE_CLICK:
            csrf.protect()
        if found is not None:
            address_actions.forget_address(session(), found.user_id, found.purpose)
            session().commit()
        found = None
    return render("care/stop.html", StopPage(done=found is None))


csrf.exempt(stop)  # it looks at the token itself


# ---- the calendar ------------------------------------------------------------------------------------


@blueprint.post("/paminnelser/kalender")
@signed_in
def new_feed() -> str:
    """A new address of one's calendar, shown once; an older one ends."""
    user_id, purpose = here()
    if not PressForm().validate_on_submit():
        abort(400)
    secret = address_actions.new_feed(session(), clock.now(), user_id, purpose)
    session().commit()
    return shown(purpose, secret=secret)


@blueprint.post("/paminnelser/kalender/ta-bort")
@signed_in
def remove_feed() -> BaseResponse:
    """Let the calendar's address lead nowhere."""
    user_id, purpose = here()
    if PressForm().validate_on_submit():
        address_actions.forget_feed(session(), user_id, purpose)
        session().commit()
    return redirect(url_for("reminders.mine"), 303)


@blueprint.get("/kalender/<secret>.ics")
@public
def feed(secret: str) -> Response:
    """The calendar itself, for a program that has its secret address."""
    found = reminder_queries.feed_at(session(), secret)
    if found is None:
        abort(404)
    use_language(session().get_one(User, found.user_id).language)
    events = own_events(found) if found.purpose == Purpose.OWN else work_events(found)
    content = calendar_file(gettext("Utbildning"), events, clock.now())
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="utbildning.ics"'},
    )


def own_events(found: CalendarFeed) -> list[Event]:
    """The day of the last reminder of each certificate she holds."""
    courses = frozenset(current_app.extensions["catalogue"].courses)
    return [
        Event(
            uid=keyed_digest(pepper(), "calendar", f"{each.attempt_id}")[:32],
            day=due_on(Kind.LAST, each.valid_until),
            summary=gettext("Utbildning: förnya"),
        )
        for each in reminder_queries.ending(session(), clock.today(), courses, found.user_id)
    ]


def work_events(found: CalendarFeed) -> list[Event]:
    """How many of her people must have renewed soon after a day; no names."""
    days: dict[date, set[str]] = {}
    for each in reminder_queries.renewing_of(session(), clock.now(), found.user_id):
        days.setdefault(due_on(Kind.LAST, each.last_day), set()).add(each.ref)
    return [
        Event(
            uid=keyed_digest(pepper(), "calendar", f"{found.user_id} {day}")[:32],
            day=day,
            summary=gettext("Utbildning: %(num)s att förnya", num=len(people)),
        )
        for day, people in sorted(days.items())
    ]
