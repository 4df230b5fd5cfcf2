"""Documentation fails the build: what it names exists, and what exists is named."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from flask import Flask

from core.db import Base
from core.settings import ROOT, variables
from tests.builders.source import ROOMS, modules, project_files

PAGES = sorted(path for path in project_files() if path.suffix == ".md" and "static" not in path.parts)
OUR_DOCS = [
    path for path in PAGES if path.parent in (ROOT, ROOT / "docs", ROOT / "docs" / "adr")
]  # content is Markdown too
# Made, not written: by `make proof`, by a first start, by the tests.
MADE = {
    "docs/proofs.md",
    "instance/secret",
    "instance/backups",
    "instance/sbom.json",
    "instance/erasures",
    ".venv",
    "instance",
}
# What the operator's own machine has, in examples.
OUTSIDE = {"X-Forwarded-For", "X-Forwarded-Proto"}
FLASKS_OWN = {"routes", "run", "shell", "db"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


def code(path: Path) -> Iterator[str]:
    """Everything a page sets as code: in backticks, and indented blocks line by line."""
    for line in text(path).splitlines():
        if line.startswith("    "):
            yield line.strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def everywhere() -> str:
    return "\n".join(text(path) for path in OUR_DOCS)


def test_the_documents_of_a_public_project_are_there() -> None:
    for name in (
        "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "publiccode.yml",
        "docs/architecture.md", "docs/settings.md", "docs/operations.md", "docs/glossary.md",
    ):  # fmt: skip
        assert (ROOT / name).exists(), f"{name} is missing"
    assert len(OUR_DOCS) > 15


# ---- settings ----------------------------------------------------------------------------------------


def test_the_settings_page_is_the_list_of_settings() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", text(ROOT / "docs" / "settings.md"), re.MULTILINE)
    written = {name: (default.strip("`"), meaning) for name, default, meaning in rows}
    assert list(written) == list(variables()), "docs/settings.md lists other settings, or in another order"
    for name, said in variables().items():
        assert written[name] == said, f"docs/settings.md says something else of {name}"


def test_no_document_names_a_setting_that_is_not_there() -> None:
    for path in OUR_DOCS:
        for name in re.findall(r"\b(?:ESH_[A-Z_]+|DATABASE_URL|PROOF_ROUNDS)\b", text(path)):
            assert name in variables() or name == "PROOF_ROUNDS", f"{name_of(path)} names {name}"


# ---- commands ----------------------------------------------------------------------------------------


def targets() -> set[str]:
    makefile = text(ROOT / "Makefile")
    return set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))


def test_what_make_promises_it_has() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", text(ROOT / "Makefile"), re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets()


def test_documents_and_makefile_name_the_same_targets() -> None:
    named = {
        each
        for path in OUR_DOCS
        for piece in code(path)
        for each in re.findall(r"(?:^|\s)make ([a-z][\w-]*)", piece)
    }
    assert not named - targets(), f"documents name make {sorted(named - targets())}: no such target"
    assert not targets() - named, f"no document says what make {sorted(targets() - named)} does"


def test_documents_and_command_line_name_the_same_commands(app: Flask) -> None:
    ours = set(app.cli.commands) - FLASKS_OWN
    named = {
        each
        for path in OUR_DOCS
        for piece in code(path)
        for each in re.findall(r"flask ([a-z][\w-]+)", piece)
    }
    assert not named - set(app.cli.commands), f"documents name flask {sorted(named - set(app.cli.commands))}"
    assert not ours - named, f"no document names flask {sorted(ours - named)}"


def test_python_modules_that_documents_start_exist() -> None:
    for path in OUR_DOCS:
        for piece in code(path):
            for module in re.findall(r"python -m ([\w.]+)", piece):
                assert (ROOT / f"{module.replace('.', '/')}.py").exists(), f"{name_of(path)}: {module}"


# ---- paths and names ---------------------------------------------------------------------------------


def is_path(piece: str) -> bool:
    """Whether a piece of code looks like a file or folder of this project."""
    if not re.fullmatch(r"[\w.<>*-]+(/[\w.<>*-]*)*", piece) or piece in OUTSIDE:
        return False
    return "/" in piece or piece.endswith((".py", ".md", ".toml", ".yml", ".lock", ".yaml", ".txt", ".html"))


def exists(piece: str) -> bool:
    if piece.rstrip("/") in MADE:
        return True
    pattern = re.sub(r"<[^>]+>|NN", "*", piece.rstrip("/"))
    first = pattern.partition("/")[0]
    if first == "*" and "/" in pattern:  # <room>/pages.py: in some room
        return any(True for room in ROOMS for _ in ROOT.glob(pattern.replace("*", room, 1)))
    return any(True for _ in ROOT.glob(pattern)) or any(True for _ in ROOT.glob(f"**/{pattern}"))


@pytest.mark.parametrize("path", OUR_DOCS, ids=name_of)
def test_every_path_a_document_names_exists(path: Path) -> None:
    missing = [piece for piece in code(path) if is_path(piece) and not exists(piece)]
    assert not missing, f"{name_of(path)} names {missing}"


@pytest.mark.parametrize("path", OUR_DOCS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(path)):
        if target.startswith(("https://", "http://localhost")):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if found.suffix == ".png":
            continue
        assert found.exists(), f"{name_of(path)} links to {target}"
        if anchor:
            assert anchor in anchors(found), f"{name_of(path)} links to {target}"


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_picture_of_a_document_is_there_small_and_told() -> None:
    for path in OUR_DOCS:
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text(path)):
            assert len(words) > 15, f"{name_of(path)}: say what {target} shows"
            picture = path.parent / target
            assert picture.exists(), f"{name_of(path)} shows {target}, which is not there"
            assert picture.stat().st_size < 250_000, f"{target} is large"


def addresses(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()} | {"/demo"}


def test_every_address_a_document_names_is_a_page(app: Flask) -> None:
    rules = [re.sub(r"<[^>]+>", "*", rule) for rule in addresses(app)]
    for path in OUR_DOCS:
        for piece in code(path):
            found = re.fullmatch(r"(?:GET |POST )?(/[^\s`]*)", piece)
            if found is None or found[1].startswith("/.") or "." in found[1].rpartition("/")[2]:
                continue
            wanted = found[1].rstrip("…")
            asked = re.compile(
                "".join(
                    "[^/]+" if part.startswith("<") else re.escape(part)
                    for part in re.split(r"(<[^>]+>)", wanted)
                )
            )
            fits = any(
                rule.startswith(wanted) if found[1].endswith("…") else matches(rule, asked, wanted)
                for rule in rules
            )
            assert fits, f"{name_of(path)} names {piece}: no such page"


def matches(rule: str, asked: re.Pattern[str], wanted: str) -> bool:
    """Whether a rule and an address with <placeholders> can be the same."""
    own = re.compile(re.escape(rule).replace(r"\*", "[^/]+"))
    return bool(asked.fullmatch(rule) or own.fullmatch(wanted))


def test_what_is_checked_locally_is_on_the_coordinators_list() -> None:
    """Each file whose Swedish says "kontrolleras lokalt" has its row, and no other file has one."""
    written = re.findall(
        r"^\| `((?:courses|quiz|organisations)/[^`]+)` \| ", text(ROOT / "docs" / "content.md"), re.MULTILINE
    )
    files = [
        path
        for folder in ("courses/content", "quiz/bank", "organisations/networks")
        for path in (ROOT / folder).rglob("*.*")
        if path.name.count(".") == 1 and "kontrolleras lokalt" in text(path).lower()
    ]
    assert sorted(written) == sorted(map(name_of, files))


# ---- names in the code -------------------------------------------------------------------------------


def names_in_code() -> set[str]:
    """Every name of the product: modules, classes, functions, fields, constants, and words of the content's files."""
    found = set(modules()) | {part for name in modules() for part in name.split(".")}
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Name | ast.Attribute):
                found.add(node.id if isinstance(node, ast.Name) else node.attr)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:
                found.add(node.value)
    for path in project_files():
        if path.suffix == ".yaml":
            found |= set(re.findall(r"[\w-]+", text(path)))
    return found


