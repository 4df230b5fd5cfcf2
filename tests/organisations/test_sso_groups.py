"""The operator's file of groups and the settings of single sign-on: what is wrong is told with its remedy."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core.problems import ContentError
from core.settings import Settings
from organisations.rules import RoleName
from organisations.sso_groups import Place, load_groups
from tests.builders.openid import sso_settings
from tests.conftest import make_settings

GOOD = """\
claim: groups
groups:
  - group: "chefer"
    role: kontaktperson
    organisation: "ref-1"
  - group: "alla"
    role: larande
    organisation: "ref-1"
  - group: "samordning"
    role: samordnare
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "groups.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_group_gives_its_place_letter_by_letter(tmp_path: Path) -> None:
    found = load_groups(written(tmp_path, GOOD))
    assert found.claim == "groups"
    assert found.given(["chefer", "Alla", "okänd"]) == {Place(RoleName.CONTACT, "ref-1")}
    assert found.given(["alla", "samordning"]) == {Place(None, "ref-1"), Place(RoleName.COORDINATOR, None)}
    assert found.given([]) == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kontaktperson", "chef", 'groups.yaml:4 fältet "role" har det okända värdet "chef" — skriv något av kontaktperson,'),
        ('    organisation: "ref-1"\n  - group: "alla"', '  - group: "alla"', 'groups.yaml:3 fältet "organisation" saknas'),
        ("role: samordnare\n", 'role: samordnare\n    organisation: "x"\n', "samordnaren hör till hela nätverket"),
        ("claim: groups\n", "", 'fältet "claim" saknas'),
        ("    role: larande", "    rol: larande", 'okänt fält "rol" — skriv "role"'),
        ('  - group: "alla"\n    role: larande', '  - group: "chefer"\n    role: kontaktperson', "groups.yaml:6 raden står redan"),
        (GOOD, "claim: groups\ngroups: []\n", "ingen grupp ger något"),
        ("claim: groups", "claim: groups\nclaim: other", 'nyckeln "claim" står två gånger'),
    ],
)  # fmt: skip
def test_a_faulty_file_stops_the_start(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentError) as refused:
        load_groups(written(tmp_path, GOOD.replace(old, new, 1)))
    assert said in str(refused.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"groups\.yaml:1 filen finns inte"):
        load_groups(tmp_path / "groups.yaml")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sso_client_secret": None}, "ESH_SSO_CLIENT_SECRET: single sign-on needs all of"),
        ({"sso_groups": None}, "ESH_SSO_GROUPS: single sign-on needs all of"),
        ({"sso_issuer": "http://login.example.se"}, "ESH_SSO_ISSUER must begin with https://"),
        ({"sso_issuer": "login.example.se"}, "ESH_SSO_ISSUER must begin with https://"),
        ({"sso_issuer": "https://login.example.se/?a=b"}, "ESH_SSO_ISSUER has more than an address"),
        ({"sso_issuer": "https://a:b@login.example.se"}, "ESH_SSO_ISSUER has more than an address"),
        ({"sso_hosts": "https://keys.example.se"}, "is no host. Write it like login.example.se"),
        (
            {
                "sso_issuer": "http://127.0.0.1:9",
                "public_url": "https://u.example.se",
                "trusted_hosts": "u.example.se",
            },
            "without ESH_PUBLIC_URL",
        ),
    ],
)
def test_half_a_setting_stops_the_start(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    values = {**sso_settings("https://login.example.se/kommun", tmp_path / "g.yaml"), **changes}
    with pytest.raises(ValidationError) as refused:
        make_settings("sqlite://", **values)
    assert said in str(refused.value)


def test_forms_may_lead_to_the_provider_only_when_it_is_set_up(tmp_path: Path) -> None:
    assert make_settings("sqlite://").sso_origins == ()
    made: Settings = make_settings(
        "sqlite://",
        **sso_settings("https://login.example.se/kommun", tmp_path / "g.yaml", sso_hosts="mer.example.se"),
    )
    assert made.sso_origins == ("https://login.example.se", "https://mer.example.se")
