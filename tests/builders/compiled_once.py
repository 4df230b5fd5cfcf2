"""What is compiled once a run: each test has an app of its own, and compiling takes longer than asking for a page."""

from collections.abc import Callable
from types import CodeType
from typing import ClassVar

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class CompiledTemplates(BytecodeCache):
    """Keeps templates in memory, by name and a digest of the source."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


class CompiledRule(Rule):
    """A route whose function that makes addresses is shared by all apps: it depends on the rule's text alone.

    A werkzeug that calls it by another name compiles each again, and nothing else changes.
    """

    kept: ClassVar[dict[tuple[str, bool], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        if self.defaults or self.subdomain or self.host:
            return super()._compile_builder(append_unknown)
        key = self.rule, append_unknown
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]
