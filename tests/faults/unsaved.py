"""Anna before her last question, and what a page says and keeps when nothing can be saved."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from core.db import session
from quiz.content import Content
from quiz.models import Answer
from tests.builders.cast import Cast
from tests.builders.exams import Sitting, sit
from tests.builders.pages import Browser, Page

NOT_SAVED = "Just nu går det inte att spara"


def saved_words(page: Page) -> bool:
    """Whether the page says that something was saved."""
    return "sparades" in page.text or "Sparat" in page.text


def hidden_answers(page: Page) -> list[str]:
    """The answers that the page offers to send again."""
    form = page.form("Försök igen")
    return sorted(str(each["value"]) for each in form.select("input[name=answer]"))


def stored(app: Flask) -> int:
    """How many answers are stored."""
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Answer)) or 0


def before_the_last(app: Flask, content: Content, cast: Cast) -> tuple[Browser, Sitting]:
    """Anna before the last question of her try."""
    sitting = sit(app, content, cast.anna, cast.here, answered=11)
    return cast.learner(), sitting


def leave(device: Browser) -> Any:
    """Press "Lämna sidan"."""
    return device.client.post("/lamna", data={"csrf_token": device.token()})
