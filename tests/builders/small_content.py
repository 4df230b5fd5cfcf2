"""The texts of a small valid content tree: one city, one sign, one course, four questions, one scenario."""

from tests.builders.small_bank import QUESTIONS
from tests.builders.small_scenario import SCENARIO, SCENARIO_TEXT

NETWORK = "organisations/networks/lillstad.yaml"
SIGNS = "courses/content/signs.yaml"
WORDS = "courses/content/words.yaml"
SOURCES = "courses/content/sources.yaml"
AUDIENCES = "courses/content/audiences.yaml"
COURSE = "courses/content/hotell/course.yaml"
SIGN_LESSON = "courses/content/hotell/01-pengar.md"
CALM_LESSON = "courses/content/hotell/02-lugn.md"
CALL_LESSON = "courses/content/hotell/03-ring.md"
BANK = "quiz/bank/hotell.yaml"

FILES = {
    "static/images/port.svg": "<svg/>",
    "templates/drawings/scene-entrance.svg": "<svg/>",
    NETWORK: """
        lang: sv
        version: "1"
        key: lillstad
        city: "Lillstad"
        name: "Lillstad mot utnyttjande"
        initiative: "Stad för stad"
        model: "Lillstadsmodellen"
        summary: "Lillstad har ett nätverk."
        purpose: "Tillsammans når vi fler."
        sources: [SEED1]
        started: {date: "2020-01-01", text: "Nätverket startade 2020.", source: SEED1, certainty: B}
        coordinator: {key: samordnare, name: "Stadshuset i Lillstad", source: SEED1, certainty: B}
        groups:
          - key: karnan
            name: "Kärnan"
            meetings_per_year: "4"
            source: SEED1
            certainty: B
            checked: "2026-11-01"
            members:
              - {key: polisen, name: "Polisen", sector: myndighet}
              - {key: bo-tryggt, name: "Botryggt", sector: bostad}
        lines_of_work:
          - {key: stod, name: "Stöd", text: "Stöd och boende.", source: SEED1, certainty: B}
        outreach: {text: "Stadens team söker upp.", source: SEED1, certainty: B}
        chain:
          - {step: "0", key: du, who: "Du", text: "Du ser.", own_addition: "true", source: EGEN, certainty: A}
          - {step: "1", key: polisen, who: "Polisen", text: "Polisen får veta.", own_addition: "false", source: SEED1, certainty: B}
          - {step: "2", key: teamet, who: "Polisen", text: "Polisen ringer teamet.", own_addition: "false", source: SEED1, certainty: B}
          - {step: "3", key: huset, who: "Teamet", text: "Teamet ringer huset.", own_addition: "false", source: SEED1, certainty: B}
          - {step: "4", key: personen, who: "Huset", text: "Huset ringer personen.", own_addition: "false", source: SEED1, certainty: B}
          - {step: "5", key: efter, who: "Alla", text: "Alla följer upp.", own_addition: "false", source: SEED1, certainty: B}
        chain_note: "Kedjan gör det."
        contacts:
          - key: fara
            name: "Fara nu"
            number: "112"
            for_whom: [alla]
            when: "Vid fara."
            hours: "Dygnet runt"
            source: POL1
            certainty: B
            checked: "2026-11-01"
            show: "ja"
          - key: tips
            name: "Polisen"
            number: "114 14"
            for_whom: [alla]
            when: "Inte bråttom."
            hours: "Dygnet runt"
            source: POL1
            certainty: B
            checked: "2026-11-01"
            show: "ja"
        material: []
        local_before_launch: ["Ring varje nummer."]
        """,
    AUDIENCES: """
        hotell: "Hotell"
        bostad: "Bostad"
        """,
    SOURCES: """
        EGEN: {title: "Kursens egna ord"}
        POL1: {title: "Människohandel, Polisen", address: "polisen.se"}
        SEED1: {title: "Stadens sida", address: "lillstad.example"}
        """,
    WORDS: """
        banned:
          sv:
            offer: "person som utnyttjas"
            man: "du"
          en:
            victim: "person who is exploited"
        banned_in_titles: ["utsatt"]
        allowed: ["en man"]
        generic_names: ["Polisen"]
        limits:
          sv: {sentence_words: "18", mean_sentence_words: "12", screen_words: "120", ask_words: "20", lesson_lix: "30", question_lix: "25"}
          sv-x-lattlast: {sentence_words: "18", mean_sentence_words: "12", screen_words: "120", ask_words: "20", lesson_lix: "22", question_lix: "22"}
        """,
    SIGNS: """
        lang: sv
        version: "1"
        both_halves: "Ett tecken bevisar ingenting."
        both_halves_sources: [SEED1]
        remember: "Det kan vara någon hon känner."
        remember_sources: [SEED1]
        strengths:
          "++": "Väger tungt"
          "+": "Värt en anteckning"
        signs:
          - key: pengar
            code: T5
            name: "Pengar utan förklaring"
            short: "Pengar"
            sentence: "Har mycket pengar men kan inte säga varifrån."
            sources: [SEED1]
            certainty: B
            caution: "Ett svagt tecken."
            looks_like:
              hotell:
                - key: kontant
                  text: "En gäst betalar kontant rum för rum."
                  strength: "+"
                  sources: [SEED1]
                  certainty: B
            can_be:
              - "Lön eller arv."
        """,
    COURSE: """
        key: hotell
        lang: sv
        version: "1"
        title: "Hotell"
        name: "En säker hand för hotell"
        summary: "För dig som möter gäster."
        audience: hotell
        kinds: [hotell]
        try_lesson: hotell-identifiera-pengar
        modules:
          - key: identifiera
            title: "Identifiera"
            summary: "Vad du kan se."
            lessons: [hotell-identifiera-pengar]
          - key: reagera
            title: "Reagera"
            summary: "Hur du är lugn."
            lessons: [hotell-reagera-lugn]
          - key: agera
            title: "Agera"
            summary: "Vem du ringer."
            lessons: [hotell-agera-ring]
        exam:
          questions: "3"
          pass_right: "3"
          traps: "1"
          criticals: "1"
        """,
    SIGN_LESSON: """
        ---
        key: hotell-identifiera-pengar
        title: "Kuvertet på disken"
        module: identifiera
        audiences: [hotell]
        signs: [pengar]
        minutes: "2"
        lang: sv
        version: "1"
        image:
          file: "scene-entrance.svg"
          alt: "En port."
        sources:
          - code: SEED1
            certainty: B
            screens: [se, bero-pa]
            note: "Tecknet."
          - code: EGEN
            certainty: A
            screens: [scen, aldrig]
        ---

        ## Kuvertet {#scen .scen}

        En gäst lägger ett kuvert på disken. Hon betalar för en natt till.

        ## Så kan det se ut {#se .se}

        - En gäst betalar kontant rum för rum.
        - Någon annan har hennes pass.

        ## Det kan också bero på {#bero-pa .bero-pa}

        Ofta är det lön eller arv.

        ## Aldrig ett tecken {#aldrig .aldrig}

        Kläder är aldrig ett tecken.
        """,
    CALM_LESSON: """
        ---
        key: hotell-reagera-lugn
        title: "Lugn och trygg"
        module: reagera
        audiences: [hotell]
        signs: []
        lang: sv
        version: "1"
        sources:
          - code: EGEN
            certainty: A
            screens: [lugn]
        ---

        ## Var som vanligt {#lugn .lugn}

        Säg hej. Fråga gärna om du kan hjälpa till.
        """,
    CALL_LESSON: """
        ---
        key: hotell-agera-ring
        title: "Vem du ringer"
        module: agera
        audiences: [hotell]
        signs: []
        lang: sv
        version: "1"
        sources:
          - code: POL1
            certainty: B
            screens: [numren]
        ---

        ## Numren {#numren .numren}

        Fara nu: ring **112**. Annars ringer du 114 14.

        I {stad} går det till så här: {kedja.1} Läs mer på [sidan om hjälp](/hjalp).
        """,
    BANK: QUESTIONS,
    SCENARIO: SCENARIO_TEXT,
}
