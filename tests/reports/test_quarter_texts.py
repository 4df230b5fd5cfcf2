"""The quarterly report's sentences, on made rows: rising, falling, unchanged, hidden, the first quarter ever."""

from datetime import UTC, date, datetime, timedelta

import pytest
from babel.support import NullTranslations

from core.language import Language, Voice
from core.quarters import Quarter
from organisations.meetings import Meeting
from reports.down_time import DownTime
from reports.privacy import Share
from reports.quarter_figures import Figures, SignFigures, signs_to_lift
from reports.quarter_notes import Facts
from reports.quarter_sheet import Sheet, from_json, to_json
from reports.quarter_texts import Place, SignName, sheet
from tests.reports.made_quarters import SIGNS, quarter, with_definitions

VOICE = Voice(Language("sv", "Svenska", "sv", "sv", "ltr"), NullTranslations())
NAMES = {key: SignName(key.capitalize(), "sv") for key in SIGNS}
NOTHING = Facts(0, 0, 0, 0, 0)
FULL = [[20, 10, 8, 10], [30, 10, 8, 10]]
MEETINGS = (
    Meeting("Kärngruppen", "sv", 4, 4, date(2026, 12, 31)),
    Meeting("Det stora nätverket", "sv", 4, 4, date(2026, 12, 31)),
)


def written(now: Figures, before: Figures | None, facts: Facts = NOTHING) -> Sheet:
    return sheet(
        VOICE,
        Place("Lillstad", "Socialtjänsten i Lillstad"),
        Quarter(2026, 3),
        date(2026, 10, 12),
        now,
        before,
        signs_to_lift(now.signs, SIGNS),
        NAMES,
        facts,
        MEETINGS,
    )


def said(now: Figures, before: Figures | None) -> list[tuple[str, str, str, str]]:
    return [(each.number, each.text, each.direction, each.change) for each in written(now, before).findings]


def test_rising() -> None:
    before = quarter(FULL[:1], seen=60, false_alarm=20, after=70)
    now = quarter(FULL, seen=70, false_alarm=30, after=80)
    assert said(now, before) == [
        (
            "58",
            "giltiga intyg på 4 av 4 arbetsplatser. Där har 40 % ett.",
            "up",
            "10 fler än förra kvartalet.",
        ),
        ("70 %", "av tecknen i proven blev sedda.", "up", "Upp från 60 % förra kvartalet."),
        ("30 %", "av det vardagliga i proven blev larm i onödan.", "up", "Upp från 20 % förra kvartalet."),
        (
            "80 %",
            "av svaren i första försöket var rätt. Före första lektionen var det 40 %.",
            "up",
            "Upp från 70 % förra kvartalet.",
        ),
    ]
    assert written(now, before).headline == "Tecknen ses oftare. Larm i onödan blev vanligare."


def test_falling() -> None:
    before = quarter([[30, 10, 8, 10]], seen=97, false_alarm=20, after=80)
    now = quarter([[30, 10, 8, 10], [20, 10, 8, 10]], seen=80, false_alarm=3, after=60)
    assert [each[2:] for each in said(now, before)] == [
        ("down", "10 färre än förra kvartalet."),
        ("down", "Ner från minst 90 % förra kvartalet."),
        ("down", "Ner från 20 % förra kvartalet."),
        ("down", "Ner från 80 % förra kvartalet."),
    ]
    assert said(now, before)[2][0] == "högst 10 %"
    assert written(now, before).headline == "Tecknen ses mer sällan. Larm i onödan blev ovanligare."


def test_unchanged_and_so_little_that_it_waits() -> None:
    before = quarter([[30, 10, 8, 10]])
    now = quarter([[30, 10, 8, 10], [33, 10, 9, 10]], seen=72)
    assert [each[2:] for each in said(now, before)] == [
        ("same", "Ungefär lika många som förra kvartalet."),
        ("same", "Samma som förra kvartalet."),
        ("same", "Samma som förra kvartalet."),
        ("same", "Samma som förra kvartalet."),
    ]
    assert said(now, before)[0][0] == "58"
    assert written(now, before).headline == "Tecknen ses lika ofta. Larm i onödan är lika vanliga."


def test_hidden() -> None:
    now = quarter([[4, 3, 2, 0], [4, 4, 4, 4]], people=4)
    before = quarter([[4, 3, 2, 0]], people=4)
    assert said(now, before) == [
        ("–", "Ingen arbetsplats har fem giltiga intyg i en kurs än.", "", ""),
        ("–", "Ser tecknen: visas inte, för få har svarat.", "", ""),
        ("–", "Larmar i onödan: visas inte, för få har svarat.", "", ""),
        ("–", "Före och efter: visas inte, för få har svarat.", "", ""),
    ]
    page = written(now, before)
    assert page.headline == "Nätverkets kvartal i siffror"
    assert page.signs == ()
    assert page.signs_note == "Visas inte: för få har svarat."
    assert [(each.name, each.first, each.last, each.counts) for each in page.series] == [
        ("Bostadsbolag", "färre än 5", "färre än 5", (None, None)),
        ("Hotell", "färre än 5", "färre än 5", (None, None)),
    ]


