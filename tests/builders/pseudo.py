"""Pseudo-languages: every text accented, longer and between marks, so that what nobody translated stands out."""

import re
from pathlib import Path
from shutil import copytree, ignore_patterns

import yaml
from babel.messages.catalog import Catalog, Message
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from core.collect_messages import catalogue_file, read_catalogue, update_all, updated
from core.compile_translations import compile_all, texts_of
from core.language import load_languages
from core.settings import ROOT

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "qps-ploc", "qps-plocm"
ENTRIES = {
    LEFT_TO_RIGHT: {"name": "⟦Ƥšéúđô⟧", "catalogue": "qps_ploc", "locale": "eo", "dir": "ltr"},
    RIGHT_TO_LEFT: {"name": "⟦ôđúéšƤ⟧", "catalogue": "qps_plocm", "locale": "ar", "dir": "rtl"},
}
_ACCENTED = str.maketrans("aeiouåäöcdglnrstyzAEIOUÅÄÖCDGLNRSTYZ", "âéíôúǻǟȫçđğłñřšŧýžÂÉÍÔÚǺǞȪÇĐĞŁÑŘŠŦÝŽ")
_FIXED = re.compile(r"(%\(\w+\)s|%%|</?\w+>)")
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_ADDRESS = re.compile(r"\s*(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?\s*")
_SHOWN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "data-label")


def pseudo(text: str) -> str:
    """The text with each stretch of words between marks, a third longer; placeholders and tags stay outside."""
    return "".join(part if _FIXED.fullmatch(part) else mark(part) for part in _FIXED.split(text))


def mark(words: str) -> str:
    """One stretch of words as a translation that nobody can take for Swedish."""
    bare = words.strip()
    if not re.search(r"[^\W\d_]", bare):
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}⟦{bare.translate(_ACCENTED)}{'·' * (len(bare) // 3)}⟧{after}"


def add_pseudo_languages(folder: Path, texts: Catalog, entries: dict[str, dict[str, str]] = ENTRIES) -> Path:
    """A copy of the translations with more languages, made of files alone. Returns where it lies."""
    copytree(ROOT / "core" / "translations", folder, ignore=ignore_patterns("*.mo"))
    with (folder / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump(entries, allow_unicode=True))
    update_all(folder, texts)
    for code, language in load_languages(folder).items():
        if code in entries:
            path = catalogue_file(folder, language)
            catalogue = read_catalogue(path)
            for message in catalogue:
                if message.id:
                    fill(message, catalogue.num_plurals)
            path.write_bytes(updated(catalogue, texts, language))
    compile_all(folder)
    return folder


def fill(message: Message, plural_forms: int) -> None:
    """Translate a message into pseudo."""
    sources = texts_of(message.id)
    if len(sources) == 1:
        message.string = pseudo(sources[0])
    else:
        message.string = tuple(pseudo(sources[min(form, 1)]) for form in range(plural_forms))


def unmarked(soup: BeautifulSoup, lang: str, allowed: tuple[str, ...]) -> list[str]:
    """What the page says in words that wear no marks: its own words, not names, numbers or other languages."""
    body = soup.body
    assert body is not None
    shown = [(node.parent, str(node)) for node in body.find_all(string=True) if is_read(node)]
    heading = body.select_one("h1 [lang]") or body.select_one("h1") or body
    for tag in body.find_all(True):
        shown += [(tag, str(tag[name])) for name in _SHOWN_ATTRIBUTES if tag.has_attr(name)]
    shown.append((heading, str(soup.title.string if soup.title else "")))
    return [text.strip() for tag, text in shown if speaks(tag, lang) and has_own_words(text, allowed)]


def is_read(node: NavigableString) -> bool:
    """Whether a text is words to read: no comment, no script, no code, no address, no title of a source."""
    apart = node.find_parent(["script", "bdi"]) or node.find_parent(class_="sources")
    if type(node) is not NavigableString or apart is not None:
        return False
    parent = node.parent
    return (
        parent is not None
        and "code" not in parent.get_attribute_list("class")
        and not _ADDRESS.fullmatch(node)
    )


def speaks(tag: Tag | None, lang: str) -> bool:
    """Whether the nearest `lang` is the page's."""
    while tag is not None and not tag.has_attr("lang"):
        tag = tag.parent
    return tag is not None and tag["lang"] == lang


def has_own_words(text: str, allowed: tuple[str, ...]) -> bool:
    """Whether letters are left when the marked stretches and the allowed names are gone."""
    for name in sorted(allowed, key=len, reverse=True):
        text = text.replace(name, "")
    while _MARKED.search(text):
        text = _MARKED.sub("", text)
    return re.search(r"[^\W\d_]", text) is not None
