"""Reading a list that nobody has checked: encodings, separators, and files made to do harm (S46, S47, F37)."""

import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.names import name_problem
from core.sheets import to_csv
from organisations.earlier_rules import DAY_UNCLEAR, PROOF_LABELS, Proof, read_day
from organisations.roster_files import (
    BROKEN,
    EMPTY,
    MACRO,
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    NOT_A_LIST,
    OLD,
    QUOTES,
    TOO_BIG,
    TOO_MANY,
    UNPACKS,
    Line,
    Unreadable,
    read_list,
)
from organisations.roster_rules import (
    TEMPLATE_COLUMNS,
    Column,
    Place,
    Verdict,
    Whom,
    columns_of,
    entries,
    missing,
    place_key,
    plan,
)
from organisations.roster_template import empty_workbook
from tests.builders.lists import csv_of, with_parts, workbook
from tests.builders.rounds import rounds

TODAY = date(2026, 8, 14)
SWEDISH = "Namn;Grupp\r\nÅsa Öberg;Natt\r\nJosé Ängström;Dag\r\n"


def cells(content: bytes, filename: str = "lista.csv") -> list[tuple[str, ...]]:
    return [line.cells for line in read_list(content, filename)]


def refusal(content: bytes, filename: str) -> str:
    with pytest.raises(Unreadable) as refused:
        read_list(content, filename)
    return refused.value.problem


