"""Style sheets, scripts, drawings and fonts: one look in both darknesses, every script direction, nothing from elsewhere."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import ROOT
from tests.builders.source import project_files, text_of_file

STATIC = ROOT / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
LICENCES = STATIC / "fonts" / "licences"
FONT_FILES = sorted(each for each in (STATIC / "fonts").rglob("*") if each.suffix in (".woff2", ".ttf"))
# Whose licence a web font lies under, by the beginning of its file name.
WEB_FONTS = {
    "atkinson-next": "atkinson-hyperlegible-next-OFL.txt",
    "literata": "literata-OFL.txt",
    "noto-sans-arabic": "noto-sans-arabic-OFL.txt",
    "noto-sans-cyrillic": "noto-sans-OFL.txt",
    "noto-sans-thai-looped": "noto-sans-thai-looped-OFL.txt",
}
# Properties that know left and right, and the logical one to write instead. Up and down do not turn
# with the script, but one kind of name reads calmer than two.
PHYSICAL = {
    r"(margin|padding)-(left|right)": "margin-inline-start, padding-inline-end …",
    r"(margin|padding)-(top|bottom)": "margin-block-start, padding-block-end …",
    r"border-(left|right|top|bottom)(-\w+)?": "border-inline-start, border-block-end …",
    r"border-(top|bottom)-(left|right)-radius": "border-start-start-radius …",
    r"(left|right|top|bottom)": "inset-inline-start, inset-block-end …",
    r"(min-|max-)?(width|height)": "inline-size, block-size",
}
PHYSICAL_VALUES = {
    "text-align": {"left", "right"},
    "float": {"left", "right"},
    "clear": {"left", "right"},
    "caption-side": {"left", "right"},
}
ELSEWHERE = re.compile(r"(?:https?:)?//[\w.-]+\.\w+", re.IGNORECASE)
SVG_NAMES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml"}


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), css, flags=re.DOTALL)


def declarations(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, property and value of each declaration; the heads of blocks and media conditions are left out."""
    css = without_comments(path.read_text("utf-8"))
    for found in re.finditer(r"(?<=[{;\n])\s*([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", css):
        yield css.count("\n", 0, found.start(1)) + 1, found[1], found[2].strip()


def test_the_searches_find_something() -> None:
    assert len(STYLES) >= 5
    assert sum(1 for path in STYLES for _ in declarations(path)) > 500
    assert len(FONT_FILES) > 15


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_logical_properties(path: Path) -> None:
    faults = []
    for line, name, value in declarations(path):
        for pattern, instead in PHYSICAL.items():
            if re.fullmatch(pattern, name):
                faults.append(f"{path.name}:{line} {name} → {instead}")
        if value in PHYSICAL_VALUES.get(name, ()):
            faults.append(f"{path.name}:{line} {name}: {value} → start, end")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_rule_lies_in_a_layer(path: Path) -> None:
    css = without_comments(path.read_text("utf-8"))
    css = re.sub(r"@font-face\s*{[^}]*}", "", css)
    css = re.sub(r"@layer [\w, ]+;", "", css)
    assert re.fullmatch(r"\s*@layer \w+ {.*}\s*", css, re.DOTALL), f"{path.name} has rules outside its layer"


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+|color-scheme):\s*([^;]+);", block))


def test_the_dark_values_stand_twice_and_are_equal() -> None:
    css = without_comments((STATIC / "css" / "tokens.css").read_text("utf-8"))
    by_system = re.search(r"@media \(prefers-color-scheme: dark\) \{\s*:root:not\([^)]*\) \{([^}]*)\}", css)
    by_choice = re.search(r':root\[data-theme="dark"\] \{([^}]*)\}', css)
    light = re.search(r":root \{([^}]*)\}", css)
    assert by_system is not None
    assert by_choice is not None
    assert light is not None
    assert tokens(by_system[1]) == tokens(by_choice[1]), "dark by system and dark by choice differ"
    assert len(tokens(by_choice[1])) > 25
    assert tokens(by_choice[1]).keys() <= tokens(light[1]).keys(), "a dark value without a light one"


