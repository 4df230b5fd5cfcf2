"""S45: what a screen's Markdown lets through, and that reading it takes bounded time."""

from time import perf_counter

import pytest

from core.problems import Problem
from courses.markdown import blocks, linked_numbers, plain, render

POLICE = '<a href="tel:11414"><bdi dir="ltr">114&nbsp;14</bdi></a>'
EMERGENCY = '<a href="tel:112"><bdi dir="ltr">112</bdi></a>'


def shown(body: str, lang: str = "sv") -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    return render(body, "a.md", 10, lang, problems), problems


def test_plain_markdown_passes_without_problems() -> None:
    html, problems = shown("**Fara** *nu*\n\n- ett\n- två\n\n[Hjälp](/hjalp)\n\n### Mer")

    assert problems == []
    assert html == (
        "<p><strong>Fara</strong> <em>nu</em></p>\n<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n"
        '<p><a href="/hjalp">Hjälp</a></p>\n<h3>Mer</h3>'
    )


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "Hej <b>du</b>",
        "<!-- dold -->",
        "<https://spion.example>",
        "<a@b.example>",
        '<div markdown="1">x</div>',
    ],
)
def test_html_is_told_with_its_line_and_becomes_text(body: str) -> None:
    html, problems = shown(f"Först.\n\n{body}")

    assert [(problem.file, problem.line) for problem in problems] == [("a.md", 12)]
    assert "HTML" in problems[0].what
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "<a" not in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "javascript&#58;alert(1)",
        "java&#09;script:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "//spion.example/x",
        "/\\spion.example",
        "file:///etc/passwd",
        "http:evil",
        "sida",
    ],
)
def test_a_link_goes_only_to_the_web_a_telephone_a_letter_or_an_own_page(address: str) -> None:
    html, problems = shown(f"Läs [mer]({address}).")

    assert problems[0].line == 10
    assert "länken går till" in problems[0].what
    assert "href" not in html


@pytest.mark.parametrize(
    "address",
    ["https://a.example/b?c=d", "http://a.example", "tel:112", "mailto:a@b.example", "/hjalp", "#se"],
)
def test_allowed_links_stay(address: str) -> None:
    html, problems = shown(f"[mer]({address})")

    assert problems == []
    assert f'href="{address}"' in html


def test_a_link_by_reference_is_checked_too() -> None:
    html, problems = shown("Läs [mer][m].\n\n[m]: javascript:alert(1)")

    assert [problem.line for problem in problems] == [12]
    assert "href" not in html


@pytest.mark.parametrize(
    "address",
    ["https://spion.example/x.png", "//spion.example/x.png", "data:image/png;base64,xx", "../x.png"],
)
def test_a_foreign_image_is_never_fetched(address: str) -> None:
    html, problems = shown(f"![spår]({address})")

    assert "bilden hämtas från" in problems[0].what
    assert "src" not in html


def test_an_own_image_is_served_from_static_and_needs_a_description() -> None:
    html, problems = shown("![En port](port.svg)\n\n![](port.svg)")

    assert '<img alt="En port" src="/static/images/port.svg">' in html
    assert [(problem.line, problem.what) for problem in problems] == [(10, "bilden har ingen beskrivning")]


@pytest.mark.parametrize("attribute", ["onclick=x", "style=x", "#id", "src=x"])
def test_attributes_are_few(attribute: str) -> None:
    html, problems = shown(f"Ett **ord**{{: {attribute} }} till")

    assert [problem.line for problem in problems] == [10]
    assert html == "<p>Ett <strong>ord</strong> till</p>"


def test_language_and_direction_can_be_set() -> None:
    html, problems = shown("**مرحبا**{ lang=ar dir=rtl }")

    assert problems == []
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


def test_an_address_in_running_text_is_no_link() -> None:
    html, problems = shown("Se https://a.example och a@b.example.")

    assert problems == []
    assert "<a" not in html


@pytest.mark.parametrize(
    "body",
    [
        "[" * 10_000,
        "[" * 3_900,
        "[\n" * 1_900,
        "![a](" * 700,
        "(" * 3_900,
        "> " * 1_900 + "a",
        "*a" * 1_900,
        "***a _b*" * 480,
        "`" * 3_900,
        "1. a\n" * 750,
        "<" * 3_900,
        "[a]: " * 780,
    ],
    ids=lambda body: f"{body[:6]!r} × {len(body)}",
)
def test_reading_takes_bounded_time(body: str) -> None:
    shown("a")
    started = perf_counter()
    shown(body)

    assert perf_counter() - started < 0.5


def test_too_long_or_too_deep_is_told_and_not_read() -> None:
    html, problems = shown("[" * 10_000)

    assert html == ""
    assert [problem.what for problem in problems] == [
        "skärmen har 10000 tecken",
        "för många klamrar i varandra",
    ]


def test_emergency_numbers_can_be_rung() -> None:
    html, _ = shown("Ring **112** nu. Annars 114 14.")

    assert html == f"<p>Ring <strong>{EMERGENCY}</strong> nu. Annars {POLICE}.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "rum 1124",
        "112-5",
        "042-112 00 00",
        "kl. 1.12",
        "1 112 personer",
        "112,5",
        "112 000",
        "A112",
        "114 145",
    ],
)
def test_other_numbers_are_no_links(text: str) -> None:
    assert "<a" not in linked_numbers(text)


def test_a_number_inside_a_link_or_attribute_is_left() -> None:
    assert (
        linked_numbers('<a href="tel:112">112</a> <img alt="112">')
        == '<a href="tel:112">112</a> <img alt="112">'
    )


def test_easy_swedish_keeps_its_lines() -> None:
    assert shown("En mening.\nEn till.", "sv-x-lattlast")[0] == "<p>En mening.<br>\nEn till.</p>"
    assert shown("En mening.\nEn till.")[0] == "<p>En mening.\nEn till.</p>"


def test_blocks_are_paragraphs_and_list_items_with_their_lines() -> None:
    body = "Ett **ord**\ntill.\n\n- [länk](/x)\n- två\n1. tre"

    assert list(blocks(body)) == [(0, "Ett ord till."), (3, "länk"), (4, "två"), (5, "tre")]


def test_plain_text_has_no_marks() -> None:
    assert plain("![En port](port.svg) och *mer*{.liten}") == "En port och mer"
