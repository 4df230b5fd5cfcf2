"""The forms of one's own data."""

from wtforms import PasswordField, StringField, ValidationError

from core.forms import CodeField, Form, Required
from core.language import gettext, lazy
from core.names import name_problem

PIN_KW = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}


class ProofForm(Form):
    """Show that it is you once more: the card's PIN, where there is a card."""

    pin = PasswordField(
        lazy("Dina sex siffror"),
        [Required("Skriv de sex siffrorna som hör till ditt kort.")],
        render_kw=PIN_KW,
    )


class NameForm(ProofForm):
    """The right name."""

    name = StringField(
        lazy("Ditt namn, som det ska stå på intyget"),
        [Required("Skriv ditt namn.")],
        render_kw={"autocomplete": "off", "maxlength": "80", "dir": "auto"},
    )

    def validate_name(self, field: StringField) -> None:
        """Letters and marks of every script, up to 60."""
        problem = name_problem(field.data or "")
        if problem:
            raise ValidationError(gettext(problem))


class TwoCardsForm(Form):
    """Code and PIN of the other card."""

    code = CodeField(
        lazy("Koden på det andra kortet"),
        [Required("Skriv de tolv tecknen på det andra kortet.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    pin = PasswordField(
        lazy("Sex siffror"),
        [Required("Skriv de sex siffror som hör till det andra kortet.")],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"},
    )
