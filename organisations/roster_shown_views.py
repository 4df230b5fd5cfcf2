"""What the page of one list shows, made from its rows."""

from flask import request, url_for

from core.db import session
from core.language import date_long, gettext, ngettext
from core.paging import paging
from organisations import roster_queries
from organisations.earlier_rules import PROOF_LABELS, Proof
from organisations.models import Organisation
from organisations.roster_models import RosterImport, RosterRow
from organisations.roster_pages import DraftPage, ListDonePage, RosterLine, RosterView
from organisations.roster_queries import PAGE_ROWS
from organisations.roster_rules import COLUMN_LABELS, EXPLANATIONS, VERDICT_LABELS, Column, Verdict


def column_label(row: RosterRow) -> str:
    """What the column is called in which something is wrong."""
    return gettext(COLUMN_LABELS[Column(row.column_key)]) if row.column_key else ""


def draft_page(organisation: Organisation, found: RosterImport) -> DraftPage:
    """What a list would change."""
    counts = roster_queries.verdict_counts(session(), found.id)
    asked = request.args.get("visa", "")
    verdict = next(
        (each for each in Verdict if each == asked), next((e for e in Verdict if e in counts), Verdict.NEW)
    )

    def here(visa: Verdict, sida: int | None = None) -> str:
        return url_for("contact.roster_list", ref=organisation.ref, list_ref=found.ref, visa=visa, sida=sida)

    at = paging(
        request.args.get("sida", ""), counts.get(verdict, 0), PAGE_ROWS, lambda page: here(verdict, page)
    )
    rows = roster_queries.rows_of(session(), found.id, verdict, at.number)
    label = import_label(found, counts)
    return DraftPage(
        organisation_name=organisation.name,
        heading=heading(counts),
        lead=lead(label, counts),
        missing=missing_text(found.missing),
        views=tuple(
            RosterView(
                gettext("%(label)s (%(count)s)", label=gettext(VERDICT_LABELS[each]), count=counts[each]),
                here(each),
                each == verdict,
            )
            for each in Verdict
            if each in counts
        ),
        verdict=gettext(VERDICT_LABELS[verdict]),
        explanation=gettext(EXPLANATIONS[verdict]),
        lines=tuple(line_of(row) for row in rows),
        tick_url=url_for("contact.roster_ticks", ref=organisation.ref, list_ref=found.ref)
        if verdict is Verdict.LEFT and rows
        else None,
        paging=at,
        faults_url=faults_url(organisation, found, counts),
        import_label=label,
        import_url=url_for("contact.put_list_in", ref=organisation.ref, list_ref=found.ref),
        back_url=url_for("contact.roster", ref=organisation.ref),
    )


def heading(counts: dict[Verdict, int]) -> str:
    """How many rows were read."""
    number = sum(counts.values())
    return ngettext("%(num)s rad i filen", "%(num)s rader i filen", number)


def lead(label: str, counts: dict[Verdict, int]) -> str:
    """What to do now."""
    if label:
        return gettext("Inget är ändrat än. Titta igenom listan och tryck sedan på knappen.")
    if counts.get(Verdict.LEFT):
        return gettext("Inget är ändrat än. Kryssa för dem som ska bort och spara kryssen.")
    return gettext("Allt som går att läsa in finns redan på er lista. Inget behöver ändras.")


def missing_text(number: int) -> str:
    """That nobody goes because she does not stand in the file."""
    if not number:
        return ""
    return ngettext(
        "%(num)s person på er lista finns inte i filen. Den är kvar.",
        "%(num)s personer på er lista finns inte i filen. De är kvar.",
        number,
    )


def faults_url(organisation: Organisation, found: RosterImport, counts: dict[Verdict, int]) -> str | None:
    """Where the rows that need a look can be fetched, if there are any."""
    if not (counts.get(Verdict.WRONG) or counts.get(Verdict.UNKNOWN)):
        return None
    return url_for("contact.roster_faults", ref=organisation.ref, list_ref=found.ref)


def line_of(row: RosterRow) -> RosterLine:
    """One row in words."""
    notes = []
    if row.problem:
        notes.append(
            f"{column_label(row)}: {gettext(row.problem)}" if row.column_key else gettext(row.problem)
        )
    elif row.earlier_on is not None and row.earlier_proof is not None:
        proof = gettext(PROOF_LABELS[Proof(row.earlier_proof)])
        notes.append(
            gettext("Tidigare utbildning: %(proof)s, %(day)s", proof=proof, day=date_long(row.earlier_on))
        )
    ticked = row.ticked if row.verdict == Verdict.LEFT else None
    return RosterLine(number=row.number, name=row.name, note=" ".join(notes), ticked=ticked)


def import_label(found: RosterImport, counts: dict[Verdict, int]) -> str:
    """What the button says that puts the list in; empty when nothing would change."""
    new, left = counts.get(Verdict.NEW, 0), roster_queries.ticked(session(), found.id)
    if new and left:
        return gettext("Lägg till %(new)s och ta bort %(left)s", new=new, left=left)
    if new:
        return ngettext("Lägg till %(num)s person", "Lägg till %(num)s personer", new)
    if left:
        return ngettext("Ta bort %(num)s person från listan", "Ta bort %(num)s personer från listan", left)
    return gettext("Skriv in tidigare utbildning") if roster_queries.work_left(session(), found.id)[1] else ""


def done_page(organisation: Organisation, found: RosterImport) -> ListDonePage:
    """What a list has changed, or how far it is."""

    def here(endpoint: str) -> str:
        return url_for(endpoint, ref=organisation.ref, list_ref=found.ref)

    headings = {
        "running": gettext("Listan läggs in"),
        "done": gettext("Listan är inläst"),
        "undone": gettext("Importen är ångrad"),
    }
    sentences: tuple[str, ...] = ()
    if found.state == "running":
        done, total = roster_queries.work_left(session(), found.id)
        sentences = (gettext("%(done)s av %(total)s rader är klara.", done=done, total=total),)
    elif found.state == "done":
        sentences = done_sentences(found)
    else:
        sentences = (
            gettext("Namnen som ingen har gått med under är borta, och de som togs bort är tillbaka."),
        )
    counts = roster_queries.verdict_counts(session(), found.id)
    return ListDonePage(
        organisation_name=organisation.name,
        heading=headings[found.state],
        sentences=sentences,
        running=found.state == "running",
        here_url=here("contact.roster_list"),
        import_url=here("contact.put_list_in"),
        undo_url=url_for("contact.undo_list", ref=organisation.ref, list_ref=found.ref)
        if found.state == "done"
        else None,
        faults_url=faults_url(organisation, found, counts),
        back_url=url_for("overview.overview", ref=organisation.ref, visa="alla"),
    )


def done_sentences(found: RosterImport) -> tuple[str, ...]:
    """What was done, in short sentences."""
    counts = roster_queries.done_counts(session(), found.id)
    added, gone = counts.get("added", 0), counts.get("ended", 0) + counts.get("removed", 0)
    sentences = [ngettext("%(num)s person är tillagd.", "%(num)s personer är tillagda.", added)]
    if gone:
        sentences.append(
            ngettext("%(num)s är borttagen från listan.", "%(num)s är borttagna från listan.", gone)
        )
    if counts["earlier"]:
        sentences.append(
            ngettext(
                "%(num)s tidigare utbildning är inskriven.",
                "%(num)s tidigare utbildningar är inskrivna.",
                counts["earlier"],
            )
        )
    return tuple(sentences)
