"""A scenario that does not hold is told with file, line and remedy: each rule broken once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.language_text import words
from core.problems import Problem
from courses.scenario_rules import RULES
from tests.builders.content import ContentTree, content_tree
from tests.builders.small_content import COURSE
from tests.builders.small_scenario import SCENARIO, SCENARIO_EN, SCENARIO_EN_TEXT

IN_IDENTIFIERA = 'summary: "Vad du kan se."\n'


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    return content_tree(tmp_path)


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing made wrong in the scenario's file; it is told at the line that holds `at`."""

    rule: str
    old: str
    new: str
    at: str
    what: str
    remedy: str
    below: int = 0


FIRST_SCENE, SECOND_SCENE = "key: disken", "key: hissen"
BROKEN = (
    Broken("names_are_known", "audiences: [hotell]", "audiences: [hotell, sjukhus]", "audiences:", '"sjukhus" finns inte', "hotell, bostad"),
    Broken("names_are_known", "signs: [pengar]", "signs: [klader]", "signs:", '"klader" finns inte', "pengar"),
    Broken("sources_hold", "code: EGEN", "code: EGET", "sources:", '"EGET" finns inte', "sources.yaml"),
    Broken("sources_hold", 'sources:\n  - {code: EGEN, certainty: A, note: "Påhittad händelse."}', "sources: []", "sources:", "ingen källa", "EGEN"),
    Broken("keys_stand_once", "key: hissen\n", "key: disken\n", 'place: "Hissen"', '"disken" står två gånger', "byt", below=-1),
    Broken("keys_stand_once", "- key: vanta\n", "- key: halsa\n", 'text: "Jag tar betalt', '"halsa" står två gånger', "byt", below=-1),
    Broken("keys_stand_once", "key: slut-tyst, title", "key: slut-vatten, title", "Tyst i hallen", '"slut-vatten" står två gånger', "byt"),
    Broken("keys_stand_once", "key: hissen\n", "key: slut\n", 'place: "Hissen"', 'kan inte heta "slut"', "adressen", below=-1),
    Broken("every_way_goes_on", "start: disken", "start: dorren", "start:", '"dorren" finns inte', "en scen"),
    Broken("every_way_goes_on", "start: disken\n", "", "lang: sv", '"" finns inte', "en scen"),
    Broken("every_way_goes_on", 'utreda är polisens sak."\n        next: slut-tyst', 'utreda är polisens sak."\n        next: slut-glad', FIRST_SCENE, 'valet "pressa" leder till "slut-glad"', "en scen eller ett slut"),
    Broken("every_way_goes_on", "start: disken", "start: hissen", FIRST_SCENE, 'ingen kommer till "disken"', "led ett val dit"),
    Broken("every_way_goes_on", 'trainer: "Klockslag och ord hjälper."\n        next: slut-vatten', 'trainer: "Klockslag och ord hjälper."\n        next: disken', "scenes:", "tillbaka till en tidigare scen", "framåt"),
    Broken("scenes_have_room", 'text: "Jag hälsar och frågar hur resan var."\n        value: stark', 'text: "Jag hälsar och frågar hur resan var."\n        value: svag', FIRST_SCENE, "inget val är starkt", "value: stark"),
    Broken("dangers_stand_on_risky_thoughts", "        danger: utreda-sjalv\n", "", FIRST_SCENE, 'value: riskabel och danger: ""', "utreda-sjalv"),
    Broken("dangers_stand_on_risky_thoughts", "danger: utreda-sjalv", "danger: dumhet", FIRST_SCENE, 'danger: "dumhet"', "konfrontera"),
    Broken("phones_are_emergency_numbers", '{number: "112", when: "Om hon ber', '{number: "116 111", when: "Om hon ber', SECOND_SCENE, "annat än 112 och 114 14", '"112" eller "114 14"'),
    Broken("phones_are_emergency_numbers", 'phone:\n      - {number: "112", when: "Om hon ber om hjälp."}', "phone: []", SECOND_SCENE, "saknar nummer", '"112" eller "114 14"'),
    Broken("text", "Du undrar hela kvällen.", "Du ser ett offer.", "ett offer", '"offer" används inte', "person som utnyttjas"),
    Broken("text", 'question: "Vad gör du?"', 'question: "Vad gör du nu!"', "nu!", "utropstecken", "punkt"),
    Broken("text", "Ingen slår någon.", "Ingen slår någon i Lillstad.", "Lillstad", "ett namn ur ett nätverks fil", "{stad}"),
)  # fmt: skip


