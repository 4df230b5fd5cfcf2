"""Headers, cookies, hosts and limits: what protects every page alike."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from core.ids import keyed_digest
from core.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
MAX_BODY = 256 * 1024
FORWARDING_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
# Paths with these first parts carry a secret (a card, a certificate's link) or open one.
SECRET_PATHS = (
    "/kort/",
    "/nytt-kort/",
    "/i/",
    "/mitt-kort",
    "/bjudin/",
    "/ny-inloggning/",
    "/kalender/",
    "/sluta/",
)


def csp_nonce() -> str:
    """This response's nonce for its own scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def content_security_policy(nonce: str, forms_lead_to: tuple[str, ...] = ()) -> str:
    """The policy of every page: nothing from elsewhere, no inline style, scripts by nonce only.

    `forms_lead_to` are the origins a form may end at beside this one: a browser also looks at where it is sent on to.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'strict-dynamic'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            " ".join(("form-action 'self'", *forms_lead_to)),
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def init_security(app: Flask, settings: Settings) -> None:
    """Set cookies, hosts, limits and headers on the app."""
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SECRET_KEY_FALLBACKS=[key.get_secret_value() for key in settings.secret_key_fallbacks],
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="__Host-esh" if settings.https else "esh",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=180),
        WTF_CSRF_TIME_LIMIT=None,  # a tea break must not lose an answer
        # Not the key that is rotated: a form that is open meanwhile must still be taken.
        WTF_CSRF_SECRET_KEY=keyed_digest(settings.pepper.get_secret_value(), "csrf", ""),
        WTF_CSRF_SSL_STRICT=False,  # referrers are withheld on purpose; the token decides
    )
    if settings.proxy_count:
        n = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=0)  # type: ignore[method-assign]
    app.before_request(let_file_in)
    app.before_request(refuse_nul)
    csrf.init_app(app)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    if settings.demo:
        app.before_request(refuse_forwarded)
    app.after_request(
        lambda response: set_headers(response, https=settings.https, forms_lead_to=settings.sso_origins)
    )


def takes_file(most: int) -> Callable[[View], View]:
    """The view takes a file of at most so many bytes; everywhere else a body ends at MAX_BODY."""

    def declare(view: View) -> View:
        view.takes_file = most  # type: ignore[attr-defined]
        return view

    return declare


def let_file_in() -> None:
    """Before anything of the body is read: how large it may be here."""
    most = getattr(current_app.view_functions.get(request.endpoint or ""), "takes_file", 0)
    if most:
        request.max_content_length = most + MAX_BODY


def refuse_nul() -> None:
    """No form of ours sends a NUL, and PostgreSQL cannot keep one."""
    if "\0" in request.path:
        abort(404)
    sent = (*request.args.items(multi=True), *request.form.items(multi=True))
    if any("\0" in name or "\0" in value for name, value in sent):
        abort(400)


def refuse_forwarded() -> None:
    """In demonstration mode nobody may sit behind a proxy: such a request finds nothing."""
    if any(name in request.headers for name in FORWARDING_HEADERS):
        abort(404)


def set_headers(response: Response, *, https: bool, forms_lead_to: tuple[str, ...] = ()) -> Response:
    """Put the protecting headers on any response, also errors and static files."""
    headers = response.headers
    headers["Content-Security-Policy"] = content_security_policy(csp_nonce(), forms_lead_to)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()"
    if https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    if request.path.startswith(SECRET_PATHS):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def client_prefix() -> str:
    """The caller's network: the first 24 bits of an IPv4, 48 of an IPv6 address. Only used in digests."""
    address = request.remote_addr or ""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return ".".join(address.split(".")[:3])