def test_the_glossary_uses_names_of_the_code() -> None:
    known = names_in_code()
    for line in text(ROOT / "docs" / "glossary.md").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 5 or cells[1] in ("Swedish", "---"):
            continue
        for piece in re.findall(r"`([^`]+)`", cells[3]):
            if is_path(piece) or piece.startswith("{"):
                continue
            for name in piece.split("."):
                assert name in known, f"docs/glossary.md: {piece} is no name of the code"


def test_a_word_has_one_translation() -> None:
    seen: dict[str, str] = {}
    for line in text(ROOT / "docs" / "glossary.md").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) >= 5 and cells[1] not in ("Swedish", "---"):
            for word in re.sub(r"\*own\*", "", cells[1]).split(","):
                assert word.strip() not in seen, f"{word} stands twice"
                seen[word.strip()] = cells[2]
    assert len(seen) > 50
    for word in (
        "tecken", "arbetsgång", "kärngruppen", "det stora nätverket", "mobila teamet", "socialjouren",
        "trygghetsvärd", "kontaktperson", "utbildare", "samordnare", "lärande", "återkomstkort",
        "falsk fälla", "larm i onödan", "intyg", "Stad för stad",
    ):  # fmt: skip
        assert word in seen, f"the glossary lacks {word}"


def test_every_table_has_its_line_in_the_architecture(app: Flask) -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (\w+) \| (.+) \|$", text(ROOT / "docs" / "architecture.md"), re.MULTILINE
    )
    told = {table: room for table, room, _ in rows}
    assert len(told) == len(rows), "a table stands twice"
    rooms = {
        str(model.__table__): model.__module__.partition(".")[0]
        for model in (mapper.class_ for mapper in Base.registry.mappers)
    }
    assert told == rooms


