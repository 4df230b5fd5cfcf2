"""How well signs are told from harmless things, from summed option counts. Pure.

Sources: Macmillan, N. A. & Creelman, C. D. (2005). Detection Theory: A User's Guide, 2nd ed.: whoever leans
neither way and meets as many signs as harmless things is right in the share Phi(d' / 2).
Hautus, M. J. (1995). Corrections for extreme proportions and their biasing effects on
estimated values of d'. Behavior Research Methods, Instruments, & Computers, 27(1), 46-51: the
log-linear correction adds 0.5 to the hits and the false alarms and 1 to the trials of each kind.
"""

from statistics import NormalDist
from typing import Protocol

from core.language import N_
from quiz.grading import SignTally

SCALE = ((2.0, N_("Säkert")), (1.0, N_("Oftast")), (float("-inf"), N_("Knappt")))
"""How well signs are told from harmless things: the least d' for each word, a Swedish msgid.

At 2 a person is right 84 times of 100, which is the exam's own 10 of 12 (d' 1.93); at 1 she is right 69
times, about midway between guessing (50) and passing.
"""


class OptionSums(Protocol):
    """What is summed up about a sign, of one try or of many."""

    @property
    def seen(self) -> int: ...
    @property
    def missed(self) -> int: ...
    @property
    def left_alone(self) -> int: ...
    @property
    def false_alarm(self) -> int: ...


def hits(sums: OptionSums) -> tuple[int, int]:
    """How many of the right options were seen, and how many there were: the hit rate's part and whole."""
    return sums.seen, sums.seen + sums.missed


def false_alarms(sums: OptionSums) -> tuple[int, int]:
    """How many harmless options were alarmed about, and how many there were: part and whole of that rate."""
    return sums.false_alarm, sums.false_alarm + sums.left_alone


def d_prime(tally: SignTally) -> float | None:
    """Sensitivity d': 0 is guessing, more is better; None unless both kinds of option were shown."""
    seen, signals = hits(tally)
    false, harmless = false_alarms(tally)
    if not signals or not harmless:
        return None
    z = NormalDist().inv_cdf
    return z((seen + 0.5) / (signals + 1)) - z((false + 0.5) / (harmless + 1))


def told_apart(tally: SignTally) -> str | None:
    """The word of SCALE for a tally's d'; None where there is no d'."""
    value = d_prime(tally)
    return None if value is None else next(word for least, word in SCALE if value >= least)
