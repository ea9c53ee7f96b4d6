"""Which patients a site saw within twelve months, and what it knows of them."""

from __future__ import annotations

from datetime import date

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import local, valued
from tests.oracle.plain import month_end, month_of, months, next_month, ratio

FIELDS = ("sex", "ethnicity", "race", "preferred_language", "deprivation_quintile")
BLANK = ("unknown", "not recorded", "")
REFUSED = ("declined", "refused", "asked but unknown", "not stated")


def asked(tables: Tables) -> list[Row]:
    """One row for each patient, facility, month and field of this site."""
    people = {p["patient_id"]: p for p in tables["patient"]}
    real = [e for e in tables["encounter"] if e["status"] not in ("planned", "cancelled")]
    days = [local({"facility_id": "A"}, e["start_ts"]).date() for e in real]
    kept = [f for f in FIELDS if any(answer(p, f) is not None for p in tables["patient"])]
    if not days:
        return []
    last = max(days)
    end = month_of(last) if last == month_end(month_of(last)) else next_month(month_of(last), -1)
    rows = []
    for month in months(month_of(min(days)), end):
        seen = {
            (
                e["facility_id"],
                people.get(e["patient_id"], {}).get("merged_into_patient_id") or e["patient_id"],
            )
            for e in real
            if next_month(month, -11) <= month_of(visit_day(e)) <= month
        }
        for facility, who in seen:
            for field in kept:
                said = answer(people.get(who, {}), field)
                rows.append({"facility_id": facility, "field": field, "day": month, "said": said})
    return rows


def visit_day(encounter: Row) -> date:
    return local(encounter, encounter["start_ts"]).date()


def answer(person: Row, field: str) -> str | None:
    value = person.get(field)
    if value is None or (field == "sex" and value == "unknown"):
        return None
    return str(value).strip().lower()


def is_recorded(row: Row) -> bool:
    return row["said"] is not None and row["said"] not in BLANK


def is_known(row: Row) -> bool:
    return is_recorded(row) and row["said"] not in REFUSED


def share_of(hit):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        return valued(asked(tables), by, grain, lambda g: ratio(sum(map(hit, g)), len(g), 100))

    return slow


ORACLE = {
    "demographic_completeness_pct": share_of(is_known),
    "demographic_recorded_pct": share_of(is_recorded),
}
