"""Guards that need to know roles. Each hands the view what it guards; a stranger's object does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, redirect, request, url_for

from accounts import audit
from accounts.queries import SignedIn
from accounts.rules import SignInKind
from accounts.sign_in import (
    SAFE_METHODS,
    ask_to_prove,
    ask_to_sign_in,
    declare,
    person,
    recently_proved,
)
from core import clock
from core.db import session, set_writing
from core.logs import log
from organisations import queries, site_queries
from organisations.rules import RoleName

View = TypeVar("View", bound=Callable[..., Any])


def refuse(found: SignedIn) -> None:
    """Answer 404 and note in the audit log that access was refused (ASVS v5.0.0-16.3.2)."""
    session().rollback()
    set_writing(True)
    audit.record(session(), clock.now(), "refused", actor_id=found.user_id, endpoint=request.endpoint)
    session().commit()
    log("refused", endpoint=request.endpoint, user=found.user_id)
    abort(404)


def _staff(view_guard: str, check: Callable[..., dict[str, Any] | None], *, fresh: bool) -> Any:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            found = person()
            if found is None:
                answer = ask_to_sign_in()
                if request.method in SAFE_METHODS:
                    return redirect(url_for("accounts.staff_sign_in"), 303)
                return answer
            given = check(found, **kwargs) if found.kind is SignInKind.STAFF else None
            if given is None:
                refuse(found)
                raise AssertionError  # refuse() never returns
            if fresh and not recently_proved(found):
                return ask_to_prove(found)
            return view(*args, **{**kwargs, **given})

        return declare(cast(View, guarded), view_guard + ("+fresh" if fresh else ""))

    return decorate


def staff(view: View) -> View:
    """Anybody signed in as staff with at least one role."""

    def check(found: SignedIn, **_: Any) -> dict[str, Any] | None:
        return {} if queries.roles_of(session(), found.user_id) else None

    return cast(View, _staff("staff", check, fresh=False)(view))


def contact(*, fresh: bool = False, site: bool = False) -> Callable[[View], View]:
    """The contact person of the whole organisation in the address; the view gets `organisation` and `actor`.

    With `site` also who is limited to one site of it: the view gets `scope` too, her site, or None for the
    whole organisation, and must show and change nothing outside it (`site_queries.members_of(scope)`).
    """

    def check(found: SignedIn, ref: str, **_: Any) -> dict[str, Any] | None:
        at = site_queries.contact_at(session(), found.user_id, ref)
        if at is None or (at.scope is not None and not site):
            return None
        given: dict[str, Any] = {"organisation": at.organisation, "actor": found}
        return given | ({"scope": at.scope} if site else {})

    return cast(Callable[[View], View], _staff("contact+site" if site else "contact", check, fresh=fresh))


def trainer(view: View) -> View:
    """A trainer with at least one organisation; the view gets `organisations`, hers and no others.

    With a ref in the address it gets that `organisation` instead, which must be one of hers.
    """

    def check(found: SignedIn, ref: str | None = None, **_: Any) -> dict[str, Any] | None:
        mine = queries.organisations_of(session(), found.user_id, RoleName.TRAINER)
        if ref is None:
            return {"organisations": mine} if mine else None
        here = next((each for each in mine if each.ref == ref), None)
        return {"organisation": here} if here else None

    return cast(View, _staff("trainer", check, fresh=False)(view))


def coordinator(*, fresh: bool = False) -> Callable[[View], View]:
    """The coordinator; the view gets the key of her `network`. With a ref in the address also that `organisation`."""

    def check(found: SignedIn, ref: str | None = None, **_: Any) -> dict[str, Any] | None:
        network = queries.coordinated_network(session(), found.user_id)
        if network is None:
            return None
        given: dict[str, Any] = {"network": network, "actor": found}
        if ref is not None:
            organisation = queries.organisation_in(session(), network, ref)
            if organisation is None:
                return None
            given["organisation"] = organisation
        return given

    return cast(Callable[[View], View], _staff("coordinator", check, fresh=fresh))
