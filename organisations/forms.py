"""Forms of joining, inviting and organising."""

from typing import Any

from wtforms import Field, HiddenField, PasswordField, StringField, ValidationError

from accounts.passwords import password_problem
from accounts.rules import SCREENS
from core.forms import ChoiceField, ChoicesField, CodeField, Form, Required, select_choices
from core.language import gettext, languages, lazy
from core.names import MAX_LENGTH, name_problem
from organisations.rules import (
    KINDS,
    NAME_MAX,
    PLACE_NAME_MAX,
    ROUTINE_LINES,
    ROUTINE_MAX,
    place_name_problem,
    routine_problem,
    tidy,
)


class JoinCodeForm(Form):
    """The code on the poster."""

    code = CodeField(
        lazy("Skriv koden på affischen"),
        [Required("Skriv de åtta tecknen på affischen.")],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class PersonName:
    """A name as people have them, from every script."""

    def __call__(self, form: Form, field: Field) -> None:
        problem = name_problem(field.data or "")
        if problem:
            raise ValidationError(gettext(problem))


class NameForm(Form):
    """The name for the certificate, the language, and whose screen it is."""

    name = StringField(
        lazy("Ditt namn"),
        [Required("Skriv ditt namn som det ska stå på intyget."), PersonName()],
        render_kw={"autocomplete": "off", "maxlength": str(MAX_LENGTH), "dir": "auto"},
    )
    language = ChoiceField(lazy("Språk"))
    screen = ChoiceField(
        lazy("Vems skärm är det?"), choices=select_choices((key, lazy(text)) for key, text in SCREENS)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = select_choices((each.code, each.name) for each in languages().values())


class OwnNameForm(Form):
    """The name for the certificate alone."""

    name = StringField(
        lazy("Ditt namn"),
        [Required("Skriv ditt namn som det ska stå på intyget."), PersonName()],
        render_kw={"autocomplete": "off", "maxlength": str(MAX_LENGTH), "dir": "auto"},
    )


class ExpectForm(Form):
    """A name that the contact person writes down; `again` says that she means one more of this name."""

    name = StringField(
        lazy("Namn på den som ska gå utbildningen"),
        [Required("Skriv namnet, till exempel Anna Berg."), PersonName()],
        render_kw={"autocomplete": "off", "maxlength": str(MAX_LENGTH), "dir": "auto"},
    )
    again = HiddenField()
    place = ChoiceField(lazy("Arbetsställe"), default="")


class StaffAccountForm(Form):
    """Accept an invitation: name, username, password, second factor. `context` are words of the place, no good password."""

    context: tuple[str, ...] = ()

    name = StringField(
        lazy("Ditt namn"),
        [Required("Skriv ditt namn."), PersonName()],
        render_kw={"autocomplete": "name", "maxlength": str(MAX_LENGTH), "dir": "auto"},
    )
    username = StringField(
        lazy("Användarnamn"),
        [Required("Välj ett användarnamn, till exempel ditt förnamn och din arbetsplats.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "maxlength": "80"},
    )
    password = PasswordField(
        lazy("Lösenord"),
        [Required("Välj ett lösenord med minst 15 tecken.")],
        render_kw={"autocomplete": "new-password"},
    )
    totp = StringField(
        lazy("Kod från din app"),
        [Required("Skriv de sex siffrorna som appen visar nu.")],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )

    def validate_username(self, field: Field) -> None:
        """Three to eighty characters."""
        if not 3 <= len((field.data or "").strip()) <= 80:
            raise ValidationError(gettext("Användarnamnet ska ha mellan 3 och 80 tecken."))

    def validate_password(self, field: Field) -> None:
        """Long and not easy to guess."""
        problem = password_problem(
            field.data or "", (self.username.data or "", self.name.data or "", *self.context)
        )
        if problem:
            raise ValidationError(gettext(problem))


class OrganisationForm(Form):
    """A new organisation."""

    name = StringField(
        lazy("Organisationens namn"),
        [Required("Skriv namnet som det ska stå på affischen.")],
        render_kw={"autocomplete": "off", "maxlength": str(NAME_MAX)},
    )
    kind = ChoiceField(lazy("Slag"), choices=select_choices((key, lazy(text)) for key, text in KINDS.items()))
    courses = ChoicesField(lazy("Kurser"))

    def validate_name(self, field: Field) -> None:
        """Printable text of at most 120 characters."""
        name = (field.data or "").strip()
        if len(name) > NAME_MAX or not all(character.isprintable() for character in name):
            raise ValidationError(gettext("Skriv högst 120 tecken, utan radbrytningar."))

    def validate_courses(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(gettext("Välj minst en kurs."))


class RoutineLine:
    """A line of a local routine: short, without numbers that pretend to be for emergencies."""

    def __call__(self, form: Form, field: Field) -> None:
        problem = routine_problem((field.data or "").strip())
        if problem:
            raise ValidationError(gettext(problem))


ROUTINE_LABELS = {key: lazy(text) for key, text in ROUTINE_LINES.items()}


class RoutineForm(Form):
    """The organisation's own routine, two lines."""

    beratta = StringField(
        ROUTINE_LABELS["beratta"],
        [RoutineLine()],
        render_kw={"autocomplete": "off", "maxlength": str(ROUTINE_MAX)},
    )
    sitta = StringField(
        ROUTINE_LABELS["sitta"],
        [RoutineLine()],
        render_kw={"autocomplete": "off", "maxlength": str(ROUTINE_MAX)},
    )


class PlaceName:
    """A name of a site or team."""

    def __call__(self, form: Form, field: Field) -> None:
        problem = place_name_problem(tidy(field.data or ""))
        if problem:
            raise ValidationError(gettext(problem))


class SiteForm(Form):
    """The name of a site."""

    name = StringField(
        lazy("Arbetsställets namn"),
        [Required("Skriv namnet, till exempel Norra."), PlaceName()],
        render_kw={"autocomplete": "off", "maxlength": str(PLACE_NAME_MAX), "dir": "auto"},
    )


class TeamForm(Form):
    """The name of a team."""

    team = StringField(
        lazy("Gruppens namn"),
        [Required("Skriv namnet, till exempel Natt."), PlaceName()],
        render_kw={"autocomplete": "off", "maxlength": str(PLACE_NAME_MAX), "dir": "auto"},
    )


class PlaceForm(Form):
    """Who is moved, and where to; `place` is the ref of a site or team, or UNPLACED."""

    people = ChoicesField(lazy("Vilka?"))
    place = ChoiceField(lazy("Vart?"))

    def validate_people(self, field: Field) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(gettext("Välj minst en person."))
