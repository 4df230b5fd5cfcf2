"""S25: a one-time link that a scanner opens, that is opened twice, too late, or on another device."""

from datetime import timedelta

from time_machine import Traveller

from organisations.models import Invitation, Role
from organisations.rules import INVITATION_LASTS
from tests.attacks.watch import count_rows, rows_of
from tests.attacks.world import World
from tests.builders.pages import Browser


def test_s25_looking_at_a_link_uses_nothing_up(world: World) -> None:
    """A mail scanner's GET and HEAD, ten times and from several devices: not a row changes, the button still works."""
    path = f"/bjudin/{world.here.invitation}"
    before = rows_of(world.app)
    for device in (Browser(world.app), Browser(world.app)):
        for method in ("GET", "HEAD") * 5:
            assert device.client.open(path, method=method).status_code == 200
    assert rows_of(world.app) == before
    david = world.browser("trainer")
    assert david.submit(david.get(path)).response.status_code == 200
    assert count_rows(world.app, Invitation, Invitation.used_at.is_not(None)) == 1


def test_s25_a_link_gives_one_role_once(world: World) -> None:
    """Pressed by one and then by another: the second is told to ask for a new link and gets nothing."""
    path = f"/bjudin/{world.here.invitation}"
    first, second = world.browser("trainer"), world.browser("other contact")
    pages = [first.get(path), second.get(path)]
    first.submit(pages[0])
    roles = rows_of(world.app, Role)
    late = second.submit(pages[1], status=404)
    assert late.h1 == "Länken är använd eller för gammal"
    assert "Be den som bjöd in dig om en ny länk." in late.text
    assert rows_of(world.app, Role) == roles


def test_s25_after_a_day_the_page_offers_a_new_one(world: World, hand: Traveller) -> None:
    path = f"/bjudin/{world.here.invitation}"
    device = Browser(world.app)
    device.get(path)
    hand.shift(INVITATION_LASTS + timedelta(seconds=1))
    assert "Be den som bjöd in dig om en ny länk." in device.get(path, 404).text
