"""The six signs, open to everybody: always both halves, and always what else it can be."""

from dataclasses import dataclass

from flask import Blueprint, abort, url_for

from accounts.sign_in import public
from core.language import current_language
from core.page import render
from courses.screen_shown_views import catalogue
from courses.signs import Sign

blueprint = Blueprint("signs", __name__, url_prefix="/tecken")


@dataclass(frozen=True, slots=True)
class SignLink:
    """One sign in the list."""

    key: str
    name: str
    sentence: str
    url: str
    lang: str


@dataclass(frozen=True, slots=True)
class SignsPage:
    """All six signs, with what is said about all of them."""

    signs: tuple[SignLink, ...]
    both_halves: str
    remember: str
    text_lang: str


@dataclass(frozen=True, slots=True)
class Examples:
    """What a sign can look like at one kind of workplace, by strength: (strength in words, texts)."""

    audience: str
    lang: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SignPage:
    """One sign."""

    sign: SignLink
    examples: tuple[Examples, ...]
    can_be: tuple[str, ...]
    caution: str
    both_halves: str
    remember: str
    sources: tuple[tuple[str, str], ...]
    text_lang: str
    back_url: str


def link(sign: Sign) -> SignLink:
    """A sign as a link."""
    return SignLink(sign.key, sign.name, sign.sentence, url_for("signs.sign", key=sign.key), sign.lang)


@blueprint.get("")
@public
def all_signs() -> str:
    """The six signs."""
    lang = current_language().code
    text = catalogue().signs_text(lang)
    page = SignsPage(
        signs=tuple(link(catalogue().sign(key, lang)[0]) for key in catalogue().signs),
        both_halves=text.both_halves,
        remember=text.remember,
        text_lang=text.lang,
    )
    return render("courses/signs.html", page)


@blueprint.get("/<key>")
@public
def sign(key: str) -> str:
    """One sign: sentence, what it can look like where, what else it can be, caution, sources."""
    if key not in catalogue().signs:
        abort(404)
    lang = current_language().code
    shown, used = catalogue().sign(key, lang)
    text = catalogue().signs_text(lang)
    codes = dict.fromkeys(
        (
            *shown.sources,
            *(code for each in shown.looks_like.values() for one in each for code in one.sources),
        )
    )
    page = SignPage(
        sign=link(shown),
        examples=tuple(
            Examples(
                *catalogue().audience(audience, lang),
                groups=tuple(
                    (words, tuple(each.text for each in examples if each.strength == strength))
                    for strength, words in text.strengths.items()
                    if any(each.strength == strength for each in examples)
                ),
            )
            for audience, examples in shown.looks_like.items()
        ),
        can_be=shown.can_be,
        caution=shown.caution,
        both_halves=text.both_halves,
        remember=text.remember,
        sources=tuple((catalogue().sources[code].title, catalogue().sources[code].address) for code in codes),
        text_lang=used,
        back_url=url_for("signs.all_signs"),
    )
    return render("courses/sign.html", page)
