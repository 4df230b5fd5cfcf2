"""Commands for authors and operators of content."""

import click
from flask import Flask

from core.settings import ROOT, Settings
from quiz.content import check
from quiz.content_report import CourseReport, course_report, sources_used


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

    @app.cli.command("content-report")
    def content_report() -> None:
        """Print what the content covers, course by course."""
        catalogue, bank = app.extensions["catalogue"], app.extensions["bank"]
        for course in catalogue.courses.values():
            click.echo(report_text(course_report(course, catalogue, bank, app.extensions["languages"])))
        click.echo("Källor (lektioner och frågor som vilar på dem):")
        for code, count in sources_used(catalogue, bank).items():
            click.echo(f"  {code}: {count}")


def report_text(found: CourseReport) -> str:
    """One course's report as lines of text."""
    lines = [
        f"{found.name} ({found.key}): {found.minutes} minuter, {found.lessons} lektioner",
        f"  berättelser: {found.scenarios_full} långa, {found.scenarios_short} korta",
        f"  frågor: {found.questions}, varav {found.own} egna och {found.shared} gemensamma",
        f"  kritiska: {found.critical}, fällor: {found.traps}, högsta LIX: {found.hardest_lix}",
        "  slag: " + ", ".join(f"{kind} {count}" for kind, count in found.kinds),
        "  tecken: identifiera/reagera/agera, fällor",
    ]
    lines += [f"    {each.sign}: {'/'.join(map(str, each.steps))}, {each.traps}" for each in found.signs]
    if found.missing_dangers:
        lines.append("  saknar kritiska frågor om: " + ", ".join(found.missing_dangers))
    lines += [f"  saknar text på {code}: {count}" for code, count in found.missing]
    return "\n".join(lines)
