"""The quarterly report in words: figures become a sheet in one language, with the notes beside them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.language import N_, Voice
from core.quarters import Quarter
from organisations.meetings import Meeting
from organisations.rules import KINDS
from reports.privacy import Share, count_or_few
from reports.quarter_figures import Figures, SignFigures
from reports.quarter_notes import Facts, count_words, down_time, notes
from reports.quarter_sheet import Finding, Series, Sheet, SignToLift, Term

DEFINITIONS = "1"
"""The version of the definitions below; raise it with every change of what one of them means."""
NOTHING = "–"
SERIES_SHOWN = 5
ShareOf = Callable[[Figures], Share | None]

TERMS = (
    (
        "intyg",
        N_("Giltigt intyg"),
        N_(
            "Gäller kvartalets sista dag och tillhör någon som då var med på arbetsplatsen. Den som har intyg i två "
            "kurser räknas två gånger. Arbetsplatser med färre än fem intyg i kursen räknas inte in."
        ),
    ),
    (
        "ser",
        N_("Ser tecknen"),
        N_("Hur stor del av det som var tecken som blev valt, i kvartalets alla avslutade försök."),
    ),
    (
        "larm",
        N_("Larmar i onödan"),
        N_("Hur stor del av det vardagliga som blev valt som tecken, i samma försök."),
    ),
    (
        "fore",
        N_("Före och efter"),
        N_(
            "Rätta svar på frågorna före första lektionen och i första försöket, hos samma personer. De valde själva "
            "att svara, och frågorna är inte desamma."
        ),
    ),
    (
        "saker",
        N_("Säker men fel"),
        N_("Frågor med svaret Säker som blev fel, av alla frågor med svaret Säker."),
    ),
    (
        "lyfta",
        N_("Att lyfta"),
        N_("De tre tecken där det som ses, minus larmen i onödan, är minst."),
    ),
    (
        "nere",
        N_("Legat nere"),
        N_(
            "Sidans arbetare lämnar ett livstecken i minuten. Alla uppehåll på mer än tre minuter, räknade ihop. "
            "Vad som hände före det första livstecknet vet vi inte."
        ),
    ),
)
METHOD = (
    N_(
        "Grupper under 5 visas inte. Andelar är avrundade till 10 procent. En ändring på färre än fem väntar till "
        "nästa kvartal. Bakom varje andel står minst fem personer på var och en av minst fyra arbetsplatser."
    ),
    N_("Rapporten visar övning. Den säger inget om hur vanligt utnyttjande är."),
)
SEEN = {
    "up": N_("Tecknen ses oftare."),
    "down": N_("Tecknen ses mer sällan."),
    "same": N_("Tecknen ses lika ofta."),
}
ALARMS = {
    "up": N_("Larm i onödan blev vanligare."),
    "down": N_("Larm i onödan blev ovanligare."),
    "same": N_("Larm i onödan är lika vanliga."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """The network as a sheet names it: its city, and who holds it together."""

    city: str
    coordinator: str


@dataclass(frozen=True, slots=True)
class SignName:
    """A sign's name and the language it is in."""

    name: str
    lang: str


