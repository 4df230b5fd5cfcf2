"""The forms that check a certificate and revoke it."""

from wtforms import StringField

from certificates.rules import REVOCATION_REASONS
from core.forms import ChoiceField, CodeField, Form, Required, select_choices
from core.language import gettext, lazy


class CheckForm(Form):
    """Number and name as they stand on the certificate."""

    number = CodeField(
        lazy("Nummer"),
        [Required("Skriv numret som står på intyget.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    name = StringField(
        lazy("Namn"),
        [Required("Skriv namnet som det står på intyget.")],
        render_kw={"autocomplete": "off", "maxlength": "80", "dir": "auto"},
    )


class RevokeForm(CheckForm):
    """Which certificate, and why: one of a few reasons, never in somebody's own words."""

    reason = ChoiceField(lazy("Varför återkallas det?"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = select_choices((key, gettext(why)) for key, why in REVOCATION_REASONS.items())


class ShareCodeForm(Form):
    """The code by which a member lets her workplace see her certificates."""

    code = CodeField(
        lazy("Koden som du fick"),
        [Required("Skriv de åtta tecknen i koden.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
