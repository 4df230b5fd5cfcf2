"""Refusals that tell a person what to do instead."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Refusal(Exception):
    """The request cannot be done. All texts are Swedish msgids; `values` fills their placeholders.

    `endpoint` and `link_text` make the way out a link. `retry` offers the same form again with what
    was typed, when trying again makes sense.
    """

    heading: str
    what: str
    way_out: str = ""
    status: int = 400
    endpoint: str | None = None
    link_text: str | None = None
    retry: bool = False
    values: dict[str, object] = field(default_factory=dict)


class NotAllowedNow(Exception):
    """An action was called in a state that forbids it; the view sends the person to the right step."""
