"""Cells of a row that somebody wrote, in a table or a form: the value, or the column and the sentence that refuses it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from data.store.base import StoreError

SCOPES = ("network", "facility", "unit")


class RowError(StoreError):
    """A column that cannot be used: its name, and the sentence that says why."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(f"column {column}: {sentence}")
        self.column, self.sentence = column, sentence


def known_kpi(kpi_id: str, kpi_ids: set[str] | None) -> str:
    if kpi_ids is not None and kpi_id not in kpi_ids:
        raise RowError("kpi_id", "there is no such KPI; `wardboard list` shows the ids")
    return kpi_id


def scope_of(given: Mapping[str, str]) -> tuple[str, str]:
    """The place of a row; without one it is the network."""
    scope_type = given.get("scope_type") or "network"
    scope_id = given.get("scope_id") or ("*" if scope_type == "network" else "")
    if scope_type not in SCOPES:
        raise RowError("scope_type", "must be network, facility or unit")
    if not scope_id or (scope_type == "network") != (scope_id == "*"):
        raise RowError("scope_id", "must be a facility or unit id, or * for the network")
    return scope_type, scope_id


def day_of(given: Mapping[str, str], column: str) -> str | None:
    try:
        return date.fromisoformat(given[column]).isoformat() if given.get(column) else None
    except ValueError:
        raise RowError(column, "must be a date written as 2026-01-31") from None


def number_of(given: Mapping[str, str], column: str) -> float | None:
    try:
        figure = float(given[column]) if given.get(column) else None
    except ValueError:
        raise RowError(column, "must be a number with a point, e.g. 92.5") from None
    if figure is not None and not math.isfinite(figure):
        raise RowError(column, "must be a finite number")
    return figure
