"""What `flask doctor` says of a running installation: a finding for each thing it has looked at. Pure.

Each judgement takes plain data, so that whoever reads it sees where ok ends and what to do then.
"""

import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MEGABYTE = 1_000_000
# Below this a night's copies and the journal may not fit; below the second, answers may not.
LITTLE_SPACE = 1000 * MEGABYTE
NO_SPACE = 100 * MEGABYTE
NIGHT_LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was seen, and what to do when that is not as it should be."""

    level: Literal["ok", "warning", "error"]
    what: str
    seen: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.level:8}{self.what}: {self.seen}{f' — {self.remedy}' if self.remedy else ''}"


def secrecy(what: str, mode: int | None, uid: int, ours: int) -> Finding:
    """A file that only the site's user may read. `mode` is st_mode, None when there is no such file."""
    if mode is None:
        return Finding(
            "ok", what, "no such file; its values come from the environment, or it is not made yet"
        )
    if stat.S_IMODE(mode) & 0o077:
        return Finding("error", what, f"others may read it ({stat.S_IMODE(mode):o})", "chmod 600")
    if uid not in (ours, 0) and ours != 0:
        return Finding("warning", what, "it belongs to another user", "chown it to the user the site runs as")
    return Finding("ok", what, "readable by its user alone")


def schema(current: set[str], newest: set[str]) -> Finding:
    """Whether the database has the schema that this program knows."""
    if current == newest:
        return Finding("ok", "schema", f"{', '.join(sorted(newest))}, the newest")
    said = ", ".join(sorted(current)) or "none"
    return Finding(
        "error", "schema", f"{said}, not {', '.join(sorted(newest))}", "flask backup, then flask upgrade"
    )


def space(where: str, free: int, database: int) -> Finding:
    """Bytes free where the database or its copies lie, beside the size of the database."""
    seen = f"{free // MEGABYTE} MB free, the database has {database // MEGABYTE} MB"
    if free < NO_SPACE:
        return Finding("error", f"disk of the {where}", seen, "make room now: soon nothing can be saved")
    if free < max(LITTLE_SPACE, 2 * database):
        return Finding(
            "warning", f"disk of the {where}", seen, "make room for two more copies of the database"
        )
    return Finding("ok", f"disk of the {where}", seen)


def night(last: datetime | None, now: datetime) -> Finding:
    """When the nightly duties were last done (UTC)."""
    remedy = "flask nightly tells why; the job process or a timer must ask for it every night"
    if last is None:
        return Finding("warning", "nightly", "never yet", remedy)
    if now - last > NIGHT_LATE:
        return Finding("error", "nightly", f"last {last:%Y-%m-%d %H:%M} UTC", remedy)
    return Finding("ok", "nightly", f"last {last:%Y-%m-%d %H:%M} UTC")


def backup(last: datetime | None, newest: datetime | None, *, late: bool) -> Finding:
    """When the last whole copy was made, and the newest copy that is in the folder (both UTC)."""
    if last is None:
        remedy = "let a timer call flask backup every night (deploy/systemd)"
        return Finding("error", "backup", "flask backup has never made a copy", remedy)
    if late:
        seen = f"last whole copy {last:%Y-%m-%d %H:%M} UTC, over 36 hours ago"
        return Finding("error", "backup", seen, "run flask backup and read what it says; look at its timer")
    if newest is None or last - newest > timedelta(minutes=1):
        seen = f"made {last:%Y-%m-%d %H:%M} UTC, but it is not in ESH_BACKUPS_FOLDER"
        return Finding("warning", "backup", seen, "look where it went, and try to restore it")
    return Finding("ok", "backup", f"last whole copy {last:%Y-%m-%d %H:%M} UTC")


def job_process(last: datetime | None, *, there: bool) -> Finding:
    """Whether the job process is there, by its last heartbeat (UTC)."""
    if there:
        return Finding("ok", "job process", "there")
    seen = f"last seen {last:%Y-%m-%d %H:%M} UTC" if last else "never seen"
    return Finding("error", "job process", seen, "start flask work (systemctl start esh-jobs)")


def machine_clock(problem: str | None, newest: datetime | None, now: datetime) -> Finding:
    """Whether the clock fits: by the last night, and by the newest entry of the log (UTC)."""
    if problem:
        return Finding("error", "clock", problem)
    if newest is not None and newest > now + timedelta(minutes=10):
        seen = f"something happened at {newest:%Y-%m-%d %H:%M} UTC, which is after now"
        return Finding("error", "clock", seen, "set the clock, and let timesyncd or chrony keep it")
    return Finding("ok", "clock", f"{now:%Y-%m-%d %H:%M} UTC fits the log")


def in_front(public_url: str | None, proxies: int) -> Finding:
    """Whether the address that people use fits what stands in front of the site."""
    buffering = "the proxy must take in whole requests first (nginx: proxy_request_buffering on)"
    if public_url is None:
        remedy = "set ESH_PUBLIC_URL to the https address that people use"
        return Finding(
            "error", "address", "nobody has said which; links and QR codes lead to localhost", remedy
        )
    if not public_url.startswith("https://"):
        return Finding("error", "address", f"{public_url} is not https", "put a proxy with https in front")
    if proxies == 0:
        remedy = f"set ESH_PROXY_COUNT=1 behind a proxy; {buffering}"
        return Finding(
            "error", "address", "https, but no proxy is believed: all visitors look like one", remedy
        )
    return Finding("ok", "address", f"{public_url} behind {proxies}; {buffering}")


def reached(what: str, where: str | None, error: str | None) -> Finding:
    """Whether another house's server answers at host and port; none is set up when `where` is None."""
    if where is None:
        return Finding("ok", what, "none is set up")
    if error:
        remedy = "look at its settings, and whether a wall stands between; the site works without it"
        return Finding("warning", what, f"{where} cannot be reached ({error})", remedy)
    return Finding("ok", what, f"{where} can be reached")


def controller(name: str, default: str) -> Finding:
    """Whether somebody stands as responsible for personal data."""
    if name == default:
        return Finding("error", "controller", "/personuppgifter names nobody", "set ESH_CONTROLLER")
    return Finding("ok", "controller", name)


def content(errors: int, warnings: int) -> Finding:
    """How many problems the content has."""
    if errors:
        return Finding("error", "content", f"{errors} errors", "flask check-content lists them")
    return Finding("ok", "content", f"no errors, {warnings} warnings")


def journal(kind: str, mode: str, version: str) -> Finding:
    """Which journal the database has: with SQLite's older one readers wait for writers."""
    if kind == "sqlite" and mode != "wal":
        remedy = (
            "enough for one workplace; for a city take PostgreSQL, or a machine that has the pysqlite3 wheel"
        )
        return Finding("warning", "journal", f"SQLite {version} is not safe for WAL", remedy)
    return Finding("ok", "journal", f"{kind} {version} {mode}".strip())


def each_fault(what: str, faults: list[str], remedy: str, fine: str) -> list[Finding]:
    """A finding for each fault, or one that says that there is none."""
    return [Finding("error", what, each, remedy) for each in faults] or [Finding("ok", what, fine)]
