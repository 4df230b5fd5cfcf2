"""What shows that somebody had training before, and days as people write them. Pure."""

import re
from datetime import date, timedelta
from enum import StrEnum

from core.language import N_
from core.names import fold_name

DAY_UNCLEAR = N_("Skriv datumet så här: 2026-05-31.")
DAY_AHEAD = N_("Datumet ligger framåt i tiden. Skriv dagen då utbildningen var.")
_ISO = re.compile(r"(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})(?:[T ][\d:.]+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SERIAL = re.compile(r"[2-6]\d{4}")
_SERIAL_START = date(1899, 12, 30)
FIRST_YEAR = 1950


class Proof(StrEnum):
    """What shows that somebody had training before. A fixed list: no free text about anybody."""

    PAPER = "kursintyg"
    ATTENDANCE = "narvarolista"
    EMPLOYER = "arbetsgivare"
    OWN_WORD = "egen-uppgift"


PROOF_LABELS = {
    Proof.PAPER: N_("Kursintyg på papper"),
    Proof.ATTENDANCE: N_("Närvarolista"),
    Proof.EMPLOYER: N_("Intyg från annan arbetsgivare"),
    Proof.OWN_WORD: N_("Egen uppgift"),
}
_PROOF_WORDS = {
    **{fold_name(label): proof for proof, label in PROOF_LABELS.items()},
    **{fold_name(proof): proof for proof in Proof},
    "intyg": Proof.PAPER,
    "kursintyg": Proof.PAPER,
    "coursecertificateonpaper": Proof.PAPER,
    "attendancelist": Proof.ATTENDANCE,
    "certificatefromanotheremployer": Proof.EMPLOYER,
    "ownword": Proof.OWN_WORD,
}


def read_proof(text: str) -> Proof | None:
    """The kind of proof of a text in Swedish or English; None when it is none of them."""
    return _PROOF_WORDS.get(fold_name(text))


def read_day(text: str) -> date | None:
    """A day as people and spreadsheets write it: 2026-05-31, 20260531, 31/5/2026, Excel's 46173; else None."""
    if _SERIAL.fullmatch(text):
        return _SERIAL_START + timedelta(days=int(text))
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None
