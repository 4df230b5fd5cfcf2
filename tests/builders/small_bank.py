"""The text of a small valid question bank: an ordinary question, two critical ones, a trap."""

QUESTIONS = """
        lang: sv
        version: "1"
        retired: [hotell-gammal]
        questions:
          - key: hotell-kuvert
            kind: single
            audiences: [hotell]
            step: agera
            signs: [pengar]
            no_sign: false
            critical: false
            difficulty: "1"
            sources: [SEED1]
            text: "En gäst betalar tre rum ur ett kuvert. Hon vet inte vems pengarna är."
            ask: "Vad är värt att skriva upp?"
            options:
              - key: orden
                text: "Orden hon sa om pengarna"
                correct: true
                why: "Det här hörde du. Skriv hennes egna ord."
              - key: kappan
                text: "Att hon har en dyr kappa"
                correct: false
                why: "Kläder säger inget om tvång."
          - key: hotell-chefens-pass
            kind: single
            audiences: [hotell]
            step: reagera
            signs: [pengar]
            no_sign: false
            critical: true
            difficulty: "2"
            sources: [EGEN]
            text: "Städaren viskar att chefen har hans lön och hans pass."
            ask: "Hur svarar du honom?"
            options:
              - key: lyssna
                text: "Lyssnar och säger att det finns hjälp"
                correct: true
                why: "Då vet han att du går att prata med."
              - key: ringa-chefen
                text: "Går till chefen och frågar direkt"
                correct: false
                danger: varna
                why: "Då får chefen veta vad han har sagt."
          - key: hotell-natten
            kind: several
            audiences: [hotell]
            step: reagera
            signs: [pengar]
            no_sign: false
            critical: true
            difficulty: "3"
            sources: [POL1]
            text: "Mitt i natten ber en ung kvinna dig om hjälp. Hennes kort är tomt."
            ask: "Vilka två saker gör du nu?"
            options:
              - key: ring
                text: "Ringer 112 i lugn och ro"
                correct: true
                why: "Hon ber om hjälp, och då är det 112."
              - key: stanna
                text: "Stannar nära henne bakom disken"
                correct: true
                why: "Hon är inte ensam då."
              - key: vanta
                text: "Väntar till chefen kommer klockan sju"
                correct: false
                danger: vanta-vid-fara
                why: "Hjälpen behövs i natt. Chefen kan vänta."
          - key: hotell-brollop
            kind: single
            audiences: [hotell]
            step: identifiera
            signs: []
            no_sign: true
            lures: [pengar]
            critical: false
            difficulty: "1"
            sources: [EGEN]
            text: "En far betalar hela festen med sedlar. Alla skrattar och dansar."
            ask: "Vad tänker du om sedlarna?"
            options:
              - key: inget
                text: "Inget alls, de firar"
                correct: true
                why: "Några betalar helst kontant."
              - key: tipsa
                text: "Ringer polisen och tipsar om sedlarna"
                correct: false
                danger: utseende
                why: "Ett sådant tips kan skada en vanlig familj."
        """
