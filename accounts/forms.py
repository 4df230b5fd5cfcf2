"""Forms of cards, staff sign-in and preferences."""

from typing import Any

from wtforms import Field, HiddenField, PasswordField, StringField, ValidationError

from accounts import rules
from accounts.passkeys import LABELS, Label
from accounts.passwords import password_problem
from core.forms import ChoiceField, CodeField, Form, Required, select_choices
from core.language import gettext, languages, lazy

PIN_KW = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}


class PinForm(Form):
    """Choose the PIN of a new card."""

    pin = PasswordField(
        lazy("Välj sex siffror"),
        [Required("Välj sex siffror som du kommer ihåg.")],
        render_kw=PIN_KW,
    )

    def validate_pin(self, field: Field) -> None:
        """Refuse PINs that are not six digits or easy to guess."""
        problem = rules.pin_problem((field.data or "").strip())
        if problem:
            raise ValidationError(gettext(problem))


def _screen() -> ChoiceField:
    return ChoiceField(
        lazy("Vems skärm är det?"),
        choices=select_choices((key, lazy(text)) for key, text in rules.SCREENS),
        default=rules.SignInKind.SHARED,
    )


class SlipPinForm(PinForm):
    """Choose the PIN of a new card with a slip, on one's own screen or a shared one."""

    screen = _screen()


class SlipCodeForm(Form):
    """The code typed from a slip."""

    code = CodeField(
        lazy("Koden på lappen"),
        [Required("Skriv de tolv tecknen på lappen.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class CardLinkForm(Form):
    """Sign in by a card's link: only the PIN is asked."""

    pin = PasswordField(
        lazy("Dina sex siffror"),
        [Required("Skriv de sex siffror som du valde.")],
        render_kw=PIN_KW,
    )
    screen = _screen()


class CardForm(CardLinkForm):
    """Sign in with a card's typed code and PIN."""

    code = CodeField(
        lazy("Koden på ditt kort"),
        [Required("Skriv de tolv tecknen på ditt kort.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ProofForm(Form):
    """Show that it is you once more: the card's PIN, where there is a card."""

    pin = PasswordField(
        lazy("Dina sex siffror"),
        [Required("Skriv de sex siffrorna som hör till ditt kort.")],
        render_kw=PIN_KW,
    )


def _password() -> PasswordField:
    return PasswordField(
        lazy("Lösenord"),
        [Required("Skriv ditt lösenord.")],
        render_kw={"autocomplete": "current-password"},
    )


def _totp() -> StringField:
    return StringField(
        lazy("Kod från din app"),
        [Required("Skriv de sex siffrorna som appen visar nu.")],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class ProveForm(Form):
    """Prove again who you are before a dangerous act."""

    password = _password()
    totp = _totp()


class StaffForm(ProveForm):
    """Sign in as contact person, trainer or coordinator."""

    # Fields stand in the order in which they are made: the error summary follows the page.
    username = StringField(
        lazy("Användarnamn"),
        [Required("Skriv ditt användarnamn.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = _password()
    totp = _totp()


def _new_password() -> PasswordField:
    return PasswordField(
        lazy("Nytt lösenord"),
        [Required("Välj ett lösenord med minst 15 tecken.")],
        render_kw={"autocomplete": "new-password"},
    )


class NewPasswordForm(Form):
    """Choose a password. `context` are words that guessers would try."""

    context: tuple[str, ...] = ()

    def validate_new_password(self, field: Field) -> None:
        """Long and not easy to guess."""
        problem = password_problem(field.data or "", self.context)
        if problem:
            raise ValidationError(gettext(problem))


class PasswordForm(NewPasswordForm):
    """Change the password; the present one is asked, too (ASVS v5.0.0-6.2.3)."""

    password = PasswordField(
        lazy("Lösenordet du har nu"),
        [Required("Skriv lösenordet som du har nu.")],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = _new_password()


class CodesForm(Form):
    """Confirm another app for one-time codes by a code from it."""

    totp = _totp()


class ResetForm(NewPasswordForm):
    """A new password and an app for one-time codes, by a one-time link."""

    new_password = _new_password()
    totp = _totp()


class KeyForm(Form):
    """A new key: the browser's answer, and what the key is called."""

    credential = HiddenField()
    label = ChoiceField(
        lazy("Var ligger nyckeln?"),
        choices=select_choices((key, lazy(text)) for key, text in LABELS.items()),
        default=Label.PHONE,
    )


class PreferencesForm(Form):
    """Language, light or dark, and text size."""

    language = ChoiceField(lazy("Språk"))
    theme = ChoiceField(
        lazy("Ljust eller mörkt"),
        choices=select_choices(
            [
                ("auto", lazy("Som mobilen eller datorn")),
                ("light", lazy("Ljust")),
                ("dark", lazy("Mörkt")),
            ]
        ),
    )
    text_size = ChoiceField(
        lazy("Textstorlek"),
        choices=select_choices([("normal", lazy("Vanlig")), ("large", lazy("Större"))]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = select_choices((each.code, each.name) for each in languages().values())
