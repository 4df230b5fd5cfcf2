"""The paper engine: data is data, failures are refusals, and nothing it does reaches the web worker."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import paper
from core.glyphs import with_boxes
from core.names import clean_name, name_problem
from core.paper import PaperError, compile_pdf, compile_png, date_in_words, engine_lang, paper_lang

DAY = date(2026, 10, 25)
HEAD = '#set document(title: "Prov")\n#set text(font: display-fonts, lang: "sv")\n'


ENVIRONMENT = """
import os, struct, sys
told = " ".join(os.environ).encode()
sys.stdout.buffer.write(b"+" + struct.pack(">I", len(told)) + told)
"""


def template(folder: Path, body: str) -> Path:
    path = folder / "prov.typ"
    path.write_text(HEAD + body, "utf-8")
    return path


def worker(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Put another program in the worker's place."""
    path = folder / "worker.py"
    path.write_text(code, "utf-8")
    monkeypatch.setattr(paper, "_WORKER", path)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    prov = template(tmp_path, "= Prov\n#data.name")
    first = compile_pdf(prov, {"name": "Åsa"}, {}, DAY)
    assert first == compile_pdf(prov, {"name": "Åsa"}, {}, DAY)
    assert first.startswith(b"%PDF-1.7")


def test_a_picture_has_one_page(tmp_path: Path) -> None:
    assert compile_png(template(tmp_path, "Hej"), {}, {}, 72).startswith(b"\x89PNG")
    with pytest.raises(PaperError, match="one page"):
        compile_png(template(tmp_path, "Hej #pagebreak() Hej"), {}, {}, 72)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('#set text(font: "Finns Inte")\nHej', "unknown font family"),
        ("王", "could not be displayed"),
        ('#image("prov.svg")', "alt"),
        ("#panic(1)", "panicked"),
        ('#read("../hemlig.txt")', "escape"),
        ('#read("/etc/passwd")', "not found"),
    ],
)
def test_an_error_or_a_warning_is_a_refusal(tmp_path: Path, body: str, says: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "hemlig.txt").write_text("hemligt", "utf-8")
    (inner / "prov.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', "utf-8")
    with pytest.raises(PaperError, match=says) as refused:
        compile_pdf(template(inner, body), {}, {}, DAY)
    assert refused.value.status == 503
    assert "sparat" in refused.value.what
    assert "Försök igen" in refused.value.way_out


def test_a_hanging_engine_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(monkeypatch, tmp_path, "import time\ntime.sleep(60)")
    monkeypatch.setattr(paper, "TIMEOUT_SECONDS", 0.2)
    with pytest.raises(PaperError, match="TimeoutExpired"):
        compile_pdf(template(tmp_path, "Hej"), {}, {}, DAY)


def test_a_crashing_engine_takes_nobody_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(monkeypatch, tmp_path, "import os\nos.abort()")
    with pytest.raises(PaperError, match="exit -6"):
        compile_pdf(template(tmp_path, "Hej"), {}, {}, DAY)


def test_the_engine_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESH_SECRET_KEY", "hemligt")
    worker(monkeypatch, tmp_path, ENVIRONMENT)
    seen = compile_pdf(template(tmp_path, "Hej"), {}, {}, DAY).decode().split()
    assert "ESH_SECRET_KEY" in os.environ
    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LC_CTYPE"}


NAMES = st.lists(
    st.text(st.characters(categories=["L", "M"]) | st.sampled_from(" -'’.·"), min_size=1, max_size=60),
    min_size=1,
    max_size=40,
)


@settings(max_examples=15, deadline=None)
@given(NAMES)
def test_any_accepted_name_gives_a_paper(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    """No name that the rule accepts may stop the engine, whatever its script and marks."""
    accepted = [with_boxes(clean_name(name)) for name in names if name_problem(name) is None]
    prov = template(tmp_path_factory.mktemp("names"), "= Namn\n#for name in data.names { par(name) }")
    assert compile_pdf(prov, {"names": accepted}, {}, DAY)


def test_dates_and_languages_of_papers() -> None:
    assert date_in_words(DAY, "sv") == "25 oktober 2026"
    assert date_in_words(DAY, "en") == "25 October 2026"
    assert [paper_lang(code) for code in ("en", "en-GB", "sv", "sv-x-lattlast", "ar")] == [
        "en",
        "en",
        "sv",
        "sv-x-lattlast",
        "sv",
    ]
    assert date_in_words(DAY, "sv-x-lattlast") == "25 oktober 2026"
    assert [engine_lang(code) for code in ("sv", "sv-x-lattlast", "en")] == ["sv", "sv", "en"]
