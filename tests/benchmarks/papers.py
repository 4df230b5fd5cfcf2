"""Certificates through the press on one core, against bare Typst: the same template in a loop in one process.

The limit gets its input ready made and keeps its fonts. Ours begins its process, draws the QR code, writes and
reads every request, and ends the process; all that is counted, in both processes.
"""

import json
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import typst

from certificates.paper import CertificatePaper, certificate_pdf
from core.glyphs import FONTS
from core.paper import EngineError, PaperError
from core.press import press
from tests.benchmarks.measured import Aim, Profile, Row
from tests.benchmarks.profiles import shares

AIM = Aim("ratio", "≥", 0.8)
WHY = "Beside Typst itself: the QR code, and starting the process."
NAMES = ("Åsa Öberg", "Łukasz Żółć", "محمد الحسن", "สมชาย ทองงาม", "ተስፋይ ገብረእየሱስ")
ONE = CertificatePaper(
    name="",
    course_name="En säker hand för hotell",
    issued_on=date(2026, 10, 25),
    valid_until=date(2028, 10, 25),
    number="",
    verify_url="",
    check_address="ensakerhand.example/intyg/kontroll",
    issuer="nätverket i Exempelstad",
    lang="sv",
)


def rows(*, rounds: int, papers: int) -> list[Row]:
    """PDFs per second of processor time, both in turns."""
    certificates = [certificate(number) for number in range(papers)]
    requests = [request_of(each) for each in certificates]
    ours = bare = 0.0
    for _ in range(rounds):
        bare = max(bare, papers / cpu_seconds(partial(bare_typst, requests)))
        ours = max(ours, papers / cpu_seconds(partial(through_press, certificates)))
    profile = partial(profile_of, certificates)
    return [Row("Certificates as PDF through the press", "one core", ours, "a second", bare, AIM, profile)]


def certificate(number: int) -> CertificatePaper:
    """One of many: names of five scripts, a number and a link of its own."""
    return replace(
        ONE,
        name=NAMES[number % len(NAMES)],
        number=f"{number:013}",
        verify_url=f"https://ensakerhand.example/i/{number:022}",
    )


def request_of(one: CertificatePaper) -> bytes:
    """What the press is asked for a certificate."""
    asked: list[bytes] = []

    def note(request: bytes) -> bytes:
        asked.append(request)
        raise EngineError("not set")

    try:
        certificate_pdf(one, note)
    except PaperError:
        return asked[0]
    raise AssertionError("the engine was not asked")


def bare_typst(requests: list[bytes]) -> None:
    """The same papers by Typst alone."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    for request in map(json.loads, requests):
        typst.compile(
            request["source"].encode(),
            root=request["root"],
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=request["inputs"],
            format="pdf",
            pdf_standards=request["standards"],
            timestamp=request["timestamp"],
        )


def through_press(certificates: list[CertificatePaper]) -> None:
    """The papers as a job makes them."""
    with press() as engine:
        for each in certificates:
            certificate_pdf(each, engine)


def cpu_seconds(work: Callable[[], None]) -> float:
    """The processor time of this process and of those that it started and ended."""
    start = spent()
    work()
    return spent() - start


def spent() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def profile_of(certificates: list[CertificatePaper]) -> Profile:
    """Where the time goes."""
    return Profile(WHY, shares([partial(through_press, certificates)]))
