"""The question files as an author edits them: a copy of the real ones, read anew after each change."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.settings import ROOT
from quiz.bank import load_bank
from quiz.content import Content

SIBLINGS = ("en", "sv-x-lattlast")
Change = Callable[[str], str]


class EditedBank:
    """The question files of the project, copied under `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "quiz" / "bank"
        shutil.copytree(ROOT / "quiz" / "bank", self.folder)

    def read_into(self, content: Content) -> Content:
        """The content with the questions as they stand in the files now."""
        return replace(content, bank=load_bank(self.root, content.catalogue, content.network))

    def edit(self, key: str, change: Change) -> None:
        """Change what is written of a question (no linked one) in the Swedish file."""
        files = [path for path in self.folder.glob("*.yaml") if path.name.count(".") == 1]
        self.replace(files, rf"(?ms)^  - key: {key}\n.*?(?=^  - key: |\Z)", change)

    def translate(self, key: str, lang: str, change: Change) -> None:
        """Change what is written of it in another language."""
        self.replace(list(self.folder.glob(f"*.{lang}.yaml")), rf"(?ms)^  {key}:\n.*?(?=^  \S|\Z)", change)

    def replace(self, files: list[Path], entry: str, change: Change) -> None:
        for path in files:
            text = path.read_text("utf-8")
            found = re.search(entry, text)
            if found:
                changed = change(found[0])
                assert changed != found[0], f"nothing has changed in {path.name}"
                path.write_text(text.replace(found[0], changed), "utf-8")
                return
        raise AssertionError(f"{entry} stands in no file")


def flipped(entry: str) -> str:
    """The option after the right one is right."""
    flags = re.findall(r"correct: (true|false)", entry)
    turned = iter([flags[-1], *flags[:-1]])
    return re.sub(r"correct: (true|false)", lambda _: f"correct: {next(turned)}", entry)


def reworded(entry: str) -> str:
    """It asks in other words."""
    return re.sub(r'( ask: ")', r"\1Nytt: ", entry, count=1)


def removed(_entry: str) -> str:
    """It is not asked any more."""
    return ""


def renamed(old: str, new: str) -> Change:
    """An option has another key, in the Swedish file or in a sibling."""
    return lambda entry: entry.replace(f"- key: {old}\n", f"- key: {new}\n").replace(
        f"      {old}:\n", f"      {new}:\n"
    )
