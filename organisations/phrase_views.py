"""Help in other languages: the whole page in those of the site, a short sheet of fixed phrases in the rest."""

from babel import Locale
from flask import Blueprint, abort, current_app, url_for

from accounts.sign_in import public
from core import clock
from core.db import session
from core.language import current_language, languages, use_language
from core.page import render
from organisations.contacts import ContactBook
from organisations.network import EMERGENCY_NUMBERS, Contact
from organisations.network_views import all_phrases, digits, help_here, language_links
from organisations.phrase_pages import LanguageLink, PhraseLine, PhrasesPage
from organisations.phrases import SOURCE, Phrases

blueprint = Blueprint("phrases", __name__)
# The lines of a network's file that the sheet names, by their key, and the phrase that says whom each is for.
WHOM = {"kvinnofridslinjen": "women", "stodlinjen-for-man": "men", "bris": "under_18"}


@blueprint.get("/hjalp/<lang>")
@public
def help_in(lang: str) -> str:
    """Help in one language, whatever the visitor has chosen otherwise. Nothing about the visit is kept."""
    if lang in languages():
        use_language(lang)
        return render("open/help_page.html", help_here())
    if lang not in all_phrases():
        abort(404)
    phrases = all_phrases()[lang]
    page = PhrasesPage(
        lang=phrases.lang,
        dir=phrases.dir,
        words=phrases.help,
        lines=(*emergency_lines(phrases), *support_lines(phrases)),
        in_swedish=f"Jag behöver hjälp. Jag talar {Locale.parse(lang).get_language_name(SOURCE)}.",
        languages=language_links(lang),
    )
    return render("open/help_in.html", page)


def emergency_lines(phrases: Phrases) -> tuple[PhraseLine, ...]:
    """112 and the police: always first, always the same."""
    danger, police = EMERGENCY_NUMBERS
    said = phrases.help
    return (
        PhraseLine(whom=said["danger"], name="", number=danger, tel=danger, hours="", notes=(said["where"],)),
        PhraseLine(
            whom=said["police"],
            name="",
            number=police.replace(" ", "\u00a0"),
            tel=police.replace(" ", ""),
            hours="",
            notes=(said["no_name"],),
        ),
    )


def support_lines(phrases: Phrases) -> tuple[PhraseLine, ...]:
    """The lines for a person who needs help herself that the phrases can tell about."""
    book: ContactBook = current_app.extensions["contact_book"]
    found = {each.key: each for each in book.contacts(session()) if each.visible and each.number}
    return tuple(
        support_line(found[key], phrases.help[whom], phrases) for key, whom in WHOM.items() if key in found
    )


def support_line(contact: Contact, whom: str, phrases: Phrases) -> PhraseLine:
    """One line. A phrase about it is said only as long as the network's file says the same in Swedish."""
    said, source = phrases.help, all_phrases()[SOURCE].help
    is_open_always = contact.hours == source["always_open"]
    notes = [said["interpreter"]] if source["interpreter"] in contact.when else []
    notes += [said["always_open"]] if is_open_always else []
    notes += [said["unchecked"]] if contact.due(clock.today()) else []
    in_digits = not any(letter.isalpha() for letter in contact.hours)
    return PhraseLine(
        whom=whom,
        name=contact.name,
        number=contact.number,
        tel=digits(contact),
        hours=contact.hours if in_digits else "",
        notes=tuple(notes),
    )


def unread_phrases() -> tuple[LanguageLink, ...]:
    """The languages whose fixed phrases nobody has read whose language it is, by their names in this one."""
    return tuple(
        LanguageLink(
            code=each.lang,
            dir=each.dir,
            name=str(Locale.parse(each.lang).get_language_name(current_language().locale)),
            url=url_for("phrases.help_in", lang=each.lang),
        )
        for each in all_phrases().values()
        if not each.read_by_native
    )
