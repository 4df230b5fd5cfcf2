"""Open pages about the network, the help there is, and the law: they belong to everybody."""

from datetime import date
from functools import cache

import yaml
from flask import Blueprint, Response, abort, current_app, send_from_directory, url_for

from accounts.sign_in import public
from core import clock
from core.db import session
from core.language import current_language, gettext, languages
from core.page import HelpLine, render
from core.settings import ROOT, Settings
from organisations.contacts import ContactBook
from organisations.material import read_material
from organisations.network import EMERGENCY_NUMBERS, Contact, Network
from organisations.networks import CHECK_LOCALLY
from organisations.open_pages import (
    AboutPage,
    AccessibilityPage,
    ContactPage,
    Fault,
    HelpPage,
    Line,
    MaterialLink,
    MaterialPage,
    NetworkPage,
    PrivacyPage,
)
from organisations.phrase_pages import LanguageLink
from organisations.phrases import Phrases

blueprint = Blueprint("network", __name__)
MATERIAL = ROOT / "instance" / "material"
FAULTS = ROOT / "docs" / "accessibility-faults.yaml"


def city() -> Network:
    """The city this site serves, as its file has it: official names are never translated."""
    found: Network = current_app.extensions["network"]
    return found


def network() -> Network:
    """The city in the language of the request, where there is a sibling in it."""
    return city().in_language(current_language().code)


def contacts() -> tuple[Contact, ...]:
    """The city's contacts in the language of the request, with what coordinators found when they rang."""
    book: ContactBook = current_app.extensions["contact_book"]
    return book.contacts(session(), current_language().code)


def line(contact: Contact, today: date) -> Line:
    """A contact as pages show it; unchecked ones say so."""
    return Line(
        lang=contact.lang,
        name=contact.name,
        number=contact.number or contact.web,
        tel=digits(contact),
        hours=known(contact.hours),
        when=known(contact.when),
        check_locally=contact.due(today) and contact.number not in EMERGENCY_NUMBERS,
    )


def known(text: str) -> str:
    """A text of the file, empty when the file only says that it must be checked."""
    return "" if text == CHECK_LOCALLY else text


def digits(contact: Contact) -> str:
    """The number as a telephone takes it, without spaces; empty for a web address."""
    return contact.tel.removeprefix("tel:")


def lines_for(*readers: str) -> tuple[Line, ...]:
    """112 and 114 14, then the visible contacts for these readers, in the file's order."""
    today = clock.today()
    return tuple(
        line(contact, today)
        for contact in contacts()
        if contact.number in EMERGENCY_NUMBERS or (contact.visible and set(contact.for_whom) & set(readers))
    )


def help_lines() -> tuple[HelpLine, ...]:
    """The help strip of every page: 112 and 114 14 always first; others only when the file says so."""
    strip = [
        HelpLine(gettext("Fara nu"), "112", "112", "", danger=True),
        HelpLine(gettext("Polisen"), "114\u00a014", "11414", "", danger=False),
    ]
    advice = next((each for each in contacts() if each.key == "nspm-stodtelefon"), None)
    if advice is not None and advice.visible:
        strip.append(
            HelpLine(
                gettext("Råd i jobbet"),
                advice.number,
                digits(advice),
                known(advice.hours),
                danger=False,
                note_lang=advice.lang,
            )
        )
    return tuple(strip)


@blueprint.get("/hjalp")
@public
def help_page() -> str:
    """Help for a learner who herself needs it. Nothing about the visit is kept."""
    return render("open/help_page.html", help_here())


def help_here() -> HelpPage:
    """What /hjalp shows in the language of the request."""
    return HelpPage(
        lines=lines_for("utsatt", "barn", "anhorig"), languages=language_links(current_language().code)
    )


def all_phrases() -> dict[str, Phrases]:
    """The fixed phrases by language, the Swedish source first."""
    found: dict[str, Phrases] = current_app.extensions["phrases"]
    return found


def other_phrases() -> tuple[Phrases, ...]:
    """The phrases in languages that the site is not in."""
    return tuple(each for each in all_phrases().values() if each.lang not in languages())


def language_links(shown: str) -> tuple[LanguageLink, ...]:
    """Help in each language but the one shown: those of fixed phrases first, then those of the site."""
    found = [(each.lang, each.dir, each.name) for each in other_phrases()]
    found += [(each.code, each.dir, each.name) for each in languages().values()]
    return tuple(
        LanguageLink(code, direction, name, url_for("phrases.help_in", lang=code))
        for code, direction, name in found
        if code != shown
    )


@blueprint.get("/kontakt")
@public
def contact_page() -> str:
    """Whom to ring, by situation, and why there is no form."""
    records = [(each.public_record, each.lang) for each in contacts() if each.public_record]
    page = ContactPage(
        lines=lines_for("alla"),
        advice_lines=lines_for("yrkesverksamma"),
        public_record=records[0][0] if records else "",
        public_record_lang=records[0][1] if records else "",
    )
    return render("open/contact_page.html", page)


@blueprint.get("/om")
@public
def about() -> str:
    """About the training, and what the exit button does not do."""
    return render("open/about.html", AboutPage(network=city()))


@blueprint.get("/tillganglighet")
@public
def accessibility() -> str:
    """The accessibility statement, from the file of open faults."""
    statement = read_faults()
    page = AccessibilityPage(
        network_name=city().name,
        faults=statement[2],
        last_check=statement[0],
        rules=statement[1],
        report_to=tuple(each for each in lines_for("alla") if each.number not in EMERGENCY_NUMBERS),
    )
    return render("open/accessibility.html", page)


@cache
def read_faults() -> tuple[date, str, tuple[Fault, ...]]:
    """The day of the last automatic check, what it checked, and the open faults."""
    raw = yaml.safe_load(FAULTS.read_text("utf-8"))
    faults = tuple(Fault(what=row["what"], why=row["why"], since=row["since"]) for row in raw["faults"])
    return raw["last_check"], raw["rules"], faults


@blueprint.get("/personuppgifter")
@public
def privacy() -> str:
    """Who sees what, how long it is kept, and the person's rights."""
    settings: Settings = current_app.extensions["settings"]
    page = PrivacyPage(
        controller=known(settings.controller) or gettext("kontrolleras lokalt"),
        kept=tuple(
            (gettext(each.what), gettext(each.how_long, num=each.number), gettext(each.then))
            for each in current_app.extensions["retention"]
        ),
    )
    return render("open/privacy.html", page)


@blueprint.get("/natverket")
@public
def network_page() -> str:
    """Who the network is, how it works, and the chain of contact."""
    return render("open/network_page.html", NetworkPage(network=network()))


@blueprint.get("/material")
@public
def material() -> str:
    """Handbook and knowledge support, and the files the coordinator has put in instance/material."""
    shown = network()
    page = MaterialPage(
        lang=shown.lang,
        facts=shown.material,
        files=tuple(
            MaterialLink(
                title=each.title,
                source=each.source,
                day=each.day,
                url=url_for("network.material_file", name=each.name),
            )
            for each in read_material(MATERIAL)
        ),
    )
    return render("open/material.html", page)


@blueprint.get("/material/<name>")
@public
def material_file(name: str) -> Response:
    """One of the listed files; nothing else in the folder is served."""
    if name not in {each.name for each in read_material(MATERIAL)}:
        abort(404)
    return send_from_directory(MATERIAL, name, as_attachment=True)
