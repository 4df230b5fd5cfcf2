"""A small bank file with one question of each kind, as an author writes it, and the same in English."""

FILE = "quiz/bank/slag.yaml"
ENGLISH_FILE = "quiz/bank/slag.en.yaml"
ORDER, MATCH, FIRST, SECOND = "kvall-steg", "kvall-rader", "kvall-bar-skriva", "kvall-bar-svara"
RIGHT_ORDER = ("ser", "skriver", "lamnar", "ringer")
RIGHT_SIGNS = {"kuvert": "pengar", "ringer": "kontrollerad", "borta": "pengar", "resa": "forsvinner"}

HEAD = 'lang: sv\nversion: "1"\nretired: [kvall-gammal]\nquestions:\n'
ITEMS = {
    "ser": ("Du ser något i baren", "Det börjar med dig."),
    "skriver": ("Du skriver upp orden i {stad}", "Orden är lätta att glömma."),
    "lamnar": ("Du berättar för chefen", "Då är du inte ensam."),
    "ringer": ("Chefen ringer någon som kan mer", "Chefen tar det vidare."),
}


def order_text(keys: tuple[str, ...] = RIGHT_ORDER) -> str:
    """An order whose right order is that of the keys."""
    rows = "".join(
        f'      - key: {key}\n        text: "{ITEMS[key][0]}"\n        why: "{ITEMS[key][1]}"\n'
        for key in keys
    )
    return f"""  - key: {ORDER}
    kind: order
    audiences: [hotell]
    step: agera
    signs: []
    no_sign: false
    critical: false
    difficulty: "1"
    sources: [EGEN]
    text: "Kvällen har varit lång."
    ask: "Lägg stegen i rätt ordning."
    items:
{rows}"""


def match_text(kuvert: str = "pengar", ringer: str = "kontrollerad") -> str:
    """Four pairs; two of them are like the sign pengar."""
    return f"""  - key: {MATCH}
    kind: match
    audiences: [hotell]
    step: identifiera
    signs: [pengar, kontrollerad, forsvinner]
    no_sign: false
    critical: false
    difficulty: "2"
    sources: [EGEN]
    text: "På lappen står fyra rader."
    ask: "Para ihop rad för rad."
    pairs:
      - key: kuvert
        text: "Hen har ett tjockt kuvert"
        sign: {kuvert}
        why: "Hen vet inte vems det är."
      - key: ringer
        text: "Det ringer tills hen svarar"
        sign: {ringer}
        why: "Någon vill veta var hen är."
      - key: borta
        text: "Hen betalar för sex rum"
        sign: pengar
        why: "Hen sa inte varför."
      - key: resa
        text: "Ingen vet vart hen for"
        sign: forsvinner
        why: "Det ser ni först över tid."
"""


CASE = f"""  - key: kvall-bar
    kind: case
    audiences: [hotell]
    step: reagera
    signs: [kontrollerad]
    no_sign: false
    critical: false
    difficulty: "3"
    sources: [EGEN]
    text: "Baren, sent. En gäst får aldrig välja själv."
    questions:
      - key: {FIRST}
        kind: several
        step: identifiera
        signs: [kontrollerad]
        ask: "Vad skriver du upp?"
        options:
          - {{key: valja, text: "Att den andra väljer", correct: true, why: "Det såg du."}}
          - {{key: tyst, text: "Orden gästen sa", correct: true, why: "Orden väger tungt."}}
          - {{key: skor, text: "Vilka skor gästen har", correct: false, why: "Skor säger inget."}}
      - key: {SECOND}
        kind: single
        step: reagera
        signs: [kontrollerad]
        critical: true
        ask: "Vad gör du först?"
        options:
          - {{key: nara, text: "Finns i närheten", correct: true, why: "Då kan gästen nå dig."}}
          - {{key: hogt, text: "Frågar högt", correct: false, danger: varna, why: "Då hör alla det."}}
"""
BANK = HEAD + order_text() + match_text() + CASE

ENGLISH = f"""lang: en
of_version: "1"
questions:
  {ORDER}:
    text: "It has been a long evening."
    ask: "Put the steps in order."
    items:
      ser: {{text: "You notice something", why: "It starts with you."}}
      skriver: {{text: "You write the words down", why: "Words are soon lost."}}
      lamnar: {{text: "You tell your manager", why: "Then you share it."}}
      ringer: {{text: "Your manager makes a call", why: "It goes on from there."}}
  {MATCH}:
    text: "The note has four lines."
    ask: "Match them line by line."
    pairs:
      kuvert: {{text: "They hold a thick envelope", why: "They cannot say whose it is."}}
      ringer: {{text: "The phone rings until they answer", why: "Someone wants to know."}}
      borta: {{text: "They pay for six rooms", why: "They did not say why."}}
      resa: {{text: "Nobody knows where they went", why: "It shows over time."}}
  kvall-bar:
    text: "The bar, late. A guest never gets to choose."
    questions:
      {FIRST}:
        ask: "What do you write down?"
        options:
          valja: {{text: "That the other one chooses", why: "You saw it."}}
          tyst: {{text: "What the guest said", why: "Words count."}}
          skor: {{text: "Which shoes the guest wears", why: "Shoes say nothing."}}
      {SECOND}:
        ask: "What do you do first?"
        options:
          nara: {{text: "Stay close by", why: "The guest can reach you."}}
          hogt: {{text: "Ask out loud", why: "Everyone hears it."}}
"""
