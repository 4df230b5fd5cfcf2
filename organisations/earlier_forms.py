"""The form of earlier training."""

from wtforms import Field, StringField, ValidationError

from core import clock
from core.forms import ChoiceField, Form, Required, select_choices
from core.language import gettext, lazy
from organisations.earlier_rules import DAY_AHEAD, DAY_UNCLEAR, PROOF_LABELS, read_day


class EarlierForm(Form):
    """Which day, and what shows it."""

    proof = ChoiceField(
        lazy("Vad visar det?"),
        choices=select_choices((key, lazy(text)) for key, text in PROOF_LABELS.items()),
    )
    day = StringField(
        lazy("Vilken dag var utbildningen?"),
        [Required("Skriv dagen, till exempel 2024-05-31.")],
        render_kw={"autocomplete": "off", "inputmode": "numeric", "maxlength": "10"},
    )

    def validate_day(self, field: Field) -> None:
        """A day up to today."""
        day = read_day((field.data or "").strip())
        if day is None or day > clock.today():
            raise ValidationError(gettext(DAY_UNCLEAR if day is None else DAY_AHEAD))
