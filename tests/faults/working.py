"""A job process that knows the kinds of the tests: `python -m tests.faults.working once|serve`, when told to begin.

It says "ready" when it could begin, so that two of them really begin together.
"""

import sys
from pathlib import Path

from app import create_app
from core import jobs
from core.jobs import Kind, Running
from tests.builders.jobs import marks
from tests.faults.real_server import pause


def until(running: Running) -> dict[str, object]:
    """Last until a file is there, and tell by another one that it is under way."""
    Path(running.arguments["began"]).touch()
    while not Path(running.arguments["until"]).exists():
        pause()
    return {}


if __name__ == "__main__":
    jobs.KINDS |= {"marks": Kind(marks, "Läs in namn", {}, None), "until": Kind(until, "Vänta", {}, None)}
    app = create_app()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    if sys.argv[1] == "serve":
        app.extensions["queue"].serve()
    else:
        sys.stdout.write(f"{jobs.work(app)}\n")
