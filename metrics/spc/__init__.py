"""Control limits and the rules that tell a signal from noise: pure functions, nothing here knows a KPI."""

from metrics.spc.choice import (
    FEWEST_EVENTS,
    LOCKED_POINTS,
    PROVISIONAL_POINTS,
    TRIAL_POINTS,
    automatic_chart,
    choose_chart,
    is_sparse,
    point_state,
)
from metrics.spc.gaps import Gaps, between
from metrics.spc.limits import (
    CHARTS,
    Limits,
    c,
    g,
    mean_moving_range,
    moving_range,
    of_chart,
    p,
    run,
    t,
    u,
    xbar_s,
    xmr,
)
from metrics.spc.rebase import Proposal, propose
from metrics.spc.rules import RULESETS, Signal, mdc, signals
from metrics.spc.runs import Runs, anhoej, runs_limits

__all__ = [
    "CHARTS",
    "FEWEST_EVENTS",
    "LOCKED_POINTS",
    "PROVISIONAL_POINTS",
    "RULESETS",
    "TRIAL_POINTS",
    "Gaps",
    "Limits",
    "Proposal",
    "Runs",
    "Signal",
    "anhoej",
    "automatic_chart",
    "between",
    "c",
    "choose_chart",
    "g",
    "is_sparse",
    "mdc",
    "mean_moving_range",
    "moving_range",
    "of_chart",
    "p",
    "point_state",
    "propose",
    "run",
    "runs_limits",
    "signals",
    "t",
    "u",
    "xbar_s",
    "xmr",
]
