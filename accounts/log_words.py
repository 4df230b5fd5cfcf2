"""The audit log's actions in plain words. An action without words fails a test. Pure."""

from core.language import N_

LOG_WORDS = {
    "card-made": N_("Gjorde ett kort"),
    "card-sleeps": N_("Kortet vilade efter tio fel"),
    "card-slip-made": N_("Gjorde en lapp för ett nytt kort"),
    "card-slip-used": N_("Gjorde ett nytt kort med en lapp"),
    "certificate-erased": N_("Ett intyg raderades på begäran"),
    "certificate-issued": N_("Fick ett intyg"),
    "certificate-revoked": N_("Återkallade ett intyg"),
    "contact-checked": N_("Ringde en kontakt i nätverket"),
    "invited": N_("Bjöd in någon"),
    "join-code-made": N_("Gjorde en ny kod för att gå med"),
    "joined": N_("Gick med"),
    "membership-ended": N_("Tog bort någon från listan"),
    "membership-reopened": N_("Satte tillbaka någon på listan"),
    "name-corrected": N_("Rättade sitt namn"),
    "name-removed": N_("Tog bort ett namn från listan"),
    "name-restored": N_("Satte tillbaka ett namn på listan"),
    "organisation-made": N_("Lade till en organisation"),
    "person-erased": N_("Raderade allt om sig"),
    "person-named": N_("Skrev upp ett namn"),
    "refused": N_("Fick inte öppna en sida"),
    "report-made": N_("Gjorde en kvartalsrapport"),
    "role-ended": N_("Avslutade ett uppdrag"),
    "role-granted": N_("Gav ett uppdrag"),
    "routine-changed": N_("Ändrade arbetsplatsens rutin"),
    "sign-in": N_("Loggade in"),
    "staff-login-made": N_("Gjorde en inloggning som personal"),
}