def test_hidden_before_and_shown_now() -> None:
    now = quarter(FULL)
    before = quarter([[4, 3, 2, 0]], people=4)
    assert {each[2:] for each in said(now, before)} == {("", "Förra kvartalet visades inte.")}


def test_the_first_quarter_ever() -> None:
    page = written(quarter(FULL[:1]), None)
    assert {(each.direction, each.change) for each in page.findings} == {("", "Det första kvartalet.")}
    assert page.headline == "Nätverkets kvartal i siffror"


def test_other_definitions_are_not_compared() -> None:
    before = with_definitions(quarter(FULL[:1]), "0")
    page = written(quarter(FULL), before)
    assert {each.change for each in page.findings} == {"Går inte att jämföra: definitionerna är nya."}
    assert page.headline == "Nätverkets kvartal i siffror"


def test_whose_when_and_by_which_definitions() -> None:
    page = written(quarter(FULL), None)
    assert page.name == "Kvartalsrapport, kvartal 3 2026"
    assert page.period == "juli–september 2026"
    assert page.as_of == "Per den 30 september 2026. Gjord den 12 oktober 2026. Definitioner, version 1."
    assert page.behind.startswith("Socialtjänsten i Lillstad samordnar nätverket och står bakom rapporten.")
    assert {each.term for each in page.findings} <= {each.key for each in page.terms}


@pytest.mark.parametrize(
    ("banks", "lessons", "sentence"),
    [
        (0, 0, "Frågorna och lektionerna är desamma som förra kvartalet."),
        (1, 0, "Under kvartalet: frågorna i 1 kurs ändrades."),
        (0, 2, "Under kvartalet: 2 lektioner skrevs om."),
        (2, 1, "Under kvartalet: frågorna i 2 kurser ändrades och 1 lektion skrevs om."),
    ],
)
def test_what_changed_in_the_content_is_one_sentence(banks: int, lessons: int, sentence: str) -> None:
    page = written(quarter(FULL), None, Facts(banks, lessons, 0, 0, 0))
    assert page.notes[0].texts == (sentence,)


@pytest.mark.parametrize(("count", "word"), [(0, "inga"), (1, "färre än 5"), (4, "färre än 5"), (5, "5")])
def test_requests_are_counted_and_few_are_no_number(count: int, word: str) -> None:
    page = written(quarter(FULL), None, Facts(0, 0, count, count, count))
    assert page.notes[1].texts == (
        "Hur länge sidan har legat nere: vet inte.",
        f"Raderade på begäran: personer {word}, intyg {word}. Rättade namn: {word}.",
    )


@pytest.mark.parametrize(
    ("down", "words"),
    [
        (DownTime(timedelta(0), None), "inte alls"),
        (DownTime(timedelta(minutes=42), None), "42 minuter"),
        (DownTime(timedelta(minutes=119), None), "119 minuter"),
        (DownTime(timedelta(hours=5, minutes=10), None), "5 timmar"),
        (
            DownTime(timedelta(minutes=4), datetime(2026, 8, 14, 23, tzinfo=UTC)),
            "4 minuter sedan den 15 augusti 2026, och tiden före det vet vi inte",
        ),
    ],
)
def test_down_time_in_words(down: DownTime, words: str) -> None:
    page = written(quarter(FULL), None, Facts(0, 0, 0, 0, 0, down))
    assert page.notes[1].texts[0] == f"Hur länge sidan har legat nere: {words}."
    assert page.down_time == ("Hur länge sidan har legat nere", words)


def test_a_report_from_before_down_time_was_measured_is_read_as_it_is() -> None:
    kept = to_json({"sv": written(quarter(FULL), None)})
    del kept["sv"]["down_time"]
    assert from_json(kept)["sv"].down_time is None


def test_groups_that_meet_by_the_same_day_share_a_sentence() -> None:
    page = written(quarter(FULL), None)
    assert page.notes[2].texts == ("Kärngruppen, Det stora nätverket: möte 4 av 4, senast 31 december 2026.",)


def test_signs_to_lift_are_those_told_worst_apart() -> None:
    def of(key: str, seen: int | None, alarm: int | None) -> SignFigures:
        return SignFigures(
            key, Share(seen, 0) if seen else None, Share(alarm, 0) if alarm else None, Share(20, 0)
        )

    found = (
        of("pengar", 80, 40),
        of("kriminella", 70, 30),
        of("forsvinner", 80, 20),
        of("kontrollerad", 50, None),
        of("id-handlingar", None, 60),
        of("utgatt", 20, 60),
    )
    assert [each.sign_key for each in signs_to_lift(found, SIGNS)] == ["pengar", "kriminella", "kontrollerad"]


def test_what_is_kept_is_what_was_written() -> None:
    page = written(quarter(FULL), quarter(FULL[:1]))
    assert from_json(to_json({"sv": page})) == {"sv": page}
