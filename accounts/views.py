"""Return cards: signing in with one, making a new one, saving it."""

import io

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    redirect,
    request,
    send_file,
    url_for,
)
from flask import (
    session as browser,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field

from accounts import actions, queries
from accounts.forms import CardForm, CardLinkForm, PinForm
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.models import ReturnCard, User
from accounts.pages import CardSignInPage, ChoosePinPage, KeyDoor, NewCardPage, PendingPage, Swapped
from accounts.paper import ReturnCardFace, card_pdf, card_png
from accounts.passkeys import party
from accounts.queries import SignedIn
from accounts.rules import SignInKind, kind_on
from accounts.sign_in import (
    ask_to_prove,
    browser_digest,
    person,
    public,
    recently_proved,
    require_person,
    safe_path,
    sign_in,
    signed_in,
)
from core import clock, crockford, qr
from core.db import hold, session
from core.language import N_, current_language, date_long, gettext
from core.names import first_name
from core.page import render
from core.security import client_prefix
from core.settings import Settings

blueprint = Blueprint("accounts", __name__)
# Many people at one hotel share one address, so the brake per address is wide; each card has its own sleep.
PIN_GUESSES = 60
REPLACED_CARD = N_("Det här kortet är bytt mot ett nytt. Använd det nya.")
WRONG_CARD = N_("Kortets kod och dina siffror hör inte ihop. Kontrollera båda och försök igen.")
WRONG_PIN = N_("Siffrorna hör inte till ditt kort. Försök igen.")
SLEEPING_CARD = N_("Kortet vilar efter tio fel. Vänta en kvart och försök igen. Din utbildning finns kvar.")


def settings() -> Settings:
    """The site's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def pepper() -> str:
    """The secret mixed into PINs and codes."""
    return settings().pepper.get_secret_value()


@blueprint.route("/kort/", methods=["GET", "POST"])
@public
def card_sign_in() -> str | BaseResponse:
    """Sign in with the code typed from a card and the PIN. After "Klart, nästa person" the screen is a shared one."""
    if "delad" in request.args:
        browser["shared"] = True
    form = CardForm()
    if form.validate_on_submit():
        card = queries.find_card(session(), code=form.code.data or "", pepper=pepper())
        answer = open_card(form, card)
        if answer is not None:
            return answer
    return render("accounts/card_sign_in.html", card_sign_in_page(form, by_link=False))


@blueprint.route("/kort/<secret>", methods=["GET", "POST"])
@public
def card_link(secret: str) -> str | BaseResponse:
    """Sign in with a card's QR code and the PIN. Opening the link alone does nothing."""
    form = CardLinkForm()
    if form.validate_on_submit():
        card = queries.find_card(session(), secret=secret, pepper=pepper())
        answer = open_card(form, card)
        if answer is not None:
            return answer
    return render("accounts/card_sign_in.html", card_sign_in_page(form, by_link=True))


def card_sign_in_page(form: CardLinkForm, *, by_link: bool) -> CardSignInPage:
    """What both pages show; on a shared screen no key is offered, for it would stay there."""
    key = None if browser.get("shared") else key_door(url_for("accounts.key_sign_in"))
    return CardSignInPage(form=form, by_link=by_link, swapped=swapped_here(), key=key)


def key_door(action: str, asks: str | None = None) -> KeyDoor:
    """What a script needs to answer to an address with a key; `asks` is where it gets the question."""
    return KeyDoor(
        options_url=asks or url_for("accounts.ask_key"),
        action=action,
        origin=party(settings().base_url).origin,
    )


def open_card(form: CardLinkForm, card: ReturnCard | None) -> BaseResponse | None:
    """Check the PIN; sign in and go on, or put the error on the form."""
    if not pin_opens(card, form.pin, WRONG_CARD):
        return None
    assert card is not None  # noqa: S101  check_pin refuses a missing card
    if card.replaced_at is not None:
        session().commit()
        form.pin.errors = [replaced_text(card)]
        return None
    return enter(card.user_id, kind_on(form.screen.data), url_for("training.my_training"))


def pin_opens(card: ReturnCard | None, field: Field, wrong: str) -> bool:
    """Whether the typed PIN is the card's. A wrong one is counted and kept, and `wrong` (a msgid) put on the field."""
    now = clock.now()
    guess = Guess("pin", client_prefix(), PIN_GUESSES)
    refuse_if_too_many(session(), now, pepper(), guess)
    if actions.check_pin(session(), now, card, (field.data or "").strip(), pepper()):
        return True
    asleep = card is not None and card.sleeps_until is not None and card.sleeps_until > now
    count_wrong(session(), now, pepper(), guess)
    session().commit()
    field.errors = [gettext(SLEEPING_CARD if asleep else wrong)]
    return False


def replaced_text(card: ReturnCard) -> str:
    """What whoever knows an old card's PIN is told: somebody else may have changed the card behind her back."""
    newest = next(iter(queries.given_cards(session(), card.user_id)), None)
    if newest is None:
        return gettext(REPLACED_CARD)
    day = date_long(newest.made_at)
    return gettext(
        "Det här kortet byttes den %(day)s med en lapp från %(name)s. Var det inte du? Berätta det för en annan kontaktperson eller för samordnaren.",
        day=day,
        name=newest.by,
    )


def swapped_here() -> Swapped | None:
    """Why this browser is signed out, if somebody's slip was the reason."""
    token = browser.get("_user_id")
    found = queries.ended_by_given_card(session(), token) if token and person() is None else None
    return Swapped(day=found.made_at, by=found.by) if found else None


def enter(user_id: int, kind: SignInKind, start: str) -> BaseResponse:
    """Sign in, then go where she was going, or store what she had posted; not where another was going."""
    kept_under = browser_digest()
    before: SignedIn | None = g.expired
    going = safe_path(browser.get("next")) if before is None or before.user_id == user_id else None
    sign_in(user_id, kind)
    pending = queries.find_pending(session(), kept_under, user_id, clock.now()) if kept_under else None
    target = going or start
    if pending is not None and kept_under is not None:
        replay = current_app.extensions["replays"].get(pending.endpoint)
        if replay is None:
            browser["pending"] = kept_under
            target = url_for("accounts.pending_kept")
        else:
            target = replay(user_id, pending.arguments, pending.fields)
            actions.drop_pending(session(), kept_under, clock.now())
    session().commit()
    return redirect(target, 303)


@blueprint.get("/fortsatt")
@signed_in
def pending_kept() -> str | BaseResponse:
    """What was posted when the sign-in had run out, ready to be sent again."""
    key = browser.get("pending")
    found = queries.find_pending(session(), key, require_person().user_id, clock.now()) if key else None
    if found is None:
        return redirect("/", 303)
    fields = tuple((name, value) for name, values in found.fields.items() for value in values)
    action = url_for(found.endpoint, **found.arguments)
    return render("accounts/pending_kept.html", PendingPage(action=action, fields=fields))


@blueprint.route("/mitt-kort", methods=["GET", "POST"])
@signed_in
def choose_pin() -> str | BaseResponse:
    """Choose a PIN and get a card; an older card dies."""
    found = require_person()
    form = PinForm()
    chosen = form.validate_on_submit()
    if chosen:
        hold(session(), User, found.user_id)  # a double click waits, then finds the card that was made
    old = queries.card_of(session(), found.user_id)
    if old is not None and actions.card_face(old, clock.now(), pepper()):
        return redirect(url_for("accounts.new_card"), 303)
    if old is not None and not recently_proved(found):
        return ask_to_prove(found)
    if chosen:
        actions.make_card(session(), clock.now(), found.user_id, (form.pin.data or "").strip(), pepper())
        session().commit()
        return redirect(url_for("accounts.new_card"), 303)
    page = ChoosePinPage(form=form, first_name=first_name(found.name), replaces=old is not None)
    return render("accounts/choose_pin.html", page)


def face_to_show(found: SignedIn) -> ReturnCardFace | None:
    """The person's card while it may still be shown."""
    card = queries.card_of(session(), found.user_id)
    face = actions.card_face(card, clock.now(), pepper()) if card else None
    if face is None:
        return None
    return ReturnCardFace(
        first_name=first_name(found.name),
        code=face.code,
        url=f"{settings().base_url}/kort/{face.secret}",
        lang=current_language().code,
    )


@blueprint.get("/mitt-kort/nytt")
@signed_in
def new_card() -> str | BaseResponse:
    """The new card, to save or print, until "Klart" is pressed."""
    face = face_to_show(require_person())
    if face is None:
        return redirect(url_for("accounts.choose_pin"), 303)
    page = NewCardPage(
        first_name=face.first_name or "",
        code=crockford.group(face.code, 4, 4, 4),
        qr_svg=Markup(qr.svg(face.url, gettext("Kod som öppnar din utbildning"))),  # noqa: S704  made here
        image_url=url_for("accounts.card_image"),
        pdf_url=url_for("accounts.card_paper"),
        done_url=url_for("accounts.card_saved"),
    )
    return render("accounts/card_new.html", page)


@blueprint.get("/mitt-kort/utbildning.png")
@signed_in
def card_image() -> BaseResponse:
    """The card as a picture for the phone."""
    face = face_to_show(require_person())
    if face is None:
        return redirect(url_for("accounts.choose_pin"), 303)
    return download(card_png(face), "image/png", "utbildning.png")


@blueprint.get("/mitt-kort/utbildning.pdf")
@signed_in
def card_paper() -> BaseResponse:
    """The card on paper, to cut out."""
    face = face_to_show(require_person())
    if face is None:
        return redirect(url_for("accounts.choose_pin"), 303)
    return download(card_pdf(face), "application/pdf", "utbildning.pdf")


def download(content: bytes, mimetype: str, name: str) -> Response:
    """A file to save, under a name that says nothing about the subject."""
    return send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)


@blueprint.post("/mitt-kort/klart")
@signed_in
def card_saved() -> BaseResponse:
    """The card is saved: it cannot be shown again."""
    actions.hide_card(session(), require_person().user_id)
    session().commit()
    return redirect(url_for("training.my_training"), 303)
