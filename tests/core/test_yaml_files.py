"""YAML for authors: scalars are texts, keys stand once, every value knows its line."""

from pathlib import Path

import pytest

from core.problems import ContentError, Problem, errors, refuse_errors
from core.yaml_fields import Fields
from core.yaml_files import load_yaml, parse_yaml


def test_every_scalar_is_a_text_but_true_and_false() -> None:
    node = parse_yaml("a: no\nb: 08.10\nc: 2026-11-22\nd: true\ne: 'true'\nf:\ng: 0o17\nh: [on, ~]", "a.yaml")

    assert node.plain() == {
        "a": "no", "b": "08.10", "c": "2026-11-22", "d": True, "e": "true", "f": "", "g": "0o17", "h": ["on", "~"],
    }  # fmt: skip


def test_values_know_their_lines() -> None:
    node = parse_yaml("# topp\na:\n  - b: >\n      lång\n      text\n  - c", "a.yaml", lines_before=10)

    assert node.mapping["a"].line == 12
    assert node.mapping["a"].items[0].mapping["b"].line == 13
    assert node.mapping["a"].items[1].line == 16
    assert [text.text for text in node.texts()] == ["lång text\n", "c"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3", 3, 'nyckeln "a" står två gånger'),
        ("a: [1", 1, "går inte att läsa som YAML"),
        ("a: 1\n\tb: 2", 2, "går inte att läsa som YAML"),
        ("a: 1\nb: \x07", 2, "otillåtet tecken"),
        ("", 1, "filen är tom"),
        ("a: &x [1]\nb: *x", 2, "ankare"),
        ("a: !!python/object:os.system x", 1, "ankare"),
        ("a: !egen x", 1, "ankare"),
        ("? [a]\n: b", 1, "en nyckel är ingen text"),
        ("a: 1\n---\nb: 2", 2, "går inte att läsa som YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(ContentError) as refused:
        parse_yaml(text, "a.yaml")

    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("a.yaml", line)
    assert what in problem.what
    assert problem.remedy


def test_a_file_is_named_from_the_root(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        load_yaml(tmp_path / "x" / "y.yaml", tmp_path)

    assert str(refused.value) == "x/y.yaml:1 filen finns inte — skapa filen"


def test_fields_tell_all_that_is_wrong_at_once() -> None:
    text = "name: ''\nflag: ja\nlist: x\nrows: y\nextra: z\nnumber: två\nkind: c\nmap: x"
    problems: list[Problem] = []
    fields = Fields(parse_yaml(text, "a.yaml"), problems)
    fields.text("name")
    fields.text("other")
    fields.flag("flag")
    fields.texts("list")
    fields.rows("rows")
    fields.number("number")
    fields.one_of("kind", ("a", "b"))
    fields.mapping("map")
    fields.close()

    assert [(problem.line, problem.what) for problem in problems] == [
        (1, 'fältet "name" har ingen text'),
        (2, 'fältet "flag" är varken true eller false'),
        (3, 'fältet "list" är ingen lista'),
        (4, 'fältet "rows" är ingen lista'),
        (6, 'fältet "number" är inget antal'),
        (7, 'fältet "kind" har det okända värdet "c"'),
        (8, 'fältet "map" har inga nycklar'),
        (5, 'okänt fält "extra"'),
        (1, 'fältet "other" saknas'),
    ]


def test_a_row_that_is_no_mapping_is_told() -> None:
    problems: list[Problem] = []
    for row in Fields(parse_yaml("rows: [x]", "a.yaml"), problems).rows("rows"):
        row.text("key")
        row.close()

    assert [problem.what for problem in problems] == ["här ska det stå fält"]


def test_only_errors_refuse() -> None:
    warning = Problem("a.yaml", 1, "gammalt", "läs om", "warning")
    error = Problem("a.yaml", 2, "fel", "rätta")

    refuse_errors([warning])
    assert errors([warning, error]) == (error,)
    with pytest.raises(ContentError, match=r"a\.yaml:2 fel — rätta"):
        refuse_errors([warning, error])
