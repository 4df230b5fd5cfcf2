"""Many papers at once. Nothing in the database changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from certificates.models import Certificate
from certificates.packs import paper_name
from certificates.paper import CertificatePaper, certificate_pdf
from core.crockford import group_certificate
from core.paper import Engine, PaperError

BATCH = 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Printed:
    """What papers share that are made together: language, addresses (CertificatePaper), and what an issuer is called."""

    lang: str
    link_start: str
    check_address: str
    issuers: Mapping[str, str]

    def paper_of(self, found: Certificate) -> CertificatePaper:
        """What stands on one of them."""
        return CertificatePaper(
            name=found.name,
            course_name=found.course_name,
            issued_on=found.issued_on,
            valid_until=found.valid_until,
            number=found.number,
            verify_url=self.link_start + found.link,
            check_address=self.check_address,
            issuer=self.issuers.get(found.issuer, found.issuer),
            lang=self.lang,
        )


@dataclass(frozen=True, slots=True)
class Papers:
    """PDFs by certificate number, and the certificates (numbers) that could not be printed."""

    made: Mapping[str, bytes]
    left_out: Sequence[str]


def print_all(found: Sequence[Certificate], printed: Printed, engine: Engine, progress: Progress) -> Papers:
    """Print certificates; one that fails stops no other. `progress` is told every twenty (done, total)."""
    made: dict[str, bytes] = {}
    left_out = []
    for done, each in enumerate(found, start=1):
        try:
            made[each.number] = certificate_pdf(printed.paper_of(each), engine)
        except PaperError:
            left_out.append(each.number)
        if done % BATCH == 0 or done == len(found):
            progress(done, len(found))
    return Papers(made, left_out)


def named(found: Sequence[Certificate], papers: Papers, folder: str = "") -> dict[str, bytes]:
    """The papers by the names of their files."""
    return {
        folder + paper_name(each.number, each.name): papers.made[each.number]
        for each in found
        if each.number in papers.made
    }


def all_papers(found: Sequence[Certificate], papers: Papers) -> dict[str, bytes]:
    """The files of the ZIP of all certificates: the papers, and a list of those that are missing."""
    files = named(found, papers)
    if papers.left_out:
        missing = "\r\n".join(group_certificate(number) for number in papers.left_out)
        files["SAKNAS.txt"] = f"Dessa intyg gick inte att skriva ut:\r\n\r\n{missing}\r\n".encode()
    return files
