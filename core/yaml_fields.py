"""Reading one mapping field by field: what is missing, misspelt or of the wrong form is told."""

from difflib import get_close_matches

from core.problems import Problem
from core.yaml_files import Node


class Fields:
    """A mapping being read. Each method reads one field, notes problems and returns a usable value.

    Call `close` at the end: a field nobody asked for is misspelt or unknown.
    """

    def __init__(self, node: Node, problems: list[Problem]) -> None:
        self.node = node
        self._problems = problems
        self._asked: set[str] = set()
        self._missing: dict[str, Problem] = {}
        if not isinstance(node.value, dict):
            self._tell(node, "här ska det stå fält", "skriv fält: värde, ett på varje rad")

    def has(self, name: str) -> bool:
        """Whether the field is written."""
        return name in self.node.mapping

    def line(self, name: str) -> int:
        """The line of a field, or of the whole mapping when the field is not written."""
        return self.node.mapping.get(name, self.node).line

    def text(self, name: str) -> str:
        """A text that must be there and not be empty."""
        found = self._required(name, f'{name}: "…"')
        if found is None:
            return ""
        if not found.text.strip():
            self._tell(found, f'fältet "{name}" har ingen text', f'skriv {name}: "…"')
        return found.text

    def optional_text(self, name: str) -> str:
        """A text, or an empty one when the field is not written."""
        found = self._take(name)
        if found is not None and not isinstance(found.value, str):
            self._tell(found, f'fältet "{name}" är ingen text', f'skriv {name}: "…"')
        return found.text if found else ""

    def number(self, name: str) -> int:
        """A whole number, 0 or more, that must be there."""
        found = self.text(name)
        if found.isdecimal():
            return int(found)
        if found:
            self._tell(self.node.mapping[name], f'fältet "{name}" är inget antal', f'skriv {name}: "1"')
        return 0

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts that must be written, but may be empty."""
        self._required(name, f"{name}: []")
        return self.optional_texts(name)

    def optional_texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or an empty one when the field is not written."""
        found = self._take(name)
        if found is None:
            return ()
        if not isinstance(found.value, list) or not all(isinstance(item.value, str) for item in found.items):
            self._tell(found, f'fältet "{name}" är ingen lista', f"skriv {name}: [ett, två]")
        return tuple(item.text for item in found.items)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """True or false; must be written when there is no default."""
        found = self._required(name, f"{name}: false") if default is None else self._take(name)
        if found is None:
            return bool(default)
        if not isinstance(found.value, bool):
            self._tell(
                found, f'fältet "{name}" är varken true eller false', f"skriv {name}: true eller false"
            )
            return bool(default)
        return found.value

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """A text that must be one of those allowed."""
        found = self.text(name)
        if found and found not in allowed:
            self._tell(
                self.node.mapping[name],
                f'fältet "{name}" har det okända värdet "{found}"',
                f"skriv något av {', '.join(allowed)}",
            )
        return found

    def rows(self, name: str, *, required: bool = True) -> tuple["Fields", ...]:
        """A list of mappings."""
        found = (
            self._required(name, f'{name}: och rader som börjar med "- "') if required else self._take(name)
        )
        if found is None:
            return ()
        if not isinstance(found.value, list):
            self._tell(
                found, f'fältet "{name}" är ingen lista', f'skriv {name}: och rader som börjar med "- "'
            )
        return tuple(Fields(item, self._problems) for item in found.items)

    def fields(self, name: str) -> "Fields":
        """A mapping that must be there."""
        found = self._required(name, f"{name}: och fälten under, med indrag")
        return Fields(found or Node(self.node.file, self.node.line, {}), self._problems)

    def mapping(self, name: str) -> dict[str, Node]:
        """A mapping with keys of the author's own, or an empty one when the field is not written."""
        found = self._take(name)
        if found is not None and not isinstance(found.value, dict):
            self._tell(
                found,
                f'fältet "{name}" har inga nycklar',
                f"skriv {name}: och nyckel: värde under, med indrag",
            )
        return found.mapping if found else {}

    def close(self) -> None:
        """Tell what is missing, and every field that nobody asked for; a misspelt field is told once."""
        for name, node in self.node.mapping.items():
            if name in self._asked:
                continue
            meant = get_close_matches(name, self._missing, 1) or get_close_matches(name, self._asked, 1)
            if meant:
                self._missing.pop(meant[0], None)
                self._tell(node, f'okänt fält "{name}"', f'skriv "{meant[0]}"')
            else:
                fields = ", ".join(sorted(self._asked))
                self._tell(node, f'okänt fält "{name}"', f"ta bort det, eller skriv något av {fields}")
        self._problems.extend(self._missing.values())

    def _take(self, name: str) -> Node | None:
        self._asked.add(name)
        return self.node.mapping.get(name)

    def _required(self, name: str, example: str) -> Node | None:
        found = self._take(name)
        if found is None and isinstance(self.node.value, dict):
            self._missing[name] = self.node.problem(f'fältet "{name}" saknas', f"skriv {example}")
        return found

    def _tell(self, node: Node, what: str, remedy: str) -> None:
        self._problems.append(node.problem(what, remedy))
