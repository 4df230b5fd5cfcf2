"""Files from elsewhere: what is carried, what is said instead, what is refused with its line and remedy."""

import pytest

from core.yaml_files import parse_yaml
from tests.quiz.gift_files import drafted

FROM_MOODLE = r"""// question: 0  name: Switch category to $course$/top
$CATEGORY: $course$/top/Standard

// question: 31  name: Kuvert
// [id:Kuvert 7] [tag:sign:pengar] [tag:vt26]
::Kuvert\: sedlar::[html]<p>En gäst betalar med <b>sedlar</b> &amp; mynt.</p><p>Vad gör du?</p>{
	~<p>Fotar</p>#<p>En bild kan göra <em>skada</em>.</p>
	=Hälsar#Ja\: som vanligt.
	~%50%Ringer
	####Läs mer i lektionen.
}

// question: 32  name: Färger
::Färger::Vad ligger mellan orange och grönt? Välj två.{
	~%50%gult#bra
	~%-100%rött
	~%50%beige
}

2 + 2?{#4:0}

Berätta fritt. {}

Vem är {~Anna =Bo ~Cia} här?

Bo bor här.{F#Nej, han har flyttat.#Just det.}

Vem?{=ingen =någon}

En text för sig.

Para ihop.{
	=Sverige -> Stockholm
	=Norge -> Oslo
}

// [tag:step:identifiera] [tag:sign:pengar]
Para ihop rad för rad med tecken.{
	=Sedlar i skon -> pengar utan förklaring
	=Borta i dagar -> Försvinner
	= -> Någon styr & ringer
}
"""


def entries(text: str) -> dict[str, dict[str, object]]:
    """The questions of the draft by key, as plain values."""
    plain = parse_yaml(drafted(text)[0].text, "utkast.yaml").plain()
    assert isinstance(plain, dict)
    return {each["key"]: each for each in plain["questions"]}


def test_a_file_from_moodle_becomes_a_draft() -> None:
    found = entries(FROM_MOODLE)
    assert list(found) == [
        "kuvert-7",
        "farger",
        "vem-ar-har",
        "bo-bor-har",
        "para-ihop-rad-for-rad-med-tecken",
    ]
    assert found["kuvert-7"] == {
        "key": "kuvert-7",
        "kind": "single",
        "signs": ["pengar"],
        "text": "En gäst betalar med sedlar & mynt.",
        "ask": "Vad gör du?",
        "options": [
            {"key": "fotar", "text": "Fotar", "correct": False, "why": "En bild kan göra skada."},
            {"key": "halsar", "text": "Hälsar", "correct": True, "why": "Ja: som vanligt."},
            {"key": "ringer", "text": "Ringer", "correct": False},
        ],
    }
    assert found["farger"] | {"options": []} == {
        "key": "farger",
        "kind": "several",
        "text": "Vad ligger mellan orange och grönt?",
        "ask": "Välj två.",
        "options": [],
    }
    assert found["vem-ar-har"]["ask"] == "Vem är _____ här?"
    assert found["bo-bor-har"]["options"] == [
        {"key": "sant", "text": "Sant", "correct": False, "why": "Nej, han har flyttat."},
        {"key": "falskt", "text": "Falskt", "correct": True, "why": "Just det."},
    ]
    pairs = found["para-ihop-rad-for-rad-med-tecken"]["pairs"]
    assert pairs == [
        {"key": "sedlar-i-skon", "text": "Sedlar i skon", "sign": "pengar"},
        {"key": "borta-i-dagar", "text": "Borta i dagar", "sign": "forsvinner"},
    ]


def test_what_a_draft_lacks_is_listed_with_its_line() -> None:
    draft, _ = drafted(FROM_MOODLE)
    lines = draft.text.splitlines()
    assert draft.todo
    for problem in draft.todo:
        assert problem.file == "utkast.yaml"
        assert f"# rad {problem.line}: {problem.what} — {problem.remedy}" in lines
    first = lines.index("  - key: kuvert-7") + 1
    at_first = {each.what for each in draft.todo if each.line == first}
    for field in ("audiences", "step", "no_sign", "critical", "difficulty", "sources"):
        assert f'fältet "{field}" saknas' in at_first
    assert 'fältet "signs" saknas' not in at_first, "the tag said it"
    without_why = lines.index("      - key: ringer") + 1
    assert 'fältet "why" saknas' in {each.what for each in draft.todo if each.line == without_why}
    assert 'fältet "signs" saknas' in {each.what for each in draft.todo if each.line > first}


