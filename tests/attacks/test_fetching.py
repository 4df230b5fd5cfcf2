"""S51: nothing a person or an author writes makes the server open an address or a file of its own."""

import ast
from datetime import date
from pathlib import Path

import pytest

from core.paper import PaperError, compile_pdf
from tests.builders.source import modules

# Who may speak to other machines, and with whom: the operator's own settings name them.
OUTGOING = {"core.serve", "accounts.oidc", "care.mail", "care.doctor_commands"}
SPEAKERS = {"requests", "urllib.request", "http.client", "smtplib", "socket", "ftplib", "httpx", "aiohttp"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_s51_few_modules_can_speak_to_other_machines() -> None:
    speaking = {name for name, each in modules().items() if imported(each.path) & SPEAKERS}
    assert speaking == OUTGOING, "say in the list who may, and to whom"


@pytest.mark.parametrize(
    "source",
    [
        '#image("http://169.254.169.254/latest/meta-data")',
        '#image("file:///etc/passwd")',
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#read("../app.py")',
        '#import "@preview/cetz:0.3.0"',
        "#read(data.name)",
    ],
)
def test_s51_the_paper_engine_reads_its_own_folder_only(tmp_path: Path, source: str) -> None:
    template = tmp_path / "papers" / "x.typ"
    template.parent.mkdir()
    (tmp_path / "app.py").write_text("secret")
    template.write_text(f'#set document(title: "x")\n{source}\n', "utf-8")
    with pytest.raises(PaperError):
        compile_pdf(template, {"name": "../app.py"}, {}, date(2026, 11, 2))


def test_s51_an_address_in_a_name_is_letters(tmp_path: Path) -> None:
    template = tmp_path / "x.typ"
    template.write_text('#set document(title: "x")\n#data.name', "utf-8")
    hostile = '#image("http://169.254.169.254/")'
    assert compile_pdf(template, {"name": hostile}, {}, date(2026, 11, 2)).startswith(b"%PDF")
