"""Commands of the floor: secrets, settings, the database, the server."""

from pathlib import Path

import click
from flask import Flask
from pydantic_core import PydanticUndefined

from core.db import Meta, alembic, db, writing
from core.settings import Settings


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

    @app.cli.command("settings")
    def show_settings() -> None:
        """Every setting: variable, default, meaning."""
        for name, field in Settings.model_fields.items():
            variable = str(field.validation_alias or f"ESH_{name.upper()}")
            default = "required" if field.default is PydanticUndefined else repr(field.default)
            click.echo(f"{variable} ({default})\n    {field.description}")

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
