"""A badge of nobody, signed by the tests' own site, and what can be fetched to check it."""

import json
from datetime import UTC, date, datetime
from typing import Any

from certificates import badge
from tests.conftest import PEPPER

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
LIST = "http://localhost:8000/intyg/status/1"
OTHER_SECRET = "o" * 48
BADGE = badge.Badge(
    name="Anna Ålund",
    number="0000000000000",
    course_name="Grundkurs för hotell",
    course_url="http://localhost:8000/#hotell",
    issuer="nätverket i Exempelstad",
    issued_on=TODAY,
    valid_until=date(2028, 11, 2),
    list_url=LIST,
    position=77,
)
OURS = badge.signer("http://localhost:8000", PEPPER)


def signed(what: badge.Badge, by: badge.Signer = OURS, now: datetime = NOW) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(badge.badge_file(what, by, now))
    return read


def world(
    signer: badge.Signer = OURS, *, taken_back: frozenset[int] = frozenset(), old_keys: tuple[str, ...] = ()
) -> dict[str, object]:
    """What can be fetched: the site's DID document and its list, both of today."""
    return {
        signer.did: badge.did_document(signer, old_keys),
        LIST: json.loads(badge.status_list(signer, LIST, taken_back, TODAY)),
    }
