"""A wrong setting stops the start with a sentence that says what to do. A secret is made once, for one reader."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest
from flask import Flask

from app import create_app
from core.commands import check_demo_database
from core.db import Meta, session, writing
from core.settings import (
    ROOT,
    Settings,
    SettingsError,
    describe,
    load_settings,
    make_secret_file,
    secret_file,
)
from quiz.content import Content
from tests.conftest import PEPPER, SECRET, dispose, make_settings

GOOD = {"ESH_SECRET_KEY": SECRET, "ESH_PEPPER": PEPPER}
Start = Callable[..., Settings]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Start:
    """Read the settings as a start would, with these variables and no others."""

    def read(variables: Mapping[str, str]) -> Settings:
        for name in list(os.environ):
            if name.startswith("ESH_") or name in ("DATABASE_URL", "PORT"):
                monkeypatch.delenv(name)
        for name, value in ({"ESH_SECRET_FILE": str(tmp_path / "no-secret")} | dict(variables)).items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return read


def refusal(start: Start, variables: Mapping[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        start(variables)
    return str(refused.value)


# ---- secrets -----------------------------------------------------------------------------------------


def test_a_start_with_both_secrets_goes_well(start: Start) -> None:
    settings = start(GOOD)
    assert settings.bind == "127.0.0.1"
    assert settings.base_url == "http://localhost:8000"
    assert not settings.https


@pytest.mark.parametrize("missing", ["ESH_SECRET_KEY", "ESH_PEPPER"])
def test_without_a_secret_it_says_how_to_make_one(start: Start, missing: str) -> None:
    said = refusal(start, {name: value for name, value in GOOD.items() if name != missing})
    assert said.startswith(f"{missing}: is missing.")
    assert "python -m core.make_secret" in said


@pytest.mark.parametrize("short", ["ESH_SECRET_KEY", "ESH_PEPPER"])
def test_a_short_secret_is_refused_with_the_length_it_needs(start: Start, short: str) -> None:
    said = refusal(start, GOOD | {short: "x" * 31})
    assert said.startswith(f"{short}: ")
    assert "32 characters" in said
    assert "python -m core.make_secret" in said
    assert "x" * 31 not in said, "a refusal must not print a secret"


def test_two_wrong_settings_are_told_together(start: Start) -> None:
    said = refusal(start, {"PORT": "0", "ESH_WORKERS": "none"} | GOOD)
    assert "PORT: " in said
    assert "ESH_WORKERS: " in said


def test_the_secret_file_is_made_once_and_for_its_owner_alone(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "instance" / "secret"
    assert make_secret_file(path)
    first = path.read_text("ascii")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not make_secret_file(path), "a second run must keep the secrets"
    assert path.read_text("ascii") == first
    settings = start({"ESH_SECRET_FILE": str(path)})
    assert settings.secret_key.get_secret_value() in first
    assert settings.pepper.get_secret_value() in first
    assert settings.secret_key != settings.pepper


def test_the_environment_stands_above_the_secret_file(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "secret"
    make_secret_file(path)
    settings = start({"ESH_SECRET_FILE": str(path), "ESH_SECRET_KEY": SECRET})
    assert settings.secret_key.get_secret_value() == SECRET


def test_a_missing_secret_file_can_be_made_without_working_settings(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    environment = {"ESH_SECRET_FILE": str(path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "core.make_secret"]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert str(path) in made.stdout
    assert "backups" in made.stdout
    assert path.exists()
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout == ""


def test_the_secret_file_lies_where_it_is_said_to(tmp_path: Path) -> None:
    assert secret_file({}) == ROOT / "instance" / "secret"
    assert secret_file({"ESH_SECRET_FILE": str(tmp_path)}) == tmp_path


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = make_settings("sqlite://")
    assert SECRET not in repr(settings)
    assert PEPPER not in repr(settings)


# ---- names -------------------------------------------------------------------------------------------


def test_a_misspelt_setting_is_refused_by_name(start: Start) -> None:
    said = refusal(start, GOOD | {"ESH_TRUSTED_HOST": "example.org"})
    assert said.startswith("ESH_TRUSTED_HOST: no such setting.")
    assert "python -m core.settings" in said


def test_every_setting_has_words_and_they_are_printed() -> None:
    said = describe()
    for name, field in Settings.model_fields.items():
        assert field.description, f"{name} has no description"
        assert len(field.description) > 10, f"{name} says too little"
        assert str(field.validation_alias or f"ESH_{name.upper()}") in said
        assert field.description in said
    assert "ESH_SECRET_FILE" in said


def test_the_settings_can_be_listed_when_they_are_wrong() -> None:
    """What a refusal sends people to must work although the settings do not."""
    environment = {"ESH_NONSENSE": "1", "PATH": os.environ["PATH"]}
    listed = subprocess.run(
        [sys.executable, "-m", "core.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.rstrip("\n") == describe()


def test_lists_are_split_at_commas(start: Start) -> None:
    settings = start(GOOD | {"ESH_TRUSTED_HOSTS": "a.example, b.example ,"})
    assert settings.trusted_hosts == ("a.example", "b.example")


def test_https_decides_the_cookies(start: Start) -> None:
    settings = start(
        GOOD | {"ESH_PUBLIC_URL": "https://utbildning.example/", "ESH_TRUSTED_HOSTS": "utbildning.example"}
    )
    assert settings.https
    assert settings.base_url == "https://utbildning.example"


def test_a_public_address_that_would_not_be_answered_is_refused(start: Start) -> None:
    said = refusal(start, GOOD | {"ESH_PUBLIC_URL": "https://utbildning.example"})
    assert "utbildning.example, which is not among ESH_TRUSTED_HOSTS" in said


# ---- the demonstration's locks -----------------------------------------------------------------------

DEMO = GOOD | {"ESH_DEMO": "1"}
OPENED = {
    "bind": ({"ESH_BIND": "0.0.0.0"}, "ESH_BIND must be a loopback address"),  # noqa: S104  refused
    "bind, IPv6": ({"ESH_BIND": "::"}, "ESH_BIND must be a loopback address"),
    "bind, name": ({"ESH_BIND": "example.org"}, "ESH_BIND must be a loopback address"),
    "trusted hosts": (
        {"ESH_TRUSTED_HOSTS": "localhost,example.org"},
        "ESH_TRUSTED_HOSTS may hold localhost and 127.0.0.1 only",
    ),
    "proxies": ({"ESH_PROXY_COUNT": "1"}, "ESH_PROXY_COUNT must be 0"),
    "public address": ({"ESH_PUBLIC_URL": "https://localhost"}, "ESH_PUBLIC_URL must not be set"),
}


def test_the_demonstration_starts_on_this_machine(start: Start) -> None:
    assert start(DEMO).demo
    assert start(DEMO | {"ESH_BIND": "::1"}).demo
    assert start(DEMO | {"ESH_BIND": "localhost"}).demo


@pytest.mark.parametrize(("opened", "named"), OPENED.values(), ids=OPENED)
def test_the_demonstration_does_not_start_where_others_reach_it(
    start: Start, opened: dict[str, str], named: str
) -> None:
    said = refusal(start, DEMO | opened)
    assert said.startswith("ESH_DEMO: ")
    assert "demonstration mode starts only where nobody else reaches it" in said
    assert named in said
    assert said.count(" must ") + said.count(" may ") == 1, "only the door that stands open is told"
    assert "start without ESH_DEMO" in said
    assert start(GOOD | opened), "without the demonstration the same setting is fine"


@pytest.fixture
def demo_app(database_url: str, content: Content) -> Flask:
    return create_app(make_settings(database_url, demo=True), content)


def mark_as_demo(app: Flask) -> None:
    with app.app_context(), writing():
        session().add(Meta(key="made_by", value="demo"))
        session().commit()


def test_the_demonstration_does_not_start_on_a_foreign_database(demo_app: Flask) -> None:
    with demo_app.app_context(), pytest.raises(click.ClickException) as refused:
        check_demo_database(make_settings("sqlite://", demo=True))
    assert "was not made by the demonstration" in refused.value.message
    assert "DATABASE_URL" in refused.value.message
    dispose(demo_app)


def test_a_real_site_does_not_start_on_the_demonstrations_database(app: Flask) -> None:
    mark_as_demo(app)
    with app.app_context(), pytest.raises(click.ClickException) as refused:
        check_demo_database(make_settings("sqlite://"))
    assert "belongs to the demonstration" in refused.value.message
    assert "DATABASE_URL" in refused.value.message


def test_each_kind_of_site_starts_on_its_own_database(app: Flask) -> None:
    with app.app_context():
        check_demo_database(make_settings("sqlite://"))
    mark_as_demo(app)
    with app.app_context():
        check_demo_database(make_settings("sqlite://", demo=True))


def test_serving_asks_for_the_database_first(demo_app: Flask) -> None:
    result = demo_app.test_cli_runner().invoke(args=["serve"])
    assert result.exit_code == 1
    assert "was not made by the demonstration" in result.output
    dispose(demo_app)


# ---- the start itself --------------------------------------------------------------------------------


def flask(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "ESH_SECRET_FILE": str(tmp_path / "no-secret"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.db",
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_operator_reads_a_sentence_and_no_trace(tmp_path: Path) -> None:
    refused = flask(tmp_path, "serve")
    assert refused.returncode != 0
    assert (
        "ESH_SECRET_KEY: is missing. Make the secret file with `python -m core.make_secret`" in refused.stderr
    )
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_a_city_without_a_file_is_refused_with_the_cities_there_are(tmp_path: Path) -> None:
    refused = flask(tmp_path, "serve", **GOOD, ESH_NETWORK="nowhere")
    assert refused.returncode != 0
    assert "organisations/networks/nowhere.yaml:1 finns inte — sätt ESH_NETWORK till" in refused.stderr
    assert "helsingborg" in refused.stderr
    assert "Traceback" not in refused.stderr