# ---- encodings and separators ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"],
)
def test_s47_swedish_names_survive_every_encoding_of_excel(encoding: str) -> None:
    assert cells(SWEDISH.encode(encoding)) == [
        ("Namn", "Grupp"),
        ("Åsa Öberg", "Natt"),
        ("José Ängström", "Dag"),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_s47_every_separator_and_line_ending(separator: str, ending: str) -> None:
    text = ending.join([f"Namn{separator}Grupp", f'"Berg{separator} Bo"{separator}Natt', ""])
    assert cells(text.encode()) == [("Namn", "Grupp"), (f"Berg{separator} Bo".replace("\t ", " "), "Natt")]


def test_a_separator_that_excel_names_is_believed() -> None:
    assert cells(b"sep=,\r\nNamn,Grupp\r\nBo;Berg,Natt\r\n") == [("Namn", "Grupp"), ("Bo;Berg", "Natt")]


def test_s47_a_quoted_line_break_stays_in_its_cell_and_rows_count_as_a_spreadsheet_counts() -> None:
    lines = read_list(b'Namn;Grupp\r\n\r\n"Anna\r\nBerg";Natt\r\nBo Ek;Dag\r\n', "lista.csv")
    assert lines == (
        Line(1, ("Namn", "Grupp")),
        Line(3, ("Anna Berg", "Natt")),
        Line(4, ("Bo Ek", "Dag")),
    )


def test_a_quote_that_never_ends_does_not_swallow_the_list() -> None:
    names = [f"Anna {'a' * (n + 1)}" for n in range(50)]
    assert refusal(csv_of(['"Berg', *names]), "lista.csv") == QUOTES
    assert refusal(b'Namn\r\n"' + b"x" * 200_000, "lista.csv") == QUOTES


def test_a_spreadsheet_gives_text_days_and_numbers() -> None:
    day = datetime(2026, 5, 31, tzinfo=UTC).replace(tzinfo=None)  # a sheet has no zone
    made = workbook([["Namn", "Slutdatum"], ["Åsa Öberg", day], [None, None], ["Bo", 46173.0, True]])
    assert [line.number for line in read_list(made, "Lista.XLSX")] == [1, 2, 4]
    assert cells(made, "lista.xlsx") == [
        ("Namn", "Slutdatum"),
        ("Åsa Öberg", "2026-05-31"),
        ("Bo", "46173", "ja"),
    ]


def test_s47_a_formula_is_never_computed() -> None:
    """What a sheet shows is read; a formula that was never computed is an empty cell, told of by row."""
    made = workbook([["Namn", "Grupp"], ['="Anna "&"Berg"', "Natt"]])
    assert cells(made, "lista.xlsx") == [("Namn", "Grupp"), ("", "Natt")]
    lines = read_list(b"Namn\n=1+1\n@SUM(A1)\n+46\n-1\n", "lista.csv")
    planned = plan(entries(lines[1:], {Column.NAME: 0}, TODAY, {}), {})
    assert {each.verdict for each in planned} == {Verdict.WRONG}


# ---- harm --------------------------------------------------------------------------------------------


def test_s46_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """Half a gigabyte of zeros in a small file: neither openpyxl nor any inflating is reached."""
    bomb = with_parts(workbook([["Namn"]]), xl__sharedStrings_dot_xml=b"0" * (21 * 1024 * 1024))
    assert len(bomb) < 100_000
    tracemalloc.start()
    with (
        patch("openpyxl.load_workbook", side_effect=AssertionError),
        patch.object(zipfile.ZipFile, "open", side_effect=AssertionError),
    ):
        assert refusal(bomb, "lista.xlsx") == UNPACKS
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024


def test_s46_macros_are_refused_before_the_sheet_is_read() -> None:
    good = workbook([["Namn"], ["Anna Berg"]])
    renamed = b'<Types><Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    with patch("openpyxl.load_workbook", side_effect=AssertionError):
        assert refusal(good, "lista.xlsm") == MACRO
        assert refusal(with_parts(good, xl__vbaProject_dot_bin=b"x"), "lista.xlsx") == MACRO
        assert refusal(with_parts(good, xl__macrosheets__sheet1_dot_xml=b"x"), "lista.xlsx") == MACRO
        assert refusal(with_parts(good, xl__embeddings__a_dot_docx=b"x"), "lista.xlsx") == MACRO
        assert refusal(with_parts(good, **{"[Content_Types].xml": renamed}), "lista.xlsx") == MACRO
    assert cells(with_parts(good, xl__printerSettings__printerSettings1_dot_bin=b"x"), "lista.xlsx")


@pytest.mark.parametrize(
    ("content", "filename", "why"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "lista.xlsx", OLD),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "lista.xls", OLD),
        (b"%PDF-1.7\nNamn;Grupp", "lista.csv", NOT_A_LIST),
        (b"GIF89a;Namn", "lista.csv", NOT_A_LIST),
        (b"Namn\r\nAnna\r\n", "lista.xlsx", NOT_A_LIST),
        (b"Namn\r\nAnna\r\n", "lista.html", NOT_A_LIST),
        (b"Namn\r\nAnna\r\n", "lista", NOT_A_LIST),
        (b"PK\x03\x04" + b"x" * 400, "lista.xlsx", NOT_A_LIST),
        (b"", "lista.csv", EMPTY),
        (b" \r\n\r\n", "lista.csv", EMPTY),
        (b"x" * (MAX_BYTES + 1), "lista.csv", TOO_BIG),
        (b"Anna\n" * (MAX_ROWS + 2), "lista.csv", TOO_MANY),
        (b"a\n" * 1_000_000, "lista.csv", TOO_MANY),
        (b"\n" * 1_000_000 + b"a", "lista.csv", TOO_MANY),
    ],
)
def test_s46_s47_what_is_no_list_is_refused_with_what_to_do(content: bytes, filename: str, why: str) -> None:
    assert refusal(content, filename) == why


def test_s46_a_file_that_is_two_things_at_once_is_refused() -> None:
    good = workbook([["Namn"], ["Anna Berg"]])
    assert refusal(good, "lista.csv") == NOT_A_LIST
    assert refusal(b"Namn\r\nAnna\r\n" + good, "lista.csv") == NOT_A_LIST
    assert refusal(b"Namn\r\nAnna\r\n" + good, "lista.xlsx") == NOT_A_LIST
    assert refusal(good + b"<script>alert(1)</script>", "lista.xlsx") == NOT_A_LIST
    assert refusal(good[:-500], "lista.xlsx") == NOT_A_LIST


def test_s46_entities_and_lies_about_rows_are_refused() -> None:
    good = workbook([["Namn"], ["Anna Berg"]])
    bomb = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet
        xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
    assert refusal(with_parts(good, xl__worksheets__sheet1_dot_xml=bomb), "lista.xlsx") == BROKEN
    shared = b"""<!DOCTYPE x [<!ENTITY a "aaaa">]><sst
        xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>"""
    template = empty_workbook(("Namn",), ("Intyg",), "Personer")
    assert refusal(with_parts(template, xl__sharedStrings_dot_xml=shared), "lista.xlsx") == BROKEN
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999"><c r="A999999999"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    assert refusal(with_parts(good, xl__worksheets__sheet1_dot_xml=far), "lista.xlsx") == TOO_MANY
    full = workbook([["Namn"], *(["Anna Berg"] for _ in range(MAX_ROWS + 1))])
    assert refusal(full, "lista.xlsx") == TOO_MANY


