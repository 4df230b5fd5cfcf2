"""A question about a picture, as an author writes it, and the same in English."""

from dataclasses import replace
from pathlib import Path

from quiz.bank import Bank, load_bank
from quiz.content import Content
from tests.quiz.written_kinds import HEAD

SPOTS_FILE, SPOTS_ENGLISH_FILE = "quiz/bank/bild.yaml", "quiz/bank/bild.en.yaml"

SPOTS = "kvall-bild"
PLACES = {"lappen": (20, 30, 9), "luren": (50, 50, 12), "klockan": (80, 30, 8), "koppen": (20, 80, 9)}
RIGHT_SPOTS = frozenset({"lappen", "luren"})
SPOT_TEXTS = {
    "lappen": ("Någon annan håller i lappen", "Lappen var inte hans."),
    "luren": ("Luren pekar ut över baren", "Någon ser allt som sker."),
    "klockan": ("Klockan på väggen har stannat", "Klockor stannar ibland."),
    "koppen": ("En kopp står kvar på bordet", "Någon drack sitt kaffe."),
}


def spots_text(right: frozenset[str] = RIGHT_SPOTS) -> str:
    """A question about a picture in which these spots are signs."""
    rows = "".join(
        f'      - key: {key}\n        text: "{text}"\n        correct: {str(key in right).lower()}\n'
        f'        x: "{x}"\n        y: "{y}"\n        r: "{r}"\n        why: "{why}"\n'
        for key, (x, y, r) in PLACES.items()
        for text, why in [SPOT_TEXTS[key]]
    )
    return f"""  - key: {SPOTS}
    kind: spots
    audiences: [hotell]
    step: identifiera
    signs: [pengar]
    no_sign: false
    critical: false
    difficulty: "1"
    sources: [EGEN]
    text: "Baren är nästan tom nu."
    ask: "Vad i baren skriver du upp?"
    picture: scene-entrance
    picture_text: "En bar i {{stad}} med en lapp, en lur, en klocka och en kopp."
    spots:
{rows}"""


SPOTS_ENGLISH = f"""  {SPOTS}:
    text: "The bar is almost empty now."
    ask: "What in the bar do you write down?"
    picture_text: "A bar in {{stad}} with a note, a phone, a clock and a cup."
    spots:
      lappen: {{text: "Somebody else holds the note", why: "The note was not theirs."}}
      luren: {{text: "The phone points across the bar", why: "Somebody sees it all."}}
      klockan: {{text: "The clock on the wall has stopped", why: "Clocks do stop."}}
      koppen: {{text: "A cup is left on the table", why: "Somebody had coffee."}}
"""


def spots_bank(root: Path, content: Content, text: str = "", english: str = SPOTS_ENGLISH) -> Bank:
    """A bank of this one question, or of another text, with the real signs."""
    (root / "quiz" / "bank").mkdir(parents=True, exist_ok=True)
    (root / SPOTS_FILE).write_text(HEAD + (text or spots_text()), "utf-8")
    (root / SPOTS_ENGLISH_FILE).write_text('lang: en\nof_version: "1"\nquestions:\n' + english, "utf-8")
    return load_bank(root, content.catalogue, content.network)


def with_bank(content: Content, bank: Bank) -> Content:
    """The real content with this bank's questions more."""
    return replace(content, bank=replace(bank, questions={**content.bank.questions, **bank.questions}))
