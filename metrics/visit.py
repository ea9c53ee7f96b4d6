"""One visit behind a list of records: its stamped steps in order, and where the patient was, from all that was loaded of it.

Only opened from a list that somebody opened after a reason, of a record that the list shows; nothing here says who it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from data.language import mark, say
from data.schema import DERIVED, LOADED
from metrics.fetching import NETWORK
from metrics.kpi import Kpi
from metrics.names import spoken
from metrics.permits import SPOKEN, NotPermitted
from metrics.question import Access, QuestionError
from metrics.records import Listing
from metrics.stored import Stored

MOST_STEPS = 200
CLASS = "clinical"
LOCATION = "encounter_location"

# The visits that a record belongs to, by the domain of its key; `$key` is the key itself.
VISITS = {
    "encounter": "SELECT $key AS encounter_id",
    "stay": "SELECT $key AS encounter_id UNION SELECT encounter_id FROM live.encounter_location WHERE stay_id = $key",
    "case": "SELECT encounter_id FROM live.procedure_case WHERE case_id = $key",
    "appointment": "SELECT encounter_id FROM live.appointment WHERE appointment_id = $key",
    "claim": "SELECT encounter_id FROM live.claim WHERE claim_id = $key",
    "bundle_case": "SELECT DISTINCT encounter_id FROM live.bundle_case WHERE bundle_case_id = $key",
}


@dataclass(frozen=True)
class Source:
    """A loaded table whose rows hold instants of a visit, each column in words.

    `own` = its key, for a record that is a row of it; `kind` = the column that says what a row is about; `has_unit` =
    every instant of a row was in the unit that it names; `where` = which of its rows tell a step.
    """

    table: str
    stamps: tuple[tuple[str, str], ...]
    own: str = ""
    kind: str = ""
    has_unit: bool = True
    where: str = "TRUE"


SOURCES = (
    Source(
        "ed_visit",
        (
            ("arrival_ts", mark("Arrived in the emergency department")),
            ("handover_ts", mark("Handed over by the ambulance")),
            ("triage_ts", mark("Triage")),
            ("roomed_ts", mark("In a room")),
            ("provider_seen_ts", mark("Seen by a clinician")),
            ("decision_to_admit_ts", mark("Decision to admit")),
            ("decision_to_transfer_ts", mark("Decision to transfer")),
            ("bed_request_ts", mark("Bed asked for")),
            ("bed_ready_ts", mark("Bed ready")),
            ("disposition_ts", mark("Decision where to go")),
            ("departure_ts", mark("Left the emergency department")),
        ),
    ),
    Source(LOCATION, (("in_ts", mark("Came to the unit")),)),
    Source(
        "encounter",
        (
            ("admit_ts", mark("Admitted")),
            ("discharge_order_ts", mark("Order to discharge")),
            ("discharge_ready_ts", mark("Ready to leave")),
            ("discharge_ts", mark("Discharged")),
        ),
        has_unit=False,
        where="v.encounter_class NOT IN ('ed', 'outpatient', 'virtual', 'home')",
    ),
    Source(
        "procedure_case",
        (
            ("patient_in_ts", mark("Into the operating room")),
            ("incision_ts", mark("Incision")),
            ("closure_ts", mark("Wound closed")),
            ("patient_out_ts", mark("Out of the operating room")),
            ("pacu_in_ts", mark("Into the recovery room")),
            ("pacu_out_ts", mark("Out of the recovery room")),
        ),
        own="case_id",
    ),
    Source(
        "appointment",
        (
            ("arrival_ts", mark("Arrived in the clinic")),
            ("check_in_ts", mark("Checked in")),
            ("roomed_ts", mark("In a room")),
            ("provider_start_ts", mark("Seen by a clinician")),
            ("provider_end_ts", mark("Clinician done")),
            ("check_out_ts", mark("Checked out")),
        ),
        own="appointment_id",
    ),
    Source("alc_period", (("start_ts", mark("Delay begins")), ("end_ts", mark("Delay ends")))),
    Source("patient_order", (("ordered_ts", mark("Ordered: {what}")),), kind="order_type"),
    Source("encounter_event", (("event_ts", mark("Noted: {what}")),), kind="event_type"),
)


@dataclass(frozen=True)
class Step:
    """Something that happened so many seconds after the visit began. `place` is "" where its row names none."""

    words: str
    at_seconds: int
    place: str = ""


@dataclass(frozen=True)
class Visit:
    """The steps of one visit of a list, in order. `n_unseen` = those at places that the asker may not see, left out;
    `came_from` = the token of its list while that is open."""

    listing: Listing
    mark: str
    day: date
    hour: int
    steps: tuple[Step, ...]
    n_unseen: int = 0
    came_from: str = ""


def can_show(kpi: Kpi, access: Access) -> bool:
    """Whether visits stand behind the records of a KPI, and somebody may see how they went."""
    table = DERIVED[kpi.table]
    is_of_visits = bool(table.record) and table[table.record_key].keyed in VISITS
    return is_of_visits and (access.classes is None or CLASS in access.classes)


def visit(stored: Stored, kpi: Kpi, found: Listing, name: str, access: Access) -> Visit:
    """The visit of the record that a list calls `name`. Raises `QuestionError` where it may not or cannot be shown."""
    if access.classes is not None and CLASS not in access.classes:
        told = say(SPOKEN[CLASS])
        raise NotPermitted(say("How a visit went is told from data about {classes}.", classes=told))
    if name not in found.keys or not can_show(kpi, access):
        raise QuestionError(say("No visit can be shown of this record."))
    table = DERIVED[kpi.table]
    rows = stored.generation.dicts(statement(table[table.record_key].keyed), {"key": found.keys[name]})
    seen = [row for row in rows if _is_seen(stored, access, row)]
    if not seen:
        raise QuestionError(say("No step of this visit was stamped that you may see."))
    began: datetime = seen[0]["local_ts"]
    steps = [
        Step(_words(row), int((row["local_ts"] - began).total_seconds()), _place(stored, row))
        for row in _moves(seen)
    ]
    return Visit(
        found, name, began.date(), began.hour, tuple(_once(steps))[:MOST_STEPS], len(rows) - len(seen)
    )


def statement(domain: str) -> str:
    """Every instant of the visits behind a key of this domain, on the clock of the facility, in order."""
    parts = [
        _of(index, source, column, order)
        for index, source in enumerate(SOURCES)
        for order, (column, _) in enumerate(source.stamps)
    ]
    every = "\nUNION ALL\n".join(parts)
    return (
        f"WITH named AS ({VISITS[domain]}),\nasked AS (\n  SELECT encounter_id FROM named\n"
        "  UNION SELECT inpatient_encounter_id FROM live.ed_visit SEMI JOIN named USING (encounter_id)\n"
        "  UNION SELECT v.encounter_id FROM live.ed_visit v JOIN named ON v.inpatient_encounter_id = named.encounter_id\n"
        f"),\nstamped AS (\n{every}\n)\n"
        "SELECT source, stamp, kind, unit_id, facility_id, timezone(time_zone, stamp_ts) AS local_ts\n"
        "FROM stamped JOIN live.facility f USING (facility_id)\n"
        f"ORDER BY stamp_ts, source, stamp\nLIMIT {2 * MOST_STEPS}"
    )


def _of(index: int, source: Source, column: str, order: int) -> str:
    """One column of one table as rows; a table that names no facility takes that of its visit."""
    own = f" OR v.{source.own} = $key" if source.own else ""
    kind = f"v.{source.kind}" if source.kind else "''"
    names = LOADED[source.table].names
    unit = "v.unit_id" if source.has_unit and "unit_id" in names else "NULL"
    has_facility = "facility_id" in names
    facility = "v.facility_id" if has_facility else "e.facility_id"
    joined = "" if has_facility else " JOIN live.encounter e USING (encounter_id)"
    return (
        f"  SELECT {index} AS source, {order} AS stamp, {kind} AS kind, {unit} AS unit_id, {facility} AS facility_id, "
        f"v.{column} AS stamp_ts\n  FROM live.{source.table} v{joined}\n"
        f"  WHERE v.{column} IS NOT NULL AND {source.where} AND (v.encounter_id IN (FROM asked){own})"
    )


def _is_seen(stored: Stored, access: Access, row: dict[str, Any]) -> bool:
    unit = row["unit_id"] or f"?:{row['facility_id']}"
    return stored.places.sees(access, "unit", unit)


def _moves(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The rows without a stay in the unit where the patient was already: the class or the bed changed, not the place."""
    unit = None
    for row in rows:
        if SOURCES[row["source"]].table == LOCATION:
            if row["unit_id"] == unit:
                continue
            unit = row["unit_id"]
        yield row


def _words(row: dict[str, Any]) -> str:
    said = SOURCES[row["source"]].stamps[row["stamp"]][1]
    return say(said, what=spoken(row["kind"])) if row["kind"] else say(said)


def _place(stored: Stored, row: dict[str, Any]) -> str:
    return stored.places.label("unit", row["unit_id"], NETWORK) if row["unit_id"] else ""


def _once(steps: Sequence[Step]) -> Iterable[Step]:
    """The steps without one that two feeds stamped alike at the same moment."""
    return dict.fromkeys(steps)


class Visited:
    """Part of the engine: one visit of an open list. What opens it must write down who, which and why first."""

    if TYPE_CHECKING:

        def _now(self) -> Stored: ...
        def _lit(self, kpi_id: str) -> Kpi: ...

    def visit(self, found: Listing, name: str, access: Access = Access()) -> Visit:  # noqa: B008 - frozen
        """The visit of the record that a list calls `name`. Never kept with the answers."""
        return visit(self._now(), self._lit(found.kpi_id), found, name, access)
