"""The form that checks a certificate."""

from wtforms import StringField

from core.forms import CodeField, Form, Required
from core.language import lazy


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
