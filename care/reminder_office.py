"""What planning and sending need to know of the site, handed in by whoever runs them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from care.mail import Letter, Outcome
from core.language import Voice
from core.settings import Settings

Commit = Callable[[], None]
Post = Callable[[Settings, Letter, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Office:
    """What planning and sending need to know of the site."""

    settings: Settings
    courses: Collection[str]
    voices: dict[str, Voice]

    @property
    def pepper(self) -> str:
        """The secret under which addresses are kept."""
        return self.settings.pepper.get_secret_value()
