"""`python -m core.collect_messages` (`make messages`): bring the catalogues in line with code and templates.

From one run to the next a catalogue changes only where a text did: it holds no dates and no line numbers,
and its texts are sorted. A text that is new stands there empty, one that nobody uses any more is gone.
"""

import io
import sys
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from core.compile_translations import texts_of
from core.language import Language, load_languages
from core.settings import ROOT

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "lazy": None, "Required": None}
SOURCE_LANGUAGE = "sv"
WIDTH = 110
HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {}\\n"\n\n'


def collect(root: Path) -> Catalog:
    """Every text that code and templates under `root` mark for translation; babel.cfg says which files.

    Raises ValueError for a text that is used both with and without a plural: gettext keeps only one of them.
    """
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    texts = {each[2] for each in extract_from_dir(root, methods, options, KEYWORDS)}
    both = texts & {each[0] for each in texts if isinstance(each, tuple)}
    if both:
        raise ValueError(f"used with and without a plural, word one of them differently: {sorted(both)}")
    found = Catalog()
    for text in texts:
        found.add(text)
    return found


def catalogue_file(folder: Path, language: Language) -> Path:
    """Where a language's texts lie."""
    return folder / language.catalogue / "LC_MESSAGES" / "messages.po"


def read_catalogue(path: Path) -> Catalog:
    """The texts of one file."""
    with path.open("rb") as file:
        return read_po(file)


def updated(old: Catalog | None, texts: Catalog, language: Language) -> bytes:
    """A language's file with exactly these texts; what was translated stays."""
    plural_forms = old.plural_forms if old else get_plural(Locale.parse(language.locale)).plural_forms
    new = old or Catalog()
    new.update(texts, no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(
        body, new, width=WIDTH, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return HEADER.format(language.catalogue, plural_forms).encode() + body.getvalue()


def update_all(folder: Path, texts: Catalog) -> int:
    """Write every language's file again, a new language's too. Returns how many texts lack a translation."""
    missing = 0
    for code, language in load_languages(folder).items():
        if code == SOURCE_LANGUAGE:
            continue
        path = catalogue_file(folder, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        old = read_catalogue(path) if path.exists() else None
        path.write_bytes(updated(old, texts, language))
        missing += sum(not all(texts_of(each.string)) for each in read_catalogue(path) if each.id)
    return missing


if __name__ == "__main__":
    left = update_all(ROOT / "core" / "translations", collect(ROOT))
    sys.stdout.write(f"{left} texts have no translation yet.\n" if left else "Every text is translated.\n")