def test_the_map_shows_every_room() -> None:
    readme = text(ROOT / "README.md")
    for room in ROOMS:
        assert re.search(rf"^\| `{room}/` \| [A-Z ]+ \| .+ \|$", readme, re.MULTILINE), (
            f"no {room}/ on the map"
        )
    stairs = " ← ".join((*ROOMS, "app.py"))
    assert stairs in readme
    assert stairs in text(ROOT / "docs" / "architecture.md")


def test_what_we_will_not_do_names_what_holds_it() -> None:
    table = text(ROOT / "README.md").partition("## What we will not do")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) >= 8
    for row in rows:
        assert re.search(r"`(tests/|reports/|docs/)[\w./]+`", row), f"nothing holds: {row}"


def test_decisions_are_short_and_numbered() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        lines = text(path).splitlines()
        assert len(lines) <= 30, f"{path.name} is long"
        assert lines[0].startswith(f"# {int(path.name[:4])}. ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text(path), f"{path.name} has no {part}"


# ---- licence and publiccode --------------------------------------------------------------------------


def test_the_licence_is_whole() -> None:
    licence = text(ROOT / "LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016")
    for article in range(1, 16):
        assert re.search(rf"^{article}\. ?\w", licence, re.MULTILINE), f"article {article} is missing"
    assert "LiLiQ-R" in licence, "the appendix is missing"


def test_publiccode_keeps_its_standard() -> None:
    """https://yml.publiccode.tools, version 0.4: mandatory keys, allowed values and lengths."""
    said = yaml.safe_load(text(ROOT / "publiccode.yml"))
    assert said["publiccodeYmlVersion"] == "0.4"
    assert {
        "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
        "maintenance", "localisation",
    } <= said.keys()  # fmt: skip
    assert said["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert said["softwareType"] == "standalone/web"
    assert said["legal"]["license"] == "EUPL-1.2"
    assert said["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert said["maintenance"]["type"] == "none" or "contacts" in said["maintenance"]
    for language, words in said["description"].items():
        assert len(words["shortDescription"]) <= 150, language
        assert 500 <= len(words["longDescription"]) <= 10_000, language
        assert len(words["genericName"]) <= 35, language
        assert all(len(each) <= 100 for each in words["features"]), language
    languages = yaml.safe_load(text(ROOT / "core" / "translations" / "languages.yaml"))
    assert said["localisation"]["availableLanguages"] == list(languages)


def test_the_changelog_has_this_version() -> None:
    changelog = text(ROOT / "CHANGELOG.md")
    version = re.search(r'^version = "([\d.]+)"', text(ROOT / "pyproject.toml"), re.MULTILINE)
    assert version is not None
    assert version[1] in changelog
    assert "## [Unreleased]" in changelog or f"## [{version[1]}]" in changelog
