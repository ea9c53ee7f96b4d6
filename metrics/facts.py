"""What a list tells of a record besides its day and place: what decided on it, and what people look for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from data.language import mark, say
from data.schema.table import Column, Table
from metrics.fetching import label
from metrics.names import dimension_name
from metrics.stored import Stored

MOST = 6
# What people look for in a list, besides what the KPI decides on; as far as there is room.
TELLING = (
    "payer_class", "denial_category", "billed_amount", "denied_amount", "total_cost", "acuity", "arrival_mode",
    "disposition", "room_id", "service_line", "service", "specialty", "status", "visit_type", "modality",
    "admission_type", "stay_seconds", "los_days", "case_class", "delay_reason", "claim_type", "arrival_hour",
)  # fmt: skip
# How a list names what is no dimension to split by.
NAMES = {
    "stay_seconds": mark("time in the department"),
    "inpatient_days": mark("days as an inpatient"),
    "had_observation": mark("observation"),
    "has_departure": mark("departure recorded"),
    "clock_seconds": mark("time on the clock"),
    "boarding_seconds": mark("wait for a bed"),
    "transfer_seconds": mark("time to transfer"),
    "roomed_seconds": mark("wait for a room"),
    "triage_seconds": mark("wait for triage"),
    "early_checkin_seconds": mark("check-in before the appointment"),
    "is_batch_checkout": mark("checked out with many others"),
    "provider_seconds": mark("wait for a clinician"),
    "cycle_seconds": mark("whole visit"),
    "waited_days": mark("waited"),
    "wait_days": mark("wait"),
    "called_off_by": mark("cancelled by"),
    "cancel_notice_seconds": mark("notice of cancellation"),
    "is_newborn": mark("newborn"),
    "is_episode_end": mark("end of the episode"),
    "is_longest": mark("longest of its group"),
    "los_days": mark("length of stay"),
    "episode_days": mark("length of the episode"),
    "expected_days": mark("expected length of stay"),
    "drg_typical_days": mark("typical length of stay"),
    "kind": mark("kind"),
    "discharge_hour": mark("hour of discharge"),
    "move_hour": mark("hour of the move"),
    "is_same_day": mark("same day"),
    "gap_seconds": mark("gap"),
    "case_class": mark("class of case"),
    "spans_closure": mark("over closing time"),
    "late_seconds": mark("late by"),
    "outside_seconds": mark("time outside the session"),
    "in_room_seconds": mark("time in the room"),
    "ready_seconds": mark("time until the room is ready"),
    "is_treated_28d": mark("treated within 28 days"),
    "is_listed": mark("on the list"),
    "is_postponed": mark("postponed"),
    "has_final_cost": mark("cost is final"),
    "is_cost_outlier": mark("cost outlier"),
    "total_cost": mark("total cost"),
    "variable_cost": mark("variable cost"),
    "supply_cost": mark("cost of supplies"),
    "net_revenue": mark("net revenue"),
    "drg_weight": mark("DRG weight"),
    "billed_amount": mark("billed"),
    "denied_amount": mark("denied"),
    "is_won": mark("appeal won"),
    "is_clean": mark("clean"),
    "is_known": mark("first answer known"),
    "resubmission_count": mark("sent again"),
    "is_readmitted_7d": mark("readmitted within 7 days"),
    "is_readmitted_30d": mark("readmitted within 30 days"),
    "is_readmitted_90d": mark("readmitted within 90 days"),
    "is_index": mark("starts the count"),
    "followed_days": mark("followed for"),
    "followed_seconds": mark("followed for"),
    "cohort": mark("cohort"),
    "expected_30d": mark("expected risk"),
    "expected": mark("expected risk"),
    "has_died": mark("died in hospital"),
    "has_died_30d": mark("died within 30 days"),
    "has_died_after": mark("died after discharge"),
    "has_fall_injury": mark("injury from a fall"),
    "has_new_injury": mark("new pressure injury"),
    "has_injury_on_admission": mark("injury on admission"),
    "whole_days": mark("whole days"),
    "is_passed": mark("passed"),
    "weight": mark("weight"),
    "bundle": mark("bundle"),
    "return_seconds": mark("time until the return"),
    "is_return_admitted": mark("admitted on the return"),
    "left_how": mark("left how"),
    "is_converted": mark("turned into a visit in person"),
    "is_tech_failure": mark("technical failure"),
    "is_virtual_booking": mark("booked as virtual"),
    "days_to_appeal": mark("days to the appeal"),
    "lead_days": mark("booked ahead"),
    "delay_days": mark("delay"),
    "order_seconds": mark("from order to departure"),
}
AMOUNTS = ("_amount", "_cost", "_revenue")


def chosen(table: Table, words: Iterable[str], without: Collection[str]) -> tuple[Column, ...]:
    """The columns of these words first, then what else tells much; none that says who somebody is."""
    named = dict.fromkeys(word for word in (*words, *TELLING) if word in table and word not in without)
    kept = (table[name] for name in named)
    return tuple(c for c in kept if not c.is_identifying and c.type != "DATE")[:MOST]


def name_of(column: Column) -> str:
    """The heading of a fact, in the words of a dimension where it is one."""
    return say(NAMES[column.name]) if column.name in NAMES else dimension_name(column.name)


def unit_of(column: Column) -> str:
    """The unit of a fact; amounts of money are in the currency of their place."""
    return column.unit or ("money" if column.name.endswith(AMOUNTS) else "")


def said(stored: Stored, column: Column, value: Any) -> Any:
    """A code as people say it; amounts and yes or no as they are."""
    if value is None or isinstance(value, bool) or unit_of(column):
        return value
    return label(stored, column.name, str(value))
