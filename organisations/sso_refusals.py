"""The ways in which single sign-on ends without coming in: each is logged and says the other ways in."""

from typing import NoReturn

from accounts.oidc import NotBelieved, ProviderDown
from core.errors import Refusal
from core.language import N_
from core.logs import log

ASK = N_("Fråga din chef eller den som sköter konton hos er. Med kort eller lösenord kommer du in som förut.")


def turned_back() -> NoReturn:
    """The provider sent her back without a word for us."""
    refuse(
        "no-code",
        N_("Du kom inte hela vägen"),
        N_("Inloggningen avbröts hos din arbetsplats. Inget har ändrats."),
    )


def taken() -> NoReturn:
    """The provider's account is linked with somebody else."""
    refuse(
        "taken",
        N_("Kontot hör redan till någon annan här"),
        N_("Arbetsplatsens konto är kopplat till en annan inloggning. Inget har ändrats."),
    )


def another_person() -> NoReturn:
    """Who answered is not who is signed in."""
    refuse(
        "another-person",
        N_("Det var ett annat konto"),
        N_("Du är inloggad som en annan person än den som svarade. Inget har ändrats."),
    )


def no_second_factor() -> NoReturn:
    """The provider does not say that a coordinator came by two factors."""
    refuse(
        "second-factor",
        N_("En samordnare behöver två steg"),
        N_("Din arbetsplats säger inte att du loggade in med två steg, till exempel en app eller ett kort."),
        N_("Be den som sköter konton hos er slå på två steg för dig. Försök sedan igen."),
    )


def without_group() -> NoReturn:
    """Nothing here is for her: she is told whom to ask, and nothing is kept."""
    refuse(
        "no-group",
        N_("Ditt konto är inte med än"),
        N_(
            "Du är inloggad hos din arbetsplats, men ingen har gett dig en plats här. Inget om dig har sparats nu."
        ),
    )


def stale() -> NoReturn:
    """The way back does not fit a way there."""
    refuse(
        "state",
        N_("Börja om inloggningen"),
        N_("Den här vägen in är redan använd, för gammal eller började i en annan webbläsare."),
        N_("Gå tillbaka till inloggningen och tryck på knappen igen."),
    )


def the_way(error: ProviderDown | NotBelieved) -> NoReturn:
    """The provider is silent, or what it says does not hold."""
    if isinstance(error, ProviderDown):
        log("sso-provider-down")
        raise with_other_ways(
            N_("Arbetsplatsens inloggning svarar inte"),
            N_("Vi når den inte just nu. Allt annat här fungerar, och inget har ändrats."),
            N_("Försök igen om en stund, eller logga in med ditt kort eller lösenord."),
            503,
        )
    refuse(
        str(error),
        N_("Vi kunde inte lita på svaret"),
        N_("Svaret från arbetsplatsens inloggning gick inte att bekräfta. Du är inte inloggad genom den."),
        N_("Försök igen. Händer det en gång till: berätta det för den som sköter konton hos er."),
    )


def refuse(why: str, heading: str, what: str, way_out: str = ASK) -> NoReturn:
    """Note why, and raise the refusal."""
    log("sso-refused", why=why)
    raise with_other_ways(heading, what, way_out, 403)


def with_other_ways(heading: str, what: str, way_out: str, status: int) -> Refusal:
    """A refusal that leads to the other ways in."""
    return Refusal(
        heading,
        what,
        way_out,
        status=status,
        endpoint="accounts.card_sign_in",
        link_text=N_("Till inloggningen"),
    )
