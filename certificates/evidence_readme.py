"""What the evidence pack says about itself, in Swedish and English. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from certificates.rules import EXPIRING_WITHIN, Status

COLUMNS = ("Namn", "Kurs", "Nummer", "Utfärdat", "Gäller till", "Läge", "Fil", "Kursens text")
STATUS_WORDS = {
    Status.VALID: "Giltigt",
    Status.EXPIRING: f"Går ut inom {EXPIRING_WITHIN.days} dagar",
    Status.EXPIRED: "Har gått ut",
}


@dataclass(frozen=True, slots=True)
class About:
    """What is told: `workplace` and `day` (Stockholm), how many `people` are members and hold valid certificates,
    numbers (grouped) of certificates without a paper, and courses whose text of that time is not kept.

    `key` is the signing key, `keys_at` the address where the site shows it.
    """

    workplace: str
    issuer: str
    day: date
    members: int
    certified: int
    left_out: Sequence[str]
    without_text: Sequence[str]
    key: str
    keys_at: str


def readme(about: About) -> bytes:
    """README.txt (UTF-8, lines that every editor reads)."""
    said = {field.name: getattr(about, field.name) for field in fields(about)}
    parts = [
        SWEDISH.format(**said),
        *swedish_gaps(about),
        "-" * 72,
        ENGLISH.format(**said),
        *english_gaps(about),
    ]
    return ("\n\n".join(parts) + "\n").replace("\n", "\r\n").encode()


def swedish_gaps(about: About) -> list[str]:
    """What is missing, in Swedish."""
    gaps = []
    if about.left_out:
        gaps.append(f"SAKNAS: dessa intyg gick inte att skriva ut: {', '.join(about.left_out)}.")
    if about.without_text:
        gaps.append(
            "OBS: för några intyg finns kursens text från den dagen inte kvar. I stället ligger texten som den är "
            f"i dag: {', '.join(about.without_text)}."
        )
    return gaps


def english_gaps(about: About) -> list[str]:
    """What is missing, in English."""
    gaps = []
    if about.left_out:
        gaps.append(f"MISSING: these certificates could not be printed: {', '.join(about.left_out)}.")
    if about.without_text:
        gaps.append(
            "NOTE: for some certificates the course text of that day is not kept. In its place stands the text as "
            f"it is today: {', '.join(about.without_text)}."
        )
    return gaps


SWEDISH = """\
UNDERLAG FÖR GRANSKNING
{workplace}, {day}. Utfärdare: {issuer}.

{certified} av {members} medlemmar har giltigt intyg den dagen.

personer.xlsx   de intyg arbetsplatsen ser: namn, kurs, nummer, dagar, läge.
                Det längsta för varje person och kurs; återkallade är inte med.
intyg/          intygen som PDF. Koden på varje intyg visar om det gäller i dag.
kurser/         kursens text så som den var när provet klarades, på svenska.
                Namnet slutar med början av textens SHA-256.
manifest.json   SHA-256 för varje fil.
manifest.sig    webbplatsens signatur av manifest.json (Ed25519).

Svar, resultat och provets frågor är inte med. Arbetsplatsen ser dem aldrig.

Så kontrolleras underlaget, utan nätverk:
1. Skaffa nycklarna från webbplatsen själv, inte härifrån: spara
   {keys_at} som did.json.
2. python -m certificates.check_evidence underlag.zip did.json
   Filen certificates/check_evidence.py hör till webbplatsens källkod. Den
   behöver bara Python och paketet cryptography.

Signerat med nyckeln {key}.
Den ska stå i did.json. Annars kommer underlaget inte från webbplatsen.
Ett intyg kan ha återkallats sedan dess: koden på intyget säger hur det är."""

ENGLISH = """\
EVIDENCE PACK
{workplace}, {day}. Issuer: {issuer}.

{certified} of {members} members hold a valid certificate that day.

personer.xlsx   the certificates the workplace sees: name, course, number, days,
                state. The longest of each person and course; none revoked.
intyg/          the certificates as PDF. The code on each tells if it is valid now.
kurser/         the course text as it was when the test was passed, in Swedish.
                The name ends with the beginning of the text's SHA-256.
manifest.json   the SHA-256 of each file.
manifest.sig    the site's signature of manifest.json (Ed25519).

Answers, results and the questions of the test are not here. The workplace
never sees them.

How to check the pack, without a network:
1. Get the keys from the site itself, not from here: save
   {keys_at} as did.json.
2. python -m certificates.check_evidence underlag.zip did.json
   The file certificates/check_evidence.py is part of the site's source. It
   needs Python and the package cryptography only.

Signed with the key {key}.
It must stand in did.json. If not, the pack does not come from the site.
A certificate may have been revoked since: the code on it tells."""
