"""The evidence pack: what stands in it, and that nobody can change a byte of it unseen."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from pathlib import Path

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from care.erase_actions import erase
from certificates import badge, paper_views
from certificates.actions import correct_name
from certificates.check_evidence import MANIFEST, SIGNATURE, Refused, check, in_base64, keys_in, main
from certificates.course_text import course_text, text_digest
from certificates.evidence import Row, people_sheet, signed
from certificates.models import Certificate, CourseText
from certificates.packs import zipped
from certificates.queries import latest
from certificates.rules import Status
from core import clock
from core.db import session, writing
from core.settings import ROOT
from quiz.content import Content
from tests.builders.badges import OTHER_SECRET, OURS
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import read_everything, take
from tests.builders.many_papers import give_certificates, stub_press
from tests.certificates.test_many_papers import fetched
from tests.conftest import PEPPER

NOW = datetime(2031, 3, 5, 9, tzinfo=UTC)
FILES = {"README.txt": b"hej", "personer.xlsx": b"PK\x03\x04", "intyg/A-Åsa.pdf": b"%PDF"}
GOOD = signed(FILES, OURS, NOW)


def saved(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "underlag.zip"
    path.write_bytes(zipped(files, NOW))
    return path


def test_a_good_pack_is_accepted(tmp_path: Path) -> None:
    assert check(saved(tmp_path, GOOD), [OURS.key_name]) == sorted(FILES)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_one_byte_changed_in_any_file_is_refused(tmp_path: Path, name: str) -> None:
    for position in range(len(GOOD[name]) if len(GOOD[name]) < 100 else 40):
        content = bytearray(GOOD[name])
        content[position] ^= 1
        with pytest.raises(Refused):
            check(saved(tmp_path, GOOD | {name: bytes(content)}), [OURS.key_name])


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_file_removed_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="missing"):
        check(saved(tmp_path, {each: GOOD[each] for each in GOOD if each != name}), [OURS.key_name])


def test_a_file_added_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"intyg/B\.pdf"):
        check(saved(tmp_path, GOOD | {"intyg/B.pdf": b"%PDF"}), [OURS.key_name])


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, GOOD)
    with zipfile.ZipFile(path, "a") as pack, pytest.warns(UserWarning, match="Duplicate"):
        pack.writestr("README.txt", b"nej")
    with pytest.raises(Refused, match="twice"):
        check(path, [OURS.key_name])


def test_a_pack_signed_by_another_key_is_refused(tmp_path: Path) -> None:
    """It names the other key itself, which is why the site's own is asked for."""
    other = badge.signer("http://localhost:8000", OTHER_SECRET)
    path = saved(tmp_path, signed(FILES, other, NOW))
    with pytest.raises(Refused, match="key"):
        check(path, [OURS.key_name])
    assert check(path, [OURS.key_name, other.key_name]), "an earlier key of the site still counts"


def test_a_signature_of_something_else_is_refused(tmp_path: Path) -> None:
    """The same key signs digital certificates: none of its other signatures opens a pack."""
    bare = in_base64(OURS.key.sign(GOOD[MANIFEST]))
    with pytest.raises(Refused):
        check(saved(tmp_path, GOOD | {SIGNATURE: bare}), [OURS.key_name])


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 999])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(Refused):
        check(path, [OURS.key_name])
    assert main(str(tmp_path / "none.zip"), OURS.key_name) == 1


@pytest.mark.parametrize("key", ["z6MkI", "z6Mk" + "1" * 90, "z6Mkö"])
def test_a_key_that_is_none_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(Refused):
        check(saved(tmp_path, GOOD), keys_in(key))


def test_the_documented_command_checks_it_offline(tmp_path: Path) -> None:
    """Alone, outside the project: Python and cryptography, no settings, nothing of ours to import."""
    command = "python -m certificates.check_evidence underlag.zip did.json"
    assert command in (ROOT / "docs" / "operations.md").read_text("utf-8")
    saved(tmp_path, GOOD)
    (tmp_path / "did.json").write_text(json.dumps(badge.did_document(OURS, ())), "utf-8")
    script = tmp_path / "check_evidence.py"
    script.write_bytes((ROOT / "certificates" / "check_evidence.py").read_bytes())
    run = partial(subprocess.run, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    done = run([sys.executable, "-I", script.name, "underlag.zip", "did.json"])
    assert (done.returncode, done.stdout) == (0, "OK: 3 files are as they were when the site signed them.\n")
    saved(tmp_path, GOOD | {"README.txt": b"hoj"})
    done = run([sys.executable, "-I", script.name, "underlag.zip", "did.json"])
    assert (done.returncode, done.stdout) == (1, "REFUSED: changed: README.txt\n")
    assert run([sys.executable, "-I", script.name]).returncode != 0


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_views, "press", stub_press)


def passes(app: Flask, content: Content, cast: Cast) -> None:
    """Anna passes here."""
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()


def pack_of(app: Flask, cast: Cast, folder: Path) -> zipfile.ZipFile:
    """The pack as Bo fetches it, checked against the keys that the site shows."""
    opened = fetched(app, cast.contact(), cast, "Gör ett underlag")
    keys = folder / "did.json"
    keys.write_bytes(cast.contact().client.get("/.well-known/did.json").get_data())
    path = folder / "fetched.zip"
    assert opened.fp is not None
    opened.fp.seek(0)
    path.write_bytes(opened.fp.read())
    assert check(path, keys_in(str(keys)))
    return opened


