"""/material: what the coordinator has listed and put in the folder, and nothing else of it."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from organisations import network_views
from organisations.material import MaterialFile, read_material
from quiz.content import Content
from tests.builders.pages import Browser

LISTING = """
- {file: handbok.pdf, title: "Handbok för personal", source: "Nätverket", date: 2026-09-01}
- {file: saknas.pdf, title: "Saknas", source: "Nätverket", date: 2026-09-01}
- {file: ../hemlig.txt, title: "Utanför", source: "Nätverket", date: 2026-09-01}
- {file: kort.txt, title: "Kortet", source: "Polisen", date: 2025-02-28}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two listed files, one that is not listed, and a secret beside it."""
    made = tmp_path / "material"
    made.mkdir()
    (tmp_path / "hemlig.txt").write_text("hemligt", "utf-8")
    (made / "handbok.pdf").write_bytes(b"%PDF-1.7 handbok")
    (made / "kort.txt").write_text("kortet", "utf-8")
    (made / "olistad.txt").write_text("olistad", "utf-8")
    (made / "material.yaml").write_text(LISTING, "utf-8")
    monkeypatch.setattr(network_views, "MATERIAL", made)
    return made


def test_only_what_is_listed_and_there_is_read(folder: Path) -> None:
    assert read_material(folder) == (
        MaterialFile("handbok.pdf", "Handbok för personal", "Nätverket", date(2026, 9, 1)),
        MaterialFile("kort.txt", "Kortet", "Polisen", date(2025, 2, 28)),
    )


@pytest.mark.parametrize("listing", [None, "", "# inget än\n"])
def test_without_a_list_there_are_no_files(listing: str | None, tmp_path: Path) -> None:
    if listing is not None:
        (tmp_path / "material.yaml").write_text(listing, "utf-8")
    assert read_material(tmp_path) == ()
    assert read_material(tmp_path / "ingen") == ()


def test_the_page_tells_title_source_and_date_and_hands_the_file_out(folder: Path, device: Browser) -> None:
    page = device.get("/material")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("section[aria-labelledby=files] li")]
    assert rows == ["Handbok för personal Nätverket, 1 september 2026", "Kortet Polisen, 28 februari 2025"]

    page = device.get(page.link("Handbok för personal"))
    assert page.response.get_data() == b"%PDF-1.7 handbok"
    assert page.response.headers["Content-Disposition"] == "attachment; filename=handbok.pdf"
    assert page.response.headers["X-Content-Type-Options"] == "nosniff"
    page.response.close()


@pytest.mark.parametrize(
    "name",
    ["olistad.txt", "material.yaml", "saknas.pdf", "../hemlig.txt", "..%2Fhemlig.txt", "%2Fetc%2Fpasswd"],
)
def test_nothing_else_is_handed_out(name: str, folder: Path, device: Browser) -> None:
    answer = device.client.get(f"/material/{name}")
    assert answer.status_code == 404
    assert b"hemligt" not in answer.get_data()


def test_without_files_the_page_says_so_and_tells_what_there_is(
    app: Flask, content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_views, "MATERIAL", tmp_path / "ingen")
    page = Browser(app).get("/material")

    assert "Här ligger inga filer än." in page.text
    assert content.network.material
    for fact in content.network.material:
        assert fact.name in page.text
        assert fact.text in page.text
