"""What may be shown of one question: its figures rounded, its sentence, its options. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.item_health import Finding, Sums, discrimination, finding, is_idle, is_luring
from quiz.questions import Question
from reports.privacy import K, Share, released, share

UNSURE = ""


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """An option, or a row: who chose it, or put it right. `note` is "idle", "luring" or empty."""

    key: str
    share: Share | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """A question: who was right, r in steps of a tenth (None when it cannot be told), and its options."""

    question: Question
    finding: Finding
    right: Share | None
    discrimination: float | None
    options: tuple[OptionFigures, ...]


def figures(question: Question, quarters: Mapping[str, Sums]) -> ItemFigures:
    """The figures of a question from its sums by closed quarter ("2026-3")."""
    sums = summed(quarters)
    found = finding(question, sums)
    if found is Finding.TOO_FEW:
        return ItemFigures(question, found, None, None, ())
    relation = discrimination(sums)
    return ItemFigures(
        question=question,
        finding=found,
        right=share(sums.x, sums.n, sums.n),
        discrimination=None if relation is None else round(relation, 1) + 0.0,
        options=(*option_figures(question, sums), OptionFigures(UNSURE, people_share(UNSURE, sums))),
    )


def summed(quarters: Mapping[str, Sums]) -> Sums:
    """Quarters added up, oldest first, as many of them as may be told apart from the sum before."""
    in_order = [quarters[name] for name in sorted(quarters)]
    return sum(in_order[: released([each.n for each in in_order])], Sums())


def option_figures(question: Question, sums: Sums) -> list[OptionFigures]:
    """Each option as written; of a question of rows each row, with those who put it right."""
    if question.items:
        right = {option.item: option.key for option in question.options if option.correct}
        return [OptionFigures(item.key, people_share(right[item.key], sums)) for item in question.items]
    return [
        OptionFigures(
            option.key,
            people_share(option.key, sums),
            "luring"
            if is_luring(option, sums)
            else "idle"
            if not option.correct and is_idle(option, sums)
            else "",
        )
        for option in question.options
    ]


def people_share(key: str, sums: Sums) -> Share | None:
    """The share who chose an option; None when fewer than five people did."""
    chosen = sums.chosen.get(key, 0)
    return share(chosen, sums.n, sums.n) if chosen >= K else None


def by_need(items: list[ItemFigures]) -> list[ItemFigures]:
    """Those that need work first, the worst of them first; else in the order of the bank."""
    order = list(Finding)
    return sorted(items, key=lambda each: order.index(each.finding))