def told(tree: ContentTree, what: str) -> Problem:
    """The one problem of the tree whose text holds this."""
    problems = tree.problems()
    found = [problem for problem in problems if what in problem.what]
    assert len(found) == 1, "\n".join(map(str, problems))
    assert found[0].level == "error"
    return found[0]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: f"{each.rule}: {each.what}")
def test_a_broken_scenario_is_told_with_file_line_and_remedy(broken: Broken, tree: ContentTree) -> None:
    tree.replace(SCENARIO, broken.old, broken.new)

    problem = told(tree, broken.what)
    assert (problem.file, problem.line) == (SCENARIO, tree.line(SCENARIO, broken.at) + broken.below)
    assert broken.remedy in problem.remedy


def test_every_rule_is_broken_here() -> None:
    assert {each.rule for each in BROKEN} == {rule.__name__ for rule in RULES} | {"text"}


def test_too_few_thoughts_and_too_many(tree: ContentTree) -> None:
    written = (tree.root / SCENARIO).read_text("utf-8")
    start, end = written.index("      - key: vanta"), written.index("      - key: pressa")
    tree.write(SCENARIO, written[:start] + written[end:])
    problem = told(tree, "2 val i en scen")
    assert (problem.line, problem.remedy) == (tree.line(SCENARIO, FIRST_SCENE), "skriv tre eller fyra val")

    more = "".join(written[start:end].replace("vanta", f"vanta-{number}") for number in (1, 2))
    tree.write(SCENARIO, written[:start] + more + written[start:])
    assert told(tree, "5 val i en scen").line == tree.line(SCENARIO, FIRST_SCENE)


def test_too_many_scenes(tree: ContentTree) -> None:
    """Seven scenes in a row: the first leads on to five copies, the last of which leads to the lift."""
    written = (tree.root / SCENARIO).read_text("utf-8")
    start, end = written.index("  - key: disken"), written.index("  - key: hissen")
    scene = written[start:end]
    copies = [
        scene.replace("key: disken", f"key: disken-{number}").replace("next: hissen", f"next: {onward}")
        for number, onward in enumerate(("disken-2", "disken-3", "disken-4", "disken-5", "hissen"), start=1)
    ]
    first = scene.replace("next: hissen", "next: disken-1")
    tree.write(SCENARIO, written[:start] + first + "".join(copies) + written[end:])

    (problem,) = tree.problems()
    assert (problem.file, problem.line) == (SCENARIO, tree.line(SCENARIO, "scenes:"))
    assert (problem.what, problem.remedy) == ("7 scener", "dela berättelsen: högst 6 scener")


def test_two_scenarios_cannot_share_a_key(tree: ContentTree) -> None:
    other = "courses/content/hotell/scenario-kuvertet-igen.yaml"
    tree.write(other, (tree.root / SCENARIO).read_text("utf-8"))

    problem = told(tree, '"hotell-kuvertet" finns redan')
    assert (problem.file, problem.line) == (SCENARIO, tree.line(SCENARIO, "key: hotell-kuvertet"))
    assert other in problem.what


def test_two_scenarios_of_one_course_cannot_share_an_address(tree: ContentTree) -> None:
    """The address is the file's name, whatever folder it lies in; another course may use it too."""
    other = "courses/content/gemensam/scenario-kuvertet.yaml"
    written = (
        (tree.root / SCENARIO).read_text("utf-8").replace("key: hotell-kuvertet", "key: gemensam-kuvertet")
    )
    tree.write(other, written)

    problem = told(tree, 'adressen "kuvertet" i kursen hotell är upptagen')
    assert {problem.file, *problem.what.split()} >= {SCENARIO, other}
    assert problem.remedy == "byt namn på den ena filen"

    tree.write(other, written.replace("audiences: [hotell]", "audiences: [bostad]"))
    assert not [each for each in tree.problems() if "upptagen" in each.what]


