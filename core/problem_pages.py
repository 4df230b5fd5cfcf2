"""What a person sees when something cannot be done: what happened to her answer, and the way out."""

from dataclasses import dataclass

from flask import Flask, Response, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError

from core.crockford import random_code
from core.db import OUT_OF_REACH, session
from core.errors import Refusal
from core.language import N_, gettext
from core.logs import log, trace
from core.page import render

SECRETS = frozenset({"pin", "password", "totp"})


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A page instead of the one that was asked for. `retry_fields` is what was typed, to send again."""

    heading: str
    what: str
    way_out: str
    link_url: str | None
    link_text: str | None
    retry_fields: tuple[tuple[str, str], ...]
    retry_url: str
    case: str


NOT_FOUND = (
    N_("Sidan finns inte"),
    N_("Adressen kan vara fel, eller så är sidan inte till för dig."),
    N_("Gå till början och försök därifrån. Det du har gjort är sparat."),
)
WRONG_METHOD = (
    N_("Så går det inte att öppna sidan"),
    N_("Den här adressen tar bara emot svar från ett formulär."),
    N_("Gå till början och försök därifrån."),
)
TOO_LARGE = (
    N_("Det blev för mycket"),
    N_("Det som skickades är större än sidan tar emot."),
    N_("Gå tillbaka och skicka mindre."),
)
BAD_REQUEST = (
    N_("Det gick inte att läsa"),
    N_("Något i det som skickades kunde inte läsas. Inget har ändrats."),
    N_("Gå tillbaka, ladda om sidan och försök igen."),
)
RELOAD = (
    N_("Ladda om sidan"),
    N_("Sidan var för gammal. Det du valde finns kvar här, men det är inte sparat än."),
    N_("Tryck på Försök igen."),
)
NOT_SAVED = (
    N_("Just nu går det inte att spara"),
    N_("Det du valde är inte sparat än, men det finns kvar här."),
    N_("Vänta en liten stund och tryck på Försök igen. Det går bra att läsa lektionerna under tiden."),
)
FAULT = (
    N_("Något gick fel hos oss"),
    N_("Det är inte ditt fel. Dina tidigare svar är sparade."),
    N_("Försök igen om en stund."),
)
# When nothing can be offered again: there was nothing, or it was a secret.
RELOAD_EMPTY = (
    RELOAD[0],
    N_("Sidan var för gammal. Inget har ändrats."),
    N_("Gå tillbaka, ladda om sidan och försök igen."),
)
TRY_LATER = (
    N_("Försök igen om en stund"),
    N_("Just nu går det inte att spara. Inget har ändrats."),
    N_("Vänta en liten stund. Gå sedan tillbaka och försök igen."),
)
SECRETS_AGAIN = N_("Lösenord och koder från din app sparas aldrig. Dem skriver du en gång till.")
WITHOUT_FIELDS = {RELOAD: RELOAD_EMPTY, NOT_SAVED: TRY_LATER}
BY_STATUS = {404: NOT_FOUND, 405: WRONG_METHOD, 413: TOO_LARGE}


def init_problem_pages(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(CSRFError, lambda _error: problem(RELOAD, 400, retry=True))
    app.register_error_handler(DBAPIError, on_database_error)
    app.register_error_handler(SecurityError, on_foreign_host)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_fault)


def on_refusal(refusal: Refusal) -> tuple[str, int]:
    """A refusal with its own words."""
    session().rollback()
    texts = (refusal.heading, refusal.what, refusal.way_out)
    return problem(
        texts,
        refusal.status,
        retry=refusal.retry,
        values=refusal.values,
        endpoint=refusal.endpoint,
        link_text=refusal.link_text,
    )


def on_http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    """The usual HTTP errors. Redirects pass through."""
    status = error.code or 500
    if status < 400:
        return error
    session().rollback()
    return problem(BY_STATUS.get(status, BAD_REQUEST if status < 500 else FAULT), status)


def on_foreign_host(_error: SecurityError) -> Response:
    """The request names a host that is not ours. A page would need addresses, and there are none for it."""
    log("foreign-host")
    text = gettext("Den här adressen hör inte till utbildningen. Kontrollera adressen och försök igen.")
    return Response(f"{text}\n", 400, mimetype="text/plain")


def on_database_error(error: DBAPIError) -> tuple[str, int]:
    """The database is locked, full, read-only or gone: nothing was saved, and we say so."""
    if not isinstance(error, OUT_OF_REACH):
        return on_fault(error)
    return on_fault(error, NOT_SAVED, 503)


def on_fault(error: Exception, texts: tuple[str, str, str] = FAULT, status: int = 500) -> tuple[str, int]:
    """Anything else: a case number for the log, no detail for the page."""
    session().rollback()
    case = random_code(8)
    log("fault", case=case, endpoint=request.endpoint, kind=type(error).__name__, trace=trace(error))
    return problem(texts, status, retry=status == 503, case=case)


def problem(
    texts: tuple[str, str, str],
    status: int,
    *,
    retry: bool = False,
    values: dict[str, object] | None = None,
    endpoint: str | None = None,
    link_text: str | None = None,
    case: str = "",
) -> tuple[str, int]:
    """Render a problem page. With `retry` a POST's fields are offered again, never PINs or passwords."""
    fields = what_was_typed() if retry and request.method == "POST" else ()
    if not fields:
        texts = WITHOUT_FIELDS.get(texts, texts)
    heading, what, way_out = (gettext(text) % (values or {}) if text else "" for text in texts)
    if fields and SECRETS & set(request.form):
        way_out = f"{way_out} {gettext(SECRETS_AGAIN)}"
    page = ProblemPage(
        heading=heading,
        what=what,
        way_out=way_out,
        link_url=url_for(endpoint) if endpoint else "/",
        link_text=gettext(link_text) if link_text else gettext("Till början"),
        retry_fields=fields,
        retry_url=request.path,
        case=case,
    )
    return render("errors/problem.html", page), status


def what_was_typed() -> tuple[tuple[str, str], ...]:
    """The fields of this POST that a page may repeat. Beside a PIN nothing is worth it: the code is a card's."""
    if "pin" in request.form:
        return ()
    return tuple(
        (name, value)
        for name, values in request.form.lists()
        if name not in SECRETS and name != "csrf_token"
        for value in values
    )
