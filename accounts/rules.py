"""The rules of cards, PINs and sign-ins. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.language import N_

PIN_LENGTH = 6
CARD_CODE_LENGTH = 12
WRONG_PINS_BEFORE_SLEEP = 10
CARD_SLEEP = timedelta(minutes=15)
CARD_SHOWN_FOR = timedelta(minutes=30)
# How long a person reads that somebody else let her card be changed: a month holds most people's next visit.
CHANGE_TOLD_FOR = timedelta(days=30)
# How long a card by a slip cannot erase its person or join her account to another: who was pushed out has a
# week to see it on her own phone, and most people are at work once in a week.
SLIP_RESTS = timedelta(days=7)
PENDING_KEPT_FOR = timedelta(minutes=30)
REAUTHENTICATION_LASTS = timedelta(minutes=10)
RESET_LASTS = timedelta(hours=24)


class SignInKind(StrEnum):
    """How long a sign-in lives depends on whose screen it is."""

    OWN = "own"
    SHARED = "shared"
    STAFF = "staff"


SIGN_IN_WORDS = {
    SignInKind.OWN: N_("Egen skärm"),
    SignInKind.SHARED: N_("Delad skärm"),
    SignInKind.STAFF: N_("Som personal"),
}
# What stands for a person who has been erased, where something she did for others still names somebody.
ERASED_NAME = N_("någon som inte finns kvar här")
# How long the browser that asked for it is told that everything is erased, instead of being asked to sign in.
ERASURE_TOLD_FOR = timedelta(days=1)


# What a person says of the screen before her; it decides which of the two sign-ins she gets.
SCREENS = (
    (SignInKind.OWN, N_("Min egen mobil eller dator")),
    (SignInKind.SHARED, N_("En skärm som flera delar")),
)


def kind_on(screen: str | None) -> SignInKind:
    """The sign-in for an answer to whose screen it is; shared when in doubt, for that one forgets soon."""
    return SignInKind.OWN if screen == SignInKind.OWN else SignInKind.SHARED


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Longest time unused and longest time in all."""

    idle: timedelta
    absolute: timedelta


LIFETIMES = {
    SignInKind.OWN: Lifetime(idle=timedelta(days=30), absolute=timedelta(days=180)),
    SignInKind.SHARED: Lifetime(idle=timedelta(minutes=20), absolute=timedelta(hours=12)),
    SignInKind.STAFF: Lifetime(idle=timedelta(hours=12), absolute=timedelta(days=7)),
}


def is_live(kind: SignInKind, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a sign-in that nobody ended is still good (ASVS v5.0.0-7.3.1, 7.3.2)."""
    lifetime = LIFETIMES[kind]
    return now < created_at + lifetime.absolute and now < last_seen_at + lifetime.idle


def pin_problem(pin: str) -> str | None:
    """What is wrong with a PIN, as a Swedish msgid with the remedy, or None."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_LENGTH):
        return N_("Skriv sex siffror, till exempel dagen du började.")
    if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
        return N_("Den koden är lätt att gissa. Välj sex andra siffror.")
    return None


def fold_username(username: str) -> str:
    """The form in which usernames are compared: case and outer spaces do not count."""
    return " ".join(username.casefold().split())
