"""A telephone that keeps passkeys, for tests without a browser: it signs what it is told to, also what is forged."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from tests.builders.pages import Browser, Page

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Telephone:
    """One key. `count` is its counter, `verifies` whether it looks at finger or face, `origin` what it says it saw."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    verifies: bool = True
    count: int = 0
    attachment: str = "platform"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: dict[str, Any]) -> str:
        """The answer to creation options, as the browser's toJSON() gives it."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        attested = {"fmt": "none", "attStmt": {}, "authData": self.data(WITH_KEY) + held}
        answer = {
            "clientDataJSON": bytes_to_base64url(self.client_data("webauthn.create", options)),
            "attestationObject": bytes_to_base64url(cbor2.dumps(attested)),
        }
        return self.whole(answer)

    def get(self, options: dict[str, Any]) -> str:
        """The answer to request options; the counter goes on by one."""
        self.count += 1
        client, data = self.client_data("webauthn.get", options), self.data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": bytes_to_base64url(client),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
        }
        return self.whole(answer)

    def client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def whole(self, answer: dict[str, str]) -> str:
        name = bytes_to_base64url(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "authenticatorAttachment": self.attachment,
                "clientExtensionResults": {},
                "response": answer,
            }
        )


def options_for(browser: Browser, path: str = "/nyckel/fraga", status: int = 200) -> dict[str, Any]:
    """What the site asks a browser's keys."""
    response = browser.client.post(path, data={"csrf_token": browser.token()})
    assert response.status_code == status, response.status_code
    return dict(response.json or {})


def make_key(browser: Browser, phone: Telephone) -> Page:
    """Make a key in the telephone for whoever is signed in on the browser."""
    asked = options_for(browser, "/konto/nyckel/fraga")
    return browser.post("/konto/nyckel", credential=phone.create(asked), label="phone")


def use_key(browser: Browser, phone: Telephone, path: str = "/nyckel", status: int = 200) -> Page:
    """Answer the site's question with the telephone."""
    return browser.post(path, status, credential=phone.get(options_for(browser)))