FILES = st.sampled_from(["lista.csv", "lista.xlsx", "lista.txt", "a.xlsm", "x"])
STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"Namn;Slutdatum\r\n"]
)


@given(start=STARTS, rest=st.binary(max_size=400), filename=FILES)
@hypothesis_settings(max_examples=rounds(150, 5000))
def test_s47_no_bytes_break_the_reader(start: bytes, rest: bytes, filename: str) -> None:
    """Rows of plain text come out, or a refusal; whatever comes out can be planned and shown."""
    try:
        lines = read_list(start + rest, filename)
    except Unreadable:
        return
    assert 0 < len(lines) <= MAX_ROWS + 1
    for cell in (cell for line in lines for cell in line.cells):
        assert len(cell) <= MAX_CELL + 1
        assert "\0" not in cell
        cell.encode()
    check_totals(lines, 0)


@given(at=st.integers(0, 4000), value=st.integers(0, 255))
@hypothesis_settings(max_examples=rounds(60, 3000))
def test_s46_no_damaged_spreadsheet_breaks_the_reader(at: int, value: int) -> None:
    damaged = bytearray(GOOD)
    damaged[at % len(damaged)] = value
    try:
        lines = read_list(bytes(damaged), "lista.xlsx")
    except Unreadable:
        return
    assert len(lines) <= 2


GOOD = workbook([["Namn", "Slutdatum"], ["Anna Berg", "2026-05-31"]])


# ---- what the rows mean ------------------------------------------------------------------------------


def check_totals(lines: tuple[Line, ...], chosen: int) -> None:
    found = columns_of(lines, chosen)
    assert found is not None
    skipped, columns = found
    planned = plan(entries(lines[skipped:], columns, TODAY, {}), KNOWN)
    assert [each.entry.number for each in planned] == [line.number for line in lines[skipped:]]
    for each in planned:
        assert len(each.entry.name) <= 60
        assert (each.verdict in {Verdict.WRONG, Verdict.UNKNOWN}) == (each.entry.problem is not None)
        assert (each.whom != Whom()) == (each.verdict in {Verdict.SAME, Verdict.LEFT})
        if each.verdict is not Verdict.WRONG:
            assert name_problem(each.entry.name) is None


KNOWN = {"annaberg": [Whom(membership_id=1)], "liwen": [Whom(expected_id=1), Whom(expected_id=2)]}
TEXTS = st.text(max_size=80) | st.sampled_from(
    ["Anna Berg", "Li Wen", "ja", "2026-05-31", "=1+1", "Kursintyg på papper"]
)


@given(rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), max_size=8))
@hypothesis_settings(max_examples=rounds(150, 5000))
@example(rows=[("\u202eanna", "", "", ""), ("x" * 5000, "", "", ""), ("\U0001f600", "", "", "")])
def test_f37_every_row_has_one_verdict_whatever_stands_in_it(rows: list[tuple[str, ...]]) -> None:
    content = to_csv(("Namn", "Slutdatum", "Tidigare utbildning", "Bevis"), rows)
    check_totals(read_list(content, "lista.csv"), 0)
    if not any("\x1a" in each for row in rows for each in row):
        check_totals(read_list(content.decode("utf-8-sig").encode("utf-16"), "lista.csv"), 0)


def verdicts(text: str, **more: object) -> list[tuple[Verdict, str]]:
    lines = read_list(text.encode(), "lista.csv")
    found = columns_of(lines)
    assert found is not None
    skipped, columns = found
    planned = plan(entries(lines[skipped:], columns, TODAY, PLACES if more else {}), KNOWN)
    return [(each.verdict, each.entry.problem or "") for each in planned]


PLACES = {place_key("Norr 1"): Place(1), place_key("Norr 1", "Natt"): Place(1, 2)}


