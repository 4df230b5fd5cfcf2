"""The warning signs and their file `content/signs.yaml`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.problems import Problem
from core.yaml_fields import Fields
from core.yaml_files import Node


@dataclass(frozen=True, slots=True)
class LooksLike:
    """What a sign can look like at one kind of workplace. `strength` is a key of `strengths`."""

    key: str
    text: str
    strength: str
    sources: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign. `sentence` is the source's own wording, `looks_like` the course's examples by audience."""

    key: str
    code: str
    name: str
    short: str
    sentence: str
    caution: str
    looks_like: Mapping[str, tuple[LooksLike, ...]]
    can_be: tuple[str, ...]
    sources: tuple[str, ...]
    certainty: str
    lang: str = "sv"


@dataclass(frozen=True, slots=True)
class SignsText:
    """What is said about all signs together, and the words for how much an example weighs."""

    both_halves: str
    both_halves_sources: tuple[str, ...]
    remember: str
    remember_sources: tuple[str, ...]
    strengths: Mapping[str, str]
    lang: str = "sv"


@dataclass(frozen=True, slots=True)
class SignsFile:
    """The signs as written, in the order of the file."""

    node: Node
    version: str
    text: SignsText
    signs: tuple[Sign, ...]


def read_signs(node: Node, problems: list[Problem]) -> SignsFile:
    """The signs of signs.yaml; what is missing or of the wrong form is added to `problems`."""
    fields = Fields(node, problems)
    fields.one_of("lang", ("sv",))
    signs_file = SignsFile(
        node=node,
        version=fields.text("version"),
        text=SignsText(
            both_halves=fields.text("both_halves"),
            both_halves_sources=fields.texts("both_halves_sources"),
            remember=fields.text("remember"),
            remember_sources=fields.texts("remember_sources"),
            strengths={key: value.text for key, value in fields.mapping("strengths").items()},
        ),
        signs=tuple(_sign(row, problems) for row in fields.rows("signs")),
    )
    fields.close()
    return signs_file


def _sign(fields: Fields, problems: list[Problem]) -> Sign:
    sign = Sign(
        key=fields.text("key"),
        code=fields.text("code"),
        name=fields.text("name"),
        short=fields.text("short"),
        sentence=fields.text("sentence"),
        caution=fields.text("caution"),
        looks_like={
            audience: tuple(_looks_like(Fields(row, problems)) for row in rows.items)
            for audience, rows in fields.mapping("looks_like").items()
        },
        can_be=fields.texts("can_be"),
        sources=fields.texts("sources"),
        certainty=fields.text("certainty"),
    )
    fields.close()
    return sign


def _looks_like(fields: Fields) -> LooksLike:
    example = LooksLike(
        key=fields.text("key"),
        text=fields.text("text"),
        strength=fields.text("strength"),
        sources=fields.texts("sources"),
        certainty=fields.text("certainty"),
    )
    fields.close()
    return example
