"""Pages of a long list: whatever is asked for, one that exists is shown."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from core.paging import Paging, page_number, paging


def shown(app: Flask, asked: str, rows: int) -> Paging:
    with app.test_request_context("/"):
        return paging(asked, rows, 50, lambda page: f"?sida={page}")


def test_a_list_of_one_page_says_nothing(app: Flask) -> None:
    for rows in (0, 1, 50):
        assert shown(app, "", rows) == Paging(1, 0, "", None, None)


def test_in_the_middle_there_is_a_page_before_and_one_after(app: Flask) -> None:
    assert shown(app, "2", 101) == Paging(2, 50, "Sida 2 av 3", "?sida=1", "?sida=3")


def test_a_page_after_the_last_is_the_last(app: Flask) -> None:
    """A bookmark of a list that has become shorter shows its end, not an empty page."""
    assert shown(app, "99", 101) == Paging(3, 100, "Sida 3 av 3", "?sida=2", None)


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "1.5", "٣", "9" * 40, "2; DROP"])
def test_what_is_no_page_is_the_first(app: Flask, asked: str) -> None:
    assert shown(app, asked, 101).number == 1


@given(st.text(max_size=12))
def test_any_text_is_a_page(asked: str) -> None:
    assert page_number(asked) >= 1
