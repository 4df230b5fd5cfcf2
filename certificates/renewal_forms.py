"""The form of the rule of renewal."""

import re

from wtforms import Field, StringField, ValidationError

from certificates.renewal import MONTHS, WINDOWS, Kind, RenewalRule, day_of
from core.forms import ChoiceField, Form, select_choices
from core.language import N_, gettext, lazy

KINDS = {
    Kind.ROLLING: N_("Räknat från dagen för provet"),
    Kind.MONTH_END: N_("Till slutet av månaden"),
    Kind.FIXED_DATE: N_("Till ett fast datum, samma för alla"),
}
_DAY_AND_MONTH = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})")


class RenewalForm(Form):
    """How the last day is found, how long a certificate lasts at least, how early it may be renewed."""

    kind = ChoiceField(
        lazy("Hur länge ska ett intyg gälla?"),
        choices=select_choices((kind, lazy(text)) for kind, text in KINDS.items()),
    )
    months = ChoiceField(lazy("Minst så många månader"))
    day = StringField(
        lazy("Det fasta datumet"),
        render_kw={"autocomplete": "off", "maxlength": "7", "size": "7"},
    )
    window = ChoiceField(lazy("Så tidigt går det att förnya"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.months.choices = select_choices((str(n), gettext("%(num)s månader", num=n)) for n in MONTHS)
        self.window.choices = select_choices((str(n), gettext("%(num)s dagar före", num=n)) for n in WINDOWS)

    def validate_day(self, field: Field) -> None:
        """A day of the year, when the kind needs one."""
        if self.kind.data == Kind.FIXED_DATE and typed_day(field.data) is None:
            raise ValidationError(gettext("Skriv dag och månad, till exempel 31/3."))

    @property
    def rule(self) -> RenewalRule:
        """The rule of a form that is right."""
        kind = Kind(self.kind.data)
        day = typed_day(self.day.data) if kind is Kind.FIXED_DATE else None
        return RenewalRule(kind, int(self.months.data), int(self.window.data), day)


def typed_day(text: str | None) -> str | None:
    """A day and month as people write them ("31/3") as a rule keeps them, or None."""
    found = _DAY_AND_MONTH.fullmatch((text or "").strip())
    return day_of(int(found[2]), int(found[1])) if found else None


def written_day(rule: RenewalRule) -> str:
    """A rule's day as the form has it; empty when it has none."""
    if rule.day is None:
        return ""
    month, number = rule.day.split("-")
    return f"{int(number)}/{int(month)}"
