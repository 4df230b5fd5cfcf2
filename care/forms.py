"""The forms of one's own data."""

from re import fullmatch

from wtforms import Field, PasswordField, StringField, ValidationError

from core.forms import ChoicesField, CodeField, Form, Required
from core.language import gettext, lazy
from core.names import name_problem
from core.settings import MAIL_ADDRESS

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


class HandOutForm(Form):
    """Who got her slip; `people` are refs of memberships."""

    people = ChoicesField(lazy("Vilka har fått sin lapp?"))

    def validate_people(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(gettext("Välj minst en person."))


class AddressForm(Form):
    """One's own e-mail address."""

    address = StringField(
        lazy("E-postadress"),
        [Required("Skriv din e-postadress.")],
        render_kw={
            "type": "email",
            "inputmode": "email",
            "autocomplete": "email",
            "maxlength": "254",
            "dir": "ltr",
        },
    )

    def validate_address(self, field: StringField) -> None:
        """One address of plain characters."""
        field.data = (field.data or "").strip()
        if not fullmatch(MAIL_ADDRESS, field.data):
            raise ValidationError(
                gettext("Adressen ser inte rätt ut. Skriv den som namn@exempel.se, utan å, ä och ö.")
            )


class AddressCodeForm(Form):
    """The digits that came to the address."""

    code = CodeField(
        lazy("Koden i mejlet"),
        [Required("Skriv de sex siffrorna i mejlet.")],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )
