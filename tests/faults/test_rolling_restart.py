"""Two web processes on PostgreSQL behind nginx, as docs/operations.md tells: restarted under load, raced, and dripped on."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import create_app
from core.db import session
from core.settings import ROOT, make_secret_file
from quiz.content import Content
from quiz.models import Attempt
from tests.builders.cast import COURSE, Cast, build_cast
from tests.builders.crowds import all_at_once
from tests.builders.databases import PostgresServer, new_postgres_database
from tests.builders.rounds import rounds
from tests.conftest import dispose, make_settings
from tests.faults.behind_proxy import SITE, Nginx, ProxyVisitor, WebProcess, nginx_program
from tests.faults.learners import Learner, everything_acknowledged_is_there_once, let_newest_read, sitting_of
from tests.faults.real_server import PATIENCE, Notebook, Reply, pause
from tests.faults.test_killed_server import Crowd

pytestmark = pytest.mark.slow
SLOW_SENDERS = 12
DOUBLE = 8
READING = 0.1
THREADS_OF_A_WORKER = 2  # core/serve.py


class ProxyLearner(ProxyVisitor, Learner):
    """Comes through the proxy."""

    def __init__(self, proxy: Nginx, cast: Cast, content: Content, notebook: Notebook) -> None:
        Learner.__init__(self, proxy.port, cast, content, notebook)
        self.proxy = proxy
        self.context = proxy.trust()

    def ask(self, method: str, path: str, body: str | None = None) -> Reply:
        """She reads a moment first; who never did would leave the servers no time to start."""
        pause(READING)
        return super().ask(method, path, body)


class ProxyCrowd(Crowd):
    """Comes through the proxy."""

    def __init__(self, site: "Site") -> None:
        super().__init__(site.proxy, site.cast, site.content)
        self.proxy = site.proxy

    def arrive(self, notebook: Notebook) -> Learner:
        return ProxyLearner(self.proxy, self.cast, self.content, notebook)


@dataclass(frozen=True)
class Site:
    """Two web processes and the proxy before them."""

    app: Flask
    cast: Cast
    content: Content
    web: list[WebProcess]
    proxy: Nginx

    def learner(self, name: str) -> ProxyLearner:
        """Somebody who has joined and read everything."""
        learner = ProxyLearner(self.proxy, self.cast, self.content, Notebook())
        learner.join(name)
        let_newest_read(self.cast, self.content, 1)
        return learner


@pytest.fixture(scope="module")
def site(
    postgres: PostgresServer, content: Content, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    make_secret_file(folder / "secret")
    with ExitStack() as stack:
        url = stack.enter_context(new_postgres_database(postgres))
        app = create_app(make_settings(url), content)
        stack.callback(dispose, app)
        web = [WebProcess(folder / name, url, folder / "secret") for name in ("left", "right")]
        for each in web:
            stack.callback(each.kill_all)
            each.launch()
        for each in web:
            each.wait()
        proxy = stack.enter_context(Nginx(folder, [each.port for each in web]))
        yield Site(app, build_cast(app), content, web, proxy)


# ---- a deploy ------------------------------------------------------------------------------------------


class RollingRestart:
    """`deploy/rolling-restart`; where an operator has systemd, the test restarts."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        wish = folder / "wish"
        wish.write_text(f'#!/bin/sh\ntouch "{folder}/$1"\nwhile [ -e "{folder}/$1" ]; do sleep 0.05; done\n')
        wish.chmod(0o700)
        nginx = site.proxy.folder
        self.environment = os.environ | {
            "CONF": f"{nginx}/site.conf",
            "PID_FILE": f"{nginx}/pid",
            "NGINX_COMMAND": f"{nginx_program()} -p {nginx} -c {nginx}/nginx.conf -e stderr",
            "RESTART": str(wish),
        }

    def run(self, while_away: Callable[[], None]) -> None:
        """All of them, one after another; `while_away` is called while each is stopped."""
        addresses = {f"127.0.0.1:{each.port}": each for each in self.site.web}
        script = subprocess.Popen(
            [str(ROOT / "deploy" / "rolling-restart"), *addresses], env=self.environment
        )
        for address, server in addresses.items():
            wait_for(partial(self.wished, script, address))
            before = server.workers()
            server.stop()
            while_away()
            server.launch()
            (self.folder / address).unlink()
            server.wait()
            assert not set(before) & set(server.workers())
        assert script.wait(60) == 0

    def wished(self, script: "subprocess.Popen[bytes]", address: str) -> bool:
        assert script.poll() is None, "deploy/rolling-restart has ended"
        return (self.folder / address).exists()


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(PATIENCE):
        if true():
            return
        pause()
    pytest.fail("waited in vain")


def test_f27_a_rolling_restart_under_load_fails_no_request_and_loses_no_answer(
    site: Site, tmp_path: Path
) -> None:
    restart = RollingRestart(site, tmp_path)
    told_before = site.proxy.errors()
    with ProxyCrowd(site) as crowd:
        for _ in range(rounds(1, 25)):
            crowd.wait_for_more(3)
            restart.run(while_away=lambda: crowd.wait_for_more(6))
        crowd.wait_for_more(12 * len(crowd.notebooks))
    assert sum(len(each.passed) for each in crowd.notebooks) >= len(crowd.notebooks)
    assert [each.interruptions for each in crowd.notebooks] == [0] * len(crowd.notebooks)
    # The cause: nginx never met a server that was stopping or not there. It would have told, and asked the other one.
    assert site.proxy.errors() == told_before
    everything_acknowledged_is_there_once(site.app, site.content, crowd.notebooks)


