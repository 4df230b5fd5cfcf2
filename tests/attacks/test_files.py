"""S46, S54: files sent up, and names of files that lead elsewhere. One page takes a file."""

import io
from typing import Any

from tests.attacks.routes import PREFERENCES, RULES, address
from tests.attacks.watch import rows_of
from tests.attacks.world import World
from tests.builders.pages import Browser
from tests.builders.source import modules

# The one page that takes a file; what it does with hostile ones is held by tests/organisations.
TAKES_A_FILE = "contact.roster"


def test_s46_one_route_takes_a_file_and_no_other(world: World) -> None:
    """Pictures, archives and documents in a form's place: refused or not looked at; nothing of them is kept."""
    reading = [name for name, each in modules().items() if "request.files" in each.path.read_text("utf-8")]
    assert reading == ["organisations.roster_views"]
    views = world.app.view_functions
    assert [name for name, view in views.items() if hasattr(view, "takes_file")] == [TAKES_A_FILE]
    bombs = {
        "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "a.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (30_000).to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0",
        "a.xlsx": b"PK\x03\x04" + b"\0" * 60_000,
        "a.docm": b"\xd0\xcf\x11\xe0" + b"\0" * 500,
    }
    before = rows_of(world.app)
    for key in (key for key in RULES if key[1] == "POST" and key[0] != TAKES_A_FILE):
        browser = world.browser("learner" if "learner" in RULES[key].may else RULES[key].may[0])
        for page in [browser.get(address(world, (key[0], "GET")))] if (key[0], "GET") in RULES else []:
            assert not page.soup.select("input[type=file], form[enctype]"), key
        big = {"csrf_token": "x", "file": (io.BytesIO(b"\0" * 300_000), "a.png")}
        assert browser.client.post(address(world, key), data=big).status_code == 413, key
    for name, content in bombs.items():
        nobody = Browser(world.app)
        data = {
            "csrf_token": nobody.token(),
            "name": (io.BytesIO(content), name),
            "number": (io.BytesIO(content), name),
        }
        assert nobody.client.post("/intyg/kontroll", data=data).status_code == 200
        data = {"csrf_token": nobody.token(), "name": (io.BytesIO(content), name), "language": "sv"}
        assert nobody.client.post(f"/g/{world.here.code}/namn", data=data).status_code == 200
    after = rows_of(world.app)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"screen_read", "enrolment", "brake", "sign_in", "audit_entry"}, changed


def test_s54_names_of_files_lead_nowhere_else(shared: World) -> None:
    """Static files, languages, themes, lessons and downloads: a path inside a name is 404 or nothing."""
    client = shared.browser("learner").client
    ups = ("../app.py", "..%2fapp.py", "%2e%2e/app.py", "..\\app.py", "....//app.py", "/etc/passwd", "%2fetc%2fpasswd",
           "css/../../app.py", "..%c0%af..%c0%afetc/passwd", "css/%00", "fonts/", "", ".", "css")  # fmt: skip
    for up in ups:
        for start in (
            "/static/",
            "/kurser/hotell/",
            "/prova/",
            "/material/",
            "/i/",
            f"/intyg/{shared.here.certificate}/",
        ):
            response = client.get(start + up)
            assert response.status_code in {404, 308, 301, 405} or (start == "/prova/" and not up), start + up
            assert "create_app" not in response.text
            assert "root:" not in response.text
    for cookie in ("lang", "theme", "text_size"):
        for value in ("../../app", "/etc/passwd", "sv/../../x", "en\\..", "<script>"):
            browser = Browser(shared.app)
            browser.client.set_cookie(cookie, value)
            page = browser.get("/om")
            assert page.soup.select_one("html[lang=sv][data-theme=auto][data-text=normal]"), (cookie, value)
    for field in PREFERENCES:
        nobody = Browser(shared.app)
        forged: dict[str, Any] = PREFERENCES | {field: "../../app"}
        page = nobody.post("/anpassa", **forged)
        assert page.path == "/anpassa", field
