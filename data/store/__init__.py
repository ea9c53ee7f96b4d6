"""What people write and what the machinery remembers: targets, events, the run log, slot leases, the audit trail.

A small SQLite file in the home, owner-only. It never holds a patient. Each part is a file of its own.
"""

from data.store.actions import Actions, Baseline
from data.store.base import StoreError
from data.store.benchmarks import BENCHMARK_COLUMNS, CONFIDENCES, Benchmarks
from data.store.comments import Comments
from data.store.events import EVENT_COLUMNS, Events
from data.store.openings import REASONS, Openings
from data.store.rebases import RebaseError, Rebases
from data.store.rows import RowError
from data.store.runs import Runs
from data.store.targets import TARGET_COLUMNS, TargetError, Targets
from data.store.views import Views


class Store(Targets, Benchmarks, Events, Rebases, Actions, Comments, Openings, Views, Runs):
    """One home's store, all its parts together."""


__all__ = [
    "BENCHMARK_COLUMNS",
    "CONFIDENCES",
    "EVENT_COLUMNS",
    "REASONS",
    "TARGET_COLUMNS",
    "Baseline",
    "RebaseError",
    "RowError",
    "Store",
    "StoreError",
    "TargetError",
]  # fmt: skip
