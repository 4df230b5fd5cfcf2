"""The text of a small valid scenario: two scenes, three thoughts each, two ends."""

SCENARIO = "courses/content/hotell/scenario-kuvertet.yaml"
SCENARIO_EN = "courses/content/hotell/scenario-kuvertet.en.yaml"

SCENARIO_TEXT = """
        lang: sv
        version: "1"
        key: hotell-kuvertet
        title: "Ett kuvert till"
        audiences: [hotell]
        signs: [pengar]
        before: "Du möter en gäst i receptionen. Ingen slår någon."
        sources:
          - {code: EGEN, certainty: A, note: "Påhittad händelse."}
        start: disken
        scenes:
          - key: disken
            place: "Disken"
            time: "22.10"
            text: "Gästen betalar ur ett kuvert och ser ner i golvet."
            question: "Vad gör du?"
            phone:
              - {number: "114 14", when: "Om du vill berätta vad du såg."}
              - {number: "112", when: "Om någon blir rädd."}
            options:
              - key: halsa
                text: "Jag hälsar och frågar hur resan var."
                value: stark
                for_her: "Hon tittar upp och ler lite."
                for_you: "Du blev lugn av din egen röst."
                trainer: "Ett vanligt hej räcker långt."
                next: hissen
              - key: vanta
                text: "Jag tar betalt och säger inget."
                value: svag
                for_her: "Hon går snabbt till hissen."
                for_you: "Du undrar hela kvällen."
                trainer: "Du får undra. Skriv upp det du såg."
                next: hissen
              - key: pressa
                text: "Jag frågar vems pengarna är."
                value: riskabel
                danger: utreda-sjalv
                for_her: "Hon tystnar och går."
                for_you: "Frågan blev ett förhör."
                trainer: "Att utreda är polisens sak."
                next: slut-tyst
          - key: hissen
            place: "Hissen"
            time: "22.20"
            text: "En kollega säger att gästen står kvar i hissen."
            question: "Vad säger du?"
            phone:
              - {number: "112", when: "Om hon ber om hjälp."}
            options:
              - key: ga-dit
                text: "Jag går dit och säger hej."
                value: stark
                for_her: "Hon ber om ett glas vatten."
                for_you: "Det kändes som vanligt jobb."
                trainer: "Vänlighet är aldrig fel."
                next: slut-vatten
              - key: skriva
                text: "Jag skriver upp vad jag såg."
                value: stark
                for_her: "Hon märker inget."
                for_you: "Nu minns du det i morgon."
                trainer: "Klockslag och ord hjälper."
                next: slut-vatten
              - key: strunta
                text: "Jag låter det vara."
                value: svag
                for_her: "Hon åker upp till sitt rum."
                for_you: "Du vet inte vad det var."
                trainer: "Det går att skriva upp det senare."
                next: slut-tyst
        ends:
          - {key: slut-vatten, title: "Ett glas vatten", text: "Hon drack och sa tack. Du skrev tre rader."}
          - {key: slut-tyst, title: "Tyst i hallen", text: "Kvällen gick. Du kan fortfarande skriva upp det."}
        """

SCENARIO_EN_TEXT = """
        lang: en
        of_version: "1"
        title: "One more envelope"
        before: "You meet a guest at the desk. Nobody hits anybody."
        scenes:
          disken:
            place: "The desk"
            time: "22.10"
            text: "The guest pays from an envelope and looks down."
            question: "What do you do?"
            phone: [{when: "If you want to tell what you saw."}, {when: "If somebody gets scared."}]
            options:
              halsa: {text: "I say hello.", for_her: "She smiles.", for_you: "You got calm.", trainer: "A hello is much."}
              vanta: {text: "I say nothing.", for_her: "She hurries off.", for_you: "You wonder.", trainer: "Write it down."}
              pressa: {text: "I ask whose it is.", for_her: "She goes.", for_you: "Like the police.", trainer: "Do not dig."}
          hissen:
            place: "The lift"
            time: "22.20"
            text: "A colleague says that she is still in the lift."
            question: "What do you say?"
            phone: [{when: "If she asks for help."}]
            options:
              ga-dit: {text: "I go and say hello.", for_her: "She wants water.", for_you: "As ever.", trainer: "Be kind."}
              skriva: {text: "I write it down.", for_her: "She sees nothing.", for_you: "Now you know.", trainer: "Times help."}
              strunta: {text: "I let it be.", for_her: "She goes up.", for_you: "Who knows.", trainer: "Write later."}
        ends:
          slut-vatten: {title: "A glass of water", text: "She drank and said thanks. You wrote three lines."}
          slut-tyst: {title: "Quiet in the hall", text: "The night went by. You can still write it down."}
        """
