"""The app's routes and the table's rules for them: addresses, forms, and every way to name what is not one's own."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Literal

from flask import Flask

from core.ids import new_ref
from tests.attacks.table import PREFERENCES, RULES, Key, Rule
from tests.attacks.world import World

__all__ = ["PREFERENCES", "RULES", "Key", "Sort", "address", "form_of", "guard_of", "routes", "swaps"]
Sort = Literal["own", "foreign", "random"]
SKIPPED_METHODS = {"HEAD", "OPTIONS"}


def form_of(world: World, key: Key) -> dict[str, Any]:
    """What the route's own form would send, without its token."""
    rule = RULES[key]
    return {**rule.form, **{name: world.here.of(kind) for name, kind in rule.picks.items()}}


def routes(app: Flask) -> Iterator[Key]:
    """Every endpoint and method of the app, but its static files."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) - SKIPPED_METHODS):
                yield rule.endpoint, method


def guard_of(app: Flask, endpoint: str) -> object:
    """What a view declares about who may enter; None when it wears nothing."""
    return getattr(app.view_functions[endpoint], "guard", None)


def address(world: World, key: Key, /, **sorts: Sort) -> str:
    """The route's address; each part that names an object is this side's unless `sorts` says otherwise."""
    rule = RULES[key]
    foreign = world.there if rule.foreign == "there" else world.far
    values: dict[str, Any] = dict(rule.fixed)
    for part, kind in rule.parts.items():
        sort = sorts.get(part, "own")
        values[part] = {"own": world.here.of, "foreign": foreign.of, "random": made_up}[sort](kind)
    with world.app.test_request_context():
        return world.app.url_for(key[0], **values)


def made_up(kind: str) -> str:
    """The name of an object that does not exist."""
    return {"code": "Z" * 8, "slip": "Z" * 12}.get(kind) or new_ref()


def swaps(rule: Rule) -> Iterator[dict[str, Sort]]:
    """Every way to name an object that is not the role's own: parts foreign, parts made up."""
    parts = list(rule.parts)
    for size in range(1, len(parts) + 1):
        for some in combinations(parts, size):
            yield dict.fromkeys(some, "foreign")
            yield dict.fromkeys(some, "random")
