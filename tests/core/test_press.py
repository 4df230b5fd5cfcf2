"""The press: many papers by one process, with the same bytes and the same walls as one paper alone."""

import os
import signal
from datetime import date
from pathlib import Path

import pytest

from core import paper
from core.paper import PaperError, compile_pdf
from core.press import Press, press
from tests.core.test_compile import ENVIRONMENT, template, worker

DAY = date(2026, 10, 25)
# Tells its process's number; hangs, dies or mumbles when it is told to.
MOODY = """
import os, struct, sys, time
while head := sys.stdin.buffer.read(4):
    request = sys.stdin.buffer.read(*struct.unpack(">I", head))
    if b"hang" in request: time.sleep(60)
    if b"die" in request: os._exit(3)
    if b"mumble" in request: sys.stdout.buffer.write(b"+\\0"); sys.stdout.buffer.flush(); os._exit(0)
    told = str(os.getpid()).encode()
    sys.stdout.buffer.write(b"+" + struct.pack(">I", len(told)) + told)
    sys.stdout.buffer.flush()
"""


def set_in(engine: Press, prov: Path, name: str) -> bytes:
    return compile_pdf(prov, {"name": name}, {}, DAY, engine)


def test_many_papers_have_the_bytes_they_have_alone(tmp_path: Path) -> None:
    prov = template(tmp_path, "= Prov\n#data.name")
    with press() as engine:
        made = {name: set_in(engine, prov, name) for name in ("Åsa", "محمد", "Åsa")}
    assert made == {name: compile_pdf(prov, {"name": name}, {}, DAY) for name in made}


def test_a_poisoned_paper_stops_no_other(tmp_path: Path) -> None:
    prov = template(tmp_path, '= Prov\n#if data.name == "Ve" { panic("Ve") }\n#data.name')
    with press() as engine:
        with pytest.raises(PaperError, match="panicked"):
            set_in(engine, prov, "Ve")
        assert set_in(engine, prov, "Väl").startswith(b"%PDF")


@pytest.mark.parametrize("mood", ["hang", "die", "mumble"])
def test_a_process_that_fails_is_followed_by_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    worker(monkeypatch, tmp_path, MOODY)
    prov = template(tmp_path, "Hej")
    with press() as engine:
        first = set_in(engine, prov, "a")
        assert set_in(engine, prov, "b") == first, "one process for many"
        with monkeypatch.context() as short:
            if mood == "hang":
                short.setattr(paper, "TIMEOUT_SECONDS", 0.3)
            with pytest.raises(PaperError):
                set_in(engine, prov, mood)
        second = set_in(engine, prov, "c")
        assert second != first
        assert set_in(engine, prov, "d") == second


def test_a_process_killed_between_two_papers_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker(monkeypatch, tmp_path, MOODY)
    prov = template(tmp_path, "Hej")
    with press() as engine:
        first = int(set_in(engine, prov, "a"))
        os.kill(first, signal.SIGKILL)
        with pytest.raises(PaperError):
            set_in(engine, prov, "b")
        assert int(set_in(engine, prov, "c")) != first


def test_no_process_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(monkeypatch, tmp_path, MOODY)
    with press() as engine:
        pid = int(set_in(engine, template(tmp_path, "Hej"), "a"))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_press_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESH_SECRET_KEY", "hemligt")
    worker(monkeypatch, tmp_path, ENVIRONMENT)
    with press() as engine:
        seen = set_in(engine, template(tmp_path, "Hej"), "a").decode().split()
    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LC_CTYPE"}


def test_jobs_wait_for_no_web_request(tmp_path: Path) -> None:
    """Whoever fetches a paper on the web holds up no job, and the other way round."""
    with paper.PRESS, press() as engine:
        assert set_in(engine, template(tmp_path, "Hej"), "a").startswith(b"%PDF")
