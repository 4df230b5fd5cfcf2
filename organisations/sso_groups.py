"""Which group at the provider of single sign-on gives which role: the operator's file, read strictly. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.problems import Problem, refuse_errors
from core.yaml_fields import Fields
from core.yaml_files import load_yaml
from organisations.rules import RoleName

# As the file says it, and as the site does; a learner has a membership and no role.
ROLES: dict[str, RoleName | None] = {
    "kontaktperson": RoleName.CONTACT,
    "utbildare": RoleName.TRAINER,
    "samordnare": RoleName.COORDINATOR,
    "larande": None,
}
COORDINATES = "samordnare"


@dataclass(frozen=True, slots=True)
class Place:
    """What a group gives: a role, or with None a membership; `organisation` is its ref, None for the network."""

    role: RoleName | None
    organisation: str | None


@dataclass(frozen=True, slots=True)
class GroupMap:
    """The file: the claim that holds the groups, and what each group gives."""

    claim: str
    places: tuple[tuple[str, Place], ...]

    def given(self, groups: Iterable[str]) -> frozenset[Place]:
        """What somebody with these groups gets. A group is compared letter by letter."""
        held = frozenset(groups)
        return frozenset(place for group, place in self.places if group in held)


def load_groups(path: Path) -> GroupMap:
    """Read the file. Raises ContentError with `file:line what — remedy`."""
    problems: list[Problem] = []
    fields = Fields(load_yaml(path, path.parent), problems)
    claim = fields.text("claim")
    rows = fields.rows("groups")
    places = tuple(read_row(row, problems) for row in rows)
    fields.close()
    if not places and not problems:
        problems.append(
            fields.node.problem(
                "ingen grupp ger något", "skriv minst en rad under groups:, eller ta bort ESH_SSO_GROUPS"
            )
        )
    refuse_errors(problems)
    refuse_errors(
        twice(path.name, [(row.line("group"), place) for row, place in zip(rows, places, strict=True)])
    )
    return GroupMap(claim, places)


def read_row(row: Fields, problems: list[Problem]) -> tuple[str, Place]:
    """One line of the file: a group, a role, and an organisation where the role has one."""
    group = row.text("group")
    role = row.one_of("role", tuple(ROLES))
    if role == COORDINATES:
        if row.has("organisation"):
            problems.append(
                row.node.problem("samordnaren hör till hela nätverket", 'ta bort raden "organisation"')
            )
        row.optional_text("organisation")
        organisation = None
    else:
        organisation = row.text("organisation")
    row.close()
    return group, Place(ROLES.get(role), organisation)


def twice(file: str, lines: Iterable[tuple[int, tuple[str, Place]]]) -> list[Problem]:
    """A problem for each line that says what another has said."""
    seen: dict[tuple[str, Place], int] = {}
    found = []
    for line, said in lines:
        first = seen.setdefault(said, line)
        if first != line:
            found.append(Problem(file, line, "raden står redan", f"ta bort den (den första är rad {first})"))
    return found
