"""The base of all forms: Swedish error texts with a way out, and no free text from learners."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from core.language import gettext


class Form(FlaskForm):
    """Every form. Unknown fields in a POST are ignored: only declared fields are read, never files or JSON."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("formdata", request.form or None)
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was posted and everything in it is right; else the fields carry errors."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]


class PressForm(Form):
    """A button and nothing else: only the token is checked."""


class Required:
    """The field must be filled in. `message` is a Swedish msgid that says what to fill in."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: FlaskForm, field: Field) -> None:
        data = field.data
        if data is None or (isinstance(data, str) and not data.strip()):
            field.errors = []
            raise StopValidation(gettext(self.message))


class CodeField(StringField):
    """A short code; the text stays as typed so that an error shows it again."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = valuelist[0][:64].strip() if valuelist else ""


def select_choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Pairs of value and label in the form that WTForms wants."""
    return [SelectChoice(value, label) for value, label in pairs]


class ChoiceField(RadioField):
    """One of a few: radios."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not offered, in our own words."""
        if str(self.data) not in {value for value, _ in self.pairs()}:
            raise ValidationError(gettext("Välj ett av svaren."))

    def pairs(self) -> list[tuple[str, str]]:
        """Value and label of each choice."""
        return [(each.value, each.label) for each in self.iter_choices()]  # type: ignore[attr-defined]


class ChoicesField(SelectMultipleField):
    """Some of a few: checkboxes."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not offered, in our own words."""
        if not set(self.data or ()) <= {value for value, _ in self.pairs()}:
            raise ValidationError(gettext("Välj bland svaren."))

    def pairs(self) -> list[tuple[str, str]]:
        """Value and label of each choice."""
        return [(each.value, each.label) for each in self.iter_choices()]  # type: ignore[attr-defined]
