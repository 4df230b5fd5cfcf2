"""Papers: a Typst template and data become a PDF or a picture.

The engine runs in a process of its own (`core/paper_worker.py`) and is ended after 20 seconds: a
crash, a hang or a memory error of the engine cannot take a web worker with it. Measured: about
45 ms a paper, against 10 ms in the web worker's own process; papers are made rarely, so the safety
costs nothing that anybody notices. Who makes hundreds keeps one process for them (`core/press.py`).
The process gets no secret: neither the environment nor the database.

Data goes in as JSON strings, so nothing a person wrote is ever read as markup. Fonts come from
static/fonts/pdf only. Made with PDF/UA-1 and PDF/A-2a settings, which the engine enforces as far as
a program can; a warning is an error.
"""

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Literal

from babel.dates import format_date

from core.errors import Refusal
from core.glyphs import FONTS
from core.language import N_
from core.logs import log

Lang = Literal["sv", "sv-x-lattlast", "en"]
# Takes a request for core/paper_worker.py and gives the finished file; raises EngineError.
Engine = Callable[[bytes], bytes]
TIMEOUT_SECONDS = 20
# One paper at a time in each web process, and a short wait for it: whoever fetches hundreds keeps no lesson waiting.
PRESS = threading.BoundedSemaphore(1)
WAIT_SECONDS = 0.5
DRAWINGS = Path(__file__).parents[1] / "static" / "images"
_LOOK = Path(__file__).parent / "paper" / "look.typ"
_WORKER = Path(__file__).with_name("paper_worker.py")
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_LOCALES = {"sv": "sv_SE", "sv-x-lattlast": "sv_SE", "en": "en_GB"}


class EngineError(Exception):
    """The engine did not set a paper: what it said, or how its process ended."""


class EngineGone(EngineError):
    """The engine's process ended before its answer did."""


class PaperError(Refusal):
    """The paper could not be made. The texts are for the person, `detail` is for the log."""

    def __init__(self, detail: str) -> None:
        """`detail` is what the engine said, or how its process ended."""
        super().__init__(
            heading=N_("Pappret kunde inte göras"),
            what=N_("Något gick fel när pappret skulle göras. Det du har gjort är sparat."),
            way_out=N_("Försök igen om en stund. Allt som står på pappret finns också på sidan."),
            status=503,
        )
        self.detail = detail

    def __str__(self) -> str:
        """What the engine said."""
        return self.detail


class PaperBusy(Refusal):
    """Another paper is being made in this process."""

    def __init__(self) -> None:
        super().__init__(
            heading=N_("Många hämtar papper just nu"),
            what=N_("Det du har gjort är sparat."),
            way_out=N_("Försök igen om en stund. Allt som står på pappret finns också på sidan."),
            status=503,
        )


def alone(request: bytes) -> bytes:
    """Set one paper in a process of its own. Raises EngineError, or PaperBusy when another is being made."""
    if not PRESS.acquire(timeout=WAIT_SECONDS):
        raise PaperBusy
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and file, no shell
            worker_command(),
            input=framed(request),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            env=worker_environment(),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(type(error).__name__) from error
    finally:
        PRESS.release()
    if done.returncode != 0:
        raise EngineError(done.stderr.decode("utf-8", "replace") or f"exit {done.returncode}")
    return answer_in(BytesIO(done.stdout))


def worker_command() -> list[str]:
    """What starts the engine's process: our own interpreter and file, cut off from everything else."""
    return [sys.executable, "-I", str(_WORKER)]


def worker_environment() -> dict[str, str]:
    """What little of the environment the engine's process gets."""
    return {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}


def framed(request: bytes) -> bytes:
    """A request as the engine's process reads it."""
    return struct.pack(">I", len(request)) + request


def answer_in(stream: IO[bytes]) -> bytes:
    """The finished file from the engine's process. Raises EngineError with what is wrong, EngineGone when cut off."""
    head = stream.read(5)
    length: int = struct.unpack(">I", head[1:])[0] if len(head) == 5 else -1
    content = stream.read(max(length, 0))
    if len(content) != length:
        raise EngineGone("the engine ended in the middle of a paper")
    if head[:1] != b"+":
        raise EngineError(content.decode("utf-8", "replace"))
    return content


def compile_pdf(
    template: Path,
    data: Mapping[str, object],
    assets: Mapping[str, str],
    made_on: date | None = None,
    engine: Engine = alone,
) -> bytes:
    """The template as a tagged PDF with embedded fonts; the same input gives the same bytes.

    `data` becomes the template's `data`, `assets` its SVG drawings by name, `made_on` the date of
    creation. Without it the template says `#set document(date: none)` and the paper is no PDF/A,
    which asks for a date; that is for papers nobody archives. The template may read files of its own
    folder only. core/paper/look.typ stands before it. `engine` is for who makes many (`core/press.py`).
    Raises PaperError when the engine fails, warns or takes more than 20 seconds, PaperBusy when another
    paper is being made.
    """
    if made_on is None:
        return _run(template, data, assets, engine, format="pdf", standards=["ua-1"])
    midnight = datetime.combine(made_on, time(), tzinfo=UTC)
    return _run(
        template,
        data,
        assets,
        engine,
        format="pdf",
        standards=["ua-1", "a-2a"],
        timestamp=int(midnight.timestamp()),
    )


def compile_png(
    template: Path, data: Mapping[str, object], assets: Mapping[str, str], pixels_per_inch: int
) -> bytes:
    """The template as a PNG picture; it must have exactly one page. Raises like `compile_pdf`."""
    return _run(template, data, assets, alone, format="png", ppi=pixels_per_inch)


@cache
def drawing(name: str) -> str:
    """A drawing of static/images as SVG text, for `assets`."""
    return (DRAWINGS / name).read_text("utf-8")


def paper_lang(code: str) -> Lang:
    """The language of a paper's words, for a language code of the site: Swedish when there is no other."""
    if code == "sv-x-lattlast":
        return "sv-x-lattlast"
    return "en" if code.partition("-")[0] == "en" else "sv"


def engine_lang(lang: Lang) -> str:
    """The same language as the engine and readers of PDF know it: easy Swedish is Swedish to them."""
    return lang.partition("-")[0]


def date_in_words(day: date, lang: Lang) -> str:
    """ "25 oktober 2026" or "25 October 2026"."""
    return format_date(day, "d MMMM y", locale=_LOCALES[lang])


def _run(
    template: Path, data: Mapping[str, object], assets: Mapping[str, str], engine: Engine, **settings: object
) -> bytes:
    request = {
        "source": _LOOK.read_text("utf-8") + template.read_text("utf-8"),
        "root": str(template.parent),
        "fonts": str(FONTS),
        "inputs": {"data": json.dumps(data), "assets": json.dumps(dict(assets))},
        "ppi": None,
        "standards": [],
        "timestamp": 0,
        **settings,
    }
    try:
        return engine(json.dumps(request).encode())
    except EngineError as error:
        log("paper-failed", template=template.name, detail=str(error))
        raise PaperError(str(error)) from error
