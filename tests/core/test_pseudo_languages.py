"""A new language is files and nothing else; and every page tells its reader what it does not translate."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from accounts.models import User
from accounts.rules import SignInKind
from app import create_app
from core import clock
from core.collect_messages import collect
from core.db import session, writing
from core.settings import ROOT
from organisations import membership_actions
from quiz.content import Content
from quiz.grading import UNSURE
from tests.builders.cast import COURSE, Cast, build_cast, sign_in_on
from tests.builders.exams import read_everything, take
from tests.builders.pages import Browser, words
from tests.builders.pseudo import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    add_pseudo_languages,
    has_own_words,
    pseudo,
    unmarked,
)
from tests.conftest import dispose, make_settings

STALE = "gammal"


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """What code and templates say now."""
    return collect(ROOT)


@pytest.fixture(scope="module")
def pseudo_folder(tmp_path_factory: pytest.TempPathFactory, texts: Catalog) -> Path:
    return add_pseudo_languages(tmp_path_factory.mktemp("pseudo") / "translations", texts)


@pytest.fixture
def pseudo_app(database_url: str, pseudo_folder: Path, content: Content) -> Iterator[Flask]:
    made = create_app(make_settings(database_url, translations=pseudo_folder), content)
    yield made
    dispose(made)


@pytest.fixture
def pseudo_cast(pseudo_app: Flask) -> Cast:
    return build_cast(pseudo_app)


def client_in(app: Flask, lang: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("lang", lang)
    return client


def token_of(client: FlaskClient) -> str:
    found = BeautifulSoup(client.get("/anpassa").text, "html.parser").select_one("input[name=csrf_token]")
    assert found is not None
    return str(found["value"])


def signed_in(cast: Cast, lang: str) -> FlaskClient:
    """The learner, with this language on her account."""
    browser = Browser(cast.app)
    sign_in_on(cast.app, browser, cast.anna.id, SignInKind.OWN)
    fields = {
        "csrf_token": token_of(browser.client),
        "language": lang,
        "theme": "auto",
        "text_size": "normal",
    }
    assert browser.client.post("/anpassa", data=fields).status_code == 303
    return browser.client


def visits(cast: Cast, lang: str) -> Iterator[tuple[str, int, str]]:
    """Name, status and HTML of the pages to look at."""
    stranger = client_in(cast.app, lang)
    learner = signed_in(cast, lang)
    for name, client, path in (
        ("start", stranger, "/"),
        ("code", stranger, "/g/"),
        ("workplace", stranger, f"/g/{cast.here.code}"),
        ("name", stranger, f"/g/{cast.here.code}/namn"),
        ("settings", stranger, "/anpassa"),
        ("exam", learner, f"/prov/{COURSE}"),
        ("not found", stranger, "/finns-inte"),
        ("not hers", learner, "/prov/finns-inte"),
        ("wrong code", stranger, "/g/ZZZZZZZZ"),
    ):
        answer = client.get(path)
        yield name, answer.status_code, answer.text
    token = token_of(stranger)
    for name, path, fields in (
        ("no code", "/g/", {"csrf_token": token, "code": ""}),
        ("no such choice", "/anpassa", {"csrf_token": token, "theme": "grell", "language": "xx"}),
        ("too old", "/anpassa", {"csrf_token": STALE}),
        ("wrong method", "/hjalp", {"csrf_token": token}),
    ):
        answer = stranger.post(path, data=fields)
        yield name, answer.status_code, answer.text


@pytest.mark.parametrize(("lang", "direction"), [(LEFT_TO_RIGHT, "ltr"), (RIGHT_TO_LEFT, "rtl")])
def test_a_new_language_is_files_alone(pseudo_cast: Cast, lang: str, direction: str) -> None:
    names = (
        "En säker hand",
        "QR",
        "XXXX-XXXX",
        pseudo_cast.here.name,
        pseudo_cast.here.code,
        pseudo_cast.bo.name,
    )
    code = pseudo_cast.here.code
    seen = {}
    for name, status, html in visits(pseudo_cast, lang):
        soup = BeautifulSoup(html, "html.parser")
        root = soup.select_one("html")
        assert root is not None
        assert (root["lang"], root["dir"]) == (lang, direction), name
        assert unmarked(soup, lang, (*names, f"{code[:4]}-{code[4:]}")) == [], name
        assert html.count("⟦") > 10, name
        seen[name] = status
    assert seen == {
        "start": 200, "code": 200, "workplace": 200, "name": 200, "settings": 200, "exam": 200,
        "not found": 404, "not hers": 404, "wrong code": 404,
        "no code": 200, "no such choice": 200, "too old": 400, "wrong method": 405,
    }  # fmt: skip


def crawl(client: FlaskClient, app: Flask, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Path and HTML of the pages that links lead to, at most two of each kind."""
    waiting, seen, kinds = list(starts), set(starts), dict[str, int]()
    match = app.url_map.bind("localhost").match
    while waiting:
        path = waiting.pop(0)
        endpoint = match(path.partition("?")[0])[0]
        kinds[endpoint] = kinds.get(endpoint, 0) + 1
        if kinds[endpoint] > 2 or endpoint == "static":
            continue
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        if not answer.content_type.startswith("text/html"):
            continue
        yield path, answer.text
        for link in BeautifulSoup(answer.text, "html.parser").select("a[href^='/']"):
            address = str(link["href"]).partition("#")[0]
            if address not in seen:
                seen.add(address)
                waiting.append(address)