def sheet(
    voice: Voice,
    place: Place,
    quarter: Quarter,
    made_on: date,
    now: Figures,
    before: Figures | None,
    to_lift: Sequence[SignFigures],
    sign_names: Mapping[str, SignName],
    facts: Facts,
    meetings: Sequence[Meeting],
) -> Sheet:
    """The report of a quarter in one language. `before` are the figures of the quarter before, if it is closed."""
    return Sheet(
        name=voice.gettext(
            "Kvartalsrapport, kvartal %(number)s %(year)s", number=quarter.number, year=quarter.year
        ),
        period=period(voice, quarter),
        headline=headline(voice, now, before),
        lead=voice.gettext("Till nätverkets möten. %(city)s.", city=place.city),
        findings=(
            certificates(voice, now, before),
            seen(voice, now, before),
            alarms(voice, now, before),
            gain(voice, now, before),
        ),
        series_heading=voice.gettext("Giltiga intyg på olika slags arbetsplatser"),
        series_note=voice.gettext("Vid kvartalens slut. Samma skala överallt."),
        series=tuple(series(voice, kind, counts[-SERIES_SHOWN:]) for kind, counts in now.kinds.items()),
        signs_heading=voice.gettext("Tecken att lyfta nästa kvartal"),
        sign_heads=(
            voice.gettext("Tecken"),
            voice.gettext("Ser tecknet"),
            voice.gettext("Larmar i onödan"),
            voice.gettext("Säker men fel"),
        ),
        signs=tuple(sign_row(voice, each, sign_names) for each in to_lift),
        signs_note="" if to_lift else too_few(voice),
        notes=notes(voice, facts, meetings),
        terms_heading=voice.gettext("Så räknar vi"),
        terms=tuple(Term(key, voice.gettext(name), voice.gettext(text)) for key, name, text in TERMS),
        method=tuple(voice.gettext(text) for text in METHOD),
        as_of=voice.gettext(
            "Per den %(last)s. Gjord den %(made)s. Definitioner, version %(version)s.",
            last=voice.day(quarter.last_day),
            made=voice.day(made_on),
            version=DEFINITIONS,
        ),
        behind=voice.gettext(
            "%(coordinator)s samordnar nätverket och står bakom rapporten. Siffrorna ändras aldrig.",
            coordinator=place.coordinator,
        ),
        pages=(voice.gettext("sida 1 av 2"), voice.gettext("sida 2 av 2")),
        down_time=down_time(voice, facts.down),
    )


def period(voice: Voice, quarter: Quarter) -> str:
    """ "juli–september 2026"."""
    first = voice.day(quarter.first_day, "MMMM")
    return f"{first}\N{EN DASH}{voice.day(quarter.last_day, 'MMMM y')}"


def headline(voice: Voice, now: Figures, before: Figures | None) -> str:
    """What has changed in how signs are seen, or that there is nothing to compare."""
    parts = [
        words[way]
        for words, way in (
            (SEEN, share_direction(now, before, lambda each: each.seen)),
            (ALARMS, share_direction(now, before, lambda each: each.false_alarm)),
        )
        if way
    ]
    return " ".join(voice.gettext(part) for part in parts) or voice.gettext("Nätverkets kvartal i siffror")


def nothing_before(voice: Voice, now: Figures, before: Figures | None) -> str:
    """Why there is no quarter before to compare with; empty when there is one."""
    if before is None:
        return voice.gettext("Det första kvartalet.")
    if before.definitions != now.definitions:
        return voice.gettext("Går inte att jämföra: definitionerna är nya.")
    return ""


def direction(now: Share | None, before: Share | None) -> str:
    """ "up", "down" or "same"; empty when one of them may not be shown."""
    if now is None or before is None:
        return ""
    if now.percent == before.percent:
        return "same"
    return "up" if now.percent > before.percent else "down"


def share_words(voice: Voice, found: Share) -> str:
    """ "60 %", "högst 10 %", "minst 90 %"."""
    if found.edge < 0:
        return voice.gettext("högst %(percent)s %%", percent=found.percent)
    if found.edge > 0:
        return voice.gettext("minst %(percent)s %%", percent=found.percent)
    return voice.gettext("%(percent)s %%", percent=found.percent)


def shown(voice: Voice, found: Share | None) -> str:
    """A share in words, or a dash."""
    return share_words(voice, found) if found else NOTHING


def too_few(voice: Voice) -> str:
    """Why a share is not there."""
    return voice.gettext("Visas inte: för få har svarat.")


def share_change(voice: Voice, now: Figures, before: Figures | None, of: ShareOf) -> str:
    """How a share has changed since the quarter before, in words."""
    reason = nothing_before(voice, now, before)
    if reason or before is None or of(now) is None:
        return reason
    earlier = of(before)
    if earlier is None:
        return voice.gettext("Förra kvartalet visades inte.")
    share = share_words(voice, earlier)
    return {
        "same": voice.gettext("Samma som förra kvartalet."),
        "up": voice.gettext("Upp från %(share)s förra kvartalet.", share=share),
        "down": voice.gettext("Ner från %(share)s förra kvartalet.", share=share),
    }[direction(of(now), earlier)]


