"""What the pages of single sign-on show."""

from dataclasses import dataclass

from core.forms import Form


@dataclass(frozen=True, slots=True)
class SsoPage:
    """A page with one form that leads to the provider or on. `host` is the provider's. `done`: it is linked already."""

    form: Form
    host: str
    done: bool = False
