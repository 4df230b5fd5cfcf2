"""Making the quarterly report. The caller commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import audit
from core import clock
from core.db import insert
from core.language import Voice
from core.quarters import Quarter
from courses.catalogue import Catalogue
from organisations.meetings import next_meetings
from organisations.network import Network
from reports import quarter_queries as queries
from reports.models import QuarterReport
from reports.quarter_figures import Figures, figures, signs_to_lift
from reports.quarter_sheet import to_json
from reports.quarter_texts import DEFINITIONS, Place, SignName, sheet


def make_report(
    session: Session,
    now: datetime,
    quarter: Quarter,
    *,
    network: Network,
    catalogue: Catalogue,
    voices: Mapping[str, Voice],
    actor_id: int | None,
) -> bool:
    """Make and keep a closed quarter's report in every language; one that is made stays as it is.

    Returns False when the quarter is not closed.
    """
    own = figures_of(session, network.key, quarter)
    if own is None:
        return False
    if queries.report_of(session, network.key, str(quarter)) is not None:
        return True
    earlier = figures_of(session, network.key, quarter.previous())
    to_lift = signs_to_lift(own.signs, tuple(catalogue.signs))
    facts = queries.facts(session, quarter)
    today = clock.local_date(now)
    sheets = {
        code: sheet(
            voice,
            place_of(network, code),
            quarter,
            today,
            own,
            earlier,
            to_lift,
            {each.sign_key: sign_name(catalogue, each.sign_key, code) for each in to_lift},
            facts,
            next_meetings(network.in_language(code), today),
        )
        for code, voice in voices.items()
    }
    statement = insert(session, QuarterReport).values(
        network=network.key,
        quarter=str(quarter),
        definitions=DEFINITIONS,
        made_at=now,
        made_by=actor_id,
        sheets=to_json(sheets),
    )
    made = session.execute(statement.on_conflict_do_nothing().returning(QuarterReport.quarter)).first()
    if made:  # else somebody else has made it in this very moment
        audit.record(session, now, "report-made", actor_id=actor_id, quarter=str(quarter))
    return True


def figures_of(session: Session, network: str, quarter: Quarter) -> Figures | None:
    """What may be shown of a quarter; None when it is not closed."""
    closed = queries.closed_sums(session, network, quarter)
    return figures(closed) if closed else None


def place_of(network: Network, code: str) -> Place:
    """The network's names in a language, or in the file's own."""
    said = network.in_language(code)
    return Place(city=said.city, coordinator=said.coordinator.name)


def sign_name(catalogue: Catalogue, sign_key: str, code: str) -> SignName:
    """A sign's short name and the language it is in."""
    sign, lang = catalogue.sign(sign_key, code)
    return SignName(name=sign.short, lang=lang)
