"""Commands for authors and operators of content."""

from pathlib import Path

import click
from flask import Flask

from core.new_files import write_new
from core.problems import refuse_errors
from core.settings import ROOT, Settings
from core.yaml_files import read_text
from courses.checking import known_of
from courses.content_files import read_content
from quiz.content import check
from quiz.content_report import CourseReport, course_report, sources_used
from quiz.gift.draft import Draft, make_draft
from quiz.gift.export import export_gift
from quiz.gift.reading import read_gift


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""
    register_reports(app)
    register_gift(app)


def register_reports(app: Flask) -> None:
    """Add what tells about the content."""

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


def register_gift(app: Flask) -> None:
    """Add what carries questions to Moodle and back."""

    @app.cli.command("export-gift")
    @click.argument("course_key", metavar="COURSE")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def export(course_key: str, file: Path) -> None:
        """Write a course's questions to a new GIFT file, for Moodle; tell what it does not carry."""
        catalogue, bank = app.extensions["catalogue"], app.extensions["bank"]
        if course_key not in catalogue.courses:
            raise click.ClickException(
                f'kursen "{course_key}" finns inte — skriv någon av {", ".join(catalogue.courses)}'
            )
        found = export_gift(bank.pool(catalogue.courses[course_key]))
        write_file(file, found.text)
        for line in found.left:
            click.echo(f"obs: {line}")
        click.echo(f"{found.count} frågor i {file}.")

    @app.cli.command("import-gift")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @click.argument("draft", type=click.Path(dir_okay=False, path_type=Path))
    def import_(file: Path, draft: Path) -> None:
        """Make a new draft of questions from a GIFT file, outside the bank; tell what is missing in it."""
        found = drafted(app, file.resolve(), draft)
        for problem in found.left:
            click.echo(f"följer inte med: {problem}")
        if not found.count:
            raise click.ClickException(f"ingen fråga i {file.name} går att läsa in — inget utkast är skrivet")
        write_file(draft, found.text)
        for problem in found.todo:
            click.echo(f"att göra: {problem}")
        click.echo(f"{found.count} frågor i {draft}, {len(found.todo)} saker att göra.")


def drafted(app: Flask, file: Path, draft: Path) -> Draft:
    """The draft of a GIFT file. Raises ContentError when the file cannot be read or is broken."""
    questions, problems = read_gift(read_text(file, file.parent), file.name)
    refuse_errors(problems)
    catalogue = app.extensions["catalogue"]
    signs = {key: sign.short for key, sign in catalogue.signs.items()}
    known = known_of(read_content(ROOT), ROOT)
    taken = app.extensions["bank"].questions
    return make_draft(questions, problems, (file.name, draft.name), signs, known, taken)


def write_file(path: Path, text: str) -> None:
    """Write a new file outside the bank. Raises ClickException that says what to do; then nothing is written."""
    if path.resolve().is_relative_to((ROOT / "quiz" / "bank").resolve()):
        raise click.ClickException(
            f"{path} ligger i quiz/bank — välj en annan mapp och flytta dit det som är klart"
        )
    try:
        write_new(path, text)
    except FileExistsError:
        raise click.ClickException(f"{path} finns redan — välj ett annat namn") from None
    except FileNotFoundError:
        raise click.ClickException(f"{path}: mappen finns inte — skapa den") from None
    except OSError as error:
        raise click.ClickException(
            f"{path} går inte att skriva ({error.strerror}) — välj en annan mapp"
        ) from None


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
