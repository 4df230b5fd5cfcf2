"""Every text of code and templates in every language: nothing missing, nothing left over, nothing that breaks a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog, Message

from accounts.paper import TEXTS as CARD
from care.renewal_slips import TEXTS as RENEWAL
from certificates.paper import TEXTS as CERTIFICATE
from core.collect_messages import catalogue_file, collect, read_catalogue, update_all, updated
from core.compile_translations import compile_all, faults, texts_of
from core.language import Language, load_languages, load_texts
from core.language_text import longest_sentence, measure
from core.settings import ROOT
from core.siblings import same_numbers
from courses.agera_paper import TEXTS as AGERA
from organisations.join_slips import TEXTS as SLIPS
from organisations.poster import TEXTS as POSTER

FOLDER = ROOT / "core" / "translations"
LANGUAGES = load_languages(FOLDER)
OTHERS = [each for code, each in LANGUAGES.items() if code != "sv"]
EASY = "sv-x-lattlast"
LONGEST_EASY_SENTENCE = 11
NUMBER_WORD = re.compile(r"\b(?:fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton)\b", re.IGNORECASE)
REMEDY = "run `make messages` and translate what is new"


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """What code and templates say now."""
    return collect(ROOT)


def messages(catalogue: Catalog) -> list[Message]:
    return [each for each in catalogue if each.id]


def each_translation(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Swedish and translated texts side by side, plural forms too."""
    for each in messages(catalogue):
        sources = texts_of(each.id)
        for form, text in enumerate(texts_of(each.string)):
            yield sources[min(form, len(sources) - 1)], text


# ---- every text, in every language -------------------------------------------------------------------


def test_swedish_is_the_source_and_english_is_there() -> None:
    assert next(iter(LANGUAGES)) == "sv"
    assert {each.code for each in OTHERS} >= {"en", EASY}
    assert not (FOLDER / "sv").exists(), "Swedish is written in code and templates, nowhere else"


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: each.code)
def test_every_text_is_translated(language: Language, texts: Catalog) -> None:
    catalogue = read_catalogue(catalogue_file(FOLDER, language))
    wanted, found = ({each.id for each in messages(each)} for each in (texts, catalogue))
    assert len(wanted) > 500
    assert not wanted - found, REMEDY
    assert not found - wanted, f"nobody says this any more: {REMEDY}"
    assert not catalogue.obsolete
    assert [each.id for each in messages(catalogue) if each.fuzzy] == []
    assert [each.id for each in messages(catalogue) if not all(texts_of(each.string))] == []
    assert [(each.id, fault) for each in messages(catalogue) for fault in faults(each)] == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: each.code)
def test_collecting_again_changes_no_byte(language: Language, texts: Catalog) -> None:
    path = catalogue_file(FOLDER, language)
    assert updated(read_catalogue(path), texts, language) == path.read_bytes(), "run `make messages`"


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: each.code)
def test_what_was_compiled_answers_for_every_text(language: Language, texts: Catalog) -> None:
    compiled = load_texts(catalogue_file(FOLDER, language).with_suffix(".mo"))
    for each in messages(read_catalogue(catalogue_file(FOLDER, language))):
        sources, said = texts_of(each.id), texts_of(each.string)
        if len(sources) == 1:
            assert compiled.ugettext(sources[0]) == said[0]
        else:
            forms = {compiled.ungettext(sources[0], sources[1], number) for number in range(200)}
            assert forms == set(said), "each plural form is reached"


@pytest.mark.parametrize("language", OTHERS, ids=lambda each: each.code)
def test_numbers_are_equal_in_all_languages(language: Language) -> None:
    """Easy Swedish writes its numbers as digits, whatever its source does; the other languages follow the source."""

    def numbers(text: str) -> list[str]:
        return sorted(re.findall(r"\d+", text))

    def equal(source: str, text: str) -> bool:
        easy = language.code == EASY
        return same_numbers(source, text) if easy else numbers(source) == numbers(text)

    pairs = each_translation(read_catalogue(catalogue_file(FOLDER, language)))
    assert [pair for pair in pairs if not equal(*pair)] == []


def easy_texts() -> list[tuple[str, str]]:
    """The Swedish texts and the same in easy Swedish, with a word in the place of each placeholder and no tags."""

    def plain(text: str) -> str:
        return re.sub(r"</?\w+>", "", re.sub(r"%\(\w+\)s", "ord", text))

    pairs = each_translation(read_catalogue(catalogue_file(FOLDER, LANGUAGES[EASY])))
    return [(plain(source), plain(text)) for source, text in pairs]


