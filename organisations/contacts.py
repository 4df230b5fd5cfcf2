"""The contacts as pages show them: the network's file, with what coordinators found when they rang."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import clock
from organisations.network import EMERGENCY_NUMBERS, Contact, Network
from organisations.queries import contact_checks

# Every page shows numbers; a check reaches all processes within this time.
REMEMBERED = timedelta(seconds=30)
# The Stockholm day somebody rang, and the number that was right then.
Check = tuple[date, str]


class ContactBook:
    """A network's contacts, read from the database at most every half minute."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._checks: dict[str, Check] = {}
        self._read_at = clock.now() - 2 * REMEMBERED

    def contacts(self, session: Session, lang: str = "") -> tuple[Contact, ...]:
        """The contacts in the file's order, in this language where they are there in it, else the file's.

        A database that does not answer leaves what was last known.
        """
        now = clock.now()
        if abs(now - self._read_at) > REMEMBERED:
            try:
                self._checks = checks(session, self.network.key)
            except DBAPIError:
                session.rollback()
            self._read_at = now
        return tuple(self._checked(each) for each in self.network.in_language(lang).contacts)

    def due(self, session: Session, today: date) -> tuple[Contact, ...]:
        """The contacts that nobody has rung for a year, or ever. The emergency numbers nobody rings to try."""
        return tuple(
            each
            for each in self.contacts(session)
            if each.due(today) and each.number not in EMERGENCY_NUMBERS
        )

    def forget(self) -> None:
        """Read anew next time."""
        self._read_at = clock.now() - 2 * REMEMBERED

    def _checked(self, contact: Contact) -> Contact:
        found = self._checks.get(contact.key)
        return replace(contact, checked=found[0], number=found[1]) if found else contact


def checks(session: Session, network: str) -> dict[str, Check]:
    """The latest check of each contact of a network, by contact key."""
    return {key: (row.checked_on, row.number) for key, row in contact_checks(session, network).items()}
