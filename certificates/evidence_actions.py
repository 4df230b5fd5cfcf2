"""Putting the evidence pack of a workplace together. Nothing in the database changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from certificates import evidence, paper_queries
from certificates.badge import Signer
from certificates.course_text import course_text, text_digest
from certificates.evidence import Row
from certificates.evidence_readme import About, readme
from certificates.models import Certificate
from certificates.packs import paper_name
from certificates.paper_actions import Papers, named
from certificates.rules import holds_on, status
from core import clock
from core.crockford import group_certificate
from courses.lessons import Course
from organisations.models import Organisation

PAPERS = "intyg/"
TEXTS = "kurser/"
DIGITS = 12


def evidence_files(
    session: Session,
    now: datetime,
    organisation: Organisation,
    found: Sequence[Certificate],
    papers: Papers,
    *,
    courses: Mapping[str, Course],
    issuer: str,
    signer: Signer,
    keys_at: str,
) -> dict[str, bytes]:
    """All files of the pack by name, signed. `keys_at` is the address of the site's DID document. Two queries."""
    today = clock.local_date(now)
    kept = paper_queries.course_texts(session, {each.course_text for each in found if each.course_text})
    texts = {each.id: text_of(each, kept, courses) for each in found}
    printed = named(found, papers, PAPERS)
    rows = [row_of(each, today, printed, texts[each.id][0]) for each in found]
    about = About(
        workplace=organisation.name,
        issuer=issuer,
        day=today,
        members=paper_queries.members(session, organisation.id),
        certified=len({each.user_id for each in found if holds_on(each.valid_until, None, today)}),
        left_out=[group_certificate(number) for number in papers.left_out],
        without_text=sorted({texts[each.id][0] for each in found if each.course_text not in kept} - {""}),
        key=signer.key_name,
        keys_at=keys_at,
    )
    files = {evidence.README: readme(about), evidence.PEOPLE: evidence.people_sheet(rows, now)}
    files |= {name: text.encode() for name, text in sorted(texts.values()) if name}
    return evidence.signed(files | printed, signer, now)


def text_of(found: Certificate, kept: Mapping[str, str], courses: Mapping[str, Course]) -> tuple[str, str]:
    """The course text of a certificate with the name of its file: the kept one, else today's, which its name says.

    Both are empty when there is neither.
    """
    digest = found.course_text or ""
    if digest in kept:
        return f"{TEXTS}{found.course_key}-{digest[:DIGITS]}.html", kept[digest]
    course = courses.get(found.course_key)
    if course is None:
        return "", ""
    text = course_text(course)
    return f"{TEXTS}{found.course_key}-i-dag-{text_digest(text)[:DIGITS]}.html", text


def row_of(found: Certificate, today: date, printed: Mapping[str, bytes], text: str) -> Row:
    """A certificate's line in the list."""
    paper = PAPERS + paper_name(found.number, found.name)
    return Row(
        name=found.name,
        course_name=found.course_name,
        number=group_certificate(found.number),
        issued_on=found.issued_on,
        valid_until=found.valid_until,
        status=status(found.valid_until, today=today),
        paper=paper if paper in printed else "",
        text=text,
    )
