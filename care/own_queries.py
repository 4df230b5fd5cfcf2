"""Everything that is kept about one person, from all rooms: the one source of the page, the file and the paper."""

from collections.abc import Callable

from sqlalchemy.orm import Session

import accounts.own_queries
import certificates.own_queries
import courses.own_queries
import organisations.own_queries
import quiz.own_queries
from care import merge_queries, reminder_queries
from care.reminder_models import MailAddress
from core import job_queries
from core.own_data import Kept
from courses.catalogue import Catalogue
from quiz.own_queries import Questions


def kept_about(
    session: Session,
    user_id: int,
    catalogue: Catalogue,
    questions: Questions,
    opened: Callable[[MailAddress], str],
) -> tuple[Kept, ...]:
    """Every kind of thing that is kept about a person, also those of which there is nothing.

    `questions` gives the questions of a bank version by key, as they were; `opened` what is told of an address.
    """
    return (
        *accounts.own_queries.kept(session, user_id),
        *organisations.own_queries.kept(session, user_id),
        *courses.own_queries.kept(session, user_id, catalogue),
        *quiz.own_queries.kept(
            session,
            user_id,
            {key: course.name for key, course in catalogue.courses.items()},
            {key: sign.name for key, sign in catalogue.signs.items()},
            questions,
        ),
        *certificates.own_queries.kept(session, user_id),
        *job_queries.kept(session, user_id),
        *merge_queries.kept(session, user_id),
        *reminder_queries.kept(session, user_id, opened),
    )
