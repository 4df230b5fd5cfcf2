"""The rules of joining, roles and invitations. Pure."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

from core.language import N_
from organisations.network import EMERGENCY_NUMBERS

JOIN_CODE_LENGTH = 8
JOIN_CODE_LASTS = timedelta(days=90)
INVITATION_LASTS = timedelta(hours=24)
# A slip is handed over by hand, and night and day shift may not meet: it must last until the same shift comes
# again, and not longer, for whoever finds it could become its owner.
CARD_SLIP_LASTS = timedelta(hours=24)
# As long as a card's: 60 bits, so that nobody guesses one of the few slips that live on a day.
CARD_SLIP_CODE_LENGTH = 12
# How long a form that was sent twice from one browser is answered like the first time.
SECOND_CLICK_WITHIN = timedelta(minutes=1)
# How long a name or a person that was taken off the list can be put back: a wrong press is seen by the next day.
UNDO_WITHIN = timedelta(hours=24)
NAME_MAX = 120
# Of sites and teams.
PLACE_NAME_MAX = 60
# In an address, the people who belong to no site; every other part of an organisation is named by its ref.
UNPLACED: Final = "utan"


class RoleName(StrEnum):
    """What a person of the staff may do."""

    CONTACT = "contact"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


ROLE_LABELS = {
    RoleName.CONTACT: N_("Kontaktperson"),
    RoleName.TRAINER: N_("Utbildare"),
    RoleName.COORDINATOR: N_("Samordnare"),
}

KINDS = {
    "hotell": N_("Hotell"),
    "bostad": N_("Bostadsbolag"),
    "bevakning": N_("Bevakning och trygghetsvärdar"),
    "annan": N_("Annan verksamhet"),
}

ROUTINE_MAX = 160
ROUTINE_LINES = {
    "beratta": N_("Vem berättar du för först?"),
    "sitta": N_("Var kan någon sitta ner i lugn och ro?"),
}
# What stands there until the workplace has written its own, by kind of workplace.
ROUTINE_DEFAULTS = {
    "beratta": {
        "hotell": N_("Den som är ansvarig på passet."),
        "bostad": N_("Den som är ansvarig för området."),
        "bevakning": N_("Den som leder passet."),
        "annan": N_("Den som är ansvarig hos er."),
    },
    "sitta": {
        "hotell": N_("Ett rum bakom receptionen, med dörr."),
        "bostad": N_("Ett rum på kontoret, med dörr."),
        "bevakning": N_("En plats inomhus där andra inte hör."),
        "annan": N_("Ett rum där andra inte hör."),
    },
}
_EMERGENCY_WORDS = re.compile(
    r"\b(?:nöd\w*|akut\w*|sos|larm\w*|fara|poli[sc]\w*|ambulans\w*|emergenc\w*|danger\w*|112|114[ -]?14)\b",
    re.IGNORECASE,
)


def routine_problem(text: str) -> str | None:
    """What is wrong with a line of a local routine, as a Swedish msgid with the remedy, or None.

    112 and 114 14 stand first and cannot be edited: no other number may be called an emergency number.
    """
    if len(text) > ROUTINE_MAX or not all(character.isprintable() for character in text):
        return N_("Skriv högst 160 tecken på en rad.")
    if _EMERGENCY_WORDS.search(text) and re.search(r"\d", text):
        return N_("Skriv inget eget nummer för fara eller polis. 112 och 114 14 står redan först.")
    if re.search(r"https?:|www\.|@", text):
        return N_("Skriv utan länkar och adresser.")
    return None


_PHONE_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){2,9}")


def is_contacts_number(text: str) -> bool:
    """Whether a text can be a contact's telephone number: three to ten digits, and neither 112 nor 114 14."""
    digits = re.sub(r"\D", "", text)
    taken = {number.replace(" ", "") for number in EMERGENCY_NUMBERS}
    return bool(_PHONE_NUMBER.fullmatch(text)) and digits not in taken


def tidy(name: str) -> str:
    """The name of a site or team as it is kept: no spaces around it, one between two words."""
    return " ".join(name.split())


def place_name_problem(name: str) -> str | None:
    """What is wrong with the tidied name of a site or team, as a Swedish msgid with the remedy, or None."""
    if len(name) > PLACE_NAME_MAX or not name.isprintable():
        return N_("Skriv högst 60 tecken på en rad.")
    return None


def place_text(site: str | None, team: str | None) -> str:
    """Where somebody belongs, such as "Norra, Natt"; empty when nowhere."""
    return ", ".join(each for each in (site, team) if each) if site else ""
