"""The contacts as pages show them: the network's file, with what coordinators found when they rang."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import clock
from organisations.network import Contact, Network
from organisations.queries import contact_checks

# Every page shows numbers; a check reaches all processes within this time.
REMEMBERED = timedelta(seconds=30)


class ContactBook:
    """A network's contacts, read from the database at most every half minute."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._contacts = network.contacts
        self._read_at = clock.now() - 2 * REMEMBERED

    def contacts(self, session: Session) -> tuple[Contact, ...]:
        """The contacts in the file's order. A database that does not answer leaves the last known ones."""
        now = clock.now()
        if abs(now - self._read_at) > REMEMBERED:
            try:
                self._contacts = checked(session, self.network)
            except DBAPIError:
                session.rollback()
            self._read_at = now
        return self._contacts

    def forget(self) -> None:
        """Read anew next time."""
        self._read_at = clock.now() - 2 * REMEMBERED


def checked(session: Session, network: Network) -> tuple[Contact, ...]:
    """The file's contacts with the latest check of each laid over."""
    checks = contact_checks(session, network.key)
    return tuple(
        replace(each, checked=checks[each.key].checked_on, number=checks[each.key].number)
        if each.key in checks
        else each
        for each in network.contacts
    )
