"""The two commands: they write whole new files outside the bank, or nothing and say what to do."""

from pathlib import Path

import pytest
from flask import Flask

from core.settings import ROOT
from quiz.content import Content

GOOD = "::Ett::Något händer. Vad gör du?{=Hälsar ~Fotar}\n"


def run(app: Flask, *arguments: object, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=[str(each) for each in arguments])
    assert result.exit_code == status, result.output
    return result.output


def test_a_course_goes_out_and_comes_in_as_a_draft(app: Flask, tmp_path: Path) -> None:
    gift, draft = tmp_path / "hotell.txt", tmp_path / "utkast.yaml"
    before = set(tmp_path.iterdir())
    said = run(app, "export-gift", "hotell", gift)
    count = gift.read_text("utf-8").count("[id:")
    assert said.splitlines()[-1] == f"{count} frågor i {gift}."
    assert "obs: frågan" in said

    said = run(app, "import-gift", gift, draft)
    assert f"{count} frågor i {draft}" in said
    assert "finns redan i banken" in said
    assert draft.read_text("utf-8").startswith("# Utkast ur hotell.txt.")
    assert set(tmp_path.iterdir()) - before == {gift, draft}


def test_what_is_to_do_and_what_is_lost_is_printed(app: Flask, tmp_path: Path) -> None:
    gift = tmp_path / "fil.txt"
    gift.write_text(GOOD + "\n2 + 2?{#4}\n", "utf-8")
    said = run(app, "import-gift", gift, tmp_path / "utkast.yaml").splitlines()
    assert "följer inte med: fil.txt:3 en fråga med ett tal som svar finns inte här" in said[0]
    assert any(line.startswith("att göra: utkast.yaml:") and '"why" saknas' in line for line in said)
    assert said[-1].startswith(f"1 frågor i {tmp_path / 'utkast.yaml'}, ")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Ett?{=a ~b\n\nTv\xc3\xa5?{~a ~b}\n", ["fil.txt:1 { st", "fil.txt:3 inget svar"]),
        (GOOD.encode("latin-1"), ["fil.txt:1 filen är inte skriven i UTF-8 — spara den som UTF-8"]),
        (b"2 + 2?{#4}\n", ["inget utkast är skrivet"]),
        (b"", ["fil.txt:1 filen har ingen fråga"]),
        (None, ["filen finns inte"]),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing_behind(
    app: Flask, tmp_path: Path, data: bytes | None, told: list[str]
) -> None:
    gift, draft = tmp_path / "fil.txt", tmp_path / "utkast.yaml"
    if data is not None:
        gift.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    said = run(app, "import-gift", gift, draft, status=1)
    for each in told:
        assert each in said
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", ["export-gift", "import-gift"])
def test_nothing_is_written_into_the_bank_or_over_a_file(app: Flask, tmp_path: Path, command: str) -> None:
    gift = tmp_path / "fil.txt"
    gift.write_text(GOOD, "utf-8")
    link = tmp_path / "genvag"
    link.symlink_to(ROOT / "quiz" / "bank")
    bank = sorted((ROOT / "quiz" / "bank").iterdir())
    first = "hotell" if command == "export-gift" else gift
    for target in (
        ROOT / "quiz" / "bank" / "ny.yaml",
        link / "ny.yaml",
        tmp_path / "genvag" / ".." / "bank" / "ny.yaml",
    ):
        assert "ligger i quiz/bank — välj en annan mapp" in run(app, command, first, target, status=1)
    assert sorted((ROOT / "quiz" / "bank").iterdir()) == bank
    assert "finns redan — välj ett annat namn" in run(app, command, first, gift, status=1)
    assert gift.read_text("utf-8") == GOOD
    assert "mappen finns inte — skapa den" in run(app, command, first, tmp_path / "ingen" / "fil", status=1)


def test_a_disk_that_fails_leaves_no_half_file(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.new_files.os.fsync", full)
    before = sorted(tmp_path.iterdir())
    said = run(app, "export-gift", "hotell", tmp_path / "fil.txt", status=1)
    assert "går inte att skriva" in said
    assert sorted(tmp_path.iterdir()) == before


def test_an_unknown_course_is_told_with_the_ones_there_are(
    app: Flask, content: Content, tmp_path: Path
) -> None:
    said = run(app, "export-gift", "hotel", tmp_path / "fil.txt", status=1)
    assert f'kursen "hotel" finns inte — skriv någon av {", ".join(content.catalogue.courses)}' in said