def test_what_has_no_place_is_said_line_by_line() -> None:
    draft, told = drafted(FROM_MOODLE)
    assert all(each.level == "warning" for each in told)
    said = [(each.line, each.what) for each in draft.left]
    assert said == sorted(said)
    rows = FROM_MOODLE.split("\n")
    where = {what: rows[line - 1] for line, what in said}
    assert where["kategorier följer inte med"].startswith("$CATEGORY")
    assert where["taggen ”vt26” följer inte med"].startswith("::Kuvert")
    assert where["återkoppling till hela frågan följer inte med"].startswith("::Kuvert")
    html = "texten är skriven i html: formatering, bilder och länkar följer inte med"
    assert where[html].startswith("::Kuvert")
    assert "Ringer" in where["ett svar är rätt till en del, men här räknas det som fel"]
    assert where["en fråga med ett tal som svar finns inte här"] == "2 + 2?{#4:0}"
    assert where["en fråga med fritt svar rättas inte här"] == "Berätta fritt. {}"
    assert where["en fråga med ett ord som svar finns inte här"].startswith("Vem?")
    assert where["en text utan svar är ingen fråga"] == "En text för sig."
    assert "Sverige" in where["”Stockholm” är inget tecken, och rader paras bara med tecken"]
    assert len(said) == 10
    for each in draft.left:
        assert f"# rad {each.line}: {each.what} — {each.remedy}" in draft.text


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        ("::Utan slut. Hej?{=a ~b}", 1, "frågans namn tar inte slut", "skriv :: efter namnet"),
        ("// ett\n\nHej?{\n=a\n\n~b\n}", 3, "{ stängs aldrig", "ingen tom rad"),
        ("Hej? =a ~b}", 1, "} står utan { före", "skriv { före svaren"),
        ("Hej? } {=a ~b", 1, "} står utan { före", "skriv { före svaren"),
        ("Ett?{=a ~b}\nTvå?{=a ~b}", 2, "fler än en svarsdel", "en tom rad mellan två frågor"),
        ("Hej?{\n=a\n~%150%b\n}", 3, "vikten 150 % finns inte", "-100 till 100"),
        ("Hej?{\n~a\n~b}", 2, "inget svar är rätt", "= före det rätta"),
        ("Hej?{\n~%100%a}", 2, "bara ett svar att välja", "minst 2 svar"),
        ("Hej?{\n=a\n~ #varför\n}", 3, "ett svar utan text", "efter ~"),
        ("Hej?{\nkanske =a ~b}", 2, "text före det första svaret", "= eller ~ före varje svar"),
        ("Para?{\n=a -> \n=b -> c}", 2, "bara en halva", "skriv = rad -> mål"),
        ("Para?{=a -> b}", 1, "bara en rad att para ihop", "minst 2 par"),
        ("Para?{\nx\n=a -> b =c -> d}", 2, "text före det första paret", "= före varje par"),
        ("// bara en kommentar\n", 1, "filen har ingen fråga", "GIFT-format"),
        ("", 1, "filen har ingen fråga", "GIFT-format"),
    ],
)
def test_a_broken_file_is_refused_with_line_and_remedy(text: str, line: int, what: str, remedy: str) -> None:
    _, problems = drafted(text)
    problem = next(each for each in problems if each.level == "error")
    assert (problem.file, problem.line) == ("fil.txt", line)
    assert what in problem.what
    assert remedy in problem.remedy


def test_every_fault_is_told_at_once_and_lines_of_windows_count_the_same() -> None:
    text = "\ufeffEtt?{=a ~b\n\nTvå?{~a ~b}\n\nTre?{=a ~b}\n"
    for ending in ("\n", "\r\n", "\r"):
        _, problems = drafted(text.replace("\n", ending))
        assert [each.line for each in problems] == [1, 3]


def test_two_questions_with_one_key_get_two() -> None:
    twice = "::Samma::Ett. Vad?{=a ~b}\n\n::Samma::Två. Vad?{=a ~b}\n"
    assert list(entries(twice)) == ["samma", "samma-2"]


def test_a_script_without_latin_letters_gets_a_key_too() -> None:
    (found,) = entries("ماذا تفعل؟{=نعم ~لا}").values()
    assert found["key"] == "fraga-1"
    options = found["options"]
    assert isinstance(options, list)
    assert [each["key"] for each in options] == ["val-1", "val-2"]


def test_a_foreign_text_cannot_step_out_of_the_drafts_comments() -> None:
    text = "// [tag:x\u2028questions: 1] [tag:y\x85z]\n::A::Hej. Vad?{=a ~b}"
    draft, _ = drafted(text)
    assert list(entries(text)) == ["a"]
    assert len(draft.left) == 2


def test_an_order_whose_places_are_gone_is_told() -> None:
    draft, _ = drafted("// [tag:step:agera] [tag:kind:order]\nOrdna. Hur?{=a -> 1 =b -> 3}")
    assert draft.count == 0
    assert draft.left[0].what == "stegen har inte platserna 1, 2, 3 …"