def test_every_token_used_is_defined() -> None:
    texts = [without_comments(path.read_text("utf-8")) for path in STYLES]
    defined = {name for text in texts for name in re.findall(r"(--[\w-]+)\s*:", text)}
    bare = {name for text in texts for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert not bare - defined, f"not defined: {sorted(bare - defined)}"
    used = {name for text in texts for name in re.findall(r"var\((--[\w-]+)", text)}
    assert not defined - used, f"defined for nothing: {sorted(defined - used)}"


def test_every_address_in_a_style_sheet_is_a_file_here() -> None:
    for path in STYLES:
        css = without_comments(path.read_text("utf-8"))
        assert "@import" not in css, f"{path.name} imports; the layout links each sheet"
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", css):
            assert address.startswith("data:image/svg+xml") or (path.parent / address).exists(), (
                f"{path.name}: {address} is no file here"
            )


def test_static_files_load_nothing_from_elsewhere() -> None:
    faults = []
    for path in STATIC.rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text("utf-8")
            for name in SVG_NAMES:
                text = text.replace(name, "").replace(name.replace(":", "%3A"), "")
            faults += [f"{path.relative_to(ROOT)}: {each}" for each in ELSEWHERE.findall(text)]
    assert not faults, faults


def test_scripts_use_no_storage_and_no_eval() -> None:
    """Nothing personal stays in a shared browser, and the security policy needs no holes."""
    for path in (STATIC / "js").glob("*.js"):
        text = path.read_text("utf-8")
        for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "eval(", "innerHTML"):
            assert word not in text, f"{path.name} uses {word}"


def test_every_script_module_is_loaded_and_begins_alike() -> None:
    page = (STATIC / "js" / "page.js").read_text("utf-8")
    listed = re.search(r"MODULES = \[([^\]]*)\]", page)
    assert listed is not None
    names = set(re.findall(r'"(\w+)"', listed[1]))
    assert names == {path.stem for path in (STATIC / "js").glob("*.js")} - {"page"}
    for name in names:
        assert "export function start()" in (STATIC / "js" / f"{name}.js").read_text("utf-8")


# ---- licences ----------------------------------------------------------------------------------------


def licence_of(font: Path) -> str:
    if font.parent.name == "pdf":
        rows = (font.parent / "README.md").read_text("utf-8").splitlines()
        row = next((each for each in rows if each.startswith("|") and font.name in each.split("|")[1]), "")
        found = re.search(r"[\w-]+-OFL\.txt", row)
        return found[0] if found else ""
    return next((text for start, text in WEB_FONTS.items() if font.name.startswith(start)), "")


@pytest.mark.parametrize("font", FONT_FILES, ids=lambda path: path.name)
def test_every_font_has_its_licence(font: Path) -> None:
    name = licence_of(font)
    assert name, f"{font.relative_to(ROOT)}: write its licence down, in static/fonts/pdf/README.md or here"
    text = (LICENCES / name).read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Copyright" in text


def test_no_licence_is_left_without_a_font() -> None:
    assert {each.name for each in LICENCES.iterdir()} == {licence_of(font) for font in FONT_FILES}


def test_what_others_wrote_lies_in_a_vendor_folder_with_its_licence() -> None:
    """Only the tests bring a library of somebody else's; the product has none."""
    for folder in {path.parent for path in project_files() if "vendor" in path.parts}:
        texts = [each for each in folder.iterdir() if "LICENSE" in each.name.upper()]
        assert texts, f"{folder.relative_to(ROOT)} has no licence"
        said = json.loads((folder / "vendor.json").read_text("utf-8"))
        for each in said:
            assert hashlib.sha256((folder / each["file"]).read_bytes()).hexdigest() == each["sha256"]
            assert {"version", "licence", "how"} <= {name for name, value in each.items() if value}
        told = {name for each in said for name in (each["file"], *each["licence_files"])}
        assert told == {each.name for each in folder.iterdir()} - {"vendor.json"}
    minified = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if path.suffix in (".js", ".css")
        and "vendor" not in path.parts
        and any(len(line) > 1500 for line in (text_of_file(path) or "").splitlines())
    ]
    assert not minified, f"made by a machine, or by others: {minified}"
