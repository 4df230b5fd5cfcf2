"""Passkeys (W3C Web Authentication): what the browser is asked, and whether its answer holds. Pure.

User verification, the finger, face or code of the device, is always required: a key alone is two factors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from json import JSONDecodeError, loads
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.language import N_

CHALLENGE_LASTS = timedelta(minutes=5)
LONGEST_ANSWER = 16 * 1024
# Whatever a stranger sends is no answer; the library lets some of its parsers' errors through.
_NO_ANSWER = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


class Label(StrEnum):
    """What a person calls her key: one of a fixed list, nothing is typed."""

    PHONE = "phone"
    COMPUTER = "computer"
    SECURITY_KEY = "security-key"


LABELS = {
    Label.PHONE: N_("Den här telefonen"),
    Label.COMPUTER: N_("Den här datorn"),
    Label.SECURITY_KEY: N_("Säkerhetsnyckel"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """Whom keys are made for: the site's host name, and the origin that the browser must name."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a key that was just made. Identifier and key are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def party(base_url: str) -> Party:
    """The party of a site at this address. Behind an IP address there are no keys."""
    parts = urlsplit(base_url)
    return Party(rp_id=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}")


def creation_options(
    who: Party, challenge: str, *, site: str, handle: str, name: str, known: Iterable[str]
) -> str:
    """What the browser is asked to make a key by, as JSON. `known` are her keys: one device makes no second.

    The device lists the key under `name` and `site`, the neutral word that also stands on the card.
    """
    return options_to_json(
        generate_registration_options(
            rp_id=who.rp_id,
            rp_name=site,
            user_id=handle.encode(),
            user_name=name,
            challenge=base64url_to_bytes(challenge),
            timeout=_milliseconds(),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
            ],
        )
    )


def request_options(who: Party, challenge: str) -> str:
    """What the browser is asked to sign, as JSON. It names no key, so that it tells of nobody."""
    return options_to_json(
        generate_authentication_options(
            rp_id=who.rp_id,
            challenge=base64url_to_bytes(challenge),
            timeout=_milliseconds(),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _milliseconds() -> int:
    return int(CHALLENGE_LASTS.total_seconds() * 1000)


def read_new_key(who: Party, challenge: str, answer: str) -> NewKey | None:
    """The key in the browser's answer (JSON), or None when challenge, origin, host or verification are wrong."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=who.rp_id,
            expected_origin=who.origin,
            require_user_verification=True,
        )
    except _NO_ANSWER:
        return None
    return NewKey(
        credential_id=bytes_to_base64url(found.credential_id),
        public_key=bytes_to_base64url(found.credential_public_key),
        sign_count=found.sign_count,
    )


def read_sign_count(who: Party, challenge: str, answer: str, public_key: str) -> int | None:
    """The key's counter when its answer (JSON) holds for challenge, origin and host; else None."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=who.rp_id,
            expected_origin=who.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=0,  # a counter that goes back is the action's to note
            require_user_verification=True,
        )
    except _NO_ANSWER:
        return None
    return found.new_sign_count


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says of itself, not proved yet: its key, and whether that key is in the device asked."""

    credential_id: str
    in_this_device: bool


def read_answer(answer: str) -> Answer | None:
    """The key an answer (JSON) names; None when it is no answer at all."""
    try:
        found = loads(answer[:LONGEST_ANSWER])
        return Answer(str(found["id"]), found.get("authenticatorAttachment") == "platform")
    except (JSONDecodeError, TypeError, KeyError, AttributeError, RecursionError):
        return None
