"""Safety events, one report and one stay at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import against, age_band, local, seconds, share, valued
from tests.oracle.plain import ratio

TOLD = ("injury_level", "ncc_merp", "medication_stage")
STAGES = ("2", "3", "4", "unstageable", "deep_tissue")


def unit_of(tables: Tables, incident: Row) -> str:
    """The unit on the report, else the bed that the patient lay in."""
    if not incident["unit_id"].startswith("?:"):
        return incident["unit_id"]
    beds = [
        stay
        for stay in tables["encounter_location"]
        if stay["encounter_id"] == incident["encounter_id"]
        and stay["in_ts"] <= incident["event_ts"]
        and (stay["out_ts"] is None or incident["event_ts"] < stay["out_ts"])
    ]
    return max(beds, key=lambda stay: stay["in_ts"])["unit_id"] if beds else incident["unit_id"]


def reports(tables: Tables, stamp: str) -> list[Row]:
    """Reports that stand, on the day of the event or of the report."""
    units = {unit["unit_id"]: unit for unit in tables["unit"]}
    found = []
    for incident in tables["incident"]:
        if incident["status"] in ("rejected", "duplicate"):
            continue
        unit_id = unit_of(tables, incident)
        unit = units.get(unit_id)
        bedded = bool(unit and unit.get("is_inpatient_bedded", True) and unit["unit_type"] != "nursery")
        found.append(
            incident
            | {
                "unit_id": unit_id,
                "unit_type": unit["unit_type"] if unit else "unknown",
                "is_bedded": bedded,
                "day": local(incident, incident[stamp]).date(),
                "shift_of_day": shift_of(incident),
                **{name: incident.get(name) or "unknown" for name in TOLD},
            }
        )
    return found


def shift_of(incident: Row) -> str:
    hour = local(incident, incident["event_ts"]).hour
    if not incident["is_event_time_known"]:
        return "unknown"
    return "day" if 7 <= hour < 15 else "evening" if 15 <= hour < 23 else "night"


def patient_days(tables: Tables) -> list[Row]:
    """Bed days between the first event and the last sign of the sources that a facility reports to."""
    first: dict[str, date] = {}
    last: dict[str, date] = {}
    for incident in tables["incident"]:
        source = incident["source_id"]
        happened = local(incident, incident["event_ts"]).date()
        told = max(happened, local(incident, incident["reported_ts"]).date())
        first[source] = min(first.get(source, happened), happened)
        last[source] = max(last.get(source, told), told)
    found = []
    for bed in tables["v_bed_day"]:
        sources = {i["source_id"] for i in tables["incident"] if i["facility_id"] == bed["facility_id"]}
        if sources and min(first[s] for s in sources) <= bed["bed_date"] <= max(last[s] for s in sources):
            found.append(bed | {"day": bed["bed_date"]})
    return found


def per_1000(counts: Callable[[Row], bool], stamp: str = "event_ts"):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        events = [r for r in reports(tables, stamp) if counts(r)]
        return against(
            events, patient_days(tables), by, grain,
            lambda those, days: ratio(len(those), sum(day["patients"] for day in days), 1000),
        )  # fmt: skip

    return slow


def is_fall(report: Row) -> bool:
    return report["category"] == "fall" and report["is_patient_related"] and report["is_bedded"]


def is_new_injury(report: Row) -> bool:
    return (
        report["category"] == "pressure_injury"
        and not report["present_on_admission"]
        and report["hapi_stage"] in STAGES
    )


def is_drug_error(report: Row) -> bool:
    return report["category"] == "medication" and report["reached_patient"] and report["is_patient_related"]


def reported(is_hit: Callable[[Row], bool], counts: Callable[[Row], bool] = lambda r: True):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [r for r in reports(tables, "reported_ts") if r["is_patient_related"] and counts(r)]
        return share(rows, by, grain, is_hit)

    return slow


def delay(report: Row) -> int:
    known = report["is_event_time_known"]
    return seconds(report["event_ts"], report["reported_ts"]) if known else -1


def between(tables: Tables, by: str, grain: str) -> Values:
    serious = [r for r in reports(tables, "event_ts") if r["is_serious"] and r["is_patient_related"]]
    rows = []
    for facility in {r["facility_id"] for r in serious}:
        days = sorted(r["day"] for r in serious if r["facility_id"] == facility)
        for before, day in pairwise(days):
            gap = Fraction((day - before).days) or Fraction(1, 2)
            rows.append({"facility_id": facility, "unit_id": f"?:{facility}", "day": day, "gap": gap})
    return valued(rows, by, grain, lambda group: Fraction(sum(r["gap"] for r in group)) / len(group))


def stays(tables: Tables) -> list[Row]:
    """Adult inpatient stays and what happened in them."""
    found = []
    for stay in tables["encounter"]:
        if stay["discharge_ts"] is None or stay["is_newborn"]:
            continue
        band = age_band(tables, stay["patient_id"], local(stay, stay["admit_ts"]).date())
        if band == "0-17":
            continue
        mine = [
            i
            for i in tables["incident"]
            if i["encounter_id"] == stay["encounter_id"] and i["status"] not in ("rejected", "duplicate")
        ]
        wounds = [i for i in mine if i["category"] == "pressure_injury" and i["hapi_stage"] in STAGES]
        codes = [
            d["poa"]
            for d in tables["encounter_diagnosis"]
            if d["encounter_id"] == stay["encounter_id"]
            and d["code_system"] == "icd10"
            and d["dx_code"][:3] == "L89"
            and d["dx_code"][5:6] in tuple("02346")
        ]
        came_with = any(w["present_on_admission"] for w in wounds) or any(c in ("Y", "W") for c in codes)
        new = any(c in ("N", "U") for c in codes)
        for wound in wounds:
            hours = 72 if wound["hapi_stage"] == "deep_tissue" else 24
            late = seconds(stay["admit_ts"], wound["event_ts"]) > hours * 3600
            new = new or (late and not wound["present_on_admission"])
        whole = seconds(stay["start_ts"], stay["discharge_ts"])
        nights = (local(stay, stay["discharge_ts"]).date() - local(stay, stay["admit_ts"]).date()).days
        found.append(
            {
                "facility_id": stay["facility_id"],
                "unit_id": stay["discharge_unit_id"] or f"?:{stay['facility_id']}",
                "day": local(stay, stay["discharge_ts"]).date(),
                "came_with": came_with,
                "new": new,
                "whole": whole // 86400 if whole >= 0 else None,
                "nights": nights,
                "fell": any(
                    i["category"] == "fall"
                    and i["is_patient_related"]
                    and i["injury_level"] in ("moderate", "major", "death")
                    for i in mine
                ),
            }
        )
    return found


def new_injuries(tables: Tables, by: str, grain: str) -> Values:
    clean = [stay for stay in stays(tables) if not stay["came_with"]]
    return {key: value * 10 for key, value in share(clean, by, grain, lambda s: s["new"]).items()}


def injurious_falls(tables: Tables, by: str, grain: str) -> Values:
    short = [s for s in stays(tables) if s["whole"] is not None and s["nights"] <= 120]
    return valued(
        short, by, grain, lambda g: ratio(sum(s["fell"] for s in g), sum(s["whole"] for s in g), 1000)
    )


def prevalence(tables: Tables, by: str, grain: str) -> Values:
    home = {unit["unit_id"]: unit["facility_id"] for unit in tables["unit"]}
    rows = [
        seen | {"facility_id": home[seen["unit_id"]], "day": seen["survey_date"]}
        for seen in tables["pressure_survey"]
    ]
    return share(rows, by, grain, lambda seen: seen["has_hapi_stage2plus"])


HARM = ("moderate", "severe", "death")
ORACLE = {
    "falls_per_1000_patient_days": per_1000(is_fall),
    "falls_injury_per_1000": per_1000(
        lambda r: is_fall(r) and r["injury_level"] in ("minor", "moderate", "major", "death")
    ),
    "falls_major_per_1000": per_1000(lambda r: is_fall(r) and r["injury_level"] in ("major", "death")),
    "falls_cms1017": injurious_falls,
    "hapi_per_1000_discharges": new_injuries,
    "hapi_per_1000_patient_days": per_1000(lambda r: r["is_bedded"] and is_new_injury(r)),
    "hapi_prevalence_pct": prevalence,
    "medication_errors_per_1000_patient_days": per_1000(is_drug_error),
    "med_harm_per_1000": per_1000(lambda r: is_drug_error(r) and r["ncc_merp"] in tuple("EFGHI")),
    "incidents_per_1000_patient_days": per_1000(lambda r: r["is_patient_related"], "reported_ts"),
    "harm_incidents_per_1000": per_1000(
        lambda r: r["is_patient_related"] and r["harm_level"] in HARM, "reported_ts"
    ),
    "no_harm_share_pct": reported(lambda r: r["harm_level"] == "none"),
    "report_within_24h_pct": reported(lambda r: delay(r) <= 86400, lambda r: delay(r) >= 0),
    "serious_days_between": between,
}
