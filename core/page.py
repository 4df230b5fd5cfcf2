"""Rendering: one frozen dataclass a page, and what every page shows around it."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from core.language import current_language, languages
from core.security import SECRET_PATHS
from core.settings import Settings

THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("normal", "large")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One telephone number of the help strip."""

    label: str
    number: str
    tel: str
    note: str
    danger: bool
    note_lang: str = "sv"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the staff menu."""

    url: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What the layout shows on every page."""

    lang: str
    dir: str
    theme: str
    text_size: str
    languages: tuple[tuple[str, str], ...]
    demo: bool
    signed_in: bool
    shared: bool
    person_name: str | None
    nav: tuple[NavItem, ...]
    help_lines: tuple[HelpLine, ...]
    exit_url: str
    here: str
    sso_label: str | None


def render(template: str, page: object) -> str:
    """Render a template with its page. The template reads `page.…` and the globals, nothing else."""
    return render_template(template, page=page)


def init_pages(
    app: Flask,
    settings: Settings,
    *,
    help_lines: Callable[[], tuple[HelpLine, ...]],
    nav: Callable[[], tuple[NavItem, ...]],
    person_name: Callable[[], str | None],
    shared: Callable[[], bool],
) -> None:
    """Make Jinja strict and give every template `site` and the few globals.

    The callables come from rooms that the floor must not know; app.py hands them in.
    """
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(csrf_token=generate_csrf, text_lang=text_lang, said_in=said_in)

    def plain_globals(d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Each import of a component compares its globals with the page's: a dict does so in a tenth of the
        # time that Jinja's own ChainMap takes. No global is added once pages are shown.
        return {**app.jinja_env.globals, **(d or {})}

    app.jinja_env.make_globals = plain_globals  # type: ignore[method-assign]

    def site() -> Site:
        language = current_language()
        name = person_name()
        return Site(
            lang=language.code,
            dir=language.dir,
            theme=chosen("theme", THEMES),
            text_size=chosen("text_size", TEXT_SIZES),
            languages=tuple((each.code, each.name) for each in languages().values()),
            demo=settings.demo,
            signed_in=name is not None,
            shared=shared(),
            person_name=name,
            nav=nav(),
            help_lines=help_lines(),
            exit_url=settings.exit_url,
            here=way_back(),
            sso_label=settings.sso_label if settings.sso_issuer else None,
        )

    @app.context_processor
    def give_site() -> dict[str, Any]:
        if "site" not in g:
            g.site = site()
        return {"site": g.site}


def filled(text: str, **values: str) -> Markup:
    """A translated text with its placeholders filled; values are escaped unless `said_in` made them."""
    return Markup(text) % values  # noqa: S704  our own text: compile_translations lets no mark-up in


def way_back() -> str:
    """The path of this page if opening it again shows it again and it holds no secret, else the first page."""
    rule = request.url_rule
    opens = rule is not None and "GET" in (rule.methods or ())
    return request.path if opens and not request.path.startswith(SECRET_PATHS) else "/"


def chosen(cookie: str, allowed: tuple[str, ...]) -> str:
    """A harmless preference from its cookie, or the first allowed value."""
    value = request.cookies.get(cookie, "")
    return value if value in allowed else allowed[0]


def text_lang(code: str) -> Markup:
    """The attributes `lang` and `dir` for text whose language differs from the page's, else nothing."""
    if code == current_language().code:
        return Markup("")
    known = current_app.extensions["languages"].get(code)
    return Markup(' lang="{}" dir="{}"').format(code, known.dir if known else "ltr")


def said_in(text: str, code: str) -> Markup:
    """A few words inside a text of the page, marked as `text_lang` does when their language differs."""
    attributes = text_lang(code)
    return Markup("<span{}>{}</span>").format(attributes, text) if attributes else escape(text)
