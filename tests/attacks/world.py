"""What the attacks aim at: one object of every kind here (Anna's, Bo's) and there (Dora's, Cecilia's)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from accounts import actions as accounts
from accounts.models import AuditEntry, User
from certificates.actions import issue_if_complete
from certificates.models import Certificate
from core import clock
from core.db import Base, db, session, writing
from core.ids import new_ref
from courses import actions as courses
from courses.progress import screens_of
from organisations import actions as organisations
from organisations.models import Invitation
from organisations.rules import RoleName
from quiz import actions as quiz
from quiz.bank import Bank
from quiz.grading import UNSURE
from quiz.models import Attempt
from quiz.rules import ExamRules
from tests.builders.cast import COURSE, NETWORK, PIN, Cast, Person, Place
from tests.builders.pages import Browser
from tests.conftest import PEPPER

NO_ISSUE = "Nätverket"


@dataclass(frozen=True)
class Objects:
    """One object of every kind that an address can name; what a side does not have does not exist."""

    organisation: str
    membership: str
    expected: str
    staff: str
    code: str
    invitation: str
    open_try: str = field(default_factory=new_ref)
    finished_try: str = field(default_factory=new_ref)
    certificate: str = field(default_factory=new_ref)
    link: str = field(default_factory=new_ref)
    course: str = "ingen"
    module: str = "ingen"
    slug: str = "ingen"
    screen: str = "ingen"

    def of(self, kind: str) -> str:
        return str(getattr(self, kind))


@dataclass(frozen=True)
class World:
    """The cast with their objects. `far` names what lies in another network."""

    app: Flask
    cast: Cast
    here: Objects
    there: Objects
    far: Objects

    def on(self, app: Flask) -> "World":
        """The same world, in a copy of its database."""
        return replace(self, app=app, cast=replace(self.cast, app=app))

    def browser(self, role: str) -> Browser:
        """A device on which somebody of this role is signed in; nobody's is signed out."""
        if role == "nobody":
            return Browser(self.app)
        who: Mapping[str, tuple[Person, bool]] = {
            "learner": (self.cast.anna, False),
            "other learner": (self.cast.dora, False),
            "contact": (self.cast.bo, True),
            "other contact": (self.cast.cecilia, True),
            "trainer": (self.cast.david, True),
            "coordinator": (self.cast.eva, True),
        }
        person, staff = who[role]
        return self.cast.sign_in(person, staff=staff)


SIGNED_IN = ("learner", "other learner", "contact", "other contact", "trainer", "coordinator")
ROLES = ("nobody", *SIGNED_IN)


def build_world(app: Flask, cast: Cast) -> World:
    """Make every object through the rooms' actions. Anna's card may still be shown."""
    with app.app_context(), writing():
        accounts.make_card(session(), clock.now(), cast.anna.id, PIN, PEPPER)
        here = replace(make_objects(app, cast.here, cast.anna, cast.bo), **lesson_of(app))
        there = make_objects(app, cast.there, cast.dora, cast.cecilia)
        far = make_objects(app, cast.elsewhere, cast.dora, cast.cecilia, taught=False)
        session().commit()
    return World(app, cast, here, there, far)


def lesson_of(app: Flask) -> dict[str, str]:
    """The first lesson of the course: the same for everybody who takes it."""
    module = app.extensions["catalogue"].courses[COURSE].modules[0]
    lesson = module.lessons[0]
    return {
        "course": COURSE,
        "module": module.key,
        "slug": lesson.slug,
        "screen": lesson.screens[0].key,
    }


def make_objects(
    app: Flask, place: Place, learner: Person, contact: Person, *, taught: bool = True
) -> Objects:
    now, names = clock.now(), f"Namn {place.name[-5:]}"
    invitation = organisations.invite(
        session(),
        now,
        RoleName.TRAINER,
        network=NETWORK,
        organisation_id=place.id,
        actor_id=None,
        pepper=PEPPER,
    )
    return Objects(
        organisation=place.ref,
        membership=learner.ref,
        expected=organisations.expect(session(), now, place.id, names, actor_id=contact.id).ref,
        staff=session().scalars(select(User.ref).where(User.id == contact.id)).one(),
        code=place.code,
        invitation=invitation,
        **(earned(app, place, learner) if taught else {}),
    )


def earned(app: Flask, place: Place, learner: Person) -> dict[str, str]:
    """A passed try with its certificate, and an open try with one answer."""
    certificate = earn(app, place, learner)
    finished = session().get_one(Attempt, certificate.attempt_id)
    running = start(app, place, learner)
    answer_right(app, running, 1, unsure=True)
    return {
        "certificate": certificate.number,
        "link": certificate.link,
        "finished_try": finished.ref,
        "open_try": running.ref,
    }


def earn(app: Flask, place: Place, learner: Person) -> Certificate:
    """Read everything and pass the exam."""
    read_all(app, learner)
    attempt = start(app, place, learner)
    for position in range(1, len(attempt.drawn) + 1):
        answer_right(app, attempt, position)
    return session().scalars(select(Certificate).where(Certificate.attempt_id == attempt.id)).one()


def read_all(app: Flask, learner: Person) -> None:
    course = app.extensions["catalogue"].courses[COURSE]
    for lesson in (lesson for module in course.modules for lesson in module.lessons):
        courses.mark_read(session(), clock.now(), learner.id, COURSE, screens_of(lesson), lesson.version)


def start(app: Flask, place: Place, learner: Person) -> Attempt:
    bank: Bank = app.extensions["bank"]
    course = app.extensions["catalogue"].courses[COURSE]
    return quiz.start(
        session(),
        clock.now(),
        user_id=learner.id,
        organisation_id=place.id,
        course_key=COURSE,
        pool=bank.pool(course),
        signs=tuple(app.extensions["catalogue"].signs),
        rules=ExamRules.from_overrides(course.exam),
        bank_version=bank.version,
    )


def answer_right(app: Flask, attempt: Attempt, position: int, *, unsure: bool = False) -> None:
    question = quiz.questions_of(session(), attempt)[position - 1]
    right = frozenset(each.key for each in question.options if each.correct)
    on_pass = partial(issue_if_complete, courses=app.extensions["catalogue"].courses, issuer=NO_ISSUE)
    quiz.answer(session(), clock.now(), attempt, position, UNSURE if unsure else right, on_pass)


def rows_of(app: Flask, *tables: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables (of all tables when none is named), to see that nothing changed."""
    names = {each.__tablename__ for each in tables}
    with app.app_context():
        return {
            table.name: sorted(map(tuple, session().execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if not names or table.name in names
        }


def count_rows(app: Flask, table: type[Base], *where: Any) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(table).where(*where)) or 0


def refusals(app: Flask) -> int:
    """How many refusals the audit log holds."""
    return count_rows(app, AuditEntry, AuditEntry.action == "refused")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements the app sends to its database while the block runs."""
    with app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def edit(app: Flask, change: Callable[[], object]) -> None:
    """Change rows behind the site's back."""
    with app.app_context(), writing():
        change()
        session().commit()


def invitations_used(app: Flask) -> int:
    return count_rows(app, Invitation, Invitation.used_at.is_not(None))
