"""What must hold for a row of any source: the built-in checks of each target table."""

from __future__ import annotations

from data.language import mark
from data.reasons import ENDS_BEFORE, IN_FUTURE
from pipelines.source import Check, Feed, Verb

# (table, start, end): an end before its start is refused. In the repeated hour of autumn the end first moves to the
# second occurrence.
PAIRS = (
    ("encounter", "start_ts", "discharge_ts"),
    ("encounter", "admit_ts", "discharge_ts"),
    ("encounter_location", "in_ts", "out_ts"),
    ("alc_period", "start_ts", "end_ts"),
    ("procedure", "start_ts", "end_ts"),
    ("procedure_case", "patient_in_ts", "patient_out_ts"),
    ("ed_visit", "arrival_ts", "departure_ts"),
    ("or_block", "block_start_ts", "block_end_ts"),
    ("shift", "start_ts", "end_ts"),
    ("employee", "hire_date", "termination_date"),
    ("coverage", "start_date", "end_date"),
    ("absence", "start_date", "end_date"),
)
# An end before its start is the reader's loss only: the KPIs leave such a pair out, the row stays.
SOFT_PAIRS = (
    ("ed_visit", "arrival_ts", "provider_seen_ts"),
    ("ed_visit", "arrival_ts", "roomed_ts"),
    ("ed_visit", "decision_to_admit_ts", "departure_ts"),
    ("appointment", "check_in_ts", "check_out_ts"),
    ("appointment", "booked_ts", "scheduled_start_ts"),
    ("procedure_case", "incision_ts", "closure_ts"),
    ("complaint", "received_date", "closed_date"),
)
# When something happened; it cannot lie in the future. Planned things may (appointments, blocks, rosters, budgets).
HAPPENED = {
    "encounter": ("start_ts", "discharge_ts"), "encounter_location": ("in_ts", "out_ts"), "ed_visit": ("arrival_ts",),
    "encounter_event": ("event_ts",), "patient_order": ("ordered_ts",), "procedure": ("start_ts",), "procedure_case": ("patient_in_ts",),
    "charge": ("service_date",), "payment_txn": ("post_date",), "payment_patient": ("post_date",),
    "remittance": ("post_date",), "survey_response": ("response_date",), "incident": ("event_ts",),
    "complaint": ("received_date",), "patient": ("birth_date", "death_date"), "account_balance": ("snapshot_date",),
    "ar_snapshot": ("snapshot_date",), "reported_census": ("census_ts",),
}  # fmt: skip
PLANNED_IF = {"encounter": "status = 'planned'"}


def built_in(feed: Feed, as_of: str) -> list[Check]:
    """The checks of the target that concern columns the feed fills."""
    table, filled = feed.target.name, feed.columns
    found = []
    for pairs, severity in ((PAIRS, "quarantine"), (SOFT_PAIRS, "warn")):
        for where, start, end in pairs:
            if where == table and start in filled and end in filled:
                sentence = ENDS_BEFORE.format(end=end, start=start)
                found.append(Check(f"{end}_before_{start}", f"{end} >= {start}", severity, sentence))
    horizon = f"DATE '{as_of}' + {feed.allow_future_days + 1}"
    excused = f"{PLANNED_IF[table]} OR " if table in PLANNED_IF else ""
    for column in HAPPENED.get(table, ()):
        if column in filled and column in feed.target:
            sentence = IN_FUTURE.format(column=column)
            found.append(
                Check(f"{column}_in_future", f"{excused}{column} < {horizon}", "quarantine", sentence)
            )
    if table == "patient" and "birth_date" in filled:
        died = f"coalesce(death_date, DATE '{as_of}')" if "death_date" in filled else f"DATE '{as_of}'"
        sql = f"birth_date >= {died} - INTERVAL 121 YEAR"
        found.append(
            Check("age_over_120", sql, "quarantine", mark("The person would be older than 120 years."))
        )
    if table == "shift" and "hours" in filled:
        sentence = mark("A shift has a negative length or more than 24 hours.")
        found.append(Check("shift_hours", "hours BETWEEN 0 AND 24", "quarantine", sentence))
    return found


def second_occurrence(feed: Feed, zone: str) -> dict[str, str]:
    """Ends that move to the second pass of the repeated hour when they would lie before their start (R7)."""

    def is_local(verb: Verb | None) -> bool:
        return (
            verb is not None and verb.kind in ("", "local_timestamp") and not verb.sql and verb.const is None
        )

    fixed: dict[str, str] = {}
    for where, start, end in (*PAIRS, *SOFT_PAIRS):
        if (
            where == feed.target.name
            and end.endswith("_ts")
            and is_local(feed.columns.get(end))
            and start in feed.columns
        ):
            fixed.setdefault(
                end, f"CASE WHEN {end} < {start} THEN second_ts({start}, {end}, '{zone}') ELSE {end} END"
            )
    return fixed


__all__ = ["built_in", "second_occurrence"]
