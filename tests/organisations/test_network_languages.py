"""A city's file in other languages: words from the sibling, numbers from the file, Swedish where nothing is."""

import re
from pathlib import Path

import pytest

from core.problems import errors
from organisations.network_checking import check_networks
from quiz.content import Content
from tests.builders.content import TODAY, ContentTree, content_tree
from tests.builders.pages import Browser
from tests.builders.small_content import CALL_LESSON, NETWORK

FOLDER = Path(__file__).parents[2] / "organisations" / "networks"
ENGLISH, EASY = NETWORK.replace(".yaml", ".en.yaml"), NETWORK.replace(".yaml", ".sv-x-lattlast.yaml")
TEXTS = """
    lang: en
    of_version: "1"
    summary: "Lillstad has a network."
    purpose: "Together we reach more people."
    started: {text: "The network began in 2020."}
    coordinator: {name: "The town hall of Lillstad"}
    groups: {karnan: {name: "The core"}}
    lines_of_work: {stod: {name: "Support", text: "Support and housing."}}
    outreach: {text: "The city's team seeks people out."}
    chain:
      du: {who: "You", text: "You see."}
      polisen: {who: "The police", text: "The police are told."}
      teamet: {who: "The police", text: "The police call the team."}
      huset: {who: "The team", text: "The team calls the house."}
      personen: {who: "The house", text: "The house calls the person."}
      efter: {who: "Everyone", text: "Everyone follows up."}
    chain_note: "The chain does it."
    contacts:
      fara: {name: "Danger now", when: "In danger.", hours: "Day and night"}
      tips: {name: "The police", when: "Not urgent.", hours: "Day and night"}
    """


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    tree = content_tree(tmp_path)
    tree.write(ENGLISH, TEXTS)
    return tree


def told(tree: ContentTree) -> list[tuple[str, str, str]]:
    found = check_networks(tree.root / "organisations" / "networks", TODAY)
    return [(each.level, f"{each.file}:{each.line}", each.what) for each in found]


def test_words_come_from_the_sibling_and_numbers_from_the_file(tree: ContentTree) -> None:
    assert told(tree) == []
    network = tree.network()
    english = network.in_language("en")
    assert (english.lang, network.lang) == ("en", "sv")
    assert english.groups[0].name == "The core"
    assert [each.name for each in english.groups[0].members] == ["Polisen", "Botryggt"]
    assert [(each.lang, each.name, each.number, each.checked) for each in english.contacts] == [
        ("en", name, base.number, base.checked)
        for name, base in zip(("Danger now", "The police"), network.contacts, strict=True)
    ]
    assert english.city == network.city


def test_without_a_sibling_it_stays_swedish_and_says_so(tree: ContentTree) -> None:
    network = tree.network()
    assert network.in_language("sv-x-lattlast") is network
    assert network.in_language("ar").lang == "sv"


def test_the_chain_stands_in_a_text_in_the_texts_own_language(tree: ContentTree) -> None:
    lesson = CALL_LESSON.replace(".md", ".en.md")
    tree.write(
        lesson,
        """
        ---
        key: hotell-agera-ring
        title: "Whom to call"
        lang: en
        of_version: "1"
        ---

        ## The numbers {#numren .numren}

        Danger now: call **112**. Otherwise call 114 14.

        In {stad} it goes like this. {kedja.2}
        """,
    )
    assert [each for each in tree.problems() if each.file == lesson] == []
    catalogue = tree.catalogue()
    assert "In Lillstad it goes like this. The police call the team." in (
        catalogue.lesson("hotell-agera-ring", "en")[0].screens[0].html
    )
    (tree.root / ENGLISH).unlink()
    assert "Polisen ringer teamet." in tree.catalogue().lesson("hotell-agera-ring", "en")[0].screens[0].html


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("began in 2020", "began in 2021", "started:", "siffrorna är inte grundfilens (2020)"),
        ("chain_note:", "chain_nota:", "chain_nota:", 'texten "chain_nota" finns inte i grundfilen'),
        ("lang: en", "lang: sv", "lang:", "språket är inte filnamnets"),
        ('"The chain does it."', '"Kedjan gör det."', "chain_note", "texten är densamma som i grundfilen"),
        ("tips:", "topp:", "topp:", 'texten "contacts.topp.when" finns inte i grundfilen'),
        ('chain_note: "The chain does it."\n', "", "lang:", 'texten "chain_note" saknas'),
        ('when: "In danger.", ', "", "fara:", 'texten "contacts.fara.when" saknas'),
    ],
)
def test_a_sibling_that_does_not_hold_is_told(
    tree: ContentTree, old: str, new: str, at: str, what: str
) -> None:
    tree.replace(ENGLISH, old, new)
    assert ("error", f"{ENGLISH}:{tree.line(ENGLISH, at)}", what) in told(tree)


