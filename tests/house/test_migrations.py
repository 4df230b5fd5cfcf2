"""Migrations equal models, up and down, on SQLite and on PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Engine

from core.db import Base, alembic, db, engine_options, prepare_engine, writing
from core.settings import ROOT
from tests.builders.databases import administer

pytestmark = pytest.mark.both


@pytest.fixture
def empty_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with nothing in it, of the same kind."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server = request.getfixturevalue("postgres")
    administer(server, "CREATE DATABASE from_models TEMPLATE template0")
    try:
        yield server.url("from_models")
    finally:
        administer(server, "DROP DATABASE from_models WITH (FORCE)")


def plain(text: object) -> str:
    """A condition as both databases mean it, without their brackets and casts."""
    words = re.sub(r"::\w+( varying)?(\[\])?", "", str(text))
    words = re.sub(r"= ANY \(ARRAY\[([^\]]*)\]\)", r"IN \1", words)
    return re.sub(r"[()\s\"]", "", words).lower()


def schema(engine: Engine) -> dict[str, Any]:
    """What the database itself says of its tables: columns, keys, uniqueness, conditions, indexes."""
    inspector = sa.inspect(engine)
    found: dict[str, Any] = {}
    for name in inspector.get_table_names():
        if name == "alembic_version":
            continue
        found[name] = {
            "columns": sorted(
                (each["name"], str(each["type"]), bool(each["nullable"]), str(each["default"]))
                for each in inspector.get_columns(name)
            ),
            "key": (
                inspector.get_pk_constraint(name)["name"],
                inspector.get_pk_constraint(name)["constrained_columns"],
            ),
            "foreign": sorted(
                (str(each["name"]), each["constrained_columns"], each["referred_table"])
                for each in inspector.get_foreign_keys(name)
            ),
            "unique": sorted(
                (str(each["name"]), each["column_names"]) for each in inspector.get_unique_constraints(name)
            ),
            "checks": sorted(
                (str(each["name"]), plain(each["sqltext"])) for each in inspector.get_check_constraints(name)
            ),
            "indexes": sorted(
                (
                    str(each["name"]),
                    each["column_names"],
                    bool(each["unique"]),
                    plain(next((v for k, v in each["dialect_options"].items() if k.endswith("_where")), "")),
                )
                for each in inspector.get_indexes(name)
            ),
        }
    return found


def test_the_migrated_database_is_the_one_the_models_describe(app: Flask, empty_url: str) -> None:
    made = sa.create_engine(**engine_options(empty_url))
    prepare_engine(made)
    Base.metadata.create_all(made)
    with app.app_context():
        migrated = schema(db.engine)
    from_models = schema(made)
    made.dispose()
    assert len(migrated) > 20
    assert migrated.keys() == from_models.keys()
    for name, said in from_models.items():
        assert migrated[name] == said, f"{name}: write a migration in core/migrations"


def test_alembic_finds_nothing_to_migrate(app: Flask) -> None:
    with app.app_context():
        assert not list(alembic.compare_metadata())


def test_down_to_nothing_and_up_again(app: Flask) -> None:
    with app.app_context():
        before = schema(db.engine)
        with writing():
            alembic.downgrade("base")
        assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
        with writing():
            alembic.upgrade()
        assert schema(db.engine) == before
        assert not list(alembic.compare_metadata())


def test_each_step_goes_down_as_well_as_up(app: Flask) -> None:
    """One step back and forth from the newest leads to the same schema."""
    with app.app_context():
        before = schema(db.engine)
        with writing():
            alembic.downgrade(-1)
            alembic.upgrade()
        assert schema(db.engine) == before


def test_a_database_of_today_has_one_head(app: Flask) -> None:
    with app.app_context():
        assert len(alembic.heads()) == 1
        assert [each.revision for each in alembic.current()] == [each.revision for each in alembic.heads()]


def test_migrations_are_numbered_and_told(database_kind: str) -> None:
    files = sorted((ROOT / "core" / "migrations").glob("[0-9]*.py"))
    numbers = [int(path.name[:4]) for path in files]
    assert numbers == list(range(1, len(files) + 1))
    for path in files:
        text = path.read_text("utf-8")
        assert text.startswith('"""'), f"{path.name} does not say what it does"
        assert f'revision = "{path.name[:4]}"' in text
