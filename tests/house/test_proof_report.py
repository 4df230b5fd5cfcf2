"""The page of proofs is made of what really ran."""

from datetime import datetime
from pathlib import Path

from core.settings import ROOT
from tests.proof_report import main, read, report

JUNIT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="6" time="9.5"
 timestamp="2026-08-14T10:00:00.123456+02:00" hostname="some-machine">
<testcase classname="tests.faults.test_races" name="test_f12_a_double_click_is_one_answer[sqlite]" time="1.0"/>
<testcase classname="tests.faults.test_races" name="test_f12_a_double_click_is_one_answer[postgresql]" time="1.0">
<failure message="no">trace</failure></testcase>
<testcase classname="tests.attacks.test_access" name="test_s01_s04_strangers_find_nothing" time="2.0"/>
<testcase classname="tests.attacks.test_more" name="test_s50_links_stay_here" time="2.0"><skipped/></testcase>
<testcase classname="tests.core.test_names" name="test_names_from_every_script" time="3.5"/>
<testcase classname="tests.core.test_qr" name="test_qr" time="0"><error message="no">trace</error></testcase>
</testsuite></testsuites>
"""


def test_counts_date_and_results_per_number(tmp_path: Path) -> None:
    junit, page = tmp_path / "run.xml", tmp_path / "proofs.md"
    junit.write_text(JUNIT, "utf-8")
    main(str(junit), str(page))
    said = page.read_text("utf-8")
    assert "2026-08-14 10:00" in said
    assert "6 run, 3 passed, 2 failed, 1 not run" in said
    assert "| F12 | a double click is one answer | 2 | FAILED |" in said
    assert "| S01 | strangers find nothing | 1 | holds |" in said
    assert "| S04 | strangers find nothing | 1 | holds |" in said
    assert "| S50 | links stay here | 1 | NOT RUN |" in said
    assert "names from every script" not in said, "what proves no number is only counted"
    assert "some-machine" not in said


def test_a_failure_stands_at_the_top(tmp_path: Path) -> None:
    junit = tmp_path / "run.xml"
    junit.write_text(JUNIT, "utf-8")
    at, cases = read(junit)
    assert at == datetime.fromisoformat("2026-08-14T10:00:00.123456+02:00")
    said = report(at, cases)
    assert said.index("## Failed") < said.index("## Faults")
    assert "- `core.test_qr` test_qr" in said


def test_make_proof_writes_the_page_also_when_something_failed() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nproof:")[2].partition("\n\n")[0]
    assert "PROOF_ROUNDS=full" in recipe
    assert "--junitxml=tests/output/proof.xml" in recipe
    assert "-m tests.proof_report tests/output/proof.xml docs/proofs.md" in recipe
    assert "exit $$result" in recipe
