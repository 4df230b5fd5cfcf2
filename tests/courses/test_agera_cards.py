"""The Agera cards: what is printed on them, whose routine stands there, and who gets which file."""

import shutil
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry
from core import clock
from core.db import session, writing
from core.settings import ROOT
from courses.agera_paper import FILES, AgeraPaper, folded_pdf, phone_png, poster_pdf
from courses.card_checking import check_cards
from courses.cards import FILE, load_cards
from courses.content_files import read_content
from organisations.actions import write_routine
from organisations.rules import ROUTINE_MAX
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.content import ContentTree
from tests.builders.pages import Browser
from tests.builders.pages import words as page_words
from tests.builders.read_papers import all_fonts_embedded, facts, poppler, reader, tags, words

ROLES = ("reception", "stad", "fastighet", "bevakning", "alla")
LANGUAGES = ("sv", "sv-x-lattlast", "en")
ROUTINE = (
    ("Vem berättar du för först?", "Åsa vid växeln, 042-99 88 77."),
    ("Var kan någon sitta ner i lugn och ro?", "Rummet bakom köket, med dörr."),
)
POISON = (
    '#panic("x") *fet* $x^2$ // \\ <b>hej</b> #read("/etc/passwd") @källa',
    "\u202eåäö\u202c &amp; {{ 7*7 }} %s `kod` [länk](x)",
    "å" * ROUTINE_MAX,
    "سلام، من مسؤول الوردية",
)


def paper_of(content: Content, role: str = "reception", lang: str = "sv") -> AgeraPaper:
    """A card with a routine."""
    whens = {each.number: each.when for each in content.network.in_language(lang).contacts}
    return AgeraPaper(content.cards[lang][role], whens["112"], whens["114 14"], "", ROUTINE, lang)


@pytest.fixture
def content_copy(tmp_path: Path) -> ContentTree:
    """A copy of what the cards are checked against."""
    for folder in ("courses/content", "organisations/networks", "static/images", "templates/drawings"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return ContentTree(tmp_path)


# ---- the paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_card_says_the_same_on_every_paper(content: Content, role: str, lang: str) -> None:
    """112 and 114 14 first, the three steps, the routine last; nothing is cut off."""
    paper = paper_of(content, role, lang)
    card = paper.card
    for make in (folded_pdf, poster_pdf):
        pdf = make(paper)
        found = words(pdf).replace("\u00a0", " ")
        assert len(reader(pdf).pages) == 1
        assert (facts(pdf).lang, facts(pdf).is_tagged) == (lang.partition("-")[0], True)
        assert all_fonts_embedded(pdf)
        assert [tag for tag, _alt in tags(pdf)].count("/H1") == 1
        said = [
            *card.identify,
            card.caution,
            *card.react,
            *card.act,
            *(line for row in ROUTINE for line in row),
        ]
        places = [found.find(" ".join(text.split())) for text in said]
        assert -1 not in places, [text for text, at in zip(said, places, strict=True) if at < 0]
        assert places == sorted(places), "in this order"
        assert 0 <= found.find("112") < found.find("114 14") < places[0]


def test_folded_the_outside_says_training_and_nothing_else(content: Content) -> None:
    """Everything but one word stands in the lower half, which the folds turn in."""
    pdf = folded_pdf(paper_of(content))
    upper_half = ("-r", "72", "-x", "0", "-y", "0", "-W", "596", "-H", str(int(297 / 2 * 72 / 25.4)))
    assert poppler("pdftotext", *upper_half, "-", "-", pdf=pdf).decode().split() == ["Utbildning"]
    assert facts(pdf).title == "Utbildning"


def test_the_picture_is_upright_and_as_wide_as_a_phone(content: Content) -> None:
    for role in ROLES:
        width, height = struct.unpack(">II", phone_png(paper_of(content, role))[16:24])
        assert 1000 <= width <= 1100
        assert width * 1.5 < height < width * 3


@pytest.mark.parametrize("text", POISON)
def test_a_routine_is_text_whatever_stands_in_it(content: Content, text: str) -> None:
    paper = replace(paper_of(content, "bevakning", "sv-x-lattlast"), routine=((ROUTINE[0][0], text),) * 2)
    for make in (folded_pdf, poster_pdf):
        pdf = make(paper)
        assert len(reader(pdf).pages) == 1
        found = words(pdf).replace("\u200b", "").replace(" ", "")
        if text.isascii() or "å" * 9 in text:
            assert found.count(text.replace(" ", "")) == 2
        assert "112" in found
    assert phone_png(paper).startswith(b"\x89PNG")


def test_the_longest_routine_and_the_longest_card_fit_at_a_size_to_read(content: Content) -> None:
    long = ("Ring växeln och be om den som leder passet, säg bara att det gäller blankett åtta. " * 3)[:160]
    paper = replace(
        paper_of(content, "fastighet", "sv-x-lattlast"),
        advice="020-390 000",
        routine=((ROUTINE[0][0], long),) * 2,
    )
    sizes: list[float] = []

    def note(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if text.strip():
            sizes.append(size)

    reader(folded_pdf(paper)).pages[0].extract_text(visitor_text=note)
    assert min(sizes) >= 9, "points"
    assert words(folded_pdf(paper)).count(long.strip()) == 2


# ---- the file ----------------------------------------------------------------------------------------


def test_the_cards_are_right_and_in_every_language(content: Content) -> None:
    assert check_cards(ROOT) == []
    assert {lang: tuple(found) for lang, found in content.cards.items()} == dict.fromkeys(LANGUAGES, ROLES)
    for found in content.cards.values():
        for card in found.values():
            assert card.identify
            assert all(card.identify)
    texts = [
        each.text
        for sign in read_content(ROOT).signs.signs
        for row in sign.looks_like.values()
        for each in row
    ]
    for role in ROLES[:-1]:
        card = content.cards["sv"][role]
        assert len(card.identify) == 4
        assert set(card.identify) <= set(texts), "the course's own words"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("id-handlingar/annan-bar-passet", "id-handlingar/finns-inte", 'exemplet "id-handlingar/finns-inte"'),
        ("audience: bevakning", "audience: tivoli", 'målgruppen "tivoli" finns inte'),
        ("kinds: [bostad]", "kinds: [tivoli]", 'slaget "tivoli" finns inte'),
        ("[POL1, EGEN]", "[HITTEPA]", 'källan "HITTEPA" finns inte'),
        ("Säg hej.", "Säg hej till Helsingborg.", '"Helsingborg" är ett namn'),
        ("Jag ringer 112.", "Jag ringer 040-12 34 56.", "numret 040-12 34 56"),
    ],
)
def test_a_broken_card_is_told_with_its_line(
    content_copy: ContentTree, old: str, new: str, what: str
) -> None:
    file = content_copy.root / FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    found = [each for each in check_cards(content_copy.root) if each.file.endswith("cards.yaml")]
    assert any(what in each.what and each.line > 1 for each in found), found