def test_a_scene_without_thoughts_is_told_and_stops_nothing(tree: ContentTree) -> None:
    tree.replace(COURSE, IN_IDENTIFIERA, f"{IN_IDENTIFIERA}    scenario: hotell-kuvertet\n")
    written = (tree.root / SCENARIO).read_text("utf-8")
    start, end = written.index("    options:\n      - key: ga-dit"), written.index("ends:")
    tree.write(SCENARIO, written[:start] + written[end:])

    assert told(tree, 'fältet "options" saknas').line == tree.line(SCENARIO, SECOND_SCENE)


@pytest.mark.parametrize(
    ("scenario", "audiences"), [("hotell-skapet", "[hotell]"), ("hotell-kuvertet", "[bostad]")]
)
def test_a_course_cannot_require_a_scenario_that_is_not_for_its_people(
    scenario: str, audiences: str, tree: ContentTree
) -> None:
    tree.replace(COURSE, IN_IDENTIFIERA, f"{IN_IDENTIFIERA}    scenario: {scenario}\n")
    tree.replace(SCENARIO, "audiences: [hotell]", f"audiences: {audiences}")

    (problem,) = tree.problems()
    assert (problem.file, problem.line) == (COURSE, tree.line(COURSE, f"scenario: {scenario}"))
    assert problem.what == f'scenariot "{scenario}" finns inte för kursens målgrupp'
    assert problem.remedy == "skriv nyckeln till ett scenario i kursens mapp"


def test_a_required_scenario_counts_in_the_minutes(tree: ContentTree) -> None:
    tree.replace(COURSE, IN_IDENTIFIERA, f"{IN_IDENTIFIERA}    scenario: hotell-kuvertet\n")
    tree.replace(SCENARIO, "Ingen slår någon.", "Ingen slår någon. " * 1100)

    problem = told(tree, "den obligatoriska vägen tar")
    assert (problem.file, problem.line) == (COURSE, tree.line(COURSE, "modules:"))
    assert "högst 25 minuter (3250 ord)" in problem.remedy


def test_the_words_one_way_are_those_of_every_first_choice(tree: ContentTree) -> None:
    scenario = tree.catalogue().scenarios["hotell-kuvertet"]
    desk, lift = scenario.scenes["disken"], scenario.scenes["hissen"]
    read = [scenario.before, scenario.ends["slut-vatten"].text]
    for scene in (desk, lift):
        first = scene.options[0]
        read += [scene.text, scene.question, first.for_her, first.for_you, first.trainer]
        read += [option.text for option in scene.options] + [phone.when for phone in scene.phone]

    assert scenario.words_one_way == len(words(" ".join(read)))
    assert not scenario.is_short


def test_a_scenario_in_another_language_has_every_text_of_its_own(tree: ContentTree) -> None:
    tree.write(SCENARIO_EN, SCENARIO_EN_TEXT)
    assert tree.problems() == []
    scenario, lang = tree.catalogue().scenario("hotell-kuvertet", "en")
    desk = scenario.scenes["disken"]
    assert (lang, scenario.title, desk.question) == ("en", "One more envelope", "What do you do?")
    assert [each.when for each in desk.phone] == [
        "If you want to tell what you saw.",
        "If somebody gets scared.",
    ]
    assert desk.options[0].trainer == "A hello is much."
    assert scenario.ends["slut-tyst"].title == "Quiet in the hall"

    tree.replace(SCENARIO_EN, ', trainer: "A hello is much."', "")
    problem = told(tree, '"scenes.disken.options.halsa.trainer" saknas')
    assert problem.file == SCENARIO_EN
