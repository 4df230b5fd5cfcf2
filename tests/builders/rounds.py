"""How often a proof is repeated: a few times by default, in full with PROOF_ROUNDS=full."""

import os


def rounds(few: int, full: int) -> int:
    """The number of rounds for this run."""
    return full if os.environ.get("PROOF_ROUNDS") == "full" else few
