"""S59: the list of parts (`make sbom`) names every locked package with version and hashes, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

from core.settings import ROOT
from tests.house.test_addresses_and_locks import names_in


def test_s59_the_list_of_parts_is_what_is_locked(tmp_path: Path) -> None:
    command = next(
        line.strip() for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "cyclonedx" in line
    )
    options = command.partition("requirements.lock")[2].rpartition(" ")[0].split()
    subprocess.run(
        [
            sys.executable,
            "-m",
            "cyclonedx_py",
            "requirements",
            "requirements.lock",
            *options,
            tmp_path / "parts.json",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    parts = json.loads((tmp_path / "parts.json").read_text("utf-8"))["components"]
    assert {each["name"].lower().replace("_", "-"): each["version"] for each in parts} == names_in(
        "requirements.lock"
    )
    for each in parts:
        hashes = [one for reference in each["externalReferences"] for one in reference.get("hashes", [])]
        assert hashes, f"{each['name']} is installed without a hash"
        assert {one["alg"] for one in hashes} == {"SHA-256"}
