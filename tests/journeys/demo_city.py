"""The demonstration's database, built by the very commands that `make run` uses."""

from pathlib import Path

from app import create_app
from quiz.content import Content
from tests.conftest import dispose, make_settings

NETWORK = "exempelstad"


def build_demo_city(path: Path, content: Content) -> None:
    """Migrate and fill a new SQLite file."""
    app = create_app(make_settings(f"sqlite:///{path}", demo=True, network=NETWORK), content)
    runner = app.test_cli_runner()
    for command in ("upgrade", "demo"):
        done = runner.invoke(args=[command], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    dispose(app)
