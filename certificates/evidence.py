"""The evidence pack: what a workplace hands to whoever inspects it, signed by the site. Pure.

`certificates/check_evidence.py` checks one; what is signed and how stands there.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from certificates.badge import Signer
from certificates.check_evidence import MANIFEST, SIGNATURE, SIGNED_AS, in_base64
from certificates.evidence_readme import COLUMNS, STATUS_WORDS
from certificates.rules import Status

PEOPLE = "personer.xlsx"
README = "README.txt"
# Text stays text and addresses stay text, whatever somebody is called.
WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One certificate in the list. `number` is grouped; `paper` and `text` are names of files, empty without."""

    name: str
    course_name: str
    number: str
    issued_on: date
    valid_until: date
    status: Status
    paper: str
    text: str


def people_sheet(rows: Sequence[Row], made_at: datetime) -> bytes:
    """The list as a workbook: dates are dates, everything else is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        book.set_properties({"title": "Personer", "created": made_at.replace(tzinfo=None)})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Personer")
        sheet.write_row(0, 0, COLUMNS, bold)
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, (row.name, row.course_name, row.number))
            sheet.write_datetime(line, 3, row.issued_on, day)
            sheet.write_datetime(line, 4, row.valid_until, day)
            sheet.write_row(line, 5, (STATUS_WORDS[row.status], row.paper, row.text))
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 1, 32)
        sheet.set_column(2, 5, 18)
        sheet.set_column(6, 7, 48)
    return out.getvalue()


def signed(files: Mapping[str, bytes], signer: Signer, made_at: datetime) -> dict[str, bytes]:
    """The files with the list of their SHA-256, and the signature of that list (Ed25519, RFC 8032, Base64)."""
    manifest = {
        "made_at": made_at.isoformat(timespec="seconds"),
        "issuer": signer.did,
        "key": signer.key_name,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    listed = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return {**files, MANIFEST: listed, SIGNATURE: in_base64(signer.key.sign(SIGNED_AS + listed))}
