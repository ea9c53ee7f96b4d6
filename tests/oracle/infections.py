"""Infections, devices, hands and bundles, counted by hand."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import grouped, local, share, valued
from tests.oracle.plain import month_of, ratio


def placed(tables: Tables, name: str, day: str) -> list[Row]:
    """Rows with the facility and type of their unit."""
    units = {unit["unit_id"]: unit for unit in tables["unit"]}
    return [
        row | {key: units[row["unit_id"]][key] for key in ("facility_id", "unit_type")} | {"day": row[day]}
        for row in tables[name]
    ]


def against(events: list[Row], chances: list[Row], weight: str, per: int, by: str, grain: str) -> Values:
    counted = grouped(events, by, grain)
    values = {}
    for key, rows in grouped(chances, by, grain).items():
        value = ratio(len(counted.get(key, [])), sum(Fraction(str(r[weight])) for r in rows), per)
        if value is not None:
            values[key] = value
    return values


def per_device_day(hai_type: str, device: str):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        events = [e for e in placed(tables, "infection_event", "event_date") if e["hai_type"] == hai_type]
        days = [d for d in placed(tables, "device_day", "date") if d["device"] == device]
        return against(events, days, "device_days", 1000, by, grain)

    return slow


def line_use(tables: Tables, by: str, grain: str) -> Values:
    days = [d for d in placed(tables, "device_day", "date") if d["device"] == "central_line"]
    return valued(
        days, by, grain, lambda g: ratio(sum(d["device_days"] for d in g), sum(d["patient_days"] for d in g))
    )


def standardised(tables: Tables, by: str, grain: str) -> Values:
    newest = max((p["baseline_year"] for p in tables["infection_prediction"]), default=None)
    predicted = [p for p in placed(tables, "infection_prediction", "month") if p["baseline_year"] == newest]
    known = {(p["unit_id"], p["hai_type"], p["month"]) for p in predicted}
    events = [
        e
        for e in placed(tables, "infection_event", "event_date")
        if (e["unit_id"], e["hai_type"], month_of(e["event_date"])) in known
    ]
    return against(events, predicted, "predicted", 1, by, grain)


def clean_hands(method: str):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        seen = [o for o in placed(tables, "hand_hygiene_obs", "obs_date") if o["method"] == method]
        return share(seen, by, grain, lambda o: o["compliant"])

    return slow


def is_timely(step: Row) -> bool:
    return bool(step["done_ts"] and (not step["due_ts"] or step["done_ts"] <= step["due_ts"]))


def septic(tables: Tables) -> list[list[Row]]:
    """The steps that applied, of each case of sepsis whose stay is over, with the place and day of leaving."""
    stays = {e["encounter_id"]: e for e in tables["encounter"] if e["discharge_ts"]}
    types = {unit["unit_id"]: unit["unit_type"] for unit in tables["unit"]}
    cases: dict[str, list[Row]] = {}
    for step in tables["bundle_case"]:
        stay = stays.get(step["encounter_id"])
        if stay and step["bundle"] == "sepsis" and step["eligible"] and not step["contraindicated"]:
            unit = stay["discharge_unit_id"] or f"?:{stay['facility_id']}"
            place = {
                "facility_id": stay["facility_id"],
                "unit_id": unit,
                "unit_type": types.get(unit, "unknown"),
                "day": local(stay, stay["discharge_ts"]).date(),
                "weight": Fraction(str(step["sample_weight"] or 1)),
                "passed": is_timely(step),
            }
            cases.setdefault(step["bundle_case_id"], []).append(place)
    return [*cases.values()]


def weighed(rows: list[Row], by: str, grain: str) -> Values:
    return valued(
        rows,
        by,
        grain,
        lambda g: ratio(sum(r["weight"] for r in g if r["passed"]), sum(r["weight"] for r in g), 100),
    )


def sepsis(tables: Tables, by: str, grain: str) -> Values:
    rows = [{**steps[0], "passed": all(step["passed"] for step in steps)} for steps in septic(tables)]
    return weighed(rows, by, grain)


def sepsis_steps(tables: Tables, by: str, grain: str) -> Values:
    return weighed([step for steps in septic(tables) for step in steps], by, grain)


ORACLE = {
    "clabsi_per_1000_line_days": per_device_day("clabsi", "central_line"),
    "cauti_per_1000_catheter_days": per_device_day("cauti", "urinary_catheter"),
    "device_utilisation_ratio": line_use,
    "hai_sir": standardised,
    "hand_hygiene_pct": clean_hands("direct"),
    "hand_hygiene_electronic_pct": clean_hands("electronic"),
    "sepsis_bundle_pct": sepsis,
    "sepsis_step_pct": sepsis_steps,
}
