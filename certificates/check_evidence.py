"""Check an evidence pack without the site: `python -m certificates.check_evidence PACK.zip KEYS`.

PACK.zip is what a contact person hands over, KEYS the site's /.well-known/did.json as a file, or one key of it
(z6Mk…). Nothing is asked over the network. Ends with 0 when every file is as it was when the site signed it, else
with 1 and why. This file needs Python and `cryptography` only, and may be copied away from the project.
"""

import base64
import binascii
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
# Before the manifest in what is signed: the key signs other things too, none of which begins like this.
SIGNED_AS = b"En saker hand: evidence pack, version 1\n"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"


class Refused(Exception):
    """The pack is not what the site signed; the text says why."""


def main(pack: str, keys: str) -> int:
    """Check, print, and return the exit status."""
    try:
        names = check(Path(pack), keys_in(keys))
    except Refused as refused:
        sys.stdout.write(f"REFUSED: {refused}\n")
        return 1
    sys.stdout.write(f"OK: {len(names)} files are as they were when the site signed them.\n")
    return 0


def keys_in(given: str) -> list[str]:
    """The keys (multikeys) of a saved DID document, or the one key itself. Raises Refused."""
    if given.startswith("z6Mk"):
        return [given]
    try:
        methods = json.loads(Path(given).read_text("utf-8"))["verificationMethod"]
        return [each["publicKeyMultibase"] for each in methods]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{given} is no DID document and no key") from error


def check(pack: Path, keys: Collection[str]) -> list[str]:
    """The names of the files in a pack, when one of the keys (multikeys) has signed it as it is. Raises Refused."""
    try:
        with zipfile.ZipFile(pack) as opened:
            return check_opened(opened, keys)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise Refused(f"{pack.name} cannot be read: {error}") from error


def check_opened(pack: zipfile.ZipFile, keys: Collection[str]) -> list[str]:
    """The same for an opened pack."""
    names = pack.namelist()
    there = set(names) - {MANIFEST, SIGNATURE}
    if len(there) != len(names) - 2:
        raise Refused(f"{MANIFEST} or {SIGNATURE} is missing, or a name stands twice")
    manifest = pack.read(MANIFEST)
    if not any(has_signed(key, manifest, pack.read(SIGNATURE)) for key in keys):
        raise Refused("the signature is not made by the key you gave, or the list of files was changed")
    files: dict[str, str] = json.loads(manifest)["files"]
    if there != set(files):
        raise Refused(f"added or missing: {', '.join(sorted(there ^ set(files)))}")
    changed = [name for name in sorted(files) if sha256_in(pack, name) != files[name]]
    if changed:
        raise Refused(f"changed: {', '.join(changed)}")
    return sorted(files)


def sha256_in(pack: zipfile.ZipFile, name: str) -> str:
    """The SHA-256 of a file in a pack, in hex."""
    digest = hashlib.sha256()
    with pack.open(name) as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def has_signed(key: str, manifest: bytes, signature: bytes) -> bool:
    """Whether a key (multikey) has signed a manifest; `signature` is Base64 (Ed25519, RFC 8032)."""
    try:
        raw = base64.b64decode(signature)
        Ed25519PublicKey.from_public_bytes(raw_key(key)).verify(raw, SIGNED_AS + manifest)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return signature == in_base64(raw)


def in_base64(signature: bytes) -> bytes:
    """A signature as its file holds it: one way to write it, so that no byte can be another."""
    return base64.b64encode(signature) + b"\n"


def raw_key(key: str) -> bytes:
    """The 32 bytes of an Ed25519 multikey (Controlled Identifiers 1.0, W3C). Raises ValueError for another one."""
    number = 0
    for letter in key.removeprefix("z"):
        number = number * 58 + BASE58.index(letter)
    decoded = number.to_bytes(34, "big") if number < 256**34 else b""
    if not key.startswith("z") or not decoded.startswith(ED25519):
        raise ValueError("no Ed25519 multikey")
    return decoded.removeprefix(ED25519)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
