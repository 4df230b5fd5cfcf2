"""SIGKILL between the statements of the last answer, and of a migration: all or nothing, and then all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT
from tests.builders.databases import PostgresServer, administer
from tests.builders.rounds import rounds

pytestmark = [pytest.mark.both, pytest.mark.slow]
UNFINISHED = {"answers": 11, "finished": False, "passed": None, "signs": 0, "certificates": 0}
SEED = 3


def die(*arguments: str) -> list[dict[str, Any]]:
    """Run the process that kills itself; returns what it saw."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESH_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.dying", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_f03_killed_anywhere_in_the_last_answer_there_is_one_certificate_after_the_retry(
    database_url: str,
) -> None:
    *seen, last = die("last-answer", database_url)
    deaths = [each for each in seen if each["died"]]
    assert len(deaths) > 15  # before each statement, before and after the commit
    assert [each["died"] for each in seen] == [True] * len(deaths) + [False]
    for each in seen:
        before, after = each["after_death"], each["after_retry"]
        assert after["answers"] == 12, each
        assert after["finished"], each
        assert after["passed"], each
        assert after["certificates"] == 1, each
        assert each["heading"] == "Rätt.", each
        # Before the retry: wholly absent or wholly there, and never a certificate without a pass.
        assert before in (UNFINISHED, after), each
    absent = [each["after_death"] == UNFINISHED for each in seen]
    assert absent == sorted(absent, reverse=True)  # one commit decides
    assert True in absent
    assert False in absent
    assert last == {"counters_true": True}


@pytest.fixture
def empty_databases(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[list[str]]:
    """As many empty databases as a migration can have points here."""
    number = rounds(7, 120)
    if database_kind == "sqlite":
        yield [f"sqlite:///{tmp_path / f'copy-{index}.db'}" for index in range(number)]
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with ExitStack() as stack:
        urls = []
        for index in range(number):
            name = f"copy_{os.getpid()}_{index}"
            administer(server, f"CREATE DATABASE {name} TEMPLATE template0")
            stack.callback(administer, server, f"DROP DATABASE {name} WITH (FORCE)")
            urls.append(server.url(name))
        yield urls


def test_f04_killed_anywhere_in_a_migration_the_schema_is_old_or_new(empty_databases: list[str]) -> None:
    through, *seen = die("migration", str(SEED), *empty_databases)
    assert not through["died"]
    assert through["passed"] > 30
    assert len(seen) == min(len(empty_databases) - 1, through["passed"])
    for each in seen:
        assert each["died"], each
        assert each["old"] or each["new"], each
        assert each["finished"], each
    assert any(each["old"] for each in seen)
    assert any(each["new"] for each in seen)
