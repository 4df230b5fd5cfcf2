"""The staff menu: what the person's roles open."""

from flask import request, url_for

from accounts.rules import SignInKind
from accounts.sign_in import person
from core.language import gettext
from core.page import NavItem
from organisations.staff_views import places_of


def staff_menu() -> tuple[NavItem, ...]:
    """The places of a person signed in as staff; nothing for others."""
    found = person()
    if found is None or found.kind is not SignInKind.STAFF:
        return ()
    items = [
        NavItem(url=url, label=label, current=request.path == url) for url, label in places_of(found.user_id)
    ]
    if url_for("coordinator.home") in {each.url for each in items}:
        report = url_for("quarter.newest")
        items.append(NavItem(report, gettext("Kvartalsrapport"), request.path.startswith(report)))
    learning = url_for("training.my_training")
    items.append(NavItem(learning, gettext("Min utbildning"), request.path == learning))
    return tuple(items)
