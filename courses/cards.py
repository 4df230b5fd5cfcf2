"""The Agera cards and their file `content/cards.yaml`: the three steps for the pocket, a card for each role. Pure.

Examples of signs and the names of the steps are the course's, by key. 112 and 114 14 are the paper's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.problems import Problem
from core.siblings import Shape, Sibling, laid_over, read_siblings, sibling_texts
from core.yaml_fields import Fields
from core.yaml_files import Node, load_yaml
from courses.catalogue import Catalogue
from courses.lesson_files import BASE_LANGUAGE, MODULES

FILE = Path("courses") / "content" / "cards.yaml"
SHAPE = Shape(texts=frozenset({"name", "own"}), lists=frozenset({"react", "act"}))


@dataclass(frozen=True, slots=True)
class Role:
    """A card as written. `examples` are (sign, example) of signs.yaml; without any the signs themselves stand there.

    `own` is what this role does and others do not; `kinds` are the kinds of organisation that have the role.
    """

    node: Node
    key: str
    name: str
    audience: str
    kinds: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]
    own: str


@dataclass(frozen=True, slots=True)
class CardsFile:
    """The cards as written, in one language; `react` and `act` are for every role."""

    lang: str
    sources: tuple[str, ...]
    react: tuple[str, ...]
    act: tuple[str, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A card in one language: the steps' names, and what each says. `caution` stands under the signs."""

    role: str
    name: str
    lang: str
    kinds: tuple[str, ...]
    steps: tuple[str, str, str]
    identify: tuple[str, ...]
    caution: str
    react: tuple[str, ...]
    act: tuple[str, ...]


Cards = Mapping[str, Mapping[str, Card]]


def load_cards(root: Path, catalogue: Catalogue) -> Cards:
    """The checked cards under the project root by language and role; none when there is no file."""
    if not (root / FILE).exists():
        return {BASE_LANGUAGE: {}}
    problems: list[Problem] = []
    base = load_yaml(root / FILE, root)
    nodes = {BASE_LANGUAGE: base} | {
        each.lang: laid_over(base, sibling_texts(each.node)) for each in card_siblings(root, base, problems)
    }
    return {lang: _cards(read_cards(node, lang, problems), catalogue) for lang, node in nodes.items()}


def card_siblings(root: Path, base: Node, problems: list[Problem]) -> tuple[Sibling, ...]:
    """The siblings of the file that can be read."""
    return tuple(read_siblings(root / FILE, base, SHAPE, root, problems))


def read_cards(node: Node, lang: str, problems: list[Problem]) -> CardsFile:
    """The cards of a file; what is missing or of the wrong form is added to `problems`."""
    fields = Fields(node, problems)
    fields.one_of("lang", (BASE_LANGUAGE,))
    fields.text("version")
    found = CardsFile(
        lang=lang,
        sources=fields.texts("sources"),
        react=fields.texts("react"),
        act=fields.texts("act"),
        roles=tuple(_role(row) for row in fields.rows("roles")),
    )
    fields.close()
    return found


def _role(fields: Fields) -> Role:
    role = Role(
        node=fields.node,
        key=fields.text("key"),
        name=fields.text("name"),
        audience=fields.text("audience"),
        kinds=fields.texts("kinds"),
        examples=tuple(_pair(text) for text in fields.texts("examples")),
        own=fields.text("own"),
    )
    fields.close()
    return role


def _pair(text: str) -> tuple[str, str]:
    sign, _, example = text.partition("/")
    return sign, example


def _cards(file: CardsFile, catalogue: Catalogue) -> dict[str, Card]:
    course = catalogue.course(next(iter(catalogue.courses)), file.lang)[0]
    titles = {module.key: module.title for module in course.modules}
    identify, react, act = (titles[key] for key in MODULES)
    return {
        role.key: Card(
            role=role.key,
            name=role.name,
            lang=file.lang,
            kinds=role.kinds,
            steps=(identify, react, act),
            identify=_identify(role, file.lang, catalogue),
            caution=catalogue.signs_text(file.lang).both_halves,
            react=(file.react[0], role.own, *file.react[1:]),
            act=file.act,
        )
        for role in file.roles
    }


def _identify(role: Role, lang: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The role's examples in the words of signs.yaml, or the names of all signs."""
    if not role.examples:
        return tuple(catalogue.sign(key, lang)[0].name for key in catalogue.signs)
    return tuple(
        each.text
        for sign, example in role.examples
        for each in catalogue.sign(sign, lang)[0].looks_like[role.audience]
        if each.key == example
    )