def test_f27_a_server_that_is_not_there_is_passed_over_also_with_a_form(site: Site) -> None:
    """Stopped behind the proxy's back: what never reached it goes to the other one."""
    learner = site.learner("Greta Grind")
    site.web[0].stop()
    try:
        learner.take_exam(lambda: False)
    finally:
        site.web[0].start()
    assert learner.notebook.interruptions == 0
    assert len(learner.notebook.passed) == 1


# ---- two processes, one person --------------------------------------------------------------------------


def same_browser(learner: ProxyLearner) -> ProxyVisitor:
    """The learner's browser once more, for a request at the same time; nginx asks the servers in turn."""
    again = ProxyVisitor(learner.proxy)
    again.cookie = learner.cookie
    return again


def at_once(learner: ProxyLearner, path: str, fields: dict[str, str | list[str]]) -> list[Reply]:
    """The same form, sent several times at the same instant through both servers."""
    return all_at_once(
        *(partial(same_browser(learner).post, path, learner.token, fields) for _ in range(DOUBLE))
    )


def test_f14_a_try_that_is_begun_at_both_servers_at_once_is_one(site: Site) -> None:
    learner = site.learner("Hilma Hast")
    replies = at_once(learner, f"/prov/{COURSE}", {})
    assert {each.status for each in replies} == {303}
    (begun,) = {each.location for each in replies}
    assert tries_of_owner(site, begun.split("/")[-2]) == 1


def test_f15_a_try_that_is_finished_at_both_servers_at_once_gives_one_certificate(site: Site) -> None:
    learner = site.learner("Iris Isak")
    begun = learner.send(f"/prov/{COURSE}", learner.token, {})
    sitting = sitting_of(site.app, begun.split("/")[-2])
    last = len(sitting.questions)
    for number in range(1, last):
        learner.send(sitting.url(number), learner.token, {"answer": sitting.right(number)})
    replies = at_once(learner, sitting.url(last), {"answer": sitting.right(last)})
    assert {(each.status, each.location) for each in replies} == {(303, f"{sitting.url(last)}/svar")}
    learner.notebook.passed.append(sitting.ref)
    everything_acknowledged_is_there_once(site.app, site.content, [learner.notebook])


def tries_of_owner(site: Site, ref: str) -> int:
    """How many tries the person of a try has."""
    with site.app.app_context():
        owner = select(Attempt.user_id).where(Attempt.ref == ref).scalar_subquery()
        return session().scalar(select(func.count()).where(Attempt.user_id == owner)) or 0


def test_web_processes_hold_no_transaction_open_between_requests(site: Site) -> None:
    """An open one would hold up a migration, and PostgreSQL's tidying."""
    for _ in range(DOUBLE):
        assert ProxyVisitor(site.proxy).get("/intyg/kontroll").status == 200
    wait_for(lambda: open_transactions(site) == 0)


def open_transactions(site: Site) -> int:
    """Of everybody but who asks."""
    with site.app.app_context():
        return (
            session().scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
                )
            )
            or 0
        )


# ---- slow lines ------------------------------------------------------------------------------------------


class Dripping:
    """Somebody on a slow line: a form of which a byte comes now and then."""

    BODY = b"csrf_token=none&number=AAAA-AAAA-AAAAA&name=Nobody"

    def __init__(self, proxy: Nginx) -> None:
        plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=20)
        self.line = proxy.trust().wrap_socket(plain, server_hostname=SITE)
        head = f"POST /intyg/kontroll HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: {len(self.BODY)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
        self.line.sendall(head.encode())
        self.sent = 0
        self.drip()

    def drip(self, count: int = 1) -> None:
        self.line.sendall(self.BODY[self.sent : self.sent + count])
        self.sent += count

    def end(self) -> bytes:
        """Send the rest; the answer's first line."""
        self.drip(len(self.BODY))
        with self.line, self.line.makefile("rb") as reading:
            return reading.readline()


def test_s53_a_dozen_who_drip_their_forms_do_not_stall_the_site(site: Site) -> None:
    """More of them than the site has threads; nginx takes in what they send, and the site does not know of it."""
    learner = site.learner("Jonna Jakt")
    slow = [Dripping(site.proxy) for _ in range(SLOW_SENDERS)]
    threads = sum(int(each.environment["ESH_WORKERS"]) * THREADS_OF_A_WORKER for each in site.web)
    assert threads < SLOW_SENDERS
    for path in ("/om", "/min-utbildning", "/hjalp", "/min-utbildning"):
        assert learner.get(path).status == 200, path
        for each in slow:
            each.drip()
    refused = b"HTTP/1.1 400 Bad Request\r\n"  # whole at last, and without a token
    assert {each.end() for each in slow} == {refused}
