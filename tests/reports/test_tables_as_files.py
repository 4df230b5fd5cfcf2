"""One row source, four outputs: screen, CSV, XLSX and PDF say the same, and nothing in them runs."""

import csv
import io
import re
from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts import actions as accounts
from core import clock
from core.db import session, writing
from core.glyphs import with_boxes
from core.sheets import FORMULA_STARTS, LABELS, Percent, Table, table_csv, table_xlsx
from core.table_paper import table_pdf
from organisations import membership_actions
from tests.builders.cast import Cast
from tests.builders.pages import Browser, words
from tests.builders.read_papers import facts, reader
from tests.builders.read_papers import words as paper_words

NAMES = ('=HYPERLINK("http://evil")', "+46", "-1", "@x", "\tx", "＝1+1", "http://evil", "00123")
DAY = date(2026, 10, 20)


def table_of(names: tuple[str, ...]) -> Table:
    rows = tuple((name, number, DAY, Percent(0.2, "20 %")) for number, name in enumerate(names))
    return Table(
        "=Titel", ("=Namn", "Antal", "Dag", "Andel"), rows, (("Urval", "=alla"), ("Per den", "i dag"))
    )


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def cells(content: bytes) -> list[list[object]]:
    """The rows of a workbook of ours below its title and notes; nothing in it is a formula or an address."""
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    for row in sheet.iter_rows():
        assert not [each for each in row if each.data_type == "f" or each.hyperlink]
    values = [list(row) for row in sheet.iter_rows(values_only=True)]
    return values[next(at for at, row in enumerate(values) if not any(row)) + 1 :]


def test_s48_a_name_is_text_in_every_file() -> None:
    """Prefixed and quoted in CSV (RFC 4180), typed as text in XLSX, words on paper."""
    table = table_of(NAMES)
    head, *rows = csv_rows(table_csv(table))
    assert head == ["'=Namn", "Antal", "Dag", "Andel", "Urval", "Per den"]
    for name, row in zip(NAMES, rows, strict=True):
        assert row[0] == (f"'{name}" if name.startswith(FORMULA_STARTS) else name)
        assert row[2:] == ["2026-10-20", "20 %", "'=alla", "i dag"]
        assert not [each for each in row if each.startswith(("=", "+", "-", "@", "\t", "＝"))]
    inside = cells(table_xlsx(table))
    assert [row[0] for row in inside[1:]] == list(NAMES)
    paper = re.sub(r"\s", "", paper_words(table_pdf(table, "sv", DAY)))
    assert all(re.sub(r"\s", "", with_boxes(name)) in paper for name in NAMES)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1), max_size=8)
)
def test_s48_no_text_whatever_becomes_a_formula(names: list[str]) -> None:
    table = table_of(tuple(names))
    for row in csv_rows(table_csv(table))[1:]:
        assert not row[0].startswith(FORMULA_STARTS)
    assert [row[0] for row in cells(table_xlsx(table))[1:]] == names


def test_numbers_days_and_shares_are_such_in_a_workbook() -> None:
    head, first, *_ = cells(table_xlsx(table_of(NAMES)))
    assert head == ["=Namn", "Antal", "Dag", "Andel"]
    assert first[1:] == [0, datetime(2026, 10, 20), 0.2]  # noqa: DTZ001  a workbook knows no zones


def test_a_table_on_paper_is_tagged_and_repeats_its_heads() -> None:
    pdf = table_pdf(table_of(NAMES * 20), "sv", DAY)
    assert facts(pdf).is_tagged
    assert facts(pdf).claims_pdf_ua
    pages = len(reader(pdf).pages)
    assert pages > 1
    assert paper_words(pdf).count("Antal") == pages
    assert table_pdf(table_of(NAMES * 20), "sv", DAY) == pdf


def test_an_empty_table_is_a_file_too() -> None:
    table = table_of(())
    assert len(csv_rows(table_csv(table))) == 1
    assert len(cells(table_xlsx(table))) == 1
    assert "i dag" in paper_words(table_pdf(table, "sv", DAY))


def fetched(device: Browser, page: str) -> dict[str, bytes]:
    """The files a page offers, by form, and the page says so with three links."""
    links = [str(each["href"]) for each in device.get(page).soup.select("p.row-links a[href]")]
    found = {form: next(each for each in links if f".{form}" in each) for form in LABELS.values()}
    answers = {form: device.client.get(link) for form, link in found.items()}
    for form, answer in answers.items():
        assert answer.status_code == 200
        assert f".{form}" in answer.headers["Content-Disposition"]
    return {form: answer.data for form, answer in answers.items()}


def no_space(texts: list[str]) -> list[str]:
    return [re.sub(r"\s", "", each).removeprefix("'") for each in texts]


@pytest.mark.parametrize("chosen", ["", "?visa=alla"])
def test_s48_the_contact_persons_list_is_the_same_on_screen_and_in_all_files(
    app: Flask, cast: Cast, chosen: str
) -> None:
    with app.app_context(), writing():
        for name in NAMES[:6]:
            user = accounts.create_user(session(), clock.now(), name=name, language="sv")
            membership_actions.join(session(), clock.now(), cast.here.id, user.id, name)
        session().commit()
    device, page = cast.contact(), f"/oversikt/{cast.here.ref}{chosen}"
    shown = no_space([words(row.select_one("th")) for row in device.get(page).soup.select("table tbody tr")])
    files = fetched(device, page)
    in_csv = csv_rows(files["csv"])
    assert no_space([row[0] for row in in_csv[1:]]) == shown
    assert no_space([str(row[0]) for row in cells(files["xlsx"])[1:]]) == shown
    on_paper = re.sub(r"\s", "", paper_words(files["pdf"]))
    assert all(with_boxes(name) in on_paper for name in shown)
    for note in ("Urval", "Totalt", "Per den"):
        assert note in in_csv[0]
        assert re.sub(r"\s", "", note) in on_paper
    assert in_csv[1][in_csv[0].index("Urval")] == ("Alla" if chosen else "Behöver något")
    assert re.sub(r"\s", "", device.get(page).h1) in on_paper


def test_the_coordinators_organisations_are_the_same_on_screen_and_in_all_files(cast: Cast) -> None:
    device = cast.coordinator()
    table = device.get("/samordnare").soup.select("section[aria-labelledby=places] tbody tr")
    shown = [[words(each) for each in row.select("th, td")] for row in table]
    files = fetched(device, "/samordnare")
    assert [row[:4] for row in csv_rows(files["csv"])[1:]] == shown
    assert [[str(each) for each in row] for row in cells(files["xlsx"])[1:]] == shown
    paper = paper_words(files["pdf"])
    assert all(row[0] in paper for row in shown)
    assert isinstance(cells(files["xlsx"])[1][2], int)
