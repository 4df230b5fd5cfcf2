"""Rules of a lesson. One function is one rule; `RULES` lists them all. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator

from core.language_text import Measure, measure, words
from core.problems import Problem
from courses.lesson_files import LessonFile, ScreenText
from courses.markdown import blocks, images, plain, render
from courses.source_rules import (
    EMERGENCY_SOURCES,
    certainty_is_told,
    only_own_words,
    sources_are_known,
)
from courses.text_rules import (
    Known,
    Text,
    drawing_is_there,
    has_emergency_number,
    has_figure,
    has_hard_figure,
)

SIGN_SCREENS = ("scen", "tank", "se", "bero-pa", "aldrig", "gor")
NEEDED_SIGN_SCREENS = ("scen", "se", "bero-pa", "aldrig")
SCENES = ("scen", "tank")

Rule = Callable[[LessonFile, Known], Iterator[Problem]]


def key_names_folder_module_and_file(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """hotell/01-kontrollerad.md in the module identifiera has the key hotell-identifiera-kontrollerad."""
    expected = f"{lesson.folder}-{lesson.module}-{lesson.slug}"
    if lesson.key != expected:
        yield lesson.at("key").problem(
            f'nyckeln "{lesson.key}" följer inte mappen, modulen och filnamnet',
            f"skriv key: {expected}, eller byt namn på filen",
        )


def audiences_are_known(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """At least one audience, each from audiences.yaml."""
    if not lesson.audiences:
        yield lesson.at("audiences").problem("ingen målgrupp", "skriv audiences: [hotell]")
    for audience in lesson.audiences:
        if audience not in known.audiences:
            yield lesson.at("audiences").problem(
                f'målgruppen "{audience}" finns inte', f"skriv någon av {', '.join(known.audiences)}"
            )


def signs_are_known(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """Only signs of signs.yaml."""
    for sign in lesson.signs:
        if sign not in known.signs:
            yield lesson.at("signs").problem(
                f'tecknet "{sign}" finns inte', f"skriv någon av {', '.join(known.signs)}"
            )


def screens_have_own_keys(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """A lesson has at least one screen, and no two share a key."""
    if not lesson.screens:
        yield lesson.front.problem(
            "lektionen har ingen skärm", "skriv ## Rubrik {#nyckel .nyckel} och texten under"
        )
    counts = Counter(screen.key for screen in lesson.screens)
    seen = set()
    for screen in lesson.screens:
        if counts[screen.key] > 1 and screen.key in seen:
            yield _at(lesson, screen, f'skärmen "{screen.key}" finns två gånger', "byt den ena nyckeln")
        seen.add(screen.key)


def sign_lessons_have_their_screens(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """A lesson about one sign has its screens in the fixed order; four of them are always there."""
    if lesson.module != "identifiera" or len(lesson.signs) != 1:
        return
    keys = [screen.key for screen in lesson.screens]
    for key in NEEDED_SIGN_SCREENS:
        if key not in keys:
            yield lesson.at("signs").problem(
                f'skärmen "{key}" saknas i en lektion om ett tecken', f"skriv ## Rubrik {{#{key} .{key}}}"
            )
    for screen in lesson.screens:
        if screen.key not in SIGN_SCREENS:
            yield _at(
                lesson,
                screen,
                f'skärmen "{screen.key}" hör inte till en lektion om ett tecken',
                f"använd {', '.join(SIGN_SCREENS)}",
            )
    if [key for key in SIGN_SCREENS if key in keys] != [key for key in keys if key in SIGN_SCREENS]:
        yield lesson.at("signs").problem(
            "skärmarna står i fel ordning", f"ordna dem {', '.join(SIGN_SCREENS)}"
        )


def sources_hold(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """Each source is known, tells its certainty and names screens that exist; every screen has a source."""
    keys = {screen.key for screen in lesson.screens}
    nodes = lesson.at("sources").items
    for node, source in zip(nodes, lesson.sources, strict=True):
        yield from sources_are_known(node, [source.code], known)
        yield from certainty_is_told(node.mapping.get("certainty", node), [source.code], source.certainty)
        for key in source.screens:
            if key not in keys:
                yield node.mapping.get("screens", node).problem(
                    f'skärmen "{key}" finns inte', f"skriv någon av {', '.join(sorted(keys))}"
                )
    for screen in lesson.screens:
        if not _sources_of(lesson, screen):
            yield _at(
                lesson,
                screen,
                f'skärmen "{screen.key}" har ingen källa',
                "skriv den i screens hos en källa överst",
            )


def screens_are_short(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """No screen has more words than fit on a telephone."""
    limit = known.lists.limits_for(lesson.lang).screen_words
    for screen in lesson.screens:
        count = screen_measure(screen, known, lesson.lang).words
        if count > limit:
            yield _at(lesson, screen, f"skärmen har {count} ord", f"dela eller stryk, högst {limit} ord")


def lesson_is_easy_to_read(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """LIX and the mean length of sentences stay below the language's limits."""
    limits = known.lists.limits_for(lesson.lang)
    total = lesson_measure(lesson, known)
    if limits.lesson_lix and total.lix > limits.lesson_lix:
        yield lesson.at("title").problem(
            f"lektionen har LIX {total.lix:.1f}", f"skriv kortare ord och meningar, högst {limits.lesson_lix}"
        )
    if total.mean_sentence > limits.mean_sentence_words:
        yield lesson.at("title").problem(
            f"meningarna har {total.mean_sentence:.1f} ord i snitt",
            f"dela de längsta, högst {limits.mean_sentence_words} ord i snitt",
        )