def test_without_the_file_there_are_no_cards(content: Content, tmp_path: Path) -> None:
    assert load_cards(tmp_path, content.catalogue) == {"sv": {}}


# ---- who gets what -----------------------------------------------------------------------------------


@pytest.fixture
def routines(app: Flask, cast: Cast) -> None:
    """Here and there each have written their own."""
    with app.app_context(), writing():
        for place, text in (
            (cast.here, "Fråga i växeln på Sundet."),
            (cast.there, "Gå till Kullens kontor."),
        ):
            write_routine(session(), clock.now(), place.id, {"beratta": text}, actor_id=cast.bo.id)
        session().commit()


@pytest.mark.usefixtures("routines")
def test_the_contact_person_finds_every_role_with_her_own_routine(cast: Cast) -> None:
    bo = cast.contact()
    page = bo.get(f"/oversikt/{cast.here.ref}/agera-kort")
    rows = page.soup.select(".paper-row")
    assert [page_words(row.select_one("strong")) for row in rows] == [
        "Reception", "Städ", "Alla", "Fastighet", "Bevakning",
    ]  # fmt: skip
    for row in rows:
        card, picture, poster = (str(each["href"]) for each in row.select("a"))
        assert "Fråga i växeln på Sundet." in words(fetch(bo, card, "application/pdf"))
        assert "Ett rum bakom receptionen, med dörr." in words(fetch(bo, poster, "application/pdf"))
        assert fetch(bo, picture, "image/png").startswith(b"\x89PNG")
    assert page.has_link("Er egen rutin")


@pytest.mark.usefixtures("routines")
def test_a_learner_gets_the_card_of_her_own_workplace(cast: Cast) -> None:
    anna = cast.learner()
    assert anna.get("/min-utbildning").has_link("Ditt Agera-kort")
    page = anna.get("/min-utbildning/agera-kort")
    assert page.h1 == "Ditt Agera-kort"
    assert [page_words(each) for each in page.soup.select(".paper-row strong")] == [
        "Reception",
        "Städ",
        "Alla",
    ]
    assert "Affisch" not in page.text
    own = str(page.soup.select(".paper-row a")[0]["href"])
    found = words(fetch(anna, own, "application/pdf"))
    assert "Fråga i växeln på Sundet." in found
    assert "Kullen" not in found
    assert cast.sign_in(cast.dora).client.get(own).status_code == 404, "somebody of another workplace"
    assert Browser(cast.app).client.get(own).status_code in (302, 303), "nobody"


@pytest.mark.usefixtures("routines")
def test_the_open_card_has_no_routine_and_stands_in_the_chosen_language(app: Flask) -> None:
    browser = Browser(app)
    assert browser.get("/material").has_link("Till Agera-korten")
    page = browser.get("/material/agera-kort?sprak=en")
    assert page.h1 == "Agera-kort", "the page keeps its language"
    for row in page.soup.select(".paper-row"):
        found = words(fetch(browser, str(row.select("a")[0]["href"]), "application/pdf"))
        assert "Step away and call." in found
        assert "Sundet" not in found
        assert "At your workplace" not in found
    for wrong in ("tivoli/kort.pdf", "reception/kort.txt", "reception/..%2fkort.pdf"):
        assert browser.client.get(f"/material/agera-kort/{wrong}").status_code == 404


def test_nobody_elses_routine_is_fetched(app: Flask, cast: Cast) -> None:
    """C4: the other workplace's contact person, a trainer, a coordinator and a learner are strangers here."""
    others = (
        cast.sign_in(cast.cecilia, staff=True), cast.trainer(), cast.coordinator(), cast.learner(),
    )  # fmt: skip
    for name in ("", *(f"/reception/{each}" for each in FILES)):
        for browser in others:
            assert browser.client.get(f"/oversikt/{cast.here.ref}/agera-kort{name}").status_code == 404
    with app.app_context():
        noted = session().scalars(select(AuditEntry).where(AuditEntry.action == "refused")).all()
        assert {each.details["endpoint"] for each in noted} == {"agera.shown", "agera.file"}


def fetch(browser: Browser, path: str, media_type: str) -> bytes:
    response = browser.client.get(path)
    assert (response.status_code, response.mimetype) == (200, media_type)
    content: bytes = response.get_data()
    response.close()
    return content
