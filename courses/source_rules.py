"""Rules for pointing at sources, the same for signs, lessons and questions. Pure."""

from collections.abc import Iterator, Sequence

from core.problems import Problem
from core.yaml_files import Node
from courses.text_rules import Known

OWN_WORDS = "EGEN"
EMERGENCY_SOURCES = {"POL1", "KARL"}


def sources_are_known(node: Node, codes: Sequence[str], known: Known) -> Iterator[Problem]:
    """There is at least one source, and each code stands in sources.yaml."""
    if not codes:
        yield node.problem("ingen källa", f"skriv koden för källan, eller {OWN_WORDS} för kursens egna ord")
    for code in codes:
        if code not in known.sources:
            yield node.problem(
                f'källan "{code}" finns inte',
                "använd en kod ur courses/content/sources.yaml, eller lägg till den där",
            )


def certainty_is_told(node: Node, codes: Sequence[str], certainty: str) -> Iterator[Problem]:
    """B is read in the source, A general knowledge; O (unclear) is left out; the course's own words are A."""
    if certainty == "O":
        yield node.problem("det oklara (O) visas inte", 'lämna ute det, eller skriv "kontrolleras lokalt"')
    elif certainty not in ("A", "B"):
        yield node.problem(
            f'säkerheten "{certainty}" finns inte', "skriv certainty: B (läst i källan) eller A"
        )
    elif certainty == "B" and set(codes) == {OWN_WORDS}:
        yield node.problem(
            "kursens egna ord kan inte vara lästa i en källa", "skriv certainty: A, eller ange källan"
        )


def only_own_words(codes: Sequence[str]) -> bool:
    """Whether all that vouches for a text is the course itself."""
    return set(codes) <= {OWN_WORDS}
