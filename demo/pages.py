"""What the demonstration's page shows."""

from dataclasses import dataclass

from core.forms import Form


@dataclass(frozen=True, slots=True)
class DemoRole:
    """A button that signs in as somebody invented."""

    label: str
    what: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class DemoPage:
    """The way into the demonstration."""

    roles: tuple[DemoRole, ...]
    code: str
    join_url: str
    organisation_name: str
    form: Form