def allowed_words(cast: Cast, content: Content) -> tuple[str, ...]:
    """Names of people, places and the network, and the months and languages that Babel itself names."""
    people = (cast.anna, cast.bo, cast.cecilia, cast.dora, cast.david, cast.eva)
    names = [each.name for each in (*people, cast.here, cast.there, cast.elsewhere)]
    names += [name.partition(" ")[0] for name in names] + list(content.network.proper_names())
    names += [
        content.network.initiative,
        "Kim Ny",
        "Skift",
        "En säker hand",
        "QR",
        "WCAG 2.2 AA (axe)",
        "XXXX-XXXX",
        "Excel",
        "CSV",
        "PDF",
    ]
    names += [Locale("eo").languages[lang] for lang in ("ar", "pl", "so", "th", "uk")]
    months = Locale("eo").months["format"]
    return tuple(each for each in (*names, *months["wide"].values(), *months["abbreviated"].values()) if each)


@pytest.mark.parametrize("role", ["stranger", "beginner", "learner", "contact", "trainer", "coordinator"])
def test_no_page_speaks_swedish_to_somebody_who_does_not(
    pseudo_app: Flask, pseudo_cast: Cast, content: Content, role: str
) -> None:
    """Every page that links lead to: its own words wear the marks, what nobody translated wears its lang."""
    cast = pseudo_cast
    with pseudo_app.app_context(), writing():
        set_all_languages(LEFT_TO_RIGHT)
        membership_actions.expect(session(), clock.now(), cast.here.id, "Kim Ny", actor_id=cast.bo.id)
        session().commit()
    starts: tuple[str, ...] = ("/",)
    if role == "stranger":
        client = client_in(pseudo_app, LEFT_TO_RIGHT)
        starts = ("/", "/personal", f"/g/{cast.here.code}", "/natverket", "/tecken")
    elif role == "beginner":
        client = cast.sign_in(cast.dora).client
        starts = ("/min-utbildning", f"/prov/{COURSE}", "/mitt-kort")
    elif role == "learner":
        try_ref = finished_and_running(pseudo_app, cast, content)
        client = cast.learner().client
        starts = ("/min-utbildning", f"/prov/{COURSE}", *try_ref)
    else:
        client = {"contact": cast.contact, "trainer": cast.trainer, "coordinator": cast.coordinator}[
            role
        ]().client
        starts = ("/personal/start",)
    allowed, pages, plain = allowed_words(cast, content), 0, list[tuple[str, str]]()
    for path, html in crawl(client, pseudo_app, starts):
        pages += 1
        plain += [
            (path, each) for each in unmarked(BeautifulSoup(html, "html.parser"), LEFT_TO_RIGHT, allowed)
        ]
    assert not plain, "\n".join(f"{path}: {text}" for path, text in plain)
    assert pages >= 9


def set_all_languages(code: str) -> None:
    """Let everybody have chosen this language. The caller commits."""
    session().execute(update(User).values(language=code))


def finished_and_running(app: Flask, cast: Cast, content: Content) -> tuple[str, ...]:
    """Anna has failed a try, passed another and let one run for a colleague's sake; the pages of all that."""
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        now, anna, here = clock.now(), cast.anna.id, cast.here.id
        failed = take(session(), content, now - timedelta(days=2), anna, here, lambda _question: UNSURE)
        passed = take(session(), content, now - timedelta(days=1), anna, here)
        paths = tuple(
            f"/prov/{COURSE}/{ref}/{page}"
            for ref in (failed.ref, passed.ref)
            for page in ("resultat", "1/svar", "2/svar")
        )
        session().commit()
    return (*paths, f"/intyg/min/{COURSE}")


def test_the_marks_show_what_nobody_translated() -> None:
    assert pseudo("Gäller till %(day)s.") == "⟦Ğǟłłéř ŧíłł···⟧ %(day)s."
    assert pseudo("Hej <bdi>%(name)s</bdi>.") == "⟦Héj·⟧ <bdi>%(name)s</bdi>."
    assert not has_own_words("⟦Héj⟧ Anna 25", ("Anna",))
    assert has_own_words("⟦Héj⟧ Anna 25 maj", ("Anna",))
    html = "<html lang='x'><title>⟦t⟧</title><body><p>⟦ja⟧ nej</p><b aria-label='också'>1</b><i lang='sv'>sv</i></body></html>"
    assert unmarked(BeautifulSoup(html, "html.parser"), "x", ()) == ["⟦ja⟧ nej", "också"]


def test_two_languages_may_write_their_dates_alike(
    database_url: str, tmp_path: Path, content: Content, texts: Catalog
) -> None:
    """sv and sv-x-nara share Babel's locale sv, and Babel knows no sv-x-nara."""
    near = {"name": "⟦Nära⟧", "catalogue": "sv@nara", "locale": "sv", "dir": "ltr"}
    folder = add_pseudo_languages(tmp_path / "translations", texts, {"sv-x-nara": near})
    app = create_app(make_settings(database_url, translations=folder), content)
    for lang, heading in (
        ("sv-x-nara", pseudo("Du ser mer än du tror.")),
        ("sv", "Du ser mer än du tror."),
        ("sv-x-nara", pseudo("Du ser mer än du tror.")),
    ):
        page = BeautifulSoup(client_in(app, lang).get("/").text, "html.parser")
        assert words(page.h1) == heading
    dispose(app)
