"""A calendar of all-day events as iCalendar (RFC 5545). Pure.

The few lines that are needed of a large format; the tests read them back with a library.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# Octets of a line, without its end (RFC 5545, 3.1).
LONGEST_LINE = 75


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a whole day. `uid` stays the same whenever the calendar is read."""

    uid: str
    day: date
    summary: str


def calendar_file(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """The calendar as a file. `name` is what a program calls it; the instant becomes UTC."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Utbildning//Utbildning//SV",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
        f"NAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for each in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(each.uid)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(each.summary)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11); line breaks of any kind become one written out."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    written = "\\n".join(text.splitlines())
    return "".join(each for each in written if each >= " " and each != "\x7f")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never inside a character; each further piece begins with a space."""
    pieces = [""]
    room = LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(" ")
            room = LONGEST_LINE - 1
        pieces[-1] += character
        room -= size
    return "\r\n".join(pieces)