def share_direction(now: Figures, before: Figures | None, of: ShareOf) -> str:
    """The arrow beside `share_change`."""
    if before is None or before.definitions != now.definitions:
        return ""
    return direction(of(now), of(before))


def certificates(voice: Voice, now: Figures, before: Figures | None) -> Finding:
    """How many certificates are valid, on how many workplaces, and the change."""
    label = voice.gettext("Giltiga intyg")
    if now.certified is None or now.coverage is None:
        text = voice.gettext("Ingen arbetsplats har fem giltiga intyg i en kurs än.")
        return Finding(label, NOTHING, text, "", count_change(voice, now, before)[1], "intyg")
    text = voice.gettext(
        "giltiga intyg på %(reached)s av %(all)s arbetsplatser. Där har %(share)s ett.",
        reached=now.reached,
        all=now.workplaces,
        share=share_words(voice, now.coverage),
    )
    return Finding(label, str(now.certified), text, *count_change(voice, now, before), "intyg")


def count_change(voice: Voice, now: Figures, before: Figures | None) -> tuple[str, str]:
    """The arrow and the words for the change in certificates; one to four are no change that is told."""
    reason = nothing_before(voice, now, before)
    if reason or before is None or now.certified is None:
        return "", reason
    if before.certified is None:
        return "", voice.gettext("Förra kvartalet visades inte.")
    more = now.certified - before.certified
    if count_or_few(abs(more)) is None:
        return "same", voice.gettext("Ungefär lika många som förra kvartalet.")
    if more > 0:
        return "up", voice.gettext("%(count)s fler än förra kvartalet.", count=more)
    return "down", voice.gettext("%(count)s färre än förra kvartalet.", count=-more)


def seen(voice: Voice, now: Figures, before: Figures | None) -> Finding:
    """How much of what was a sign was seen."""
    text = voice.gettext("av tecknen i proven blev sedda.")
    return of_share(voice, "ser", voice.gettext("Ser tecknen"), text, now, before, lambda each: each.seen)


def alarms(voice: Voice, now: Figures, before: Figures | None) -> Finding:
    """How much of what was harmless was alarmed about."""
    text = voice.gettext("av det vardagliga i proven blev larm i onödan.")
    label = voice.gettext("Larmar i onödan")
    return of_share(voice, "larm", label, text, now, before, lambda each: each.false_alarm)


def gain(voice: Voice, now: Figures, before: Figures | None) -> Finding:
    """How much was right in the first try, and before the first lesson."""
    text = ""
    if now.before is not None:
        text = voice.gettext(
            "av svaren i första försöket var rätt. Före första lektionen var det %(share)s.",
            share=share_words(voice, now.before),
        )
    label = voice.gettext("Före och efter")
    return of_share(
        voice, "fore", label, text, now, before, lambda each: each.after if each.before is not None else None
    )


def of_share(
    voice: Voice,
    term: str,
    label: str,
    text: str,
    now: Figures,
    before: Figures | None,
    of: ShareOf,
) -> Finding:
    """A sentence about one share, or that it is not shown."""
    found = of(now)
    change = share_change(voice, now, before, of)
    if found is None:
        text = voice.gettext("%(what)s: visas inte, för få har svarat.", what=label)
        return Finding(label, NOTHING, text, "", change, term)
    return Finding(label, share_words(voice, found), text, share_direction(now, before, of), change, term)


def series(voice: Voice, kind: str, counts: tuple[int | None, ...]) -> Series:
    """One kind of workplace over the last quarters."""
    name = voice.gettext(KINDS[kind])
    first, last = (count_words(voice, count) for count in (counts[0], counts[-1]))
    label = voice.gettext("%(name)s: %(first)s, till slut %(last)s.", name=name, first=first, last=last)
    return Series(name=name, counts=counts, first=first, last=last, label=label)


def sign_row(voice: Voice, found: SignFigures, names: Mapping[str, SignName]) -> SignToLift:
    """One sign to lift."""
    named = names[found.sign_key]
    return SignToLift(
        key=found.sign_key,
        name=named.name,
        lang=named.lang,
        seen=shown(voice, found.seen),
        false_alarm=shown(voice, found.false_alarm),
        sure_wrong=shown(voice, found.sure_wrong),
    )
