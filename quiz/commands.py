"""Commands for authors and operators of content."""

import click
from flask import Flask

from core.settings import ROOT, Settings
from quiz.content import check


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

    @app.cli.command("check-content")
    def check_content() -> None:
        """Tell every problem of the content: file:line what — remedy."""
        problems = check(ROOT)
        for problem in problems:
            click.echo(f"{'fel' if problem.level == 'error' else 'varning'}: {problem}")
        broken = sum(problem.level == "error" for problem in problems)
        click.echo(f"{broken} fel, {len(problems) - broken} varningar.")
        if broken:
            raise SystemExit(1)
