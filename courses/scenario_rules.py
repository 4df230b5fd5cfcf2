"""Rules of scenarios. One function is one rule; `RULES` lists them all. Pure."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from core.problems import Problem
from core.yaml_files import Node
from courses.dangers import DANGERS
from courses.scenarios import ScenarioFile
from courses.source_rules import sources_are_known
from courses.text_rules import Known

FEWEST_THOUGHTS = 3
MOST_THOUGHTS = 4
MOST_SCENES = 6
NUMBERS = ("112", "114 14")
TAKEN = ("slut", "hoppa-over")
"""Words with an address of their own beside the scenes."""

Rule = Callable[[ScenarioFile, Known], Iterator[Problem]]


def names_are_known(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """Audiences and signs are known."""
    scenario = file.scenario
    for field, keys, allowed in (
        ("audiences", scenario.audiences, tuple(known.audiences)),
        ("signs", scenario.signs, known.signs),
    ):
        for key in keys:
            if key not in allowed:
                yield file.node.mapping[field].problem(
                    f'"{key}" finns inte', f"skriv någon av {', '.join(allowed)}"
                )


def sources_hold(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """At least one source, each known."""
    codes = tuple(row.mapping["code"].text for row in file.sources if "code" in row.mapping)
    yield from sources_are_known(file.node.mapping.get("sources", file.node), codes, known)


def keys_stand_once(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """No two scenes or ends share a key, nor two thoughts of a scene; a key that an address needs is free."""
    scenes = _rows(file.node, "scenes")
    for rows in (scenes + _rows(file.node, "ends"), *(_rows(scene, "options") for scene in scenes)):
        seen: set[str] = set()
        for row in rows:
            key = row.mapping["key"].text if "key" in row.mapping else ""
            if key and key in seen:
                yield row.problem(f'nyckeln "{key}" står två gånger', "byt den ena nyckeln")
            seen.add(key)
    for row in scenes:
        if "key" in row.mapping and row.mapping["key"].text in TAKEN:
            yield row.problem(
                f'en scen kan inte heta "{row.mapping["key"].text}"', "byt nyckeln: adressen är upptagen"
            )


def every_way_goes_on(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """The start and each `next` exist, every scene and end can be reached, and no way goes in circles."""
    scenario = file.scenario
    if scenario.start not in scenario.scenes:
        yield file.node.mapping.get("start", file.node).problem(
            f'scenen "{scenario.start}" finns inte', "skriv nyckeln till en scen"
        )
        return
    for scene in scenario.scenes.values():
        for option in scene.options:
            if option.next not in scenario.scenes and option.next not in scenario.ends:
                yield file.scene_at(scene.key).problem(
                    f'valet "{option.key}" leder till "{option.next}", som inte finns',
                    "skriv nyckeln till en scen eller ett slut",
                )
    reached = _reached(file)
    for key in (*scenario.scenes, *scenario.ends):
        if key not in reached:
            yield file.scene_at(key).problem(
                f'ingen kommer till "{key}"', "led ett val dit, eller ta bort den"
            )
    if _has_circle(file):
        yield file.node.mapping["scenes"].problem(
            "ett val leder tillbaka till en tidigare scen", "låt varje väg gå framåt till ett slut"
        )


def scenes_have_room(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """At most six scenes, each with three or four thoughts, and never only dangerous ones."""
    scenario = file.scenario
    if len(scenario.scenes) > MOST_SCENES:
        yield file.node.mapping["scenes"].problem(
            f"{len(scenario.scenes)} scener", f"dela berättelsen: högst {MOST_SCENES} scener"
        )
    for scene in scenario.scenes.values():
        place = file.scene_at(scene.key)
        if not FEWEST_THOUGHTS <= len(scene.options) <= MOST_THOUGHTS:
            yield place.problem(f"{len(scene.options)} val i en scen", "skriv tre eller fyra val")
        if not any(option.value == "stark" for option in scene.options):
            yield place.problem("inget val är starkt", "skriv minst ett val med value: stark")


def dangers_stand_on_risky_thoughts(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """A risky thought says which danger it is; no other thought has one."""
    for scene in file.scenario.scenes.values():
        for option in scene.options:
            risky = option.value == "riskabel"
            if risky != bool(option.danger) or (option.danger and option.danger not in DANGERS):
                yield file.scene_at(scene.key).problem(
                    f'valet "{option.key}" har value: {option.value} och danger: "{option.danger}"',
                    f"bara ett riskabelt val har danger, någon av {', '.join(DANGERS)}",
                )


def phones_are_emergency_numbers(file: ScenarioFile, known: Known) -> Iterator[Problem]:
    """After each scene stands at least one of 112 and 114 14, and no other number."""
    for scene in file.scenario.scenes.values():
        numbers = {phone.number for phone in scene.phone}
        if not numbers or not numbers <= set(NUMBERS):
            yield file.scene_at(scene.key).problem(
                "scenen saknar nummer, eller har ett annat än 112 och 114 14",
                'skriv phone: med number: "112" eller "114 14"',
            )


RULES: tuple[Rule, ...] = (
    names_are_known,
    sources_hold,
    keys_stand_once,
    every_way_goes_on,
    scenes_have_room,
    dangers_stand_on_risky_thoughts,
    phones_are_emergency_numbers,
)


def addresses_stand_apart(files: Iterable[ScenarioFile]) -> Iterator[Problem]:
    """No two scenarios share both a file name and an audience: in that course they would share an address."""
    for first, second in combinations(files, 2):
        one, other = first.scenario, second.scenario
        shared = [key for key in one.audiences if key in other.audiences]
        if one.slug == other.slug and shared:
            yield second.node.problem(
                f'adressen "{other.slug}" i kursen {shared[0]} är upptagen av {first.node.file}',
                "byt namn på den ena filen",
            )


def _rows(node: Node, name: str) -> list[Node]:
    return list(node.mapping[name].items) if name in node.mapping else []


def _reached(file: ScenarioFile) -> set[str]:
    scenario = file.scenario
    reached: set[str] = set()
    waiting = [scenario.start]
    while waiting:
        place = waiting.pop()
        if place in reached:
            continue
        reached.add(place)
        if place in scenario.scenes:
            waiting.extend(option.next for option in scenario.scenes[place].options)
    return reached


def _has_circle(file: ScenarioFile, place: str = "", above: frozenset[str] = frozenset()) -> bool:
    scenario = file.scenario
    place = place or scenario.start
    if place in above:
        return True
    if place not in scenario.scenes:
        return False
    return any(_has_circle(file, each.next, above | {place}) for each in scenario.scenes[place].options)
