"""How long everything is kept: each limit once, with its reason. The page /personuppgifter shows these. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from care.reminder_rules import REMINDERS_KEPT, UNCONFIRMED_KEPT
from core.language import N_

# Long enough to read one's answers again after a failed try or two, and to find a fault in a question.
ANSWERS_KEPT = timedelta(days=90)
# As answers: whoever comes back after a quarter of a year begins a new try.
UNFINISHED_KEPT = timedelta(days=90)
# As answers: an old card is told that it was changed for as long as somebody may still find it in a drawer.
OLD_CARDS_KEPT = timedelta(days=90)
# One month to see and end a sign-in one does not know, and to tell why a link does not work any more.
SIGN_INS_KEPT = timedelta(days=30)
LINKS_KEPT = timedelta(days=30)
# One month to put a name back that was taken off by mistake.
REMOVED_NAMES_KEPT = timedelta(days=30)
# One month to see what a list changed, and to take it back.
LISTS_KEPT = timedelta(days=30)
# Months. A year on: people come back from parental leave and seasons, and an old paper is still explained.
EXPIRED_CERTIFICATES_KEPT = 12
UNCLAIMED_NAMES_KEPT = 12
IDLE_ACCOUNTS_KEPT = 12
# Months. As long as a certificate holds: what led to it can be looked into while it counts.
LOG_KEPT = 24
# Long enough to fetch it again on another day's first coffee; it can be made anew.
JOB_FILES_KEPT = timedelta(days=1)
# One month to see what was asked for and how it ended. Also far longer than the names that stand once are needed.
JOBS_KEPT = timedelta(days=30)
# A year and the longest time after a quarter's end in which its report is made. No person stands there.
HEARTBEATS_STAY = timedelta(days=400)
# Days. The operator's part: what is erased stands in copies until they are overwritten.
BACKUPS_KEPT = 35

# The clock of a machine can jump. Deleting waits when the last night lies ahead, or further back than two
# months: longer than anybody's holiday, shorter than what would delete people.
LONGEST_GAP = timedelta(days=60)
SMALLEST_JUMP = timedelta(minutes=10)

# What the nightly command deletes, by the key in its record.
KINDS = {
    "answers": N_("Svar i prov"),
    "unfinished-tries": N_("Prov som aldrig blev klara"),
    "sign-ins": N_("Inloggningar"),
    "invitations": N_("Inbjudningar"),
    "join-codes": N_("Koder på affischer"),
    "card-slips": N_("Lappar för ett nytt kort"),
    "share-codes": N_("Koder för att visa intyg"),
    "cards": N_("Gamla kort"),
    "names": N_("Namn som ingen gick med under"),
    "lists": N_("Listor som lästes in"),
    "certificates": N_("Intyg som har gått ut"),
    "accounts": N_("Konton utan intyg"),
    "merged-accounts": N_("Konton som har lagts ihop"),
    "log": N_("Rader i loggen"),
    "single-sign-on": N_("Påbörjade inloggningar hos en arbetsplats"),
    "job-files": N_("Filer som någon har bett om"),
    "jobs": N_("Arbeten som är klara"),
    "reminders": N_("Påminnelser"),
    "mail-addresses": N_("E-postadresser som inte används"),
    "heartbeats": N_("Minuter då sidans arbetare var igång"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of what is kept how long: msgids, with `number` for the placeholder of `how_long`."""

    what: str
    how_long: str
    number: int
    then: str


LIMITS = (
    Limit(N_("Dina svar"), N_("%(num)s dagar efter provet"), ANSWERS_KEPT.days, N_("Räknas in i gruppens summor och raderas.")),
    Limit(N_("Ett prov som du inte gör klart"), N_("%(num)s dagar"), UNFINISHED_KEPT.days, N_("Raderas.")),
    Limit(N_("Ditt intyg"), N_("Så länge det gäller, och %(num)s månader till"), EXPIRED_CERTIFICATES_KEPT, N_("Raderas. Kontrollen säger då att intyget är raderat.")),
    Limit(N_("Konto utan intyg"), N_("%(num)s månader sedan du sist var här"), IDLE_ACCOUNTS_KEPT, N_("Allt om dig raderas.")),
    Limit(N_("Inloggningar som är slut"), N_("%(num)s dagar"), SIGN_INS_KEPT.days, N_("Raderas.")),
    Limit(N_("Kort som är bytta"), N_("%(num)s dagar"), OLD_CARDS_KEPT.days, N_("Raderas, om det inte byttes med en lapp.")),
    Limit(N_("Inbjudningar, koder och lappar som är slut"), N_("%(num)s dagar"), LINKS_KEPT.days, N_("Raderas.")),
    Limit(N_("Ett namn som kontaktpersonen skrev upp och tog bort"), N_("%(num)s dagar"), REMOVED_NAMES_KEPT.days, N_("Raderas.")),
    Limit(N_("En lista som kontaktpersonen läste in"), N_("%(num)s dagar"), LISTS_KEPT.days, N_("Raderas. Namnen på arbetsplatsens lista är kvar.")),
    Limit(N_("Ett namn som ingen gick med under"), N_("%(num)s månader"), UNCLAIMED_NAMES_KEPT, N_("Raderas.")),
    Limit(N_("Logg över inloggningar och ändringar"), N_("%(num)s månader"), LOG_KEPT, N_("Raderas.")),
    Limit(N_("En fil som du har bett om"), N_("%(num)s dygn"), JOB_FILES_KEPT.days, N_("Raderas. Du kan be om den igen.")),
    Limit(N_("Arbeten som du har satt igång, till exempel en inläsning"), N_("%(num)s dagar"), JOBS_KEPT.days, N_("Raderas.")),
    Limit(N_("Att du har fått en påminnelse"), N_("%(num)s dagar efter att intyget gick ut"), REMINDERS_KEPT.days, N_("Raderas.")),
    Limit(N_("En e-postadress som du inte bekräftar"), N_("%(num)s dygn"), UNCONFIRMED_KEPT.days, N_("Raderas. En bekräftad adress är kvar tills du tar bort den eller ditt konto raderas.")),
    Limit(N_("Säkerhetskopior"), N_("%(num)s dagar"), BACKUPS_KEPT, N_("Skrivs över. Det du bett oss radera raderas igen om en kopia läses in.")),
)  # fmt: skip


def clock_problem(last: datetime | None, now: datetime) -> str | None:
    """Why nothing should be deleted now, in English with the remedy, or None. `last` is the last night, if any."""
    if last is None:
        return None
    if now < last - SMALLEST_JUMP:
        return f"the last night was at {last:%Y-%m-%d %H:%M} UTC, after now: set the clock of the machine"
    if now > last + LONGEST_GAP:
        return (
            f"the last night was at {last:%Y-%m-%d %H:%M} UTC, more than {LONGEST_GAP.days} days ago: "
            "look at the clock of the machine, then run `flask nightly --clock-is-right`"
        )
    return None