def test_an_old_sibling_is_warned_about_and_what_it_lacks_is_swedish(tree: ContentTree) -> None:
    tree.replace(NETWORK, 'lang: sv\nversion: "1"', 'lang: sv\nversion: "2"')
    tree.replace(ENGLISH, 'when: "In danger.", ', "")
    assert {level for level, _, _ in told(tree)} == {"warning"}
    english = tree.network().in_language("en")
    assert [(each.lang, each.when) for each in english.contacts] == [
        ("sv", "Vid fara."),
        ("en", "Not urgent."),
    ]

    tree.replace(ENGLISH, 'chain_note: "The chain does it."\n', "")
    assert {level for level, _, _ in told(tree)} == {"warning"}
    assert tree.network().in_language("en").lang == "sv"


def test_easy_swedish_is_easier_than_the_file(tree: ContentTree) -> None:
    hard = re.sub(r'(?<!of_version): "[^"]+"', ': "Samverkansnätverket organiserar representanter."', TEXTS)
    tree.write(EASY, hard.replace("lang: en", "lang: sv-x-lattlast"))
    assert any(what.startswith("lätt svenska har LIX") for _, _, what in told(tree))


# ---- our own cities ----------------------------------------------------------------------------------


def test_our_own_cities_are_whole_in_each_language(content: Content) -> None:
    assert errors(check_networks(FOLDER, TODAY)) == ()
    for lang in ("en", "sv-x-lattlast"):
        shown = content.network.in_language(lang)
        assert {shown.lang, *(each.lang for each in shown.contacts)} == {lang}
        assert [each.number for each in shown.contacts] == [each.number for each in content.network.contacts]
        assert not any("!" in each.when + each.hours for each in shown.contacts)


SAYS = {
    "sv": {
        "/natverket": ("Kärngruppen", "Polisen kontaktar mobila teamet eller socialjouren."),
        "/kontakt": ("Polisen, tips och anmälan", "Lämna inga namn här."),
        "/hjalp": ("Stöd för den som är utsatt. Gratis, tolk finns.",),
        "/material": ("Det finns på deras webbplats.",),
    },
    "sv-x-lattlast": {
        "/natverket": ("Kärngruppen", "Polisen tar kontakt med mobila teamet eller socialjouren."),
        "/kontakt": ("Polisen, tipsa eller anmäla", "Säg inga namn här."),
        "/hjalp": ("Stöd för den som är utsatt. Det är gratis. Tolk finns.",),
        "/material": ("Frälsningsarmén har gjort materialet.",),
    },
    "en": {
        "/natverket": ("The core group", "The police contact the mobile team or the out-of-hours social services."),
        "/kontakt": ("The police, tips and reports", "Do not leave any names here."),
        "/hjalp": ("Free of charge, with interpreters.",),
        "/material": ("The Salvation Army has made the material.",),
    },
}  # fmt: skip


@pytest.mark.parametrize("lang", SAYS)
def test_the_open_pages_speak_the_readers_language(device: Browser, lang: str) -> None:
    device.client.set_cookie("lang", lang)
    for path, texts in SAYS[lang].items():
        page = device.get(path)
        root = page.soup.select_one("html")
        assert root is not None
        assert root["lang"] == lang
        for text in texts:
            assert text in page.text, path
        others = page.soup.select("main .rows [lang], main .chain[lang], main .card [lang]")
        assert others == [], f"{path}: everything of the network is in the page's own language"
