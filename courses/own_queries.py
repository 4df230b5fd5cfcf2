"""What this room keeps about one person, for her to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.queries import answers_begin
from core.language import N_
from core.own_data import Content, Kept
from courses.catalogue import Catalogue
from courses.models import Enrolment, ScenarioChoice, ScreenRead


def kept(session: Session, user_id: int, catalogue: Catalogue) -> tuple[Kept, ...]:
    """Courses begun, screens read, thoughts chosen in stories."""
    return (
        _begun(session, user_id, catalogue),
        _read(session, user_id, catalogue),
        _choices(session, user_id, catalogue),
    )


def course_name(catalogue: Catalogue, key: str) -> Content:
    """A course's name, or its key when it is taught no more."""
    course = catalogue.courses.get(key)
    return Content(course.name if course else key)


def _begun(session: Session, user_id: int, catalogue: Catalogue) -> Kept:
    rows = session.execute(
        select(Enrolment.course_key, Enrolment.started_at)
        .where(Enrolment.user_id == user_id)
        .order_by(Enrolment.started_at)
    )
    return Kept(
        "courses",
        N_("Kurser du har börjat på"),
        N_("Så att du kan fortsätta. Kontaktpersonen ser att du har börjat."),
        (("course", N_("Kurs")), ("began", N_("Började"))),
        tuple((course_name(catalogue, key), at) for key, at in rows),
    )


def _read(session: Session, user_id: int, catalogue: Catalogue) -> Kept:
    rows = session.execute(
        select(ScreenRead.lesson_key, ScreenRead.screen_key, ScreenRead.read_at)
        .where(ScreenRead.user_id == user_id)
        .order_by(ScreenRead.read_at, ScreenRead.lesson_key, ScreenRead.screen_key)
    )
    return Kept(
        "screens_read",
        N_("Sidor du har läst"),
        N_("Så att du kan fortsätta där du slutade. Bara du ser dem."),
        (("lesson", N_("Lektion")), ("page", N_("Sida")), ("read", N_("Läst"))),
        tuple((title_of(catalogue, lesson), screen, at) for lesson, screen, at in rows),
    )


def title_of(catalogue: Catalogue, key: str) -> Content:
    """The title of a lesson or story, or its key when it is there no more."""
    for texts in (catalogue.lesson, catalogue.scenario):
        try:
            return Content(texts(key)[0].title)
        except KeyError:
            continue
    return Content(key)


def _choices(session: Session, user_id: int, catalogue: Catalogue) -> Kept:
    begin = answers_begin(session, user_id)
    rows = session.execute(
        select(
            ScenarioChoice.scenario_key,
            ScenarioChoice.scene_key,
            ScenarioChoice.option_key,
            ScenarioChoice.chosen_at,
        )
        .where(ScenarioChoice.user_id == user_id)
        .order_by(ScenarioChoice.chosen_at, ScenarioChoice.scenario_key, ScenarioChoice.scene_key)
    )
    return Kept(
        "story_choices",
        N_("Det du valde i berättelser"),
        N_("Så att du ser vad du valde. Bara du ser det."),
        (("story", N_("Berättelse")), ("thought", N_("Du valde")), ("chosen", N_("När"))),
        tuple(
            (title_of(catalogue, story), thought(catalogue, story, scene, option), at)
            for story, scene, option, at in rows
            if begin is None or at >= begin
        ),
    )


def thought(catalogue: Catalogue, story: str, scene_key: str, option_key: str) -> Content:
    """What stood on the choice, or its key when it is there no more."""
    scenario = catalogue.scenarios.get(story)
    scene = scenario.scenes.get(scene_key) if scenario else None
    option = scene.option(option_key) if scene else None
    return Content(option.text if option else option_key)
