"""What somebody who follows a recipe writes: a seventh sign with its lesson, and questions that ask it."""

from textwrap import dedent, indent

SIGN_KEY = "hemlig-adress"

SIGN = indent(
    dedent("""\
    - key: hemlig-adress
      code: T7
      name: "Får inte säga var hen bor"
      short: "Hemlig adress"
      sentence: "Får inte säga var han eller hon bor."
      sources: [NSPM-T]
      certainty: B
      caution: "Många vill inte berätta var de bor. Fråga inte."
      looks_like:
        hotell:
          - {key: skakar, text: "Gästen skakar på huvudet när hen skriver sin adress.", strength: "+", sources: [EGEN], certainty: A}
        bostad:
          - {key: lapp, text: "Någon klistrar över namnet på dörren varje morgon.", strength: "+", sources: [EGEN], certainty: A}
      can_be:
        - "Skyddad adress."
    """),
    "  ",
)

LESSON = """\
---
key: {course}-identifiera-hemlig-adress
title: "Rutan som var tom"
module: identifiera
audiences: [{course}]
signs: [hemlig-adress]
lang: sv
version: "1"
sources:
  - {{code: NSPM-T, certainty: B, screens: [se, bero-pa]}}
  - {{code: EGEN, certainty: A, screens: [scen, aldrig]}}
---

## Rutan {{#scen .scen}}

Rutan för adress är tom. Hen lägger ner pennan.

## Så kan det se ut {{#se .se}}

- Någon annan fyller i hens adress.

## Det kan också bero på {{#bero-pa .bero-pa}}

Adressen kan vara skyddad.

## Aldrig ett tecken {{#aldrig .aldrig}}

En tom ruta är aldrig ett bevis.
"""

EVENTS = (
    ("agera", "En pojke pekar på ett hus på kartan och suddar sedan ut krysset med tummen.", "Vad sparar du av det?", "Kartan och tummen, med klockslag", "Att pojken nog ljuger om huset"),
    ("reagera", "Kvinnan byter ämne så fort taxin ska ha en gata att köra till.", "Hur möter du henne?", "Jag låter henne byta ämne", "Jag läser gatan högt ur registret"),
    ("identifiera", "Brevet kom tillbaka, och mottagaren bad dig viska numret på porten.", "Vad tänker du om viskningen?", "Att viskningen kan betyda något", "Att viskningen bevisar ett brott"),
    ("agera", "Under diskningen berättar en vikarie att hon flyttas mellan rum utan fönster.", "Var lämnar du det hon sa?", "Hos den ansvariga, ord för ord", "I gruppchatten, utan hennes namn"),
    ("reagera", "Han ritar sin dörr i imman och torkar bort den när sällskapet vänder sig om.", "Vad gör du med ritningen?", "Låter den vara och ler vänligt", "Frågar sällskapet om dörren"),
    ("identifiera", "Två systrar skriver varsin gata, och båda stryks över av samma hand.", "Vilket tecken liknar det?", "Att inte få säga var de bor", "Inget, alla skriver slarvigt ibland"),
)  # fmt: skip
TRAPS = (
    ("identifiera", "Brevbäraren skrattar: en nygift granne glömmer alltid sitt nya portnummer.", "Vad säger du?", "Att det händer många", "Att det låter som tvång"),
    ("reagera", "En artist bokar under påhittat namn och ber er hålla tyst om rummet.", "Hur tar du det?", "Som en vanlig önskan", "Som ett skäl att tipsa"),
)  # fmt: skip


def questions(course: str, number: int = len(EVENTS)) -> str:
    """So many questions that ask the sign in a course's workplace, and its traps, for the end of a bank file."""
    asked = [(each, f"signs: [{SIGN_KEY}]\n  no_sign: false") for each in EVENTS[:number]]
    lured = [(each, f"signs: []\n  no_sign: true\n  lures: [{SIGN_KEY}]") for each in TRAPS]
    return "".join(
        indent(
            dedent(f"""\

            - key: {course}-adress-{index}
              kind: single
              audiences: [{course}]
              step: {step}
              SIGNS
              critical: false
              difficulty: "1"
              sources: [EGEN]
              text: "{text}"
              ask: "{ask}"
              options:
                - {{key: ratt, text: "{right}", correct: true, why: "Då finns det kvar när någon frågar."}}
                - {{key: fel, text: "{wrong}", correct: false, why: "Det vet du inte, och det kan skada."}}
            """).replace("SIGNS", signs),
            "  ",
        )
        for index, ((step, text, ask, right, wrong), signs) in enumerate(asked + lured, start=1)
    )
