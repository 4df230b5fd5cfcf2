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
    """An invented organisation: how many people, how well they do, and how many names are only written down."""

    name: str
    kind: str
    people: int
    skill: float
    alarming: float
    named: int = 0


WORKPLACES = (
    Workplace("Hotell Exempel", "hotell", 22, 0.93, 0.10, named=3),
    Workplace("Hotell Fyren", "hotell", 12, 0.88, 0.25),
    Workplace("Pensionat Bryggan", "hotell", 8, 0.90, 0.12),
    Workplace("Vandrarhem Norr", "hotell", 3, 0.90, 0.10),
    Workplace("Exempelbostäder", "bostad", 9, 0.91, 0.08),
    Workplace("Bevakning Exempel", "bevakning", 6, 0.85, 0.30),
)


def full_name(number: int) -> str:
    """The name of the n-th invented person; no two are alike below 900."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[(number * 7 + number // len(FIRST_NAMES)) % len(LAST_NAMES)]
    return f"{first} {last}"
