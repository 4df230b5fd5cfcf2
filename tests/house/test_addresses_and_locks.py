"""No file names a package index, a machine, or this workplace; what is installed is pinned by hashes."""

import re
import tomllib
from pathlib import Path

import pytest

from core.settings import ROOT
from tests.builders.source import project_files, text_of_file

LOCKS = ["requirements.lock", "requirements-dev.lock"]
# Written backwards so that this file does not name them either.
INDEX_HOSTS = [
    host[::-1] for host in ("gro.ipyp", "gro.detsohnohtyp", "gro.sjmpn", "moc.sjmpn", "moc.gkpnray")
]
INDEX_OPTIONS = ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links", "--trusted" + "-host"]
MACHINE_PATHS = [
    "/" + name + "/" for name in ("home", "root", "work", "Users", "tmp", "private", "builds", "github")
]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in project_files():
        text = text_of_file(path)
        if text is not None:
            found.append((str(path.relative_to(ROOT)), text))
    return found


def test_the_project_is_looked_at_whole() -> None:
    names = [name for name, _ in texts()]
    assert len(names) > 250
    assert {"Makefile", "app.py", "requirements.lock", ".ci/run"} <= set(names)


@pytest.mark.parametrize("words", [INDEX_HOSTS, INDEX_OPTIONS], ids=["hosts", "options"])
def test_no_file_names_a_package_index(words: list[str]) -> None:
    faults = [f"{name}: {word}" for name, text in texts() for word in words if word in text.lower()]
    assert not faults, f"where packages come from is the machine's own setting: {faults}"


def test_no_file_holds_a_path_of_some_machine() -> None:
    faults = []
    for name, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            faults += [
                f"{name}:{number} {path}"
                for path in MACHINE_PATHS
                if re.search(rf"(?<![\w.}}>/-]){re.escape(path)}\w", line)
            ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_is_names_versions_and_hashes_only(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text, f"{lock} holds an address"
    requirements = re.sub(r" *\\\n *", " ", text).splitlines()
    assert len(requirements) > 30
    for line in requirements:
        assert re.match(r"^[\w.\[\]-]+==[\w.!+]+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+$", line), line[:120]


def names_in(lock: str) -> dict[str, str]:
    found = re.findall(
        r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.!+]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE
    )
    return {name.lower().replace("_", "-"): version for name, version in found}


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    def name(requirement: str) -> str:
        found = re.match(r"[\w.-]+", requirement)
        assert found is not None
        return found[0].lower().replace("_", "-")

    asked = {name(each) for each in project["project"]["dependencies"]}
    asked_for_tests = {name(each) for each in project["dependency-groups"]["dev"]}
    assert asked <= names_in("requirements.lock").keys()
    assert asked | asked_for_tests <= names_in("requirements-dev.lock").keys()


def test_both_locks_agree() -> None:
    site, tests = names_in("requirements.lock"), names_in("requirements-dev.lock")
    assert {name: tests.get(name) for name in site} == site


def test_what_is_installed_is_installed_by_hash() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line or "pip sync" in line]
    assert len(installs) >= 3
    for line in installs:
        assert "--require-hashes" in line or "uv==$(UV_VERSION)" in line, line.strip()


def test_every_exception_to_the_linter_has_its_reason() -> None:
    """Strict by default: each rule left out, and each warning, says why on its line or above it."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    ignored = re.search(r"^ignore = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    warnings = re.search(r"^filterwarnings = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    assert ignored is not None
    assert warnings is not None
    for line in ignored[1].splitlines():
        assert "  # " in line, f"no reason: {line.strip()}"
    before = ""
    for line in warnings[1].splitlines():
        if "ignore" in line:
            assert before.strip().startswith("#"), f"no reason: {line.strip()}"
        before = line


def test_ci_calls_the_readmes_command_and_nothing_else() -> None:
    script = [line for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines() if line[:1] != "#"]
    assert script == ['cd "$(dirname "$0")/.." && exec make test']
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o111, "it must be executable"
