"""What the quarterly report says beside its figures: content, down time, requests, the next meetings. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from core import clock
from core.language import Voice
from organisations.meetings import Meeting
from reports.down_time import DownTime
from reports.privacy import count_or_few
from reports.quarter_sheet import Note

# Minutes. From two hours on they are too fine.
HOURS_FROM = 120


@dataclass(frozen=True, slots=True)
class Facts:
    """What is counted beside people's answers, in the quarter.

    Courses with changed questions, and changed lessons; persons and certificates erased and names mended on request;
    how long nobody was there, None when that is not known.
    """

    changed_banks: int
    changed_lessons: int
    erased_people: int
    erased_certificates: int
    mended_names: int
    down: DownTime | None = None


def notes(voice: Voice, facts: Facts, meetings: Sequence[Meeting]) -> tuple[Note, ...]:
    """What else the meetings want to know."""
    return (
        Note(voice.gettext("Nytt i innehållet"), (content_sentence(voice, facts),)),
        Note(
            voice.gettext("Drift och rättigheter"),
            (
                "{}: {}.".format(*down_time(voice, facts.down)),
                voice.gettext(
                    "Raderade på begäran: personer %(people)s, intyg %(certificates)s. Rättade namn: %(names)s.",
                    people=few_words(voice, facts.erased_people),
                    certificates=few_words(voice, facts.erased_certificates),
                    names=few_words(voice, facts.mended_names),
                ),
            ),
        ),
        Note(voice.gettext("Nästa möte"), tuple(meeting_sentences(voice, meetings))),
    )


def down_time(voice: Voice, found: DownTime | None) -> tuple[str, str]:
    """What it is, and how long."""
    return voice.gettext("Hur länge sidan har legat nere"), how_long(voice, found)


def how_long(voice: Voice, found: DownTime | None) -> str:
    """ "vet inte", "inte alls", "42 minuter", "5 timmar"; with the day from which that is known."""
    if found is None:
        return voice.gettext("vet inte")
    minutes = round(found.length / timedelta(minutes=1))
    if not minutes:
        said = voice.gettext("inte alls")
    elif minutes < HOURS_FROM:
        said = voice.ngettext("%(num)s minut", "%(num)s minuter", minutes)
    else:
        said = voice.ngettext("%(num)s timme", "%(num)s timmar", round(minutes / 60))
    if found.since is None:
        return said
    return voice.gettext(
        "%(time)s sedan den %(day)s, och tiden före det vet vi inte",
        time=said,
        day=voice.day(clock.local_date(found.since)),
    )


def count_words(voice: Voice, count: int | None) -> str:
    """A count, or "färre än 5"."""
    return voice.gettext("färre än 5") if count is None else str(count)


def few_words(voice: Voice, count: int) -> str:
    """ "inga", "färre än 5", or the count."""
    return count_words(voice, count_or_few(count)) if count else voice.gettext("inga")


def content_sentence(voice: Voice, facts: Facts) -> str:
    """What changed in questions and lessons, in one sentence."""
    banks = voice.ngettext(
        "frågorna i %(num)s kurs ändrades", "frågorna i %(num)s kurser ändrades", facts.changed_banks
    )
    lessons = voice.ngettext(
        "%(num)s lektion skrevs om", "%(num)s lektioner skrevs om", facts.changed_lessons
    )
    if facts.changed_banks and facts.changed_lessons:
        return voice.gettext("Under kvartalet: %(one)s och %(other)s.", one=banks, other=lessons)
    if facts.changed_banks or facts.changed_lessons:
        return voice.gettext("Under kvartalet: %(one)s.", one=banks if facts.changed_banks else lessons)
    return voice.gettext("Frågorna och lektionerna är desamma som förra kvartalet.")


def meeting_sentences(voice: Voice, meetings: Sequence[Meeting]) -> list[str]:
    """One sentence for groups whose next meeting is due the same day."""
    return [
        voice.gettext(
            "%(groups)s: möte %(number)s av %(of)s, senast %(day)s.",
            groups=", ".join(each.group for each in same),
            number=key[0],
            of=key[1],
            day=voice.day(key[2]),
        )
        for key, group in groupby(meetings, key=lambda each: (each.number, each.of, each.due))
        if (same := list(group))
    ]
