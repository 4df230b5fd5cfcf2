"""One page of a long list: which one is shown, and where the ones beside it are."""

from collections.abc import Callable
from dataclasses import dataclass

from core.language import gettext


@dataclass(frozen=True, slots=True)
class Paging:
    """The page shown, from 1, and the index of its first row, from 0. `text` is empty when there is but one page."""

    number: int
    start: int
    text: str
    earlier_url: str | None
    later_url: str | None


def page_number(asked: str) -> int:
    """The page somebody asked for, from 1; 1 for whatever is no page."""
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def paging(asked: str, rows: int, per_page: int, address: Callable[[int], str]) -> Paging:
    """The page that was asked for of so many rows, or the last one there is; `address` names a page by its number."""
    pages = max(1, -(-rows // per_page))
    number = min(page_number(asked), pages)
    return Paging(
        number=number,
        start=per_page * (number - 1),
        text=gettext("Sida %(page)s av %(pages)s", page=number, pages=pages) if pages > 1 else "",
        earlier_url=address(number - 1) if number > 1 else None,
        later_url=address(number + 1) if number < pages else None,
    )