@pytest.mark.both
def test_the_pack_says_who_what_and_how_to_check(
    app: Flask, cast: Cast, content: Content, tmp_path: Path, no_printing: None
) -> None:
    with time_machine.travel(NOW, tick=False):
        passes(app, content, cast)
        give_certificates(app, cast.here, 1, days_ago=800)
        pack = pack_of(app, cast, tmp_path)
    names = pack.namelist()
    readme = pack.read("README.txt").decode()
    assert "1 av 2 medlemmar har giltigt intyg" in readme
    assert "1 of 2 members hold a valid certificate" in readme
    assert cast.here.name in readme
    assert json.loads(pack.read(MANIFEST))["key"] in readme
    assert "http://localhost:8000/.well-known/did.json" in readme
    sheet = openpyxl.load_workbook(io.BytesIO(pack.read("personer.xlsx")))["Personer"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:6] == ("Namn", "Kurs", "Nummer", "Utfärdat", "Gäller till", "Läge")
    people = {str(row[0]): row for row in rows}
    anna = people[cast.anna.name]
    assert anna[3:6] == (datetime(2031, 3, 5), datetime(2033, 3, 5), "Giltigt")  # noqa: DTZ001  a sheet has no zones
    assert people["Åsa Öberg"][5] == "Har gått ut"
    assert {row[6] for row in rows} | {row[7] for row in rows} <= set(names)
    assert not any("answer" in name or "prov" in name for name in names)


@pytest.mark.both
def test_the_course_stands_there_as_it_was(
    app: Flask, cast: Cast, content: Content, tmp_path: Path, no_printing: None
) -> None:
    """The text of the day Anna passed, also when the course has another one now."""
    passes(app, content, cast)
    old = "<!doctype html>\n<p>Så stod det då.</p>\n"
    with app.app_context(), writing():
        session().execute(update(CourseText).values(digest=text_digest(old), text=old))
        session().execute(update(Certificate).values(course_text=text_digest(old)))
        session().commit()
    pack = pack_of(app, cast, tmp_path)
    (name,) = (each for each in pack.namelist() if each.startswith("kurser/"))
    assert pack.read(name).decode() == old
    assert text_digest(old)[:12] in name
    assert "OBS" not in pack.read("README.txt").decode()


def test_a_text_that_is_not_kept_is_owned_up_to(
    app: Flask, cast: Cast, content: Content, tmp_path: Path, no_printing: None
) -> None:
    """Certificates from before texts were kept: today's text, named so, and the README says it in both languages."""
    give_certificates(app, cast.here, 2)
    pack = pack_of(app, cast, tmp_path)
    (name,) = (each for each in pack.namelist() if each.startswith("kurser/"))
    assert name.startswith(f"kurser/{COURSE}-i-dag-")
    assert pack.read(name).decode() == course_text(content.catalogue.courses[COURSE])
    readme = pack.read("README.txt").decode()
    assert (
        f"OBS: för några intyg finns kursens text från den dagen inte kvar. I stället ligger texten som den är i dag: {name}."
        in readme
    )
    assert "NOTE: for some certificates the course text of that day is not kept." in readme


def test_the_text_of_the_course_has_every_screen_and_story(content: Content) -> None:
    for course in content.catalogue.courses.values():
        text = course_text(course)
        for module in course.modules:
            assert all(screen.html in text for lesson in module.lessons for screen in lesson.screens)
            assert module.scenario is None or all(
                escape(option.text) in text
                for scene in module.scenario.scenes.values()
                for option in scene.options
            )
        for question in content.bank.pool(course):
            assert escape(question.text) not in text, "the exam is no part of it"


@pytest.mark.both
def test_a_text_is_kept_once_and_goes_with_the_last_certificate(
    app: Flask, cast: Cast, content: Content
) -> None:
    """Two certificates and a correction point to one text; when all are erased, it goes."""
    passes(app, content, cast)
    read_everything(app, content, cast.dora)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.dora.id, cast.there.id)
        correct_name(session(), clock.now(), cast.anna.id, "Anna Åslund")
        session().commit()
        digest = text_digest(course_text(content.catalogue.courses[COURSE]))
        assert session().scalars(select(CourseText.digest)).all() == [digest]
        newest = latest(session(), cast.anna.id, COURSE)
        assert newest is not None
        assert (newest.edition, newest.course_text) == (2, digest)
    for person, left in ((cast.anna, 1), (cast.dora, 0)):
        with app.app_context(), writing():
            erase(session(), clock.now() + timedelta(days=1), person.id, pepper=PEPPER)
            session().commit()
            assert session().scalars(select(func.count()).select_from(CourseText)).one() == left


def test_a_poisoned_certificate_is_owned_up_to(
    app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = give_certificates(app, cast.here, 3)
    bad = f"{numbers[1][:4]}-{numbers[1][4:8]}-{numbers[1][8:]}"
    monkeypatch.setattr(paper_views, "press", partial(stub_press, poisoned=bad))
    pack = pack_of(app, cast, tmp_path)
    assert f"SAKNAS: dessa intyg gick inte att skriva ut: {bad}." in pack.read("README.txt").decode()
    assert len([name for name in pack.namelist() if name.startswith("intyg/")]) == 2


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "http://example.org", "+46 123"])
def test_no_name_becomes_a_formula_or_a_link(name: str) -> None:
    """The names rule refuses these; the sheet keeps them as text even so."""
    day = NOW.date()
    row = Row(name, name, "A", day, day, Status.VALID, "", "")
    sheet = openpyxl.load_workbook(io.BytesIO(people_sheet([row], NOW)))["Personer"]
    cell = sheet.cell(2, 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
