"""The fence around Flask-Login: who is signed in, and the guards that need to know only that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask import session as browser
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from accounts import actions, queries
from accounts.queries import SignedIn
from accounts.rules import REAUTHENTICATION_LASTS, SignInKind
from core import clock
from core.db import OUT_OF_REACH, session, set_writing
from core.ids import digest
from core.language import use_language

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# How stale `last_seen_at` may get before a request writes it: often enough for the shortest idle time.
TOUCH_AFTER = {
    SignInKind.OWN: timedelta(hours=1),
    SignInKind.SHARED: timedelta(minutes=1),
    SignInKind.STAFF: timedelta(minutes=10),
}
SECRET_FIELDS = frozenset({"csrf_token", "pin", "password", "new_password", "totp", "code", "credential"})

_manager = LoginManager()


@dataclass(frozen=True, slots=True)
class Person(UserMixin):
    """Flask-Login's user: its id is the sign-in's random token, so that ending the row ends the sign-in."""

    token: str
    facts: SignedIn

    def get_id(self) -> str:
        """The token that goes into the signed session cookie."""
        return self.token


def init_sign_in(app: Flask) -> None:
    """Bind Flask-Login and load the person at the start of each request."""
    _manager.init_app(app)
    # Nobody is remembered beside the sign-in; looking for it would make every file depend on the cookie (Vary).
    app.after_request_funcs[None].remove(_manager._update_remember_cookie)  # noqa: SLF001
    _manager.user_loader(_load)
    app.before_request(_begin)
    app.teardown_request(lambda _error: set_writing(False))


def _begin() -> None:
    """Know who asks before any view runs, and note that the sign-in is used."""
    set_writing(False)
    g.expired = None
    g.unreachable = None
    if request.endpoint == "static":
        return
    found = person()
    if found is not None:
        use_language(found.language)
        now = clock.now()
        if now - found.last_seen_at > TOUCH_AFTER[found.kind]:
            _touch(found)
    if request.method not in SAFE_METHODS:
        session().rollback()
        set_writing(True)


def _touch(found: SignedIn) -> None:
    session().rollback()
    set_writing(True)
    try:
        actions.touch_sign_in(session(), clock.now(), found.sign_in_id)
        session().commit()
    except OUT_OF_REACH:
        session().rollback()  # a read-only database still serves pages
    finally:
        set_writing(False)


def _load(token: str) -> Person | None:
    try:
        facts = queries.find_sign_in(session(), token, clock.now())
    except OUT_OF_REACH as error:
        session().rollback()
        g.unreachable = error  # open pages and the page that tells of it are shown all the same
        return None
    if facts is None:
        return None
    if not facts.live:
        g.expired = facts
        return None
    return Person(token=token, facts=facts)


def person() -> SignedIn | None:
    """The live sign-in behind this request, if any."""
    user: Any = current_user
    return user.facts if user and user.is_authenticated else None


def require_person() -> SignedIn:
    """The signed-in person; only for views behind a guard that made sure of her."""
    found = person()
    if found is None:
        abort(404)
    return found


def browser_digest() -> str | None:
    """A digest that binds a kept POST to this browser: of the token its session cookie carries."""
    token = browser.get("_user_id")
    return digest(token) if token else None


def sign_in(user_id: int, kind: SignInKind) -> None:
    """Sign a person in on this browser with a new session (no fixation); any other sign-in here ends."""
    sign_out()
    token = actions.start_sign_in(session(), clock.now(), user_id, kind)
    session().flush()
    browser.clear()
    browser.permanent = kind is SignInKind.OWN
    facts = queries.find_sign_in(session(), token, clock.now())
    login_user(Person(token=token, facts=cast(SignedIn, facts)))


def sign_out() -> None:
    """End this browser's sign-in and empty its session."""
    found = person()
    if found is not None:
        actions.end_sign_in(session(), clock.now(), found.sign_in_id)
    forget_here()


def forget_here() -> None:
    """Let this browser forget who is signed in, whatever the database says."""
    logout_user()
    browser.clear()


def safe_path(path: str | None) -> str | None:
    """The path if it leads to a page of this site, else None (S50)."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return None
    if any(ord(character) < 33 for character in path) or "%2f%2f" in path.lower():
        return None
    return path


def declare(view: View, guard: str) -> View:
    """Write on a view who may enter. A view without this mark fails a test."""
    view.guard = guard  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Everybody may enter."""
    return declare(view, "public")


def signed_in(view: View) -> View:
    """Anybody who is signed in, by card or as staff; others come to the sign-in page."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if person() is None:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    return declare(cast(View, guarded), "signed_in")


def just_proved(view: View) -> View:
    """Anybody who is signed in and gave PIN, password and code, or key within the last ten minutes."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        found = person()
        if found is None:
            return ask_to_sign_in()
        if not recently_proved(found):
            return ask_to_prove(found)
        return view(*args, **kwargs)

    return declare(cast(View, guarded), "signed_in+fresh")


def ask_to_prove(found: SignedIn) -> Response:
    """Send to the page that asks who she is once more; what she posted is kept meanwhile, but never secrets."""
    opens = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    if opens and SECRET_FIELDS.issuperset(request.form):
        browser["next"] = request.path
    else:
        keep_request(found)
    return redirect(url_for("accounts.prove"), 303)


def ask_to_sign_in() -> Response:
    """Send to the right sign-in page; a POST that met an expired sign-in is kept for half an hour.

    Raises the database's error when nobody can know who asks: she must not be sent away then.
    """
    if g.unreachable is not None:
        raise g.unreachable
    expired: SignedIn | None = g.expired
    token = browser_digest()
    if expired is None and token is not None and queries.asked_for_erasure(session(), token):
        return redirect(url_for("my_data.erased"), 303)
    staff = expired is not None and expired.kind is SignInKind.STAFF
    keep_request(expired)
    return redirect(url_for("accounts.staff_sign_in" if staff else "accounts.card_sign_in"), 303)


def keep_request(owner: SignedIn | None) -> None:
    """Remember where the person was going, and what she posted, without PINs and passwords."""
    if request.method in SAFE_METHODS:
        browser["next"] = request.full_path.rstrip("?")
        return
    key = browser_digest()
    if owner is None or key is None or request.endpoint is None:
        return
    fields = {name: values for name, values in request.form.lists() if name not in SECRET_FIELDS}
    actions.keep_post(
        session(),
        clock.now(),
        browser_digest=key,
        user_id=owner.user_id,
        endpoint=request.endpoint,
        arguments={name: str(value) for name, value in (request.view_args or {}).items()},
        fields=fields,
    )
    session().commit()


def recently_proved(found: SignedIn) -> bool:
    """Whether password and code were given within the last ten minutes."""
    return clock.now() - found.proved_at < REAUTHENTICATION_LASTS
