"""The invented people and places of the demonstration."""

from dataclasses import dataclass

FIRST_NAMES = (
    "Amina", "Jonas", "Erik", "Li", "Maryam", "Omar", "Pia", "Sofia", "Kim", "Elif", "Mattias", "Olena",
    "Hanna", "Yusuf", "Ingrid", "Tomasz", "Fatima", "Nils", "Rosa", "Samir", "Karin", "Ana", "Viktor", "Leyla",
    "Johan", "Zofia", "Ahmed", "Birgitta", "Daniel", "Noor",
)  # fmt: skip
LAST_NAMES = (
    "Haddad", "Berg", "Svan", "Wen", "Noor", "Sand", "Holm", "Lund", "Ek", "Yilmaz", "Åkesson", "Kovalenko",
    "Öberg", "Ali", "Ström", "Nowak", "Rahimi", "Dahl", "Lopez", "Khalil", "Sjö", "Marković", "Lindgren", "Demir",
    "Falk", "Wójcik", "Osman", "Nyström", "Ask", "Karim",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Workplace:
    """An invented organisation: how many people, and how they answer.

    `skill` is the share of questions they know, `weak` signs they miss every second time, `alarming`
    the share of traps they fall into, above all those that lure with a sign in `lured`. `named` people
    have only been written down.
    """

    name: str
    kind: str
    people: int
    skill: float
    alarming: float
    weak: tuple[str, ...] = ()
    lured: tuple[str, ...] = ()
    named: int = 0


WORKPLACES = (
    Workplace(
        "Hotell Exempel", "hotell", 28, 0.95, 0.04, weak=("kontakt-saknas",), lured=("pengar",), named=3
    ),
    Workplace("Hotell Fyren", "hotell", 18, 0.94, 0.04, weak=("kriminella",), lured=("pengar", "forsvinner")),
    Workplace("Pensionat Bryggan", "hotell", 18, 0.95, 0.04, weak=("forsvinner",)),
    Workplace("Vandrarhem Norr", "hotell", 3, 0.95, 0.04),
    Workplace("Värdshuset Eken", "hotell", 10, 0.95, 0.2, lured=("pengar", "forsvinner")),
    Workplace("Exempelbostäder", "bostad", 18, 0.95, 0.04, weak=("id-handlingar",), lured=("kontrollerad",)),
    Workplace("Bevakning Exempel", "bevakning", 6, 0.92, 0.06, lured=("kriminella",)),
)


# The sites of the first workplace, each with its teams.
SITES = {"Hamnen": ("Reception", "Städ"), "Torget": ("Städ", "Natt")}


def full_name(number: int) -> str:
    """The name of the n-th invented person; no two are alike below 900."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[(number * 7 + number // len(FIRST_NAMES)) % len(LAST_NAMES)]
    return f"{first} {last}"
