"""Brakes on guessing codes and PINs. Only wrong guesses count, so a whole staff can come in at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import brakes
from core.errors import Refusal
from core.ids import keyed_digest
from core.language import N_, clock_time
from core.logs import log

WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Guess:
    """One kind of guessing from one subject: at most `limit` wrong ones per ten minutes."""

    name: str
    subject: str
    limit: int

    def key(self, pepper: str) -> str:
        """The brake's key: a digest, so that no address or username is stored."""
        return keyed_digest(pepper, f"brake-{self.name}", self.subject)


def refuse_if_too_many(session: Session, now: datetime, pepper: str, *guesses: Guess) -> None:
    """Raise a Refusal with a clock time when one of the brakes is on."""
    for guess in guesses:
        opens = brakes.closed_until(session, guess.key(pepper), guess.limit, now)
        if opens is not None:
            log("guessing-slowed", kind=guess.name)
            raise Refusal(
                N_("Vänta en liten stund"),
                N_("Det har blivit många försök härifrån."),
                N_("Försök igen klockan %(time)s."),
                status=429,
                values={"time": clock_time(opens + timedelta(seconds=59))},
            )


def count_wrong(session: Session, now: datetime, pepper: str, *guesses: Guess) -> None:
    """Count one wrong guess. The caller commits."""
    for guess in guesses:
        brakes.hit(session, guess.key(pepper), WINDOW, now)
