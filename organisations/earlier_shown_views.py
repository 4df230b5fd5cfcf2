"""Earlier training in the words of a page: the contact person's and the learner's."""

from sqlalchemy import ColumnElement

from core.db import session
from core.language import gettext
from organisations.earlier_rules import PROOF_LABELS
from organisations.roster_pages import EarlierRow
from organisations.roster_queries import Earlier, earlier_for


def earlier_rows(about: ColumnElement[bool]) -> tuple[EarlierRow, ...]:
    """What was written down of earlier training; `about` is a condition of `roster_queries`."""
    return tuple(map(earlier_row, earlier_for(session(), about)))


def earlier_row(earlier: Earlier) -> EarlierRow:
    """One of them."""
    return EarlierRow(
        ref=earlier.ref,
        proof=gettext(PROOF_LABELS[earlier.proof]),
        trained_on=earlier.trained_on,
        by=earlier.by or gettext("en tidigare kontaktperson"),
        place=earlier.workplace,
    )
