"""Languages of the interface: which there are, which one this request uses, and how dates read."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

import yaml
from babel.dates import format_date as babel_date
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, Domain, format_date, get_locale, gettext, lazy_gettext, ngettext, refresh

from core import clock

__all__ = ["N_", "Language", "gettext", "lazy", "ngettext"]
COOKIE = "lang"


def N_(text: str) -> str:  # noqa: N802  gettext's usual name for "translate later"
    """Mark a Swedish text for translation in a module that must not know Flask."""
    return text


def lazy(text: str) -> str:
    """A text that is translated when it is shown; for the labels of forms."""
    return cast(str, lazy_gettext(text))


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site: BCP 47 code, own name, gettext folder, Babel locale, direction."""

    code: str
    name: str
    catalogue: str
    locale: str
    dir: str


def load_languages(folder: Path) -> dict[str, Language]:
    """Read languages.yaml: a mapping from code to name, catalogue, locale and dir. Swedish stands first."""
    raw = yaml.safe_load((folder / "languages.yaml").read_text("utf-8"))
    return {code: Language(code=code, **fields) for code, fields in raw.items()}


def languages() -> dict[str, Language]:
    """The site's languages by code."""
    found: dict[str, Language] = current_app.extensions["languages"]
    return found


def current_language() -> Language:
    """The language of this request: the person's choice, the cookie, the browser's wish, else Swedish."""
    known = languages()
    if not has_request_context():
        return known["sv"]
    chosen = g.get("language") or request.cookies.get(COOKIE) or ""
    if chosen not in known:
        chosen = request.accept_languages.best_match(list(known)) or "sv"
    return known.get(chosen, known["sv"])


def use_language(code: str) -> None:
    """Use a language for the rest of this request, if the site has it."""
    if code in languages():
        g.language = code
        refresh()


class Catalogues(Domain):
    """The texts of each language, from the folder that languages.yaml names.

    Flask-Babel itself goes by the locale: it would know no language that Babel does not, and would mix up
    two that write their dates alike.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]
        self.folder = folder

    def get_translations(self) -> NullTranslations:
        """The catalogue of the request's language; without one all texts stay Swedish."""
        name = current_language().catalogue
        if name not in self.cache:
            self.cache[name] = load_texts(self.folder / name / "LC_MESSAGES" / "messages.mo")
        found: NullTranslations = self.cache[name]
        return found


def load_texts(file: Path) -> NullTranslations:
    """A compiled catalogue, or an empty one when there is no file."""
    if not file.exists():
        return NullTranslations()
    with file.open("rb") as opened:
        return Translations(opened)


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, spoken whatever the request's is: for what is kept in every language at once."""

    language: Language
    texts: NullTranslations

    def gettext(self, text: str, **values: object) -> str:
        """The text in this language, its placeholders filled."""
        said = str(self.texts.gettext(text))
        return said % values if values else said

    def ngettext(self, one: str, many: str, num: int) -> str:
        """The text for one or for many, with `num` filled in."""
        return str(self.texts.ngettext(one, many, num)) % {"num": num}

    def day(self, day: date, form: str = "d MMMM y") -> str:
        """ "25 oktober 2026", or in another form of Babel's."""
        return str(babel_date(day, form, locale=self.language.locale))


def voices(folder: Path) -> dict[str, Voice]:
    """A voice for each of the site's languages, by code; their catalogues lie in `folder`."""
    return {
        code: Voice(each, load_texts(folder / each.catalogue / "LC_MESSAGES" / "messages.mo"))
        for code, each in languages().items()
    }


def init_language(app: Flask, folder: Path) -> None:
    """Bind languages, catalogues and date filters to the app."""
    app.extensions["languages"] = load_languages(folder)
    babel = Babel(
        app,
        default_locale="sv",
        locale_selector=lambda: current_language().locale,
        timezone_selector=lambda: "Europe/Stockholm",
    )
    babel.domain_instance = Catalogues(folder)
    app.jinja_env.filters.update(
        date_long=date_long, date_short=date_short, clock_time=clock_time, month_short=month_short
    )


def date_long(value: date | datetime) -> str:
    """ "25 oktober 2026" in the language of the request, Stockholm date."""
    return str(format_date(_day(value), "d MMMM y"))


def date_short(value: date | datetime) -> str:
    """ "25 oktober" without the year."""
    return str(format_date(_day(value), "d MMMM"))


def month_short(value: date) -> str:
    """ "okt. 26" for the heads of narrow columns."""
    return str(format_date(value, "MMM yy"))


def clock_time(value: datetime) -> str:
    """ "14.32" (Swedish) or "14:32", Stockholm time."""
    separator = "." if str(get_locale()).startswith("sv") else ":"
    return clock.local(value).strftime(f"%H{separator}%M")


def _day(value: date | datetime) -> date:
    return clock.local_date(value) if isinstance(value, datetime) else value
