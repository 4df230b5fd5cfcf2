"""The bank as it was when a try began: stored once per version, read back for grading. Keeps a small cache."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import insert
from quiz.models import BankVersion
from quiz.places import Place
from quiz.questions import Item, Option, Question

Questions = Mapping[str, Question]


def version_of(bank_version: str, course_key: str) -> str:
    """The version under which a course's pool is kept: two courses of one bank ask different questions."""
    return hashlib.sha256(f"{bank_version}\0{course_key}".encode()).hexdigest()


def store(session: Session, now: datetime, version: str, questions: Questions) -> None:
    """Keep this version of the questions, once."""
    if session.scalar(select(BankVersion.version).where(BankVersion.version == version)) is None:
        session.execute(
            insert(session, BankVersion)
            .values(version=version, questions=to_json(questions), first_used_at=now)
            .on_conflict_do_nothing()
        )


def load(session: Session, version: str) -> Questions:
    """The questions of a stored version. Raises LookupError when it was never stored."""
    cached = _parsed.get(version)
    if cached is not None:
        return cached
    text = session.scalar(select(BankVersion.questions).where(BankVersion.version == version))
    if text is None:
        raise LookupError(version)
    if len(_parsed) > 32:
        _parsed.clear()
    return _parsed.setdefault(version, from_json(text))


_parsed: dict[str, Questions] = {}


def to_json(questions: Questions) -> str:
    """The questions as JSON."""
    return json.dumps([asdict(each) for each in questions.values()], ensure_ascii=False)


def from_json(text: str) -> Questions:
    """The questions of `to_json`."""
    rows = json.loads(text)
    return {row["key"]: _question(row) for row in rows}


def _question(row: dict[str, Any]) -> Question:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    made = {
        "options": tuple(_option(option) for option in row["options"]),
        "items": tuple(Item(**item) for item in row.get("items", ())),
        "targets": tuple((key, text) for key, text in row.get("targets", ())),
    }
    return Question(**{**row, **lists, **made})


def _option(row: dict[str, Any]) -> Option:
    place = row.get("place")
    return Option(**{**row, "place": Place(**place) if place else None})
