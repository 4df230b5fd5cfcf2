"""Where the time of requests goes: shares of time by library and by room of the site."""

import cProfile
import pstats
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from core.settings import ROOT
from tests.builders.source import ROOMS

LIBRARY = re.compile(r"site-packages/(\w+)")
SHOWN = 8
Place = tuple[str, int, str]


def call(app: Flask, method: str, path: str, cookie: str, fields: Mapping[str, object] | None = None) -> None:
    """One request of the app in this process."""
    builder = EnvironBuilder(
        path,
        method=method,
        base_url="http://localhost/",
        headers=[("Cookie", cookie)],
        data=dict(fields or {}),
    )
    _, status, _ = run_wsgi_app(app, builder.get_environ(), buffered=True)
    assert status[:3] in {"200", "303"}, status


def shares(calls: Sequence[Callable[[], None]]) -> tuple[tuple[str, float], ...]:
    """Where the time goes, the greatest shares (0-1) first. C functions count for who calls them."""
    watch = cProfile.Profile()
    watch.enable()
    for each in calls:
        each()
    watch.disable()
    spent: Counter[str] = Counter()
    stats: Mapping[Place, tuple[int, int, float, float, Mapping[Place, tuple[int, int, float, float]]]]
    stats = pstats.Stats(watch).stats  # type: ignore[attr-defined]
    for place, (_, _, own, _, callers) in stats.items():
        if place[0] == "~" and callers:
            for caller, (_, _, part, _) in callers.items():
                spent[owner(caller)] += part  # type: ignore[assignment]
        else:
            spent[owner(place)] += own  # type: ignore[assignment]
    whole = sum(spent.values())
    return tuple((name, part / whole) for name, part in spent.most_common(SHOWN))


def owner(place: Place) -> str:
    """Whose a function is: a library's, a room's, the templates' or Python's own."""
    file = place[0]
    if found := LIBRARY.search(file):
        return found[1]
    try:
        first = PurePath(file).relative_to(ROOT).parts[0]
    except ValueError:
        return "Python"
    return f"own: {first}" if first in {*ROOMS, "templates"} else "Python"
