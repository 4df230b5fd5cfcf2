"""Files put together into one: the names inside, and the ZIP itself. Pure."""

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import datetime

MOST_BYTES_OF_A_NAME = 120
# Compressed inside already.
AS_THEY_ARE = (".pdf", ".xlsx")


def paper_name(number: str, name: str) -> str:
    """What a certificate's file is called: its number, which stands once, and its person's name made safe.

    Of a name letters, marks and digits stay, in every script; what is between them becomes "-", so that no
    system takes any of it for a folder, a command or the end of the name. At most 120 bytes of it.
    """
    kept = "".join(
        each if unicodedata.category(each)[0] in "LMN" else "-" for each in unicodedata.normalize("NFC", name)
    )
    safe = "-".join(part for part in kept.split("-") if part)
    short = safe.encode()[:MOST_BYTES_OF_A_NAME].decode("utf-8", "ignore")
    return f"{number}-{short}.pdf"


def zipped(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """A ZIP of files by name, all of the same time; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            stored = name.endswith(AS_THEY_ARE)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, content)
    return out.getvalue()
