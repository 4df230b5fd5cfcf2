"""The rules of the fixed phrases: each file says what the Swedish one says. Pure."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from core.names import direction
from core.problems import Problem
from organisations.networks import read_networks
from organisations.phrases import SECTIONS, SOURCE, PhraseFile, read_phrases

Rule = Callable[[PhraseFile, PhraseFile], Iterator[Problem]]
_NUMBER = re.compile(r"\d+(?:[- \u00a0]\d+)*")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def check_phrases(root: Path) -> list[Problem]:
    """Everything to put right in `organisations/phrases` under the project root, in file order."""
    files, problems = read_phrases(root / "organisations" / "phrases")
    source = next((file for file in files if file.phrases.lang == SOURCE), None)
    if files and source is None:
        problems.append(
            files[0].node.problem("den svenska förlagan saknas", f"skriv {SOURCE}.yaml i samma mapp")
        )
    cities = [file.network.city for file in read_networks(root / "organisations" / "networks")[0]]
    for file in files:
        problems += no_city_names(file, cities)
        problems += file_is_named_as_its_language(file)
        problems += direction_is_the_languages(file)
        if source is not None and file is not source:
            problems += [problem for rule in RULES for problem in rule(file, source)]
    return sorted(set(problems))


def no_city_names(file: PhraseFile, cities: list[str]) -> Iterator[Problem]:
    """No city: the next one takes the phrases over as they are."""
    for node in file.node.texts():
        for city in cities:
            if city and city.casefold() in node.text.casefold():
                yield node.problem(f'"{city}" är en stads namn', "säg det utan stadens namn")


def file_is_named_as_its_language(file: PhraseFile) -> Iterator[Problem]:
    """ar.yaml has lang ar: the address of the page is the file's name."""
    expected = file.node.file.rpartition("/")[2].removesuffix(".yaml")
    if file.phrases.lang != expected:
        yield file.at("lang").problem("språket är inte filens namn", f"skriv lang: {expected}")


def direction_is_the_languages(file: PhraseFile) -> Iterator[Problem]:
    """Every phrase runs the way the file says, by its first letter (Unicode Bidirectional Algorithm, P2)."""
    for section in SECTIONS:
        for node in file.at(section).mapping.values():
            letters = _PLACEHOLDER.sub("", node.text)
            if letters.strip() and file.phrases.dir and direction(letters) != file.phrases.dir:
                yield node.problem(
                    f"texten går inte åt det håll som filen säger ({file.phrases.dir})",
                    "rätta dir, eller skriv texten på filens språk",
                )


def has_the_sources_keys(file: PhraseFile, source: PhraseFile) -> Iterator[Problem]:
    """The same keys as the source, no more and no fewer."""
    for section in SECTIONS:
        own, wanted = file.at(section).mapping, source.at(section).mapping
        for key in wanted.keys() - own.keys():
            yield file.at(section).problem(f'texten "{section}.{key}" saknas', "översätt den ur sv.yaml")
        for key in own.keys() - wanted.keys():
            yield own[key].problem(f'texten "{section}.{key}" finns inte i sv.yaml', "ta bort den")


def is_not_its_source(file: PhraseFile, source: PhraseFile) -> Iterator[Problem]:
    """A phrase that equals the Swedish one was not translated."""
    for section, key in _shared(file, source):
        node = file.at(section, key)
        if _plain(node.text) == _plain(source.at(section, key).text):
            yield node.problem("texten är densamma som i sv.yaml", f"skriv den på {file.phrases.lang}")


def has_the_sources_numbers(file: PhraseFile, source: PhraseFile) -> Iterator[Problem]:
    """The same numbers in the same digits: a telephone has no others."""
    for section, key in _shared(file, source):
        node, wanted = file.at(section, key), _numbers(source.at(section, key).text)
        if _numbers(node.text) != wanted:
            yield node.problem(
                f"siffrorna är inte förlagans ({', '.join(wanted) or 'inga'})",
                "skriv samma tal med siffrorna 0 till 9",
            )


def has_the_sources_placeholders(file: PhraseFile, source: PhraseFile) -> Iterator[Problem]:
    """The same placeholders, so that the poster can be filled."""
    for section, key in _shared(file, source):
        node, wanted = file.at(section, key), _placeholders(source.at(section, key).text)
        if _placeholders(node.text) != wanted:
            yield node.problem(
                f"platshållarna är inte förlagans ({', '.join(wanted) or 'inga'})",
                "skriv dem som i sv.yaml",
            )


def is_of_the_sources_version(file: PhraseFile, source: PhraseFile) -> Iterator[Problem]:
    """An old translation is only warned about: its phrases are still shown."""
    if file.phrases.version != source.phrases.version:
        yield _warning(
            file,
            "version",
            f"översättningen är inte av förlagans version {source.phrases.version}",
            f'läs sv.yaml, ändra texten och skriv version: "{source.phrases.version}"',
        )


def is_read_by_a_native_speaker(file: PhraseFile, source: PhraseFile) -> Iterator[Problem]:
    """What nobody whose language it is has read is only warned about; the coordinator sees it too."""
    if not file.phrases.read_by_native:
        yield _warning(
            file,
            "read_by_native",
            "filen är inte läst av modersmålstalare",
            f"be någon läsa /hjalp/{file.phrases.lang} och affischen, och skriv read_by_native: true",
        )


RULES: tuple[Rule, ...] = (
    has_the_sources_keys,
    is_not_its_source,
    has_the_sources_numbers,
    has_the_sources_placeholders,
    is_of_the_sources_version,
    is_read_by_a_native_speaker,
)


def _warning(file: PhraseFile, field: str, what: str, remedy: str) -> Problem:
    node = file.at(field)
    return Problem(node.file, node.line, what, remedy, "warning")


def _shared(file: PhraseFile, source: PhraseFile) -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        for key in file.at(section).mapping:
            if key in source.at(section).mapping:
                yield section, key


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _numbers(text: str) -> list[str]:
    return sorted(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))
