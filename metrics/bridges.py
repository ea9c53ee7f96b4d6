"""From one amount to another in steps that add up: budget to spending, last year's cost to this year's, denied to decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose

from data.language import begun, inside, mark, say
from metrics.words import format_period, format_value

MOST_KINDS = 5
SMALL = 0.005


@dataclass(frozen=True)
class Step:
    """One bar of a bridge. A `whole` stands on zero and repeats what was reached; others begin where the last one ended.

    `kpi_id` is the indicator that the amount comes from. `is_good` is None where neither direction is. An `aside` is a
    part of the whole above it that the way does not lead through.
    """

    label: str
    amount: float
    kpi_id: str
    whole: bool = False
    is_good: bool | None = None
    aside: bool = False


@dataclass(frozen=True)
class Bridge:
    """Steps from the first whole to the last, in `unit`; the parts between two wholes add up to their difference."""

    steps: tuple[Step, ...]
    unit: str
    since: date
    until: date
    sentence: str
    notes: tuple[str, ...] = ()

    @property
    def start(self) -> float:
        return self.steps[0].amount

    def share_pct(self, step: Step) -> float | None:
        """A step in percent of the start."""
        return 100 * step.amount / self.start if self.start else None


def adds_up(steps: Sequence[Step]) -> bool:
    """Whether every whole is what the parts before it lead to."""
    reached = steps[0].amount
    for step in steps[1:]:
        if step.aside:
            continue
        if not step.whole:
            reached += step.amount
        elif not isclose(reached, step.amount, rel_tol=1e-9, abs_tol=SMALL):
            return False
    return True


def factor_steps(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...] | None:
    """What each factor of a product has to do with its change, one after the other; they add up to it exactly.

    The first factor moves while all others are as before, the next one with the first already moved, and so on: volume
    at the old mix and rate, mix at the old rate, then rate. None where a factor is not above zero.
    """
    if min(*before, *after) <= 0:
        return None
    parts = []
    reached = 1.0
    for factor in before:
        reached *= factor
    for old, new in zip(before, after, strict=True):
        moved = reached * new / old
        parts.append(moved - reached)
        reached = moved
    return tuple(parts)


def largest_kinds(amounts: Mapping[str, float]) -> tuple[list[tuple[str, float]], float]:
    """The kinds that pull hardest, whichever way, and the sum of all others."""
    ranked = sorted(amounts.items(), key=lambda item: (-abs(item[1]), item[0]))
    kept = ranked if len(ranked) == MOST_KINDS + 1 else ranked[:MOST_KINDS]
    return kept, sum(amount for _, amount in ranked[len(kept) :])


def budget_steps(
    budget: float, volume: float, spending: Mapping[str, tuple[str, float]], actual: float
) -> tuple[Step, ...]:
    """From plan to spending. `volume` and `spending` (by kind of cost: its name and amount) are what was spent more."""
    kept, rest = largest_kinds({kind: amount for kind, (_, amount) in spending.items()})
    steps = [Step(say("Budget"), budget, "operating_budget_amount", whole=True)]
    steps.append(_cost(say("Volume of work"), volume, "budget_variance_volume_amount"))
    steps += [_cost(spending[kind][0], amount, "budget_variance_spending_amount") for kind, amount in kept]
    if len(kept) < len(spending):
        steps.append(_cost(say("Other kinds of cost"), rest, "budget_variance_spending_amount"))
    steps.append(Step(say("Actual"), actual, "operating_expense_amount", whole=True))
    return tuple(steps)


def cost_steps(
    before: tuple[float, float, float], after: tuple[float, float, float]
) -> tuple[Step, ...] | None:
    """From last year's operating cost to this year's, of (cost, adjusted discharges, case-mix adjusted discharges)."""
    if min(*before, *after) <= 0:
        return None
    factors = [(volume, weighted / volume, cost / weighted) for cost, volume, weighted in (before, after)]
    parts = factor_steps(*factors)
    if parts is None:
        return None
    return (
        Step(say("A year before"), before[0], "cost_per_cmi_adjusted_discharge", whole=True),
        Step(say("Volume"), parts[0], "adjusted_discharges"),
        Step(say("Case mix"), parts[1], "case_mix_index"),
        _cost(say("Cost per weighted case"), parts[2], "cost_per_cmi_adjusted_discharge"),
        Step(say("Now"), after[0], "cost_per_cmi_adjusted_discharge", whole=True),
    )


def denied_steps(denied: float, appealed: float, won: float, lost: float, still: float) -> tuple[Step, ...]:
    """What became of the money that payers refused at first."""
    return (
        Step(say("Denied"), denied, "denied_amount", whole=True),
        Step(say("Of it appealed"), appealed, "denied_appealed_amount", aside=True),
        Step(say("Recovered"), -won, "denied_won_amount", is_good=True),
        Step(say("Lost"), -lost, "denied_lost_amount", is_good=False),
        Step(say("Still open"), still, "denied_open_amount", whole=True),
    )


def staff_steps(
    here: float, left: float, gained: float, posts: tuple[float, float] | None
) -> tuple[Step, ...]:
    """From the staff of a year ago to the staff of now, and on to the (filled, funded) posts of the list."""
    steps = (
        Step(say("Staff a year before"), here - gained + left, "staff_fte", whole=True),
        Step(say("Left"), -left, "left_fte", is_good=False),
        Step(say("Gained"), gained, "joined_fte", is_good=gained >= 0),
        Step(say("Permanent staff now"), here, "staff_fte", whole=True),
    )
    if posts is None:
        return steps
    filled, funded = posts
    return (
        *steps,
        Step(say("Difference to the list of posts"), filled - here, "filled_fte"),
        Step(
            say("Posts nobody holds"),
            funded - filled,
            "vacancy_rate_pct",
            is_good=None if funded <= filled else False,
        ),
        Step(say("Funded posts"), funded, "funded_fte", whole=True),
    )


def _cost(label: str, amount: float, kpi_id: str) -> Step:
    """More cost is worse, less is better; next to nothing is neither."""
    return Step(label, amount, kpi_id, is_good=None if abs(amount) < SMALL else amount < 0)


# What each bridge says: it is exactly its start, or more or less than it.
SPENDING = (
    mark("{when}: spending is exactly budget."),
    mark("{when}: spending is {change} more than planned. {largest}"),
    mark("{when}: spending is {change} less than planned. {largest}"),
)
OPERATING_COST = (
    mark("{when}: operating cost is exactly a year before."),
    mark("{when}: operating cost is {change} more than a year before. {largest}"),
    mark("{when}: operating cost is {change} less than a year before. {largest}"),
)


def said(
    steps: Sequence[Step], words: tuple[str, str, str], first: date, grain: str, unit: str, currency: str
) -> str:
    """The bridge in one sentence: the whole way, and the part that pulls hardest along it."""

    def show(amount: float) -> str:
        return format_value(abs(amount), unit, currency)

    change = steps[-1].amount - steps[0].amount
    when = format_period(first, grain)
    if abs(change) < SMALL:
        return begun(say(words[0], when=when))
    moved = show(change)
    if steps[0].amount:
        share = format_value(100 * abs(change) / abs(steps[0].amount), "%")
        moved = say("{amount} ({share})", amount=moved, share=share)
    parts = [step for step in steps if not step.whole and not step.aside]
    first_part = max(parts, key=lambda step: step.amount * (1 if change > 0 else -1))
    named = {"part": inside(first_part.label), "amount": show(first_part.amount)}
    if first_part.amount > 0:
        largest = say("The largest part is {part}: {amount} more.", **named)
    else:
        largest = say("The largest part is {part}: {amount} less.", **named)
    return begun(say(words[1 if change > 0 else 2], when=when, change=moved, largest=largest))
