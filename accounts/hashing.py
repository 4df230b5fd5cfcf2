"""Argon2id for PINs and passwords, under the pepper."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from core.ids import keyed_digest

# OWASP password storage cheat sheet: Argon2id, 19 MiB, t=2, p=1.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_secret(pepper: str, purpose: str, value: str) -> str:
    """An Argon2id hash of a PIN or password; `purpose` keeps the two apart."""
    return _hasher.hash(keyed_digest(pepper, purpose, value))


def matches(pepper: str, purpose: str, hashed: str, value: str) -> bool:
    """Whether the value is the hashed one. Always one full Argon2id computation."""
    try:
        return _hasher.verify(hashed, keyed_digest(pepper, purpose, value))
    except VerificationError:
        return False


def waste_time(pepper: str, purpose: str, value: str) -> None:
    """Do the work of a comparison when there is nothing to compare with, so that both look alike."""
    matches(pepper, purpose, _decoy(pepper, purpose), value)


_decoys: dict[tuple[str, str], str] = {}


def _decoy(pepper: str, purpose: str) -> str:
    return _decoys.setdefault((pepper, purpose), hash_secret(pepper, purpose, "decoy"))
