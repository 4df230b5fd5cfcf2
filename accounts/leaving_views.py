"""Signing out, leaving the site at once, and preferences: open to everybody."""

from datetime import timedelta

from flask import Response, make_response, redirect, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from accounts import actions
from accounts.forms import PreferencesForm
from accounts.pages import FormPage
from accounts.sign_in import forget_here, person, public, safe_path, sign_out
from accounts.views import blueprint, settings
from core.db import OUT_OF_REACH, session
from core.forms import Form
from core.language import COOKIE as LANGUAGE_COOKIE
from core.language import current_language
from core.logs import log
from core.page import TEXT_SIZES, THEMES, chosen, render
from core.security import csrf

# What a browser is told to forget (Clear-Site-Data).
EVERYTHING = '"cache", "cookies", "storage"'


def sign_out_whatever_happens() -> None:
    """End the sign-in; when the database takes no writes, this browser forgets it all the same."""
    try:
        sign_out()
        session().commit()
    except OUT_OF_REACH:
        session().rollback()
        forget_here()
        log("sign-out-not-kept")


@blueprint.post("/logga-ut")
@public
def sign_out_here() -> BaseResponse:
    """Sign out on this screen."""
    sign_out_whatever_happens()
    response = redirect("/", 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.post("/nasta-person")
@public
def next_person() -> BaseResponse:
    """ "Klart, nästa person": signed out, and nothing of the former person left in this browser.

    Her language and text size go too. The header is obeyed over https only, so the cookies are also ended
    one by one.
    """
    sign_out_whatever_happens()
    response = redirect(url_for("accounts.card_sign_in", delad=1), 303)
    for name in (LANGUAGE_COOKIE, "theme", "text_size"):
        response.delete_cookie(name, secure=settings().https, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = EVERYTHING
    return response


@blueprint.post("/lamna")
@public
def leave() -> Response:
    """Leave at once: signed out, and a neutral page of our own. Saved answers stay.

    On an old page the token may be dead; who presses there must meet no page that names the training.
    A press that only another site can have sent gets the same page and signs nobody out.
    """
    if not (Form().validate_on_submit() or request.headers.get("Sec-Fetch-Site") == "same-origin"):
        return make_response(render("open/left.html", None), 400)
    sign_out_whatever_happens()
    response = make_response(render("open/left.html", None))
    response.headers["Clear-Site-Data"] = EVERYTHING
    return response


csrf.exempt(leave)  # it looks at the token itself


@blueprint.route("/anpassa", methods=["GET", "POST"])
@public
def preferences() -> str | BaseResponse:
    """Choose language, light or dark, and text size. Kept in harmless cookies, and on the account."""
    form = PreferencesForm(
        language=current_language().code,
        theme=chosen("theme", THEMES),
        text_size=chosen("text_size", TEXT_SIZES),
    )
    if request.method == "GET" and request.args.get("fran") != request.path:
        browser["preferences_back"] = safe_path(request.args.get("fran"))
    if form.validate_on_submit():
        found = person()
        if found is not None:
            actions.set_language(session(), found.user_id, form.language.data)
            session().commit()
        response = redirect(safe_path(browser.get("preferences_back")) or "/", 303)
        for name, value in (
            (LANGUAGE_COOKIE, form.language.data),
            ("theme", form.theme.data),
            ("text_size", form.text_size.data),
        ):
            response.set_cookie(
                name,
                value,
                max_age=timedelta(days=180),
                secure=settings().https,
                httponly=True,
                samesite="Lax",
            )
        return response
    return render("open/preferences.html", FormPage(form=form))