def images_exist(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """The lesson's own picture is one of the drawings, every picture in its text a file in static/images."""
    if lesson.image:
        node = lesson.at("image")
        yield from drawing_is_there(node.mapping.get("file", node), lesson.image.file, known)
    for screen in lesson.screens:
        for line, name in images(screen.body):
            if name not in known.images:
                yield Problem(
                    lesson.file,
                    screen.line + 1 + line,
                    f'bilden "{name}" finns inte',
                    "lägg den i static/images, eller rätta namnet",
                )


def markdown_is_plain(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """No HTML, no foreign pictures, links only to https, tel, mailto and own pages (see markdown.py)."""
    for screen in lesson.screens:
        problems: list[Problem] = []
        render(screen.body, lesson.file, screen.line + 1, lesson.lang, problems)
        yield from problems


def figures_have_a_source(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """A year, a share or a sum is never the course's own; any other figure outside a scene is doubtful."""
    for screen in lesson.screens:
        if not only_own_words(_sources_of(lesson, screen)):
            continue
        for line, text in blocks(screen.body):
            hard = has_hard_figure(text)
            if hard or (has_figure(text) and screen.key not in SCENES):
                yield Problem(
                    lesson.file,
                    screen.line + 1 + line,
                    "en siffra som bara har kursens egna ord som källa",
                    "ange källan överst, eller skriv utan siffra",
                    "error" if hard else "warning",
                )


def emergency_numbers_have_a_source(lesson: LessonFile, known: Known) -> Iterator[Problem]:
    """Where a screen says 112 or 114 14, its sources hold the police's or a city's page about them."""
    for screen in lesson.screens:
        if has_emergency_number(screen.body) and not EMERGENCY_SOURCES & set(_sources_of(lesson, screen)):
            yield _at(
                lesson,
                screen,
                f'skärmen "{screen.key}" har 112 eller 114 14 utan källa',
                f"lägg skärmen till {' eller '.join(sorted(EMERGENCY_SOURCES, reverse=True))} överst",
            )


RULES: tuple[Rule, ...] = (
    key_names_folder_module_and_file,
    audiences_are_known,
    signs_are_known,
    screens_have_own_keys,
    sign_lessons_have_their_screens,
    sources_hold,
    screens_are_short,
    lesson_is_easy_to_read,
    images_exist,
    markdown_is_plain,
    figures_have_a_source,
    emergency_numbers_have_a_source,
)
FOR_SIBLINGS: tuple[Rule, ...] = (
    screens_have_own_keys,
    screens_are_short,
    lesson_is_easy_to_read,
    images_exist,
    markdown_is_plain,
)
"""The rules that also hold for a lesson in another language."""


def shown_texts(lesson: LessonFile) -> Iterator[Text]:
    """The texts people read: title, alt text, headings, paragraphs."""
    title = lesson.at("title")
    yield Text(lesson.file, title.line, lesson.title, lesson.lang, is_title=True)
    if lesson.image:
        yield Text(lesson.file, lesson.at("image").line, lesson.image.alt, lesson.lang)
    for screen in lesson.screens:
        yield Text(lesson.file, screen.line, screen.heading, lesson.lang, is_title=True)
        for line, text in blocks(screen.body):
            yield Text(lesson.file, screen.line + 1 + line, text, lesson.lang)


def written_texts(lesson: LessonFile) -> Iterator[Text]:
    """Every text of the file, notes and keys included, line by line."""
    for node in lesson.front.texts():
        yield Text(lesson.file, node.line, node.text, lesson.lang)
    for screen in lesson.screens:
        yield Text(lesson.file, screen.line, screen.heading, lesson.lang)
        for number, line in enumerate(screen.body.split("\n"), screen.line + 1):
            yield Text(lesson.file, number, line, lesson.lang)


def screen_measure(screen: ScreenText, known: Known, lang: str) -> Measure:
    """Words and sentences of a screen's body plus the words of its heading, placeholders filled."""
    return measure(_filled(screen, known, lang)) + Measure(words=len(words(plain(screen.heading))))


def lesson_measure(lesson: LessonFile, known: Known) -> Measure:
    """Words and sentences of all bodies; headings are no sentences and are left out."""
    return sum((measure(_filled(screen, known, lesson.lang)) for screen in lesson.screens), Measure())


def _filled(screen: ScreenText, known: Known, lang: str) -> list[str]:
    network = known.networks[0].in_language(lang) if known.networks else None
    texts = [text for _, text in blocks(screen.body)]
    if network is None:
        return texts
    return [text if network.unknown_placeholders(text) else network.fill(text) for text in texts]


def _sources_of(lesson: LessonFile, screen: ScreenText) -> list[str]:
    return [source.code for source in lesson.sources if screen.key in source.screens]


def _at(lesson: LessonFile, screen: ScreenText, what: str, remedy: str) -> Problem:
    return Problem(lesson.file, screen.line, what, remedy)
