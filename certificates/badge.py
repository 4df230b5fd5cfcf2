"""The certificate as an Open Badges 3.0 credential, signed; its status list and the issuer's DID document. Pure.

Norms: Open Badges 3.0 (1EdTech), Verifiable Credentials 2.0, Bitstring Status List 1.0, Data Integrity EdDSA
(cryptosuite eddsa-rdfc-2022), Controlled Identifiers 1.0 (Multikey), all W3C; did:web.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib import baking
from openbadgeslib.ob3 import (
    Achievement,
    IdentityObject,
    Issuer,
    OB3LdpSigner,
    OpenBadgeCredential,
    add_data_integrity_proof,
    build_status_list_credential,
    did_web_from_url,
    multikey_from_pem,
    status_entry,
)

from certificates.rules import LIST_SIZE
from core.clock import start_of_day
from core.crockford import group_certificate
from core.ids import keyed_digest
from core.paper import drawing

LIST_HOLDS = timedelta(days=8)
PURPOSE = "revocation"
PICTURE = "hand.svg"
CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


@dataclass(frozen=True, slots=True)
class Badge:
    """What a credential says: what the paper says, and its place in the status list at `list_url`."""

    name: str
    number: str
    course_name: str
    course_url: str
    issuer: str
    issued_on: date
    valid_until: date
    list_url: str
    position: int


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the site's did:web and its key. `key_name` is the key's public half as a multikey."""

    did: str
    key_name: str
    key: Ed25519PrivateKey = field(compare=False, repr=False)

    @property
    def method(self) -> str:
        """What a proof names as its verification method."""
        return f"{self.did}#{self.key_name}"


def signer(base_url: str, secret: str) -> Signer:
    """The site at an address, with the key that its secret makes; the same secret makes the same key."""
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(keyed_digest(secret, "badge-key", "")))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # did:web knows https only; a site on the own machine gets a name in the same form.
    did = did_web_from_url(f"https://{urlsplit(base_url).netloc}")
    return Signer(did, multikey_from_pem(public), key)


def did_document(signer: Signer, old_keys: Sequence[str]) -> dict[str, Any]:
    """What stands at /.well-known/did.json: the key that signs, then earlier ones (multikeys) that still count."""
    keys = dict.fromkeys((signer.key_name, *old_keys))
    methods = [
        {
            "id": f"{signer.did}#{key}",
            "type": "Multikey",
            "controller": signer.did,
            "publicKeyMultibase": key,
        }
        for key in keys
    ]
    return {
        "@context": CONTEXTS,
        "id": signer.did,
        "verificationMethod": methods,
        "assertionMethod": [each["id"] for each in methods],
    }


class _SwedishAchievement(Achievement):
    """An achievement that says which language its words are in."""

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | {"inLanguage": "sv"}


@dataclass
class _NumberedCredential(OpenBadgeCredential):
    """A credential that carries the number printed on the paper, grouped."""

    number: str = ""

    def to_vc(self) -> dict[str, Any]:
        made = super().to_vc()
        made["credentialSubject"]["licenseNumber"] = self.number
        return made


def credential(badge: Badge, issuer: str) -> OpenBadgeCredential:
    """The credential, unsigned; `issuer` is a DID. It holds on Stockholm days, the last one whole.

    Its id is made of number and issuer, so that a file saved twice is the same credential. The person stands
    in it by her name alone: neither an address, nor a digest of one, nor a key of hers.
    """
    return _NumberedCredential(
        id=uuid5(NAMESPACE_URL, f"{issuer}#{badge.number}").urn,
        issuer=Issuer(id=issuer, name=badge.issuer),
        recipient_id=None,
        identifiers=[IdentityObject(identity_hash=badge.name, identity_type="name", hashed=False)],
        achievement=_SwedishAchievement(
            id=badge.course_url,
            name=badge.course_name,
            description="Kan se tecken, behålla lugnet och ringa rätt.",
            criteria_narrative="Har gått igenom alla delar av utbildningen och klarat slutprovet.",
            achievement_type="Certificate",
            image_url=picture_as_address(),
        ),
        issuance_date=start_of_day(badge.issued_on),
        expiration_date=start_of_day(badge.valid_until + timedelta(days=1)) - timedelta(seconds=1),
        credential_status=[status_entry(badge.list_url, PURPOSE, badge.position)],
        number=group_certificate(badge.number),
    )


def picture_as_address() -> str:
    """The drawing of the hand as a data address: nobody is asked when a wallet shows it."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing(PICTURE).encode()).decode()


def badge_file(badge: Badge, signer: Signer, now: datetime) -> bytes:
    """The signed credential as a JSON file (UTF-8). Raises ErrorSigningFile when the proof would not cover all."""
    signed = OB3LdpSigner(signer.key, signer.method).sign(credential(badge, signer.did), created=now)
    return json.dumps(signed, ensure_ascii=False, indent=2).encode()


def badge_picture(badge: Badge, signer: Signer, now: datetime) -> bytes:
    """The drawing of the hand (SVG) with the signed credential inside it. Raises like `badge_file`."""
    return baking.bake_svg(
        drawing(PICTURE).encode(),
        badge_file(badge, signer, now).decode(),
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
        as_text=True,
    )


@lru_cache(maxsize=8)
def status_list(signer: Signer, url: str, taken_back: frozenset[int], today: date) -> bytes:
    """The signed status list at an address: one bit a certificate, set at the positions that no longer hold.

    `today` is a Stockholm day; the list holds from its beginning for eight days, so that a copy kept longer is
    refused. It is signed once a day and whenever a bit changes, by whoever asks first.
    """
    made_at = start_of_day(today)
    document = build_status_list_credential(
        signer.did, url, PURPOSE, taken_back, LIST_SIZE, issued=made_at, valid_until=made_at + LIST_HOLDS
    )
    signed = add_data_integrity_proof(document, signer.key, signer.method, created=made_at)
    return json.dumps(signed, indent=2).encode()


def position_for(secret: str, link: str, attempt: int) -> int:
    """Where a certificate's bit stands, by its link: as good as random to others, the same when asked again.

    `attempt` counts from 0; the next is asked when another certificate has that place. That it is no dice means
    that a file saved before a restored backup finds its place again.
    """
    return int(keyed_digest(secret, "badge-place", f"{link}\0{attempt}"), 16) % LIST_SIZE
