"""S53: huge bodies, thousands of fields, many papers at once: refused in words, and lessons go on.

Bodies that arrive drop by drop are the proxy's part (docs/operations.md).
"""

import io
import subprocess
import threading
from typing import Any

import pytest

import core.paper
from tests.attacks.routes import RULES, address
from tests.attacks.watch import rows_of
from tests.attacks.world import World
from tests.builders.pages import Browser


def test_s53_ten_megabytes_are_refused_everywhere(shared: World) -> None:
    before = rows_of(shared.app)
    body = b"name=" + b"x" * 10_000_000
    for key in (key for key in RULES if key[1] == "POST"):
        browser = shared.browser("learner" if "learner" in RULES[key].may else RULES[key].may[0])
        response = browser.client.post(
            address(shared, key),
            input_stream=io.BytesIO(body),
            content_length=len(body),
            content_type="application/x-www-form-urlencoded",
        )
        assert response.status_code == 413, key
        assert "114\u00a014" in response.text, key
    after = rows_of(shared.app)
    assert {table for table in before if before[table] != after[table]} <= {"sign_in", "audit_entry", "brake"}


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_s53_thousands_of_fields_change_nothing(world: World, kind: str) -> None:
    nobody = Browser(world.app)
    fields: dict[str, Any] = {f"f{number}": "x" for number in range(3000)}
    response = nobody.client.post(
        "/intyg/kontroll", data={"csrf_token": nobody.token(), **fields}, content_type=kind
    )
    assert response.status_code in {200, 400, 413}
    assert "112" in response.text


def test_s53_papers_are_made_one_at_a_time_and_lessons_do_not_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred fetch the paper at once: never two engines in a process, the others are asked to come again."""
    made, running, most, gate = subprocess.run, [0], [0], threading.Event()
    lock = threading.Lock()

    def counted(*arguments: Any, **options: Any) -> Any:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        gate.wait()
        with lock:
            running[0] -= 1
        return made(*arguments, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    monkeypatch.setattr(core.paper, "WAIT_SECONDS", 0.01)
    paper = address(world, ("certificates.certificate_file", "GET"))
    browsers = [world.new_browser("learner") for _ in range(10)]
    answers: list[int] = []

    def fetch(browser: Browser) -> None:
        for _ in range(10):
            response = browser.client.get(paper)
            answers.append(response.status_code)
            if response.status_code == 503:
                assert "Många hämtar papper just nu" in response.text

    threads = [threading.Thread(target=fetch, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    reader = world.new_browser("learner")
    assert reader.get(address(world, ("courses.screen", "GET"))).soup.h1
    gate.set()
    for thread in threads:
        thread.join()
    assert most[0] == 1
    assert set(answers) == {200, 503}
    assert len(answers) == 100
