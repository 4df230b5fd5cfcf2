"""Questions made for the tests: single ones by hand, whole banks by number or at random."""

from dataclasses import replace

from hypothesis import strategies as st

from quiz.questions import Option, Question

SIGNS = ("id-handlingar", "kontakt-saknas", "kontrollerad", "forsvinner", "pengar", "kriminella")
STEPS = ("identifiera", "reagera", "agera")


def option(key: str, *, correct: bool = False, danger: str | None = None, alarm: bool = False) -> Option:
    """One option with texts that say nothing."""
    return Option(key, f"text {key}", correct, f"varför {key}", danger, alarm)


def question(
    key: str = "q",
    *,
    options: tuple[Option, ...] = (option("a", correct=True), option("b"), option("c"), option("d")),
    signs: tuple[str, ...] = (),
    lures: tuple[str, ...] = (),
    step: str = "reagera",
    critical: bool = False,
) -> Question:
    """One question; it is a trap when it has lures, and "several" when more than one option is right."""
    return Question(
        key=key,
        kind="several" if sum(each.correct for each in options) > 1 else "single",
        audiences=("hotell",),
        step=step,
        signs=signs,
        no_sign=bool(lures),
        lures=lures,
        critical=critical,
        difficulty="1",
        sources=("EGEN",),
        text=f"text {key}",
        ask="Vad gör du?",
        options=options,
        version="0" * 12,
    )


def standard_bank() -> tuple[Question, ...]:
    """54 questions as a course has them: 5 a sign, 12 traps over all lures, 12 without any sign.

    Every wrong option of a trap and of the first step is a false alarm, of a critical question a danger.
    """
    asking = [
        _usual(f"{sign}-{i}", number, signs=(sign, SIGNS[(number + i + 1) % 6])[: 1 + i % 2])
        for number, sign in enumerate(SIGNS)
        for i in range(5)
    ]
    traps = [_usual(f"falla-{i}", 0, lures=(SIGNS[i % 6],)) for i in range(12)]
    plain = [_usual(f"handling-{i}", 1 + i % 2) for i in range(12)]
    critical = {"id-handlingar-1", "kontrollerad-3", "pengar-2", "forsvinner-4"} | {
        f"handling-{i}" for i in range(4)
    }
    made = (*asking, *traps, *plain)
    return tuple(_made_critical(each) if each.key in critical else each for each in made)


def _usual(key: str, number: int, *, signs: tuple[str, ...] = (), lures: tuple[str, ...] = ()) -> Question:
    step = STEPS[number % 3]
    alarm = bool(lures) or step == "identifiera"
    right = 2 if signs and number % 2 else 1
    options = tuple(
        option(f"{key}-{i}", correct=i < right, alarm=alarm and i >= right) for i in range(4 + right - 1)
    )
    return question(key, options=options, signs=signs, lures=lures, step=step)


def _made_critical(each: Question) -> Question:
    options = tuple(replace(o, danger=None if o.correct else "lova") for o in each.options)
    return replace(each, critical=True, options=options)


@st.composite
def options(draw: st.DrawFn, *, trap: bool = False) -> tuple[Option, ...]:
    """Two to six options, at least one right, the wrong ones with or without danger and alarm."""
    number = draw(st.integers(2, 6))
    right = draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=number - 1))
    return tuple(
        option(f"o{i}", correct=True)
        if i in right
        else option(
            f"o{i}",
            danger=draw(st.sampled_from([None, "lova"])),
            alarm=trap or draw(st.booleans()),
        )
        for i in range(number)
    )


@st.composite
def questions(draw: st.DrawFn, key: str = "q") -> Question:
    """Any question: with signs, a trap, or neither."""
    trap = draw(st.booleans())
    some = tuple(draw(st.lists(st.sampled_from(SIGNS), unique=True, min_size=trap, max_size=3)))
    return question(
        key,
        options=draw(options(trap=trap)),
        signs=() if trap else some,
        lures=some if trap else (),
        step=draw(st.sampled_from(STEPS)),
        critical=draw(st.booleans()),
    )


@st.composite
def banks(draw: st.DrawFn) -> tuple[Question, ...]:
    """A bank near the edge of what suffices, so that many can fill a try and some cannot."""
    made = []
    for sign in SIGNS:
        for i in range(draw(st.integers(3, 5))):
            second = draw(st.sampled_from(["", *SIGNS]))
            signs = (sign, second) if second not in {"", sign} else (sign,)
            made.append(question(f"{sign}-{i}", signs=signs, step=draw(st.sampled_from(STEPS))))
    for i in range(draw(st.integers(3, 9))):
        lures = draw(st.lists(st.sampled_from(SIGNS), unique=True, min_size=1, max_size=2))
        made.append(question(f"falla-{i}", lures=tuple(lures), step=draw(st.sampled_from(STEPS))))
    plain = draw(st.integers(0, 4))
    made += [question(f"handling-{i}", step=draw(st.sampled_from(STEPS))) for i in range(plain)]
    critical = draw(st.sets(st.integers(0, len(made) - 1), min_size=3, max_size=len(made) // 2))
    made = [replace(each, critical=i in critical) for i, each in enumerate(made)]
    return tuple(draw(st.permutations(made)))