def test_easy_swedish_is_easy() -> None:
    """Short sentences, digits instead of words for numbers, and nobody shouts.

    A text of the interface that is already easy stays as it is: most labels and short sentences do.
    """
    said = [text for _, text in easy_texts()]
    assert [text for text in said if longest_sentence(text)[0] > LONGEST_EASY_SENTENCE] == []
    assert [text for text in said if NUMBER_WORD.search(text)] == []
    assert [text for text in said if "!" in text] == []
    assert measure(said).mean_sentence < 6


def test_easy_swedish_is_easier_than_what_is_hard_in_swedish() -> None:
    pairs = easy_texts()
    hard = [pair for pair in pairs if longest_sentence(pair[0])[0] > LONGEST_EASY_SENTENCE]
    assert len(hard) > 20
    assert [source for source, text in hard if text == source] == []
    assert measure([text for _, text in hard]).lix < measure([source for source, _ in hard]).lix - 5
    assert measure([text for _, text in pairs]).lix < measure([source for source, _ in pairs]).lix


def test_the_words_are_those_of_the_courses(texts: Catalog) -> None:
    lists = yaml.safe_load((ROOT / "courses" / "content" / "words.yaml").read_text("utf-8"))
    english = read_catalogue(catalogue_file(FOLDER, LANGUAGES["en"]))
    shown = {
        "sv": [text for each in messages(texts) for text in texts_of(each.id)],
        "en": [text for _, text in each_translation(english)],
    }
    shown["sv-x-lattlast"] = [text for _, text in easy_texts()]
    for code, said in shown.items():
        words = lists["banned"][code.partition("-")[0]]
        banned = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})s?\b", re.IGNORECASE)
        assert [text for text in said if banned.search(text)] == []
        assert [text for text in said if "!" in text] == [], "calm: nobody shouts"


def test_english_does_not_speak_swedish() -> None:
    english = read_catalogue(catalogue_file(FOLDER, LANGUAGES["en"]))
    said = [
        text.replace("En säker hand", "").replace("Exempelstad", "") for _, text in each_translation(english)
    ]
    assert [text for text in said if re.search(r"[åäöÅÄÖ”]", text)] == []


@pytest.mark.parametrize(
    "paper",
    [CARD, CERTIFICATE, POSTER, SLIPS, AGERA, RENEWAL],
    ids=["card", "certificate", "poster", "slips", "agera", "renewal"],
)
def test_papers_say_the_same_in_each_language(paper: dict[str, dict[str, str]]) -> None:
    assert set(paper) == set(LANGUAGES)
    assert list(paper["sv"]) == list(paper["en"]) == list(paper[EASY])
    for key, easy in paper[EASY].items():
        assert longest_sentence(easy)[0] <= LONGEST_EASY_SENTENCE
        assert re.findall(r"\{\w+\}", easy) == re.findall(r"\{\w+\}", paper["sv"][key])
    for key, swedish in paper["sv"].items():
        english = paper["en"][key]
        assert english
        assert english != swedish
        assert not re.search(r"[åäöÅÄÖ]", english), english
        assert re.findall(r"\{\w+\}|\d+", english) == re.findall(r"\{\w+\}|\d+", swedish)


# ---- collecting --------------------------------------------------------------------------------------


def project(folder: Path, code: str, template: str = "") -> Catalog:
    """The texts of a small project with one module and one template."""
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "babel.cfg").write_bytes((ROOT / "babel.cfg").read_bytes())
    (folder / "views.py").write_text(code, "utf-8")
    (folder / "templates" / "page.html").write_text(template, "utf-8")
    return collect(folder)


def test_texts_are_found_however_they_are_marked(tmp_path: Path) -> None:
    code = """
gettext("ett %(name)s", name=1)
N_("två")
lazy("tre")
Required("fyra")
Refusal(N_("fem"), N_("sex"))
ngettext("%(num)s dag", "%(num)s dagar", 2)
other("nej")
"""
    found = project(tmp_path, code, "{{ _('sju') }}{% set x = ngettext('en sak', '%(num)s saker', 2) %} inte")
    assert {each.id for each in messages(found)} == {
        "ett %(name)s", "två", "tre", "fyra", "fem", "sex", "sju",
        ("%(num)s dag", "%(num)s dagar"), ("en sak", "%(num)s saker"),
    }  # fmt: skip


