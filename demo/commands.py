"""The command that builds the demonstration city."""

from random import Random

import click
from flask import Flask
from sqlalchemy import select

from accounts.models import User
from core import clock
from core.db import Meta, session, writing
from core.language import voices
from core.settings import Settings
from demo.build import SEED, build
from demo.exam_actions import Town
from demo.load_actions import load
from quiz.content import Content


def register(app: Flask, settings: Settings) -> None:
    """Add the command to `flask`."""

    @app.cli.command("demo")
    @click.option(
        "--people", type=click.IntRange(1), help="A city of so many people instead, to try its weight."
    )
    @click.option("--organisations", type=click.IntRange(1), default=1000, show_default=True)
    def demo(people: int | None, organisations: int) -> None:
        """Fill an empty database with the demonstration city; does nothing when it is there."""
        if session().get(Meta, "made_by") is not None:
            return
        if session().scalar(select(User.id).limit(1)) is not None:
            raise click.ClickException(
                "This database holds real people. Name another DATABASE_URL for the demonstration."
            )
        click.echo("Building the demonstration city …")
        content = Content(
            network=app.extensions["network"],
            catalogue=app.extensions["catalogue"],
            bank=app.extensions["bank"],
            cards=app.extensions["cards"],
        )
        with writing(), click.progressbar(length=people or 1, hidden=people is None) as bar:
            session().rollback()
            town = Town(
                session=session(),
                content=content,
                random=Random(SEED),
                voices=voices(settings.translations),
                pepper=settings.pepper.get_secret_value(),
                progress=report if people is None else lambda done, _total: bar.update(done - bar.pos),
            )
            if people is None:
                build(town, clock.now())
            else:
                load(town, clock.now(), people, organisations, session().commit)
            session().commit()
        click.echo("\nReady.")


def report(done: int, total: int) -> None:
    """Progress in quarters of the way."""
    if done % max(1, total // 4) == 0:
        click.echo(f"{100 * done // total} % ", nl=False)