def test_each_verdict() -> None:
    found = verdicts(
        "Namn;Slutdatum\n"
        "ANNA  berg;\n"
        "Anna Bergh;nej\n"
        "Li Wen;\n"
        "Nils Ny;2026-05-31\n"
        "Bo Ek;2027-01-01\n"
        "bo ek;\n"
        "Ida Å;snart\n"
        "=HYPERLINK(1);\n"
        "R2D2;\n"
        ";ja\n"
    )
    kinds = [verdict.value for verdict, _ in found]
    assert kinds == ["samma", "ny", "okand", "okand", "ny", "okand", "fel", "fel", "fel", "fel"]
    assert found[2][1].startswith("Två på er lista heter så.")
    assert found[5][1].startswith("Namnet står två gånger i filen.")
    assert found[6][1] == DAY_UNCLEAR
    assert all(problem.endswith(".") for _, problem in found if problem)
    assert [each.value for each, _ in verdicts("Namn;Slutat\nAnna Berg;ja\n")] == ["slutat"]
    assert [each.value for each, _ in verdicts("Förnamn;Efternamn\nAnna;Berg\n")] == ["samma"]


def test_places_are_looked_up_where_there_are_any() -> None:
    text = "Namn;Arbetsställe;Grupp\nNils Ny;norr  1;natt\nIda Å;Norr 2;\nBo Ek;Norr 1;Dag\nMaj Ek;;Natt\nUno Ek;;\n"
    assert {verdict for verdict, _ in verdicts(text)} == {Verdict.NEW}
    kinds = [verdict.value for verdict, _ in verdicts(text, places=True)]
    assert kinds == ["ny", "fel", "fel", "fel", "ny"]


def test_who_is_not_in_the_file_is_counted_and_nothing_else() -> None:
    lines = read_list(b"Namn\nNils Ny\n", "lista.csv")
    planned = plan(entries(lines[1:], {Column.NAME: 0}, TODAY, {}), KNOWN)
    assert [each.verdict for each in planned] == [Verdict.NEW]
    assert missing(planned, KNOWN) == 3


def test_a_header_is_found_below_a_title_or_asked_for() -> None:
    titled = read_list(
        "Personallista 2026;;\n;;\nAnst.nr;Efternamn;Förnamn\n17;Ek;Bo\n".encode(), "lista.csv"
    )
    assert columns_of(titled) == (2, {Column.LAST: 1, Column.FIRST: 2})
    assert columns_of(read_list(b"17;Bo Ek\n18;Ida Ek\n", "lista.csv")) is None
    assert columns_of(read_list(b"17;Bo Ek\n18;Ida Ek\n", "lista.csv"), 1) == (0, {Column.NAME: 1})
    assert columns_of(read_list(b"Bo Ek\nIda Ek\n", "lista.csv")) == (0, {Column.NAME: 0})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-31", date(2026, 5, 31)),
        ("20260531", date(2026, 5, 31)),
        ("31/5/2026", date(2026, 5, 31)),
        ("31.05.2026", date(2026, 5, 31)),
        ("46173", date(2026, 5, 31)),
        ("2026-05-31 00:00:00", date(2026, 5, 31)),
        ("2026-13-01", None),
        ("1026-01-01", None),
        ("maj", None),
        ("", None),
    ],
)
def test_days_as_people_and_spreadsheets_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day


@given(st.text(max_size=30))
@hypothesis_settings(max_examples=rounds(100, 5000))
def test_no_text_breaks_the_day(text: str) -> None:
    day = read_day(text)
    assert day is None or date(1950, 1, 1) <= day <= datetime(9999, 12, 31, tzinfo=UTC).date()


def test_the_template_is_read_as_it_was_meant() -> None:
    """Filled in and handed in again, each column is known, and each proof it offers."""
    header = ("Namn", "Arbetsställe", "Grupp", "Slutdatum", "Tidigare utbildning", "Bevis")
    content = empty_workbook(header, tuple(PROOF_LABELS.values()), "Personer")
    lines = read_list(content, "lista.xlsx")
    assert columns_of(lines) == (1, {column: at for at, column in enumerate(TEMPLATE_COLUMNS)})
    rows = [f"Nils {'abcd'[at]};2024-05-31;{label}" for at, label in enumerate(PROOF_LABELS.values())]
    text = "\n".join(["Namn;Tidigare utbildning;Bevis", *rows])
    lines = read_list(text.encode(), "lista.csv")
    found = columns_of(lines)
    assert found is not None
    read = entries(lines[1:], found[1], TODAY, {})
    assert [each.earlier_proof for each in read] == list(Proof)
    assert {each.earlier_on for each in read} == {date(2024, 5, 31)}