def test_a_text_with_and_without_plural_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="with and without a plural.*Utbildare"):
        project(tmp_path, 'gettext("Utbildare")\nngettext("Utbildare", "Utbildare", 2)')


def test_a_catalogue_follows_the_texts(tmp_path: Path) -> None:
    (tmp_path / "ord").mkdir()
    folder = tmp_path / "ord"
    (folder / "languages.yaml").write_text(
        yaml.safe_dump(
            {
                "sv": {"name": "Svenska", "catalogue": "sv", "locale": "sv", "dir": "ltr"},
                "ar": {"name": "العربية", "catalogue": "ar", "locale": "ar", "dir": "rtl"},
            },
            sort_keys=False,
        ),
        "utf-8",
    )
    path = folder / "ar" / "LC_MESSAGES" / "messages.po"
    assert update_all(folder, project(tmp_path, 'N_("ja")\nN_("nej")\nngettext("en", "%(num)s", 2)')) == 3
    assert len(texts_of(messages(read_catalogue(path))[0].string)) == 6, "Arabic has six plural forms"
    path.write_text(
        path.read_text("utf-8").replace('msgid "ja"\nmsgstr ""', 'msgid "ja"\nmsgstr "نعم"'), "utf-8"
    )
    assert update_all(folder, project(tmp_path, 'N_("kanske")\n\n\nN_("ja")')) == 1
    assert {each.id: each.string for each in messages(read_catalogue(path))} == {"ja": "نعم", "kanske": ""}
    before = path.read_bytes()
    assert b"views.py" not in before
    assert b"Date" not in before
    update_all(folder, project(tmp_path, 'N_("ja")\nN_("kanske")'))
    assert path.read_bytes() == before


# ---- compiling ---------------------------------------------------------------------------------------

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
PLURAL = """
msgid "%(num)s dag i %(place)s"
msgid_plural "%(num)s dagar i %(place)s"
msgstr[0] "A day"
msgstr[1] "%(num)s days in %(place)s"
"""


def catalogue_with(folder: Path, entry: str) -> Path:
    path = folder / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + entry, "utf-8")
    return path


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('msgid "Till %(day)s"\nmsgstr "Until %(date)s"', r"%\(date\)s is not in the Swedish"),
        ('msgid "Till %(day)s"\nmsgstr "Until"', r"%\(day\)s is missing"),
        ('msgid "Till %(day)s"\nmsgstr "Until %(day)"', r"%\(day\)s is missing"),
        ('msgid "%(n)s %%"\nmsgstr "%(n)s %"', "a stray %"),
        ('msgid "Allt"\nmsgstr "100 % så"', "a stray %"),
        ('msgid "Hej <bdi>%(n)s</bdi>"\nmsgstr "Hello %(n)s"', "its tags"),
        ('msgid "Hej"\nmsgstr "<script>alert(1)</script>"', "its tags"),
        ('msgid "Hej"\nmsgstr "Hello <img src=x>"', "a stray <"),
        ('msgid "Hej"\nmsgstr "Say \\"hello\\""', 'a stray "'),
        (PLURAL, r"%\(place\)s is missing"),
    ],
)
def test_a_broken_translation_is_refused(tmp_path: Path, entry: str, says: str) -> None:
    path = catalogue_with(tmp_path, entry)
    with pytest.raises(ValueError, match=says) as refused:
        compile_all(tmp_path)
    assert re.search(r"messages\.po:\d+ ", str(refused.value)), "the file and the line"
    assert not path.with_suffix(".mo").exists()


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "%(part)s av %(whole)s"\nmsgstr "of %(whole)s, %(part)s"',
        'msgid "en dag"\nmsgid_plural "%(num)s dagar"\nmsgstr[0] "one day"\nmsgstr[1] "%(num)s days"',
        'msgid "Hej"\nmsgstr ""',
    ],
)
def test_a_sound_translation_is_compiled_once(tmp_path: Path, entry: str) -> None:
    path = catalogue_with(tmp_path, entry)
    assert compile_all(tmp_path) == 1
    assert path.with_suffix(".mo").exists()
    assert compile_all(tmp_path) == 0
