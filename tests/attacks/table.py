"""Who may call which route on whose object. A route without an entry here fails `test_s01_…`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.ids import new_ref
from tests.attacks.world import ROLES, SIGNED_IN
from tests.builders.cast import COURSE, PIN

Key = tuple[str, str]


@dataclass(frozen=True)
class Rule:
    """One route. `may` are the roles that reach the object of this side with a status of `ok`.

    `parts` names the kind of object behind each part of the address, `fixed` the parts that name none,
    `foreign` the side whose objects the right role must not reach. `refused` is what the other roles get.
    `once` says that what the address names is used up by the first who does it (303). `picks` are fields
    of the form that name an object, by kind.
    """

    guard: str
    may: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    form: Mapping[str, object] = field(default_factory=dict)
    ok: tuple[int, ...] = (200,)
    refused: int = 404
    foreign: str = "there"
    once: bool = False
    picks: Mapping[str, str] = field(default_factory=dict)


def public(*ok: int, **changes: object) -> Rule:
    return Rule("public", ROLES, ok=ok or (200,), **changes)  # type: ignore[arg-type]


def personal(*may: str, **changes: object) -> Rule:
    return Rule("signed_in", may or SIGNED_IN, **changes)  # type: ignore[arg-type]


def proved(*may: str, **changes: object) -> Rule:
    return Rule("signed_in+fresh", may or SIGNED_IN, **changes)  # type: ignore[arg-type]


def contact(guard: str = "contact", **changes: object) -> Rule:
    parts = {"ref": "organisation", **changes.pop("parts", {})}  # type: ignore[dict-item]
    return Rule(guard, ("contact",), parts=parts, **changes)  # type: ignore[arg-type]


def coordinator(guard: str = "coordinator", **changes: object) -> Rule:
    return Rule(guard, ("coordinator",), foreign="far", **changes)  # type: ignore[arg-type]


CODE = {"code": "code"}
LINK = {"link": "link"}
INVITATION = {"secret": "invitation"}
SLIP = {"code": "slip"}
TRY = {"course_key": "course", "ref": "open_try"}
FINISHED = {"course_key": "course", "ref": "finished_try"}
NUMBER = {"number": "certificate"}
QUARTER = {"quarter": "quarter"}
LESSON = {"course_key": "course", "module_key": "module", "slug": "slug"}
AT = {"ref": "organisation"}
MEMBERSHIP = {"ref": "membership"}
STORY = {"course_key": "course", "slug": "story"}
SCENE = {**STORY, "scene_key": "scene"}
LEARNERS = ("learner", "other learner")
REMINDED = (*LEARNERS, "contact", "other contact")
SITE = {"site_ref": "site"}
TEAM = {"team_ref": "team"}
CARD = {"seed": "5eed" * 4, "number": 1}
JOB = {"ref": "job"}
FRESH = "coordinator+fresh"
LIST = {"list_ref": "roster"}
TRAINED = {"proof": "kursintyg", "day": "2024-05-31"}
AT_SITE = "contact+site"
WORKPLACE = {"name": "Hotell Nytt", "kind": "hotell", "courses": COURSE}
CARD_FILE = {"role": "stad", "name": "kort.png"}
RENEWAL = {"kind": "fixed_date", "months": "24", "day": "31/3", "window": "90"}
ANNAS = {"name": "Anna Ålund", "reason": "tekniskt-fel"}
PREFERENCES = {"language": "sv", "theme": "dark", "text_size": "large"}

RULES: dict[Key, Rule] = {
    ("training.start", "GET"): public(),
    ("courses.try_lesson", "GET"): public(303),
    ("courses.try_screen", "GET"): public(fixed={"screen_key": "scen"}),
    ("courses.try_end", "GET"): public(),
    ("network.help_page", "GET"): public(),
    ("phrases.help_in", "GET"): public(fixed={"lang": "ar"}),
    ("network.contact_page", "GET"): public(),
    ("network.about", "GET"): public(),
    ("network.accessibility", "GET"): public(),
    ("network.privacy", "GET"): public(),
    ("network.network_page", "GET"): public(),
    ("network.material", "GET"): public(),
    ("network.material_file", "GET"): public(parts={"name": "file"}),
    ("agera.open_cards", "GET"): public(),
    ("agera.open_file", "GET"): public(fixed=CARD_FILE),
    ("agera.mine", "GET"): personal(),
    ("agera.my_file", "GET"): personal("learner", parts=MEMBERSHIP, fixed=CARD_FILE),
    ("agera.shown", "GET"): contact(AT_SITE),
    ("agera.file", "GET"): contact(AT_SITE, fixed=CARD_FILE),
    ("signs.all_signs", "GET"): public(),
    ("signs.sign", "GET"): public(parts={"key": "sign"}),
    ("healthz", "GET"): public(),
    ("readyz", "GET"): public(),
    ("join.code", "GET"): public(),
    ("join.code", "POST"): public(form={"code": "ABCDEFGH"}),
    ("join.confirm", "GET"): public(parts=CODE),
    ("join.name", "GET"): public(200, 303, parts=CODE),
    ("join.name", "POST"): public(303, parts=CODE, form={"name": "Nils Ny", "language": "sv"}),
    ("slip.code", "GET"): public(),
    ("slip.code", "POST"): public(form={"code": "ABCDEFGH2345"}),
    ("slip.choose_pin", "GET"): public(200, 403, parts=SLIP),
    ("slip.choose_pin", "POST"): public(303, 403, parts=SLIP, form={"pin": PIN, "screen": "own"}, once=True),
    ("accounts.card_sign_in", "GET"): public(),
    ("accounts.card_sign_in", "POST"): public(form={"code": "ABCDEFGH2345", "pin": PIN, "screen": "own"}),
    ("accounts.card_link", "GET"): public(fixed={"secret": new_ref()}),
    ("accounts.card_link", "POST"): public(fixed={"secret": new_ref()}, form={"pin": PIN, "screen": "own"}),
    ("accounts.staff_sign_in", "GET"): public(),
    ("accounts.staff_sign_in", "POST"): public(form={"username": "bo", "password": "x", "totp": "1"}),
    ("accounts.preferences", "GET"): public(),
    ("accounts.preferences", "POST"): public(303, form=PREFERENCES),
    ("accounts.leave", "POST"): public(),
    ("accounts.sign_out_here", "POST"): public(303),
    ("accounts.next_person", "POST"): public(303),
    ("certificates.check", "GET"): public(),
    ("certificates.check", "POST"): public(form={"number": "A", "name": "B"}),
    ("certificates.by_link", "GET"): public(parts=LINK),
    ("staff.invitation", "GET"): public(parts=INVITATION),
    ("staff.accept", "POST"): public(200, 303, parts=INVITATION, form={"username": "ny"}, once=True),
    ("accounts.pending_kept", "GET"): personal(ok=(303,)),
    ("accounts.choose_pin", "GET"): personal(ok=(200, 303)),
    ("accounts.choose_pin", "POST"): personal(ok=(303,), form={"pin": PIN}),
    ("accounts.new_card", "GET"): personal("learner", refused=303),
    ("accounts.card_image", "GET"): personal("learner", refused=303),
    ("accounts.card_paper", "GET"): personal("learner", refused=303),
    ("accounts.card_saved", "POST"): personal(ok=(303,)),
    ("accounts.prove", "GET"): personal(ok=(200, 303)),
    ("accounts.prove", "POST"): personal(ok=(200, 303), form={"password": "x", "totp": "1"}),
    ("accounts.ask_key", "POST"): public(),
    ("accounts.key_sign_in", "POST"): public(403, form={"credential": "x"}),
    ("accounts.key_prove", "POST"): personal(ok=(403,), form={"credential": "x"}),
    ("accounts.account", "GET"): personal(),
    ("accounts.change_password", "GET"): proved(ok=(200, 303)),
    ("accounts.change_password", "POST"): proved(ok=(200, 303), form={"password": "x", "new_password": "y"}),
    ("accounts.change_codes", "GET"): proved(ok=(200, 303)),
    ("accounts.change_codes", "POST"): proved(ok=(200, 303), form={"totp": "1"}),
    ("accounts.change_pin", "GET"): proved("learner", refused=303),
    ("accounts.change_pin", "POST"): proved("learner", refused=303, ok=(303,), form={"pin": PIN}),
    ("accounts.sign_out_elsewhere", "POST"): proved(ok=(303,)),
    ("accounts.new_key", "GET"): proved("learner", refused=303),
    ("accounts.new_key", "POST"): proved(
        "learner", refused=303, ok=(403,), form={"credential": "x", "label": "phone"}
    ),
    ("accounts.ask_new_key", "POST"): personal("learner", refused=403),
    ("accounts.remove_key", "POST"): proved("learner", parts={"ref": "key"}, ok=(303,)),
    ("accounts.reset", "GET"): public(parts={"secret": "reset"}),
    ("accounts.use_reset", "POST"): public(parts={"secret": "reset"}, form={"totp": "1"}),
    ("training.my_training", "GET"): personal(),
    ("my_data.overview", "GET"): personal(),
    ("my_data.everything", "GET"): personal(),
    ("my_data.data_file", "GET"): personal(),
    ("my_data.name", "GET"): personal(),
    ("my_data.name", "POST"): personal(ok=(303,), form={"name": "Nils Ny", "pin": PIN}),
    ("my_data.erase", "GET"): personal(),
    ("my_data.confirm", "GET"): personal(ok=(200, 303)),
    ("my_data.confirm", "POST"): personal(ok=(303,), form={"pin": PIN}),
    ("merge.two_cards", "GET"): personal(),
    ("merge.two_cards", "POST"): personal(form={"code": "Z" * 12, "pin": PIN}),
    ("merge.confirm", "POST"): personal(ok=(303,)),
    ("merge.undo", "POST"): personal(ok=(303,)),
    ("reminders.mine", "GET"): personal(),
    ("reminders.give", "POST"): personal(*REMINDED, refused=403, form={"address": "anna@example.org"}),
    ("reminders.confirm", "POST"): personal(*REMINDED, refused=403, ok=(200, 303), form={"code": "000000"}),
    ("reminders.remove", "POST"): personal(*REMINDED, refused=403, ok=(303,)),
    ("reminders.new_feed", "POST"): personal(*REMINDED, refused=403),
    ("reminders.remove_feed", "POST"): personal(*REMINDED, refused=403, ok=(303,)),
    ("reminders.feed", "GET"): public(parts={"secret": "feed"}),
    ("reminders.stop", "GET"): public(fixed={"stop": new_ref()}),
    ("reminders.stop", "POST"): public(fixed={"stop": new_ref()}),
    ("renewing.people", "GET"): contact(AT_SITE),
    ("renewing.slips", "GET"): contact(AT_SITE),
    ("renewing.hand_out", "POST"): contact(AT_SITE, ok=(303,)),
    ("sharing.overview", "GET"): personal(),
    ("sharing.make_code", "POST"): personal(),
    ("sharing.workplace", "GET"): personal("learner", parts=MEMBERSHIP),
    ("sharing.workplace", "POST"): personal("learner", parts=MEMBERSHIP, ok=(303,)),
    ("sharing.stop", "POST"): personal("learner", parts=MEMBERSHIP, ok=(303,)),
    ("sharing.use_code", "GET"): contact(AT_SITE),
    ("sharing.use_code", "POST"): contact(AT_SITE, form={"code": "Z" * 8}),
    ("my_data.erased", "GET"): public(),
    ("jobs.show", "GET"): personal("contact", parts=JOB),
    ("jobs.file", "GET"): personal("contact", parts=JOB),
    ("certificates.newest", "GET"): personal(ok=(303,), fixed={"course_key": COURSE}),
    ("certificates.certificate", "GET"): personal("learner", parts=NUMBER),
    ("certificates.certificate_file", "GET"): personal("learner", parts=NUMBER),
    ("certificates.certificate_image", "GET"): personal("learner", parts=NUMBER),
    ("certificates.badge_file", "GET"): personal("learner", parts=NUMBER),
    ("certificates.badge_picture", "GET"): personal("learner", parts=NUMBER),
    ("certificates.status_list", "GET"): public(fixed={"list_number": 1}),
    ("certificates.did_document", "GET"): public(),
    ("courses.screen", "GET"): personal(*LEARNERS, parts={**LESSON, "screen_key": "screen"}),
    ("courses.whole_lesson", "GET"): personal(*LEARNERS, parts=LESSON),
    ("courses.read_lesson", "POST"): personal(*LEARNERS, parts=LESSON, ok=(303,)),
    ("courses.vote", "POST"): personal(*LEARNERS, parts=LESSON, form={"helped": "ja"}, ok=(303,)),
    ("scenarios.all_scenarios", "GET"): personal(*LEARNERS, parts={"course_key": "course"}),
    ("scenarios.start", "GET"): personal(*LEARNERS, parts=STORY),
    ("scenarios.skip", "POST"): personal(*LEARNERS, parts=STORY, ok=(303,)),
    ("scenarios.scene", "GET"): personal(*LEARNERS, parts=SCENE),
    ("scenarios.choose", "POST"): personal(*LEARNERS, parts=SCENE, picks={"answer": "choice"}, ok=(303,)),
    ("scenarios.after", "GET"): personal(*LEARNERS, parts={**SCENE, "option_key": "choice"}),
    ("scenarios.end", "GET"): personal(*LEARNERS, parts={**STORY, "end_key": "ending"}),
    ("quiz.exam", "GET"): personal(*LEARNERS, parts={"course_key": "course"}),
    ("quiz.begin", "POST"): personal(*LEARNERS, parts={"course_key": "course"}, ok=(303,)),
    ("quiz.question", "GET"): personal("learner", parts=TRY, fixed={"number": 2}),
    ("quiz.answer", "POST"): personal(
        "learner", parts=TRY, fixed={"number": 2}, form={"answer": "osaker"}, ok=(303,)
    ),
    ("quiz.feedback", "GET"): personal("learner", parts=TRY, fixed={"number": 1}),
    ("quiz.result", "GET"): personal("learner", parts=FINISHED),
    ("quiz.before", "GET"): personal(*LEARNERS, parts={"course_key": "course"}, ok=(200, 303)),
    ("quiz.begin_before", "POST"): personal(*LEARNERS, parts={"course_key": "course"}, ok=(303,)),
    ("quiz.practice", "GET"): personal(*LEARNERS, parts={"course_key": "course"}),
    ("quiz.practice_question", "GET"): personal(*LEARNERS, parts={"course_key": "course"}, fixed=CARD),
    ("quiz.practice_answer", "POST"): personal(
        *LEARNERS, parts={"course_key": "course"}, fixed=CARD, form={"answer": "osaker"}
    ),
    ("staff.home", "GET"): Rule("staff", SIGNED_IN[2:], ok=(200, 303)),
    ("overview.overview", "GET"): contact(AT_SITE),
    ("people.people_file", "GET"): contact(AT_SITE, fixed={"form": "csv"}),
    ("people.order_people", "POST"): contact(AT_SITE, ok=(303,), form={"form": "csv"}),
    ("papers.overview", "GET"): contact(),
    ("papers.ask_all", "POST"): contact(ok=(303,)),
    ("papers.ask_evidence", "POST"): contact(ok=(303,)),
    ("contact.sites", "GET"): contact(),
    ("contact.sites", "POST"): contact(ok=(303,), form={"name": "Södra"}),
    ("contact.site", "GET"): contact(parts=SITE),
    ("contact.site", "POST"): contact(parts=SITE, ok=(303,), form={"name": "Nordligaste"}),
    ("contact.close_site", "POST"): contact(parts=SITE, ok=(303,), once=True),
    ("contact.team", "GET"): contact(parts=TEAM),
    ("contact.team", "POST"): contact(parts=TEAM, ok=(303,), form={"team": "Kväll"}),
    ("contact.close_team", "POST"): contact(parts=TEAM, ok=(303,), once=True),
    ("contact.place", "GET"): contact(),
    ("contact.place", "POST"): contact(ok=(303,), picks={"people": "membership", "place": "team"}),
    ("contact.code", "GET"): contact(AT_SITE),
    ("contact.poster", "GET"): contact(AT_SITE),
    ("contact.join_slips", "GET"): contact(AT_SITE),
    ("contact.renew_code", "POST"): contact(ok=(303,)),
    ("contact.add", "GET"): contact(AT_SITE),
    ("contact.add", "POST"): contact(AT_SITE, ok=(303,), form={"name": "Nils Ny"}),
    ("contact.routine", "GET"): contact(),
    ("contact.routine", "POST"): contact(ok=(303,), form={"beratta": "Ring Bo.", "sitta": "I köket."}),
    ("contact.expected", "GET"): contact(AT_SITE, parts={"name_ref": "expected"}),
    ("contact.expected", "POST"): contact(AT_SITE, parts={"name_ref": "expected"}, ok=(303,)),
    ("contact.person", "GET"): contact(AT_SITE, parts={"person_ref": "membership"}),
    ("contact.person", "POST"): contact(AT_SITE, parts={"person_ref": "membership"}, ok=(303,)),
    ("contact.slip", "POST"): contact("contact+site+fresh", parts={"person_ref": "membership"}),
    ("contact.roster", "GET"): contact(),
    ("contact.roster", "POST"): contact(),
    ("contact.roster_workbook", "GET"): contact(),
    ("contact.roster_csv", "GET"): contact(),
    ("contact.roster_list", "GET"): contact(parts=LIST),
    ("contact.roster_faults", "GET"): contact(parts=LIST),
    ("contact.roster_ticks", "POST"): contact(parts=LIST, ok=(303,)),
    ("contact.put_list_in", "POST"): contact(parts=LIST, ok=(303,)),
    ("contact.undo_list", "POST"): contact(parts=LIST, ok=(303,)),
    ("contact.earlier_of_person", "GET"): contact(parts={"person_ref": "membership"}),
    ("contact.earlier_of_person", "POST"): contact(
        parts={"person_ref": "membership"}, ok=(303,), form=TRAINED
    ),
    ("contact.earlier_of_name", "GET"): contact(parts={"name_ref": "expected"}),
    ("contact.earlier_of_name", "POST"): contact(parts={"name_ref": "expected"}, ok=(303,), form=TRAINED),
    ("trainer.home", "GET"): Rule("trainer", ("trainer",)),
    ("trainer.counts_file", "GET"): Rule("trainer", ("trainer",), fixed={"form": "csv"}),
    ("trainer.signs_file", "GET"): Rule("trainer", ("trainer",), fixed={"form": "xlsx"}),
    ("session.sign", "GET"): Rule("trainer", ("trainer",), parts={**AT, "sign_key": "sign"}),
    ("session.plan", "GET"): Rule("trainer", ("trainer",), parts=AT),
    ("places.organisations_file", "GET"): coordinator(fixed={"form": "pdf"}),
    ("coordinator.home", "GET"): coordinator(),
    ("coordinator.contacts", "GET"): coordinator(),
    ("coordinator.check_contact", "POST"): coordinator(FRESH, parts={"key": "telephone"}, ok=(303,)),
    ("record.deleted", "GET"): coordinator(),
    ("renewal.overview", "GET"): coordinator(),
    ("renewal.change", "GET"): coordinator(FRESH, fixed={"course_key": COURSE}),
    ("renewal.change", "POST"): coordinator(FRESH, fixed={"course_key": COURSE}, form=RENEWAL),
    ("renewal.save", "POST"): coordinator(FRESH, fixed={"course_key": COURSE}, form=RENEWAL, ok=(303,)),
    ("revocation.ask", "GET"): coordinator(FRESH),
    ("revocation.ask", "POST"): coordinator(FRESH, form=ANNAS, picks={"number": "certificate"}),
    ("revocation.revoke_certificate", "POST"): coordinator(
        FRESH, ok=(303,), form=ANNAS, picks={"number": "certificate"}
    ),
    ("content.report", "GET"): coordinator(),
    ("content.gift_file", "GET"): coordinator(fixed={"course_key": COURSE}),
    ("items.items", "GET"): coordinator(),
    ("quarter.newest", "GET"): coordinator(),
    ("quarter.make", "POST"): coordinator(ok=(303,), picks={"quarter": "quarter"}),
    ("quarter.report", "GET"): coordinator(parts=QUARTER),
    ("quarter.report_file", "GET"): coordinator(parts=QUARTER),
    ("quarter.figures_file", "GET"): coordinator(parts=QUARTER),
    ("coordinator.organisation", "GET"): coordinator(parts=AT),
    ("coordinator.new_organisation", "GET"): coordinator(FRESH),
    ("coordinator.new_organisation", "POST"): coordinator(FRESH, ok=(303,), form=WORKPLACE),
    ("coordinator.invite", "POST"): coordinator(FRESH, parts=AT, fixed={"role": "utbildare"}),
    ("coordinator.end_coordinator", "POST"): coordinator(
        FRESH, parts={"person_ref": "coordinator"}, ok=(303,), once=True
    ),
    ("coordinator.reset_login", "POST"): coordinator(FRESH, parts={"person_ref": "coordinator"}),
    ("coordinator.end_role", "POST"): coordinator(
        FRESH, parts={**AT, "person_ref": "staff"}, fixed={"role": "kontaktperson"}, ok=(303,)
    ),
}
