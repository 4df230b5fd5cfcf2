"""Random names for rows that people meet in addresses, and secrets that are stored only as digests."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet

REF_LENGTH = 22


def new_ref() -> str:
    """A random 128-bit name for an address, 22 URL-safe characters (ASVS v5.0.0-11.5.1)."""
    return secrets.token_urlsafe(16)


def new_secret() -> str:
    """A random 128-bit secret for a link, 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def digest(secret: str) -> str:
    """SHA-256 of a secret of at least 112 bits, hex. Such a secret needs no salt (ASVS v5.0.0-6.5.2)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_digest(pepper: str, purpose: str, value: str) -> str:
    """HMAC-SHA256 of a short value under the pepper, bound to a purpose, hex."""
    return hmac.new(pepper.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def cipher(pepper: str) -> Fernet:
    """Encrypts what must be read back later (a TOTP secret, a card shown once) under the pepper."""
    key = hashlib.sha256(b"esh-cipher\0" + pepper.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
