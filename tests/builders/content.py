"""A small valid content tree for tests: one city, one sign, one course of three lessons, a scenario, four questions."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import dedent

from core.problems import Problem
from courses.catalogue import Catalogue, load_catalogue
from courses.checking import check_all
from courses.lesson_files import BASE_LANGUAGE
from organisations.network import Network
from organisations.networks import load_networks
from quiz.bank import Bank, load_bank
from quiz.bank_checking import check_bank
from quiz.content import Content
from tests.builders.small_content import FILES

TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class ContentTree:
    """A content tree on disk, to break in one place."""

    root: Path

    def write(self, file: str, text: str) -> None:
        """Write a whole file; common indent and a first empty line are taken away."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), "utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace the one place where `old` stands."""
        text = (self.root / file).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (self.root / file).write_text(text.replace(old, new), "utf-8")

    def line(self, file: str, needle: str) -> int:
        """The number of the first line that holds the needle."""
        lines = (self.root / file).read_text("utf-8").split("\n")
        return next(number for number, line in enumerate(lines, 1) if needle in line)

    def problems(self) -> list[Problem]:
        """All that the checkers tell, on 22 November 2026."""
        return sorted({*check_all(self.root, TODAY), *check_bank(self.root)})

    def network(self) -> Network:
        """The city's network."""
        return load_networks(self.root / "organisations" / "networks")["lillstad"]

    def catalogue(self) -> Catalogue:
        """The catalogue, filled for the city."""
        return load_catalogue(self.root, self.network())

    def bank(self) -> Bank:
        """The question bank, filled for the city."""
        return load_bank(self.root, self.catalogue(), self.network())

    def content(self) -> Content:
        """Everything a site needs."""
        return Content(self.network(), self.catalogue(), self.bank(), {BASE_LANGUAGE: {}})


def content_tree(root: Path) -> ContentTree:
    """Write the valid tree under `root`."""
    tree = ContentTree(root)
    for file, text in FILES.items():
        tree.write(file, text)
    return tree
