"""Commands of the floor: secrets, settings, the database, the server."""

from pathlib import Path

import click
from flask import Flask

from core.db import Meta, alembic, db, writing
from core.settings import Settings, describe


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

    @app.cli.command("settings")
    def show_settings() -> None:
        """Every setting: variable, default, meaning."""
        click.echo(describe())

    @app.cli.command("upgrade")
    def upgrade() -> None:
        """Bring the database to the newest schema; makes it when there is none."""
        if settings.database_url.startswith("sqlite:///"):
            Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        with writing():
            alembic.upgrade()
        click.echo("The database has the newest schema.")

    @app.cli.command("serve")
    def serve() -> None:
        """Serve the site (granian)."""
        from core.serve import serve as run

        check_demo_database(settings)
        start = "/demo" if settings.demo else "/"
        click.echo(f"Open {settings.base_url}{start} (stop with Ctrl-C).")
        run(settings)


def check_demo_database(settings: Settings) -> None:
    """Refuse demonstration mode on a database that the demonstration did not make, and the reverse."""
    made_by_demo = db.session.get(Meta, "made_by") is not None
    if settings.demo and not made_by_demo:
        raise click.ClickException(
            "This database was not made by the demonstration. Start without ESH_DEMO, or name another DATABASE_URL."
        )
    if made_by_demo and not settings.demo:
        raise click.ClickException(
            "This database belongs to the demonstration. Name another DATABASE_URL, or set ESH_DEMO=1."
        )
