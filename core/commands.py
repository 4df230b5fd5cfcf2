"""Commands of the floor: secrets, settings, the database, the server."""

from contextlib import nullcontext
from pathlib import Path

import click
from alembic.util import CommandError
from flask import Flask

from core import jobs
from core.db import Meta, alembic, db, writing
from core.queue import stop_with_parent
from core.settings import Settings, describe
from core.sqlite_files import refuse_broken


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
            path = Path(settings.database_url.removeprefix("sqlite:///"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # people stand in it; what SQLite makes beside it is as readable as it
        newest_schema()
        click.echo("The database has the newest schema.")

    @app.cli.command("serve")
    @click.option("--with-jobs", is_flag=True, help="Start the job process too, and stop it with the server.")
    def serve(with_jobs: bool) -> None:
        """Serve the site (granian)."""
        from core.serve import job_process
        from core.serve import serve as run

        refuse_broken(settings.database_url)
        check_demo_database(settings)
        let_go_of_database()
        start = "/demo" if settings.demo else "/"
        click.echo(f"Open {settings.base_url}{start} (stop with Ctrl-C).")
        with job_process() if with_jobs else nullcontext():
            run(settings)

    @app.cli.command("work")
    @click.option("--once", is_flag=True, help="Do what waits now, then stop.")
    @click.option(
        "--with-parent", type=int, help="Stop when the process of this number, which started it, is gone."
    )
    def work(once: bool, with_parent: int | None) -> None:
        """Be the job process: do jobs as they are asked for, the nightly duties, a heartbeat each minute."""
        refuse_broken(settings.database_url)
        check_demo_database(settings)
        let_go_of_database()
        if once:
            click.echo(f"{jobs.work(app)} jobs done.")
            return
        if with_parent is not None:
            stop_with_parent(with_parent)
        app.extensions["queue"].serve()


def newest_schema() -> None:
    """Bring the database to the newest schema. Raises ClickException when it is newer than this program."""
    try:
        with writing():
            alembic.upgrade()
    except CommandError as error:
        raise click.ClickException(
            f"The database has a schema that this program does not know ({error}). It is newer: take the version of "
            "the program that was running, see `git log` and CHANGELOG.md."
        ) from None


def let_go_of_database() -> None:
    """Keep no transaction and no connection open in a process that only watches over others from now on."""
    db.session.close()
    db.engine.dispose()


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
