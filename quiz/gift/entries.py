"""A question read from GIFT as the entry of a bank file. What GIFT does not say is left out, never invented. Pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from quiz.gift.answers import NoPlace, Row
from quiz.gift.export import told
from quiz.gift.reading import GiftQuestion
from quiz.gift.tags import LISTS, Tags, read_tags

LONGEST_KEY = 40
Entry = dict[str, Any]
Say = Callable[[NoPlace], None]

_LAST_SENTENCE = re.compile(r"(.*[.!?…:]['’”\"]?)\s+(\S.*)", re.DOTALL)


def entry_of(question: GiftQuestion, signs: Mapping[str, str], used: Collection[str], say: Say) -> Entry:
    """The entry, with a key that is not among those `used`. `signs` are short names by key.

    What is passed over is said to `say`. Raises NoPlace for pairs of something else than signs.
    """
    tags = read_tags(question.tags)
    text, ask = event_and_ask(question.stem)
    kind = question.answers.kind
    entry: Entry = {
        "key": free_key(question.key or question.name or question.stem, f"fraga-{question.line}", used),
        "kind": kind if kind != "pairs" else "order" if tags.one("kind") == "order" else "match",
        **fields_of(tags),
    }
    entry |= {"text": text} if text else {}
    entry |= {"ask": ask}
    if kind != "pairs":
        entry["options"] = options_of(question, tags)
    elif entry["kind"] == "order":
        entry["items"] = items_of(question)
    else:
        entry["pairs"] = pairs_of(question, signs)
    say_what_is_lost(question, tags, entry, say)
    return entry


def fields_of(tags: Tags) -> Entry:
    """The fields that tags carry, in the order of the bank's files."""
    lists = {field: list(tags.fields.get(name, ())) for name, field in LISTS.items()}
    found: Entry = {"audiences": lists["audiences"], "step": tags.one("step"), "signs": lists["signs"]}
    if tags.whole or lists["lures"]:
        found["no_sign"] = bool(lists["lures"])
    found["lures"] = lists["lures"]
    if tags.whole or "critical" in tags.flags:
        found["critical"] = "critical" in tags.flags
    found["difficulty"] = tags.one("difficulty")
    if "confidence" in tags.flags:
        found["confidence"] = True
    found["sources"] = lists["sources"]
    empty = {"signs"} if tags.whole else set()
    return {name: value for name, value in found.items() if value not in ("", []) or name in empty}


def options_of(question: GiftQuestion, tags: Tags) -> list[Entry]:
    """The options with what the tags say about each."""
    options = []
    for number, (key, row) in enumerate(keyed(question.answers.rows, question.option_keys)):
        option: Entry = {"key": key, "text": row.text, "correct": row.correct}
        if danger := tags.options.get(("danger", number)):
            option["danger"] = danger
        for name, is_alarm in (("alarm", True), ("calm", False)):
            if (name, number) in tags.options:
                option["alarm"] = is_alarm
        options.append(option | ({"why": row.why} if row.why else {}))
    return options


def items_of(question: GiftQuestion) -> list[Entry]:
    """The steps in the order of their places. Raises NoPlace when they have none."""
    steps = {row.target: entry for row, entry in rows_of(question)}
    in_order = [steps.get(str(place)) for place in range(1, len(rows_of(question)) + 1)]
    found = [entry for entry in in_order if entry is not None]
    if len(found) < len(in_order):
        raise NoPlace(question.line, "stegen har inte platserna 1, 2, 3 …", "rätta platserna")
    return found


def pairs_of(question: GiftQuestion, signs: Mapping[str, str]) -> list[Entry]:
    """The rows with their signs. Raises NoPlace when a target is no sign."""
    keys = {name.casefold(): key for key, name in signs.items()}
    for row in question.answers.rows:
        if row.target.casefold() not in keys:
            what = f"”{row.target}” är inget tecken, och rader paras bara med tecken"
            raise NoPlace(row.line, what, f"skriv {', '.join(signs.values())}")
    return [entry | {"sign": keys[row.target.casefold()]} for row, entry in rows_of(question)]


def rows_of(question: GiftQuestion) -> list[tuple[Row, Entry]]:
    """The rows that have words, each with its key, text and why."""
    rows = [row for row in question.answers.rows if row.text]
    whys = whys_of(rows, question.answers.feedback)
    return [
        (row, {"key": key, "text": row.text} | ({"why": why} if why else {}))
        for (key, row), why in zip(keyed(rows, question.option_keys), whys, strict=True)
    ]


def whys_of(rows: Sequence[Row], feedback: str) -> list[str]:
    """The why of each row from the feedback of the whole question, where `export` writes them; else empty texts."""
    lines = feedback.split("\n")
    begins = [told(row.text, "") for row in rows]
    if len(lines) != len(rows) or not all(map(str.startswith, lines, begins)):
        return [""] * len(rows)
    return [line.removeprefix(begin).strip() for line, begin in zip(lines, begins, strict=True)]


def say_what_is_lost(question: GiftQuestion, tags: Tags, entry: Entry, say: Say) -> None:
    """Tags of others, feedback of the whole question, and the case that a question belonged to."""
    for tag in tags.foreign:
        say(NoPlace(question.line, f"taggen ”{tag}” följer inte med", "skriv tecken som sign:pengar"))
    lines = [line for line in question.answers.feedback.split("\n") if line]
    if len(lines) > sum("why" in row for row in (*entry.get("pairs", ()), *entry.get("items", ()))):
        say(NoPlace(question.line, "återkoppling till hela frågan följer inte med", "skriv den i ett why"))
    if tags.one("case"):
        what = f"frågan hör till fallet ”{tags.one('case')}” och blir en egen fråga"
        say(NoPlace(question.line, what, "lägg den under fallet i quiz/bank"))


def event_and_ask(stem: str) -> tuple[str, str]:
    """What happens, and what is asked about it: the last line, or the last sentence of a single line."""
    text, newline, ask = stem.rpartition("\n")
    if newline:
        return text.strip(), ask.strip()
    found = _LAST_SENTENCE.fullmatch(stem)
    return (found[1], found[2]) if found else ("", stem)


def keyed(rows: Sequence[Row], keys: Sequence[str]) -> list[tuple[str, Row]]:
    """Each row with its key: as the file says, or made from its words."""
    if len(keys) == len(rows) == len(set(keys)):
        return list(zip(keys, rows, strict=True))
    made: list[tuple[str, Row]] = []
    for number, row in enumerate(rows, start=1):
        made.append((free_key(row.text, f"val-{number}", [key for key, _ in made]), row))
    return made


def free_key(words: str, otherwise: str, used: Collection[str]) -> str:
    """A key of small letters, digits and hyphens that is not used yet, from the first words."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    made = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if made and len(made) + len(word) >= LONGEST_KEY:
            break
        made = f"{made}-{word}" if made else word
    first = made[: 2 * LONGEST_KEY] or otherwise
    return next(key for key in (first, *(f"{first}-{n}" for n in range(2, 10_000))) if key not in used)
