"""An invented city: other names, another chain, other members and other numbers than any city of ours."""

import re
from pathlib import Path
from textwrap import dedent

from werkzeug.test import TestResponse

from core.settings import ROOT
from courses.cards import load_cards
from courses.catalogue import load_catalogue
from organisations.network import Network
from organisations.networks import load_networks
from quiz.bank import load_bank
from quiz.content import Content
from tests.builders.pages import Browser, Page

KEY = "grankoping"
CITY = "Granköping"
OURS = load_networks(ROOT / "organisations" / "networks")["helsingborg"]
EVERYWHERE = {
    "Polisen",
    "Socialtjänsten",
    "Socialjouren",
    "Trygghetsvärdar",
    "Thai-massage",
    "Brottsofferjouren",
}
FILE = f"organisations/networks/{KEY}.yaml"

TEXT = """
    lang: sv
    version: "1"
    key: grankoping
    city: "Granköping"
    name: "Granköping ser"
    initiative: "Kust för kust"
    model: "Granköpingsmodellen"
    summary: "Granköping började från noll."
    purpose: "Ingen ska stå ensam."
    sources: [EGEN]
    started: {date: "2025-03-01", text: "Nätverket startade i mars 2025.", source: EGEN, certainty: A}
    coordinator: {key: tryggcentralen, name: "Tryggcentralen", source: EGEN, certainty: A}
    groups:
      - key: ledningen
        name: "Ledningsringen"
        meetings_per_year: "6"
        source: EGEN
        certainty: A
        checked: "2026-11-01"
        members:
          - {key: polisen, name: "Polisen", sector: myndighet}
          - {key: kusthjalpen, name: "Kusthjälpen", units: ["Nattpatrullen"], sector: civilsamhalle}
      - key: kretsen
        name: "Vänkretsen"
        meetings_per_year: "2"
        includes: [ledningen]
        source: EGEN
        certainty: A
        checked: "2026-11-01"
        members:
          - {key: hamnbo, name: "Hamnbo", sector: bostad, course: bostad}
          - {key: fyrhotellen, name: "Fyrhotellen", sector: hotell, course: hotell}
    lines_of_work:
      - {key: natt, name: "Om natten", text: "Någon svarar alltid.", source: EGEN, certainty: A}
    outreach: {text: "Nattpatrullen går längs kajen. Det gör aldrig du.", source: EGEN, certainty: A}
    chain:
      - {step: "0", key: du, who: "Du", to: "Din närmaste", text: "Du märker något och säger det.", own_addition: "true", addition_text: "Kursens tillägg.", source: EGEN, certainty: A}
      - {step: "1", key: polisen, who: "Polisen", text: "Polisen tar emot.", own_addition: "false", source: EGEN, certainty: A}
      - {step: "2", key: centralen, who: "Polisen", to: "Centralen", text: "Polisen ringer Tryggcentralen.", own_addition: "false", source: EGEN, certainty: A}
      - {step: "3", key: hjalpen, who: "Centralen", to: "Hjälpen", text: "Tryggcentralen ringer Kusthjälpen.", own_addition: "false", source: EGEN, certainty: A}
      - {step: "4", key: personen, who: "Hjälpen", to: "Den det gäller", text: "Kusthjälpen söker upp den det gäller.", own_addition: "false", source: EGEN, certainty: A}
      - {step: "5", key: efter, who: "Alla", text: "Alla ses och går igenom.", own_addition: "false", source: EGEN, certainty: A}
    chain_note: "Du ringer inte Kusthjälpen själv."
    contacts:
      - {key: fara, name: "Fara nu", number: "112", for_whom: [alla], when: "Vid fara.", hours: "Dygnet runt", source: POL1, certainty: B, checked: "2026-11-01", show: "ja"}
      - {key: tips, name: "Polisen", number: "114 14", for_whom: [alla], when: "Inte bråttom.", hours: "Dygnet runt", source: POL1, certainty: B, checked: "2026-11-01", show: "ja"}
      - {key: centralen, name: "Tryggcentralen", number: "08-465 004 11", address: "Kajen 1", for_whom: [alla], when: "Oro för ett barn.", hours: "07–19", public_record: "Granköping sparar ditt ärende.", source: EGEN, certainty: A, checked: "2026-11-01", show: "ja"}
      - {key: viskan, name: "Viskan", number: "08-465 004 22", for_whom: [utsatt], when: "Stöd för dig.", hours: "Dygnet runt", source: EGEN, certainty: A, checked: "2026-11-01", show: "ja"}
    material:
      - {key: parmen, name: "Kustpärmen", text: "Pärmen står i hamnen.", web: "kustparmen.example", source: EGEN, certainty: A}
    local_before_launch: ["Ring varje nummer."]
    """


def write_second_city(root: Path) -> None:
    """Put the city's file into a project's tree."""
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(TEXT).lstrip("\n"), "utf-8")


def second_city(folder: Path) -> Content:
    """Our own courses and questions, filled for the invented city whose file is written under `folder`."""
    write_second_city(folder)
    network = load_networks(folder / "organisations" / "networks")[KEY]
    catalogue = load_catalogue(ROOT, network)
    return Content(network, catalogue, load_bank(ROOT, catalogue, network), load_cards(ROOT, catalogue))


def traces(network: Network) -> re.Pattern[str]:
    """What gives a city away: its name, its members, its chain, the numbers that only it has."""
    names = {name for name in network.proper_names() if name} - EVERYWHERE
    local = {each.number for each in network.contacts if each.number not in {"112", "114 14"} and each.number}
    wording = {step.text for step in network.chain if step.step not in {"0", "1"}} | {network.chain_note}
    found = names | local | wording | {network.initiative, "helsingborg"}
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))), re.IGNORECASE)


TRACES = traces(OURS)


class Watched(Browser):
    """A device that reads every page it opens for traces of the other city; a list of sources may cite it."""

    def _take(self, response: TestResponse, status: int) -> Page:
        page = super()._take(response, status)
        for sources in page.soup.select(".sources"):
            sources.decompose()
        text = page.html.replace("\xa0", " ")
        assert not TRACES.findall(text), f"{TRACES.findall(text)} at {page.path}"
        return page
