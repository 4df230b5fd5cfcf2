"""`python -m tests.house.route_list > tests/house/routes.txt`: every address, and who may enter."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from core.settings import ROOT, Settings
from quiz.content import load_content
from tests.builders.openid import groups_file, sso_settings

FILE = Path(__file__).with_name("routes.txt")


def guard_of(app: Flask, endpoint: str) -> str:
    """The guard a view wears; files need none."""
    return "files" if endpoint == "static" else str(getattr(app.view_functions[endpoint], "guard", "NONE"))


def routes(app: Flask) -> list[str]:
    """One line a route, sorted: address, methods, endpoint, guard."""
    lines = [
        f"{rule.rule}  {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}"
        f"  {rule.endpoint}  {guard_of(app, rule.endpoint)}"
        for rule in app.url_map.iter_rules()
    ]
    return sorted(lines)


def every_page(folder: Path) -> dict[str, Any]:
    """Settings with which also the pages of single sign-on are there."""
    return sso_settings("http://127.0.0.1:9", groups_file(folder, "here", "there"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/none.db"
        values: dict[str, Any] = {"secret_key": "s" * 48, "pepper": "p" * 48, "DATABASE_URL": address}
        made = create_app(
            Settings(demo=True, **values, **every_page(Path(folder))), load_content(ROOT, "helsingborg")
        )
        sys.stdout.write("".join(f"{line}\n" for line in routes(made)))
