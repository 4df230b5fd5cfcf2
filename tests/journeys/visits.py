"""Which addresses the browser opens, made from the URL map and the catalogue, and who opens them.

A new page without arguments is found by itself. A page with arguments needs a line in `named`, a file a
line in FILES; without it the test fails and says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from core.settings import ROOT
from core.sheets import LABELS
from courses.catalogue import Catalogue
from organisations.phrases import SOURCE, load_phrases
from quiz.kinds import KINDS
from reports.table_views import MEDIA
from tests.builders.cast import COURSE, PIN
from tests.journeys.devices import Device
from tests.journeys.people import ROLES, City, Things

# Answers that are no page: the browser fetches them, and their type is looked at.
FILES: dict[str, str | tuple[str, ...]] = {
    "accounts.card_image": "image/png",
    "accounts.card_paper": "application/pdf",
    "agera.file": "application/pdf",
    "agera.my_file": "application/pdf",
    "agera.open_file": "image/png",
    "contact.join_slips": "application/pdf",
    "contact.poster": "application/pdf",
    "contact.roster_csv": "text/csv",
    "contact.roster_faults": "text/csv",
    "contact.roster_workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "content.gift_file": "text/plain",
    "healthz": "text/plain",
    "jobs.file": "text/csv",
    "my_data.data_file": "application/json",
    "network.material_file": "text/plain",
    "quarter.figures_file": "text/csv",
    "quarter.report_file": "application/pdf",
    "readyz": "text/plain",
    "reminders.feed": "text/calendar",
    "renewing.slips": "application/pdf",
    "static": "text/css",
    **dict.fromkeys(
        ("people.people_file", "places.organisations_file", "trainer.counts_file", "trainer.signs_file"),
        tuple(MEDIA.values()),
    ),
    "certificates.certificate_file": "application/pdf",
    "certificates.certificate_image": "image/png",
    "certificates.badge_file": "application/json",
    "certificates.badge_picture": "image/svg+xml",
    "certificates.status_list": "application/json",
    "certificates.did_document": "application/json",
}
STAFF = ("contact", "trainer", "coordinator")
MAY_ENTER = {
    "public": ROLES,
    "files": ROLES,
    "signed_in": ("learner", *STAFF),
    "staff": STAFF,
    "contact": ("contact",),
    "trainer": ("trainer",),
    "coordinator": ("coordinator",),
}
# Who opens a page that a role's usual person would only pass through on the way to another.
INSTEAD = {
    ("accounts.choose_pin", "learner"): "newcomer",
    ("accounts.new_card", "learner"): "saver",
    ("accounts.card_image", "learner"): "saver",
    ("accounts.card_paper", "learner"): "saver",
    ("accounts.prove", "contact"): "guard",
    ("accounts.prove", "learner"): "swapped",
    ("accounts.new_key", "learner"): "swapped",
    ("accounts.change_pin", "learner"): "swapped",
    ("accounts.new_key", "contact"): "guard",
    ("accounts.change_password", "contact"): "guard",
    ("accounts.change_codes", "contact"): "guard",
    ("accounts.pending_kept", "contact"): "sleeper",
    ("staff.home", "trainer"): "many",
}
# Open pages that send somebody who is at work as staff away.
NOT_AT_WORK = {"slip.choose_pin"}
MATERIAL_FILE = "handbok.txt"

Values = dict[str, Any]
Named = dict[str, list[tuple[str, Values]]]


PRACTICE_SEED = "5eed" * 4
PHRASES = sorted(load_phrases(ROOT / "organisations" / "phrases").keys() - {SOURCE})


@dataclass(frozen=True)
class Visit:
    """Somebody opens an address, and perhaps does something there. `look` names the picture, if it needs its own."""

    who: str
    path: str
    endpoint: str = ""
    act: Callable[[Device], None] | None = None
    look: str = ""


def all_visits(app: Flask, catalogue: Catalogue, city: City) -> Iterator[Visit]:
    """Every GET route for every role that may see it, then the states that no address alone leads to."""
    bound = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        for role in may_enter(app, rule):
            for who, values in values_for(rule, role, catalogue, city):
                yield Visit(who, bound.build(rule.endpoint, values), rule.endpoint)
    yield from states(city)


def may_enter(app: Flask, rule: Rule) -> tuple[str, ...]:
    """The roles that may see a route. What belongs to one learner is hers alone."""
    guard = getattr(app.view_functions[rule.endpoint], "guard", "files").partition("+")[0]
    if guard == "signed_in" and rule.arguments:
        return ("learner",)
    if rule.endpoint in NOT_AT_WORK:
        return ("visitor", "learner")
    return MAY_ENTER[guard]


def values_for(rule: Rule, role: str, catalogue: Catalogue, city: City) -> list[tuple[str, Values]]:
    """Who of a role opens a route, and what stands in its address."""
    person = INSTEAD.get((rule.endpoint, role), role)
    if not rule.arguments:
        return [(person, {})]
    found = named(catalogue, city.things).get(rule.endpoint)
    if found is None:
        pytest.fail(f"{rule.endpoint} has arguments: name in tests/journeys/visits.py what the browser opens")
    return [(who or person, values) for who, values in found]


def named(catalogue: Catalogue, things: Things) -> Named:
    """What stands in the addresses: (the person who owns it, or "" for any, the values) by endpoint."""
    at: Values = {"ref": things.organisation}
    course: Values = {"course_key": COURSE}
    reported: Values = {"quarter": things.quarter}
    certificate = [("passed", {"number": things.certificate})]
    tries = things.tries
    return (
        lessons(catalogue)
        | stories(catalogue)
        | {
            "accounts.card_link": [("", {"secret": "A" * 22})],
            "accounts.reset": [("", {"secret": things.reset})],
            "certificates.by_link": [("", {"link": things.link})],
            "contact.add": [("", at)],
            "contact.code": [("", at)],
            "contact.expected": [("", {**at, "name_ref": things.expected})],
            "contact.person": [("", {**at, "person_ref": things.membership})],
            "contact.earlier_of_name": [("", {**at, "name_ref": things.expected})],
            "contact.earlier_of_person": [("", {**at, "person_ref": things.membership})],
            "contact.roster": [("", at)],
            "contact.roster_csv": [("", at)],
            "contact.roster_faults": [("", {**at, "list_ref": things.lists["draft"]})],
            "contact.roster_list": [("", {**at, "list_ref": each}) for each in things.lists.values()],
            "contact.roster_workbook": [("", at)],
            "contact.join_slips": [("", at)],
            "contact.poster": [("", at)],
            "agera.shown": [("", at)],
            "agera.file": [("", {**at, "role": "reception", "name": "affisch.pdf"})],
            "agera.my_file": [("passed", {"ref": things.membership, "role": "stad", "name": "kort.pdf"})],
            "agera.open_file": [("", {"role": "alla", "name": "kort.png"})],
            "renewal.change": [("", course)],
            "contact.routine": [("", at)],
            "contact.sites": [("", at)],
            "contact.site": [("", {**at, "site_ref": things.site})],
            "contact.team": [("", {**at, "team_ref": things.team})],
            "contact.place": [("", at)],
            "content.gift_file": [("", course)],
            "coordinator.organisation": [("", at)],
            "jobs.file": [("learner", {"ref": things.jobs["done"]})],
            "jobs.show": [("learner", {"ref": ref}) for ref in things.jobs.values()],
            "join.confirm": [("", {"code": things.code})],
            "join.name": [("", {"code": things.code})],
            "network.material_file": [("", {"name": MATERIAL_FILE})],
            "overview.overview": [("", at)],
            "papers.overview": [("", at)],
            "sharing.use_code": [("", at)],
            "sharing.workplace": [("moved", {"ref": things.moved})],
            "people.people_file": [("", {**at, "form": form}) for form in LABELS.values()],
            "places.organisations_file": [("", {"form": form}) for form in LABELS.values()],
            "session.plan": [("", at)],
            "session.sign": [("", {**at, "sign_key": key}) for key in catalogue.signs],
            "trainer.counts_file": [("", {"form": form}) for form in LABELS.values()],
            "trainer.signs_file": [("", {"form": form}) for form in LABELS.values()],
            "phrases.help_in": [("", {"lang": lang}) for lang in (*PHRASES, "en")],
            "quarter.figures_file": [("", reported)],
            "quarter.report": [("", reported)],
            "quarter.report_file": [("", reported)],
            "quiz.before": [("newcomer", course)],
            "quiz.practice": [("", course)],
            "quiz.practice_question": [("", {**course, "seed": PRACTICE_SEED, "number": 1})],
            "quiz.exam": [(who, course) for who in ("learner", "ready", "waiting", "single", "passed")],
            "quiz.feedback": [
                (who, {**course, "ref": tries[who][0], "number": number})
                for who in ("passed", "waiting")
                for number in range(1, tries[who][1] + 1)
            ],
            "quiz.question": [
                (kind, {**course, "ref": tries[kind][0], "number": tries[kind][1] + 1})
                for kind in sorted(KINDS.keys() & tries.keys())
            ],
            "quiz.result": [
                (who, {**course, "ref": tries[who][0]}) for who in ("passed", "waiting", "swapped")
            ],
            "reminders.feed": [("", {"secret": things.feed})],
            "reminders.stop": [("", {"stop": things.stop})],
            "renewing.people": [("", at)],
            "renewing.slips": [("", at)],
            "signs.sign": [("", {"key": key}) for key in catalogue.signs],
            "slip.choose_pin": [("", {"code": things.slip})],
            "staff.invitation": [("", {"secret": things.invitation})],
            "static": [("", {"filename": "css/tokens.css"})],
            "certificates.certificate": certificate,
            "certificates.certificate_file": certificate,
            "certificates.certificate_image": certificate,
            "certificates.badge_file": certificate,
            "certificates.badge_picture": certificate,
            "certificates.status_list": [("", {"list_number": 1})],
            "certificates.newest": [("passed", course)],
        }
    )


def lessons(catalogue: Catalogue) -> Named:
    """Every screen of the hotel course, and every lesson on one page; the screens of the open lesson."""
    course = catalogue.courses[COURSE]
    screens: list[tuple[str, Values]] = []
    whole: list[tuple[str, Values]] = []
    for module in course.modules:
        for lesson in (*module.lessons, *module.more):
            at = {"course_key": COURSE, "module_key": module.key, "slug": lesson.slug}
            whole.append(("", at))
            screens += [("", {**at, "screen_key": screen.key}) for screen in lesson.screens]
    opened, _ = catalogue.lesson(next(iter(catalogue.courses.values())).try_lesson)
    tried: list[tuple[str, Values]] = [("", {"screen_key": screen.key}) for screen in opened.screens]
    return {"courses.screen": screens, "courses.whole_lesson": whole, "courses.try_screen": tried}


def stories(catalogue: Catalogue) -> Named:
    """Every story of the hotel course: its start, its scenes, what one choice in each leads to, its ends."""
    found: Named = {
        "scenarios.all_scenarios": [("", {"course_key": COURSE})],
        "scenarios.start": [],
        "scenarios.scene": [],
        "scenarios.after": [],
        "scenarios.end": [],
    }
    for scenario in catalogue.scenarios.values():
        if catalogue.courses[COURSE].audience not in scenario.audiences:
            continue
        at = {"course_key": COURSE, "slug": scenario.slug}
        found["scenarios.start"].append(("", at))
        for scene in scenario.scenes.values():
            there = {**at, "scene_key": scene.key}
            found["scenarios.scene"].append(("", there))
            found["scenarios.after"].append(("", {**there, "option_key": scene.options[0].key}))
        found["scenarios.end"] += [("", {**at, "end_key": end}) for end in scenario.ends]
    return found


def states(city: City) -> Iterator[Visit]:
    """Pages in states that an address alone does not show."""
    things = city.things
    at = f"/oversikt/{things.organisation}"
    yield Visit("visitor", "/finns-inte", look="errors/problem")
    yield Visit("gone", "/min-utbildning")
    yield Visit("passed", "/min-utbildning", look="certificates/my_training-passed")
    yield Visit("newcomer", "/min-utbildning", look="certificates/my_training-new")
    yield Visit("swapped", "/min-utbildning", look="certificates/my_training-swapped")
    yield Visit("contact", f"{at}/person/{things.membership}", act=give_slip)
    yield Visit("many", f"/bjudin/{things.invitation}", look="organisations/invitation-known")
    yield Visit("contact", f"{at}?visa=alla", look="reports/overview-all")
    yield Visit("contact", f"{at}?visa=alla&plats={things.site}", look="reports/overview-site")
    yield Visit("limited", f"{at}?visa=alla", look="reports/overview-limited")
    yield Visit("limited", f"{at}/kod", look="organisations/code-limited")
    draft = f"{at}/lista/{things.lists['draft']}"
    yield Visit("contact", f"{draft}?visa=slutat", look="organisations/roster_draft-left")
    yield Visit("contact", f"{draft}?visa=ny", look="organisations/roster_draft-new")
    yield Visit("contact", f"{at}/lista", act=press_main, look="organisations/roster-error")
    yield Visit("coordinator", f"/samordnare/fornyelse/{COURSE}", act=preview_a_rule)
    yield Visit("visitor", f"/i/{things.expired_link}", look="certificates/link_view-expired")
    yield Visit("visitor", "/i/" + "A" * 22, look="certificates/link_view-none")
    yield Visit("visitor", "/intyg/kontroll", act=check_a_certificate(things.certificate))
    yield Visit("coordinator", "/samordnare/intyg", act=name_a_certificate(things.certificate))
    yield Visit("moved", "/min-utbildning", look="certificates/my_training-moved")
    yield Visit("moved", "/intyg/dela", act=press_code)
    yield Visit(
        "moved", "/mina-uppgifter/tva-kort", act=show_card(things.second_card), look="care/merge_plan"
    )
    yield Visit("passed", "/mina-uppgifter/allt", look="care/everything-passed")
    yield Visit("saver", "/mina-uppgifter/radera/bekrafta", act=press_yes, look="care/confirm-error")
    yield Visit("visitor", "/intyg/kontroll", act=press_main, look="certificates/check-error")
    yield Visit("swapped", "/konto", look="accounts/account-learner")
    yield Visit("guard", "/konto", look="accounts/account-staff")
    yield Visit("coordinator", f"/samordnare/organisation/{things.organisation}", act=renew_login)
    yield Visit("visitor", "/g/", act=press_main, look="organisations/join_code-error")
    yield Visit("visitor", f"/g/{things.code}/namn", act=press_main, look="organisations/join_name-error")
    yield Visit("single", question_of(things, "single"), act=press_main, look="quiz/question-error")
    yield Visit(
        "learner", f"/prov/{COURSE}/ova/{PRACTICE_SEED}/1", act=do_not_know, look="quiz/feedback-practice"
    )
    yield Visit("visitor", "/kontakt", act=leave_for_good)
    yield Visit("coordinator", f"/samordnare/organisation/{things.organisation}", act=invite)


def renew_login(device: Device) -> None:
    device.press(device.page.locator("li:has-text('Sleeper') form[action$='/ny-inloggning'] button"))


def give_slip(device: Device) -> None:
    device.press("form[action$='/nytt-kort'] button")


def press_code(device: Device) -> None:
    device.press("form[action='/intyg/dela/kod'] button")


def show_card(code: str) -> Callable[[Device], None]:
    def show(device: Device) -> None:
        device.page.locator("input[name=code]").fill(code)
        device.page.locator("input[name=pin]").fill(PIN)
        device.main()

    return show


def question_of(things: Things, who: str) -> str:
    ref, answered = things.tries[who]
    return f"/prov/{COURSE}/{ref}/{answered + 1}"


def do_not_know(device: Device) -> None:
    device.page.get_by_label("Jag är inte säker").check()
    device.main()


def press_main(device: Device) -> None:
    device.main()


def check_a_certificate(number: str) -> Callable[[Device], None]:
    def check(device: Device) -> None:
        device.page.locator("input[name=number]").fill(number)
        device.page.locator("input[name=name]").fill("Passed Öberg")
        device.main()

    return check


def preview_a_rule(device: Device) -> None:
    device.page.locator("input[value=fixed_date]").check()
    device.page.locator("input[name=day]").fill("31/3")
    device.main()


def name_a_certificate(number: str) -> Callable[[Device], None]:
    def name(device: Device) -> None:
        device.page.locator("input[name=number]").fill(number)
        device.page.locator("input[name=name]").fill("Passed Öberg")
        device.page.locator("input[name=reason]").first.check()
        device.main()

    return name


def press_yes(device: Device) -> None:
    device.press("main form button")


def leave_for_good(device: Device) -> None:
    """What the exit button does where no script makes it faster."""
    with device.page.expect_navigation():
        device.page.evaluate("document.querySelector('form[data-leave]').submit()")


def invite(device: Device) -> None:
    device.press("form[action$='/bjud-in/kontaktperson'] button")
