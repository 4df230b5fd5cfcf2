"""S31: the password alone, or the second factor alone, opens nothing; nor does joining as a learner."""

import pytest

from tests.attacks.routes import RULES, address
from tests.attacks.world import Guesser, World
from tests.builders.cast import PASSWORD, give_password, totp_now
from tests.conftest import PEPPER

HALVES = {
    "password only": (PASSWORD, ""),
    "password and a wrong code": (PASSWORD, "000000"),
    "code only": ("", "right"),
    "code and a wrong password": ("fel lösenord men långt", "right"),
}


@pytest.mark.parametrize("half", HALVES)
def test_s31_half_a_sign_in_reaches_no_staff_page(world: World, half: str) -> None:
    give_password(world.app, world.cast.bo, PEPPER)
    password, code = HALVES[half]
    browser = Guesser(world.app)
    browser.client.post(
        "/personal",
        data={
            "csrf_token": browser.token(),
            "username": "bo",
            "password": password,
            "totp": totp_now() if code == "right" else code,
        },
    )
    staff_pages = [key for key, rule in RULES.items() if key[1] == "GET" and rule.guard.startswith("contact")]
    assert len(staff_pages) > 5
    for key in staff_pages:
        response = browser.client.get(address(world, key))
        assert response.status_code in {303, 404}, key
        assert world.cast.anna.name not in response.text, key


def test_s31_who_joins_as_a_learner_meanwhile_is_a_learner(world: World) -> None:
    """A member of the staff who joins with the poster's code has no more than other learners on that screen."""
    learner = world.cast.sign_in(world.cast.bo)
    for key, rule in RULES.items():
        if key[1] == "GET" and rule.guard.startswith("contact"):
            assert learner.client.get(address(world, key)).status_code in {303, 404}, key
