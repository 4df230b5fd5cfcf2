"""What the messages say: plain, short, and nothing about the subject, also on a locked screen. Pure."""

from datetime import date

from care.mail import Letter
from core.language import N_, Voice

SENDER = N_("Utbildning")
REMINDS = N_("Påminnelse från Utbildning")
CODE = N_("Kod från Utbildning")
HELLO = N_("Hej.")
ENDS = N_("Ett intyg som du har gäller till och med %(day)s. Förnya det senast den dagen.")
GO_TO = N_("Gå till %(address)s och logga in med ditt kort.")
WORK_GO_TO = N_("Gå till %(address)s för att se vilka.")
WHY_OWN = N_(
    "Varför får du det här? Du har själv skrivit upp din adress för påminnelser. Du får högst två mejl för varje intyg."
)
WHY_WORK = N_(
    "Varför får du det här? Du är kontaktperson och har själv skrivit upp din adress. Du får högst ett mejl i veckan, "
    "bara när någon behöver göra något."
)
STOP = N_("Vill du inte ha fler? Öppna %(address)s och tryck på knappen.")
YOUR_CODE = N_("Din kod är %(code)s. Skriv den på sidan där du skrev din adress. Den gäller i tio minuter.")
NOT_YOU = N_("Har du inte bett om någon kod? Då behöver du inte göra något. Det kommer inga fler mejl.")


def reminder(voice: Voice, to: str, valid_until: date, site_url: str, stop_url: str) -> Letter:
    """A learner's own reminder. It has no name and no course in it."""
    return letter(
        voice,
        to,
        REMINDS,
        voice.gettext(HELLO),
        voice.gettext(ENDS, day=voice.day(valid_until)),
        voice.gettext(GO_TO, address=site_url),
        voice.gettext(WHY_OWN),
        voice.gettext(STOP, address=stop_url),
        stop_url=stop_url,
    )


def digest(voice: Voice, to: str, people: int, site_url: str, stop_url: str) -> Letter:
    """A contact person's message of the week: a number and a link."""
    return letter(
        voice,
        to,
        REMINDS,
        voice.gettext(HELLO),
        voice.ngettext("%(num)s person behöver göra något.", "%(num)s personer behöver göra något.", people),
        voice.gettext(WORK_GO_TO, address=site_url),
        voice.gettext(WHY_WORK),
        voice.gettext(STOP, address=stop_url),
        stop_url=stop_url,
    )


def code(voice: Voice, to: str, digits: str) -> Letter:
    """The code that confirms an address."""
    return letter(
        voice, to, CODE, voice.gettext(HELLO), voice.gettext(YOUR_CODE, code=digits), voice.gettext(NOT_YOU)
    )


def letter(voice: Voice, to: str, subject: str, *paragraphs: str, stop_url: str | None = None) -> Letter:
    """A letter of these paragraphs."""
    return Letter(to, voice.gettext(subject), voice.gettext(SENDER), "\n\n".join(paragraphs) + "\n", stop_url)
