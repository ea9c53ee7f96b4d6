"""Readmission, person by person: follow the stays in order and look at the next one."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import age, age_band, local, share, valued
from tests.oracle.plain import ratio

FOREVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def person(tables: Tables, patient_id: str) -> str:
    survivors = {p["patient_id"]: p.get("merged_into_patient_id") for p in tables["patient"]}
    while survivors.get(patient_id):
        patient_id = survivors[patient_id]
    return patient_id


def merged(stays: list[Row]) -> list[Row]:
    """Stays of one person in order; back on the day of discharge for the same condition is one stay."""
    whole: list[Row] = []
    for stay in sorted(stays, key=lambda s: (s["admit_ts"], s["discharge_ts"] or FOREVER, s["encounter_id"])):
        before = whole[-1] if whole else None
        if (
            before
            and before["discharge_ts"]
            and before["facility_id"] == stay["facility_id"]
            and local(before, before["discharge_ts"]).date() == local(stay, stay["admit_ts"]).date()
            and before["principal_dx"]
            and stay["principal_dx"]
            and before["principal_dx"][:3] == stay["principal_dx"][:3]
        ):
            begun = {
                "admit_day": before["admit_day"],
                "is_planned_admission": before["is_planned_admission"],
            }
            whole[-1] = stay | begun
        else:
            whole.append(stay | {"admit_day": local(stay, stay["admit_ts"]).date()})
    return whole


def index_stays(tables: Tables, window: int) -> list[Row]:
    real = [e for e in tables["encounter"] if e["status"] not in ("planned", "cancelled")]
    stamps = [(e, e[name]) for e in real for name in ("start_ts", "admit_ts", "discharge_ts") if e[name]]
    through = max((local(e, stamp).date() for e, stamp in stamps), default=None)
    people: dict[str, list[Row]] = {}
    for encounter in real:
        if encounter["encounter_class"] == "inpatient":
            people.setdefault(person(tables, encounter["patient_id"]), []).append(encounter)
    births = {p["patient_id"]: p["birth_date"] for p in tables["patient"]}
    found = []
    for who, stays in people.items():
        whole = merged(stays)
        for place, stay in enumerate(whole):
            if stay["discharge_ts"] is None:
                continue
            day = local(stay, stay["discharge_ts"]).date()
            after = whole[place + 1] if place + 1 < len(whole) else None
            gap = (after["admit_day"] - day).days if after else None
            years = age(births.get(who), stay["admit_day"])
            is_moved = after and after["facility_id"] != stay["facility_id"] and gap in (0, 1)
            if (
                stay["discharge_disposition"] in ("died", "ama", "acute_transfer")
                or stay["dx_group"] in ("psychiatric", "rehabilitation", "cancer_medical")
                or stay["is_newborn"]
                or (years is not None and years < 18)
                or is_moved
                or (through - day).days < window
            ):
                continue
            dx = stay["principal_dx"] or ""
            is_back = after is not None and 0 <= gap <= window and not after["is_planned_admission"]
            found.append(
                {
                    "facility_id": stay["facility_id"],
                    "unit_id": stay["discharge_unit_id"] or f"?:{stay['facility_id']}",
                    "age_band": age_band(tables, who, stay["admit_day"]),
                    "day": day,
                    "is_back": is_back,
                    "cohort": operation(tables, stay) or condition(dx),
                    "expected": expected(tables, stay),
                }
            )
    return found


def operation(tables: Tables, stay: Row) -> str | None:
    """A bypass goes before a new joint, and both before the diagnosis."""
    codes = [
        p["procedure_code"]
        for p in tables["procedure"]
        if p["encounter_id"] == stay["encounter_id"] and p["code_system"] == "icd10pcs"
    ]
    if any(code[:4] in ("0210", "0211", "0212", "0213") for code in codes):
        return "cabg"
    return "hip_knee" if any(code[:4] in ("0SR9", "0SRB", "0SRC", "0SRD") for code in codes) else None


def condition(dx: str) -> str:
    if dx[:3] == "I21" and dx[:4] != "I21A":
        return "ami"
    if dx[:3] == "I50" or dx[:4] in ("I110", "I130", "I132"):
        return "hf"
    if dx[:3] in ("J12", "J13", "J14", "J15", "J16", "J17", "J18"):
        return "pn"
    return "copd" if dx[:3] in ("J41", "J42", "J43", "J44") else "other"


def expected(tables: Tables, stay: Row) -> Fraction | None:
    for row in tables["expected_value"]:
        if row["encounter_id"] == stay["encounter_id"] and row["model"] == "readmission_30d":
            return Fraction(str(row["expected"]))
    return None


def against_expectation(tables: Tables, by: str, grain: str) -> Values:
    known = [stay for stay in index_stays(tables, 30) if stay["expected"] is not None]
    return valued(
        known,
        by,
        grain,
        lambda group: ratio(sum(s["is_back"] for s in group), sum(s["expected"] for s in group)),
    )


def within(window: int, cohort: str = ""):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        stays = [s for s in index_stays(tables, window) if cohort in ("", s["cohort"])]
        return share(stays, by, grain, lambda stay: stay["is_back"])

    return slow


ORACLE = {
    **{f"readmission_{window}d_pct": within(window) for window in (7, 30, 90)},
    **{
        f"readmission_cohort_{cohort}_pct": within(30, cohort)
        for cohort in ("ami", "hf", "pn", "copd", "cabg", "hip_knee")
    },
    "readmission_30d_oe": against_expectation,
}
