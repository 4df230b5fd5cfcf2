"""Two cards of one person: she shows that both are hers, sees what would happen, and can undo it for a week."""

from datetime import datetime

from flask import Blueprint, current_app, redirect, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from accounts.models import ReturnCard
from accounts.queries import find_card
from accounts.rules import REAUTHENTICATION_LASTS
from accounts.sign_in import require_person, signed_in
from accounts.views import REPLACED_CARD, WRONG_CARD, pin_opens
from care import merge_actions, merge_queries, merge_rules
from care.forms import TwoCardsForm
from care.merge_rules import UNDO_WITHIN
from care.my_data_views import ask_staff_again
from care.pages import LastMerge, MergePlanPage, TwoCardsPage
from certificates.queries import all_of
from core import clock
from core.db import session
from core.errors import NotAllowedNow
from core.language import gettext
from core.page import render

blueprint = Blueprint("merge", __name__, url_prefix="/mina-uppgifter/tva-kort")
PROVED = "two_cards"


def pepper() -> str:
    """The secret mixed into codes and digests."""
    found: str = current_app.extensions["settings"].pepper.get_secret_value()
    return found


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def two_cards() -> str | Response:
    """Type the other card's code and PIN; what would happen is shown before it does."""
    found = require_person()
    again = ask_staff_again(found)
    if again is not None:
        return again
    form = TwoCardsForm()
    if form.validate_on_submit():
        source = proved_other(form, found.user_id)
        if source is not None:
            browser[PROVED] = [source, clock.now().isoformat()]
            return plan(source, found.user_id)
    page = TwoCardsPage(form=form, last=last_merge(found.user_id))
    return render("care/two_cards.html", page)


def proved_other(form: TwoCardsForm, user_id: int) -> int | None:
    """Whose the other card is, when code and PIN are right and the rules let both become one; else why not."""
    card: ReturnCard | None = find_card(session(), code=form.code.data or "", pepper=pepper())
    if not pin_opens(card, form.pin, WRONG_CARD):
        return None
    assert card is not None  # noqa: S101  check_pin refuses a missing card
    wrong = gettext(REPLACED_CARD) if card.replaced_at is not None and card.user_id != user_id else None
    if wrong is None:
        why = merge_rules.problem(merge_queries.pair(session(), clock.now(), card.user_id, user_id))
        wrong = gettext(why) if why else None
    session().commit()
    if wrong is not None:
        form.code.errors = [wrong]
        return None
    return card.user_id


def plan(source: int, target: int) -> str:
    """What would be moved."""
    page = MergePlanPage(
        certificates=len(all_of(session(), source)),
        moved=merge_actions.dry_run(session(), clock.now(), source, target),
        back_url=url_for("merge.two_cards"),
    )
    session().rollback()
    return render("care/merge_plan.html", page)


def last_merge(user_id: int) -> LastMerge | None:
    """The newest merge while it is young enough to be told of, and whether it can be undone."""
    merge = merge_queries.latest_merge(session(), user_id)
    if merge is None:
        return None
    why = merge_rules.undo_problem(
        merge.merged_at, clock.now(), merge_queries.changed_since(session(), merge)
    )
    return LastMerge(merge.merged_at, merge.merged_at + UNDO_WITHIN, gettext(why) if why else "")


@blueprint.post("/bekrafta")
@signed_in
def confirm() -> Response:
    """Make the two accounts one; a second click finds it done."""
    user_id = require_person().user_id
    source = proved_lately()
    browser.pop(PROVED, None)
    if source is not None:
        try:
            merge_actions.merge(session(), clock.now(), source, user_id, pepper=pepper())
        except NotAllowedNow:
            session().rollback()
        else:
            session().commit()
    return redirect(url_for("merge.two_cards"), 303)


def proved_lately() -> int | None:
    """Whose card was shown in this browser within ten minutes."""
    proved = browser.get(PROVED)
    if proved is None or clock.now() - datetime.fromisoformat(proved[1]) > REAUTHENTICATION_LASTS:
        return None
    return int(proved[0])


@blueprint.post("/angra")
@signed_in
def undo() -> Response:
    """Make two accounts of one again; what forbids it is told on the page."""
    merge = merge_queries.latest_merge(session(), require_person().user_id)
    if merge is not None:
        try:
            merge_actions.undo(session(), clock.now(), merge)
        except NotAllowedNow:
            session().rollback()
        else:
            session().commit()
    return redirect(url_for("merge.two_cards"), 303)
