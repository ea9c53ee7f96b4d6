"""What a list tells of a record besides its day and place: what decided on it, and what people look for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from data.schema.table import Column, Table
from metrics.fetching import label
from metrics.stored import Stored

MOST = 6
# What people look for in a list, besides what the KPI decides on; as far as there is room.
TELLING = (
    "payer_class", "denial_category", "billed_amount", "denied_amount", "total_cost", "acuity", "arrival_mode",
    "disposition", "room_id", "service_line", "service", "specialty", "status", "visit_type", "modality",
    "admission_type", "stay_seconds", "los_days", "case_class", "delay_reason", "claim_type", "arrival_hour",
)  # fmt: skip
AMOUNTS = ("_amount", "_cost", "_revenue")


def chosen(table: Table, words: Iterable[str], without: Collection[str]) -> tuple[Column, ...]:
    """The columns of these words first, then what else tells much; none that says who somebody is."""
    named = dict.fromkeys(word for word in (*words, *TELLING) if word in table and word not in without)
    kept = (table[name] for name in named)
    return tuple(c for c in kept if not c.is_identifying and c.type != "DATE")[:MOST]


def unit_of(column: Column) -> str:
    """The unit of a fact; amounts of money are in the currency of their place."""
    return column.unit or ("money" if column.name.endswith(AMOUNTS) else "")


def said(stored: Stored, column: Column, value: Any) -> Any:
    """A code as people say it; amounts and yes or no as they are."""
    if value is None or isinstance(value, bool) or unit_of(column):
        return value
    return label(stored, column.name, str(value))
