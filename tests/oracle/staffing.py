"""Care hours, rosters, output and staff per bed, one shift and one stay at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.cost import posted
from tests.oracle.flow import bed_days
from tests.oracle.hospital import ZONES, last_second
from tests.oracle.plain import month_of, period_of, ratio

WORKED = ("regular", "overtime", "agency", "per_diem")
NURSING = ("rn", "lpn", "care_assistant")


def of_rows(rows: Callable[[Tables], Iterable[Row]], num: str, den: str, per: int = 1) -> Oracle:
    """A ratio of sums over rows that carry both sides and their day."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for row in rows(tables):
            both = sums.setdefault(
                (period_of(row["day"], grain), str(row[by]) if by else ""), [Fraction(0)] * 2
            )
            both[0] += row[num]
            both[1] += row[den]
        pairs = {key: ratio(above, below, per) for key, (above, below) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


def hours(shift: Row) -> Fraction:
    return Fraction(str(shift["hours"]))


def worked(tables: Tables, codes: tuple[str, ...] | None = WORKED) -> list[Row]:
    return [
        s
        for s in tables["shift"]
        if s["shift_kind"] == "worked" and not s["is_cancelled"] and (codes is None or s["pay_code"] in codes)
    ]


def patient_days(tables: Tables, unit: Row, bed: Row) -> Fraction:
    """By the method of the unit."""
    day, zone = bed["day"], ZoneInfo(ZONES[unit["facility_id"]])
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    real = {e["encounter_id"]: e for e in tables["encounter"] if e["status"] != "cancelled"}
    seconds = short = counts = Fraction(0)
    for stay in tables["encounter_location"]:
        if stay["unit_id"] != unit["unit_id"] or stay["encounter_id"] not in real:
            continue
        out = stay["out_ts"] or real[stay["encounter_id"]]["discharge_ts"]
        if out is not None and out < stay["in_ts"]:
            continue
        until = out or datetime.max.replace(tzinfo=zone) - timedelta(days=2)
        inside = Fraction(0)
        if stay["in_ts"].timestamp() < ends.timestamp() and until.timestamp() > begins.timestamp():
            inside = Fraction(
                min(until.timestamp(), ends.timestamp()) - max(stay["in_ts"].timestamp(), begins.timestamp())
            )
        seconds += inside
        if stay["patient_class"] == "observation" or (
            out is not None and not saw_midnight(unit, stay["in_ts"], out)
        ):
            short += inside
        for hour in (6, 12, 18, 24):
            wall = datetime.combine(day, time()) + timedelta(hours=hour, seconds=-1)
            instant = wall.replace(tzinfo=zone)
            counts += stay["in_ts"].timestamp() <= instant.timestamp() < until.timestamp()
    return {
        "midnight": Fraction(bed["patients"]),
        "actual_hours": seconds / 86400,
        "multiple_census": counts / 4,
        "midnight_plus_short_stay_hours": bed["patients"] + short / 86400,
    }[unit["patient_day_method"]]


def saw_midnight(unit: Row, start: datetime, end: datetime) -> bool:
    day = start.astimezone(ZoneInfo(ZONES[unit["facility_id"]])).date() - timedelta(days=1)
    while last_second(unit["facility_id"], day).timestamp() < start.timestamp():
        day += timedelta(days=1)
    return last_second(unit["facility_id"], day).timestamp() < end.timestamp()


def care_days(tables: Tables) -> list[Row]:
    units = {u["unit_id"]: u for u in tables["unit"]}
    rows = []
    for bed in bed_days(tables):
        cards = [s for s in worked(tables) if s["unit_id"] == bed["unit_id"] and s["work_date"] == bed["day"]]
        if not cards:
            continue
        care = [s for s in cards if s["is_direct_care"] and s["staff_group"] in NURSING]
        unit = units[bed["unit_id"]]
        rows.append(
            {
                "day": bed["day"],
                "facility_id": unit["facility_id"],
                "unit_id": unit["unit_id"],
                "days": patient_days(tables, unit, bed),
                "nursing": sum(map(hours, care), Fraction(0)),
                "rn": sum((hours(s) for s in care if s["staff_group"] == "rn"), Fraction(0)),
            }
        )
    return rows


def filled_days(tables: Tables) -> list[Row]:
    facility = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    sound = [s for s in tables["shift"] if not s["is_cancelled"]]
    rows = []
    for s in sound:
        key = s["unit_id"], s["staff_group"]
        plans: Counter[date] = Counter()
        for other in sound:
            if (other["unit_id"], other["staff_group"]) == key and other["shift_kind"] == "scheduled":
                plans[other["work_date"]] += other["planned_hours"] or 0
        planned = [day for day, amount in plans.items() if amount > 0]
        cards = [
            o["work_date"]
            for o in tables["shift"]
            if o["shift_kind"] == "worked" and facility[o["unit_id"]] == facility[s["unit_id"]]
        ]
        if not planned or not cards or not min(planned) <= s["work_date"] <= min(max(planned), max(cards)):
            continue
        is_plan = s["shift_kind"] == "scheduled"
        rows.append(
            {
                "day": s["work_date"],
                "facility_id": facility[s["unit_id"]],
                "unit_id": s["unit_id"],
                "planned": Fraction(str(s["planned_hours"] or 0)) if is_plan else Fraction(0),
                "worked": hours(s) if not is_plan and s["pay_code"] in WORKED else Fraction(0),
            }
        )
    return rows


def output_months(tables: Tables) -> list[Row]:
    """Departments with hours and output, in the statistic they report most often."""
    units = {u["unit_id"]: u for u in tables["unit"]}
    rows = []
    for centre in tables["cost_centre"]:
        mine = [v for v in tables["stat_volume"] if v["cost_centre_id"] == centre["cost_centre_id"]]
        if not mine:
            continue
        seen = Counter(v["statistic"] for v in mine)
        statistic = min(seen, key=lambda name: (-seen[name], name))
        if statistic.lower() == "calendar days":
            continue
        places = [u for u in units.values() if u.get("cost_centre_id") == centre["cost_centre_id"]]
        for volume in (v for v in mine if v["statistic"] == statistic):
            cards = [
                s
                for s in worked(tables)
                if month_of(s["work_date"]) == volume["month"]
                and units[s["unit_id"]].get("cost_centre_id") == centre["cost_centre_id"]
            ]
            if not cards:
                continue
            plans = [
                b["budget_hours"]
                for b in tables["budget"]
                if b["cost_centre_id"] == centre["cost_centre_id"]
                and b["month"] == volume["month"]
                and b["version"] != "forecast"
                and b["budget_hours"] is not None
            ]
            target = None
            if plans and volume["budget_quantity"]:
                target = (
                    Fraction(sum(plans)) / Fraction(volume["budget_quantity"]) * Fraction(volume["quantity"])
                )
            rows.append(
                {
                    "day": volume["month"],
                    "facility_id": centre["facility_id"],
                    "unit_id": places[0]["unit_id"] if len(places) == 1 else f"?:{centre['facility_id']}",
                    "hours": sum(map(hours, cards), Fraction(0)),
                    "quantity": Fraction(volume["quantity"]),
                    "target": None if target is None else round(target, 6),
                }
            )
    return rows


def fte_months(tables: Tables) -> list[Row]:
    units = {u["unit_id"]: u for u in tables["unit"]}
    beds = bed_days(tables)
    rows = []
    keys = {(units[s["unit_id"]]["facility_id"], month_of(s["work_date"])) for s in worked(tables, None)}
    for facility, month in keys:
        cards = [
            s
            for s in worked(tables, None)
            if (units[s["unit_id"]]["facility_id"], month_of(s["work_date"])) == (facility, month)
        ]
        here = [
            b for b in beds if units[b["unit_id"]]["facility_id"] == facility and month_of(b["day"]) == month
        ]
        days = sum(b["patients"] for b in here) if here else None
        staffed = [b["staffed"] for b in here if b["staffed"] is not None]
        gross = posted(tables, facility, month, ("gross_ip_revenue",))
        other = posted(tables, facility, month, ("gross_op_revenue",)) or 0
        year = Fraction(366 if month.year % 4 == 0 else 365, 2080)
        wards = [
            s for s in cards
            if s["pay_code"] in WORKED and s["staff_group"] == "rn" and is_ward(units[s["unit_id"]])
        ]  # fmt: skip
        rows.append(
            {
                "day": month,
                "facility_id": facility,
                "unit_id": f"?:{facility}",
                "worked": sum((hours(s) for s in cards if s["pay_code"] in WORKED), Fraction(0)) * year,
                "paid": sum(map(hours, cards), Fraction(0)) * year,
                **{
                    kind: sum(
                        (hours(s) for s in cards if s["pay_code"] in WORKED and kind_of(s) == kind),
                        Fraction(0),
                    )
                    * year
                    for kind in ("nurses", "support", "medical", "other")
                },
                "ward_rn": sum(map(hours, wards), Fraction(0)) * year,
                "days": days,
                "adjusted": None if days is None or not gross else days * (gross + other) / gross,
                "beds": sum(staffed) if staffed else None,
            }
        )
    return [row | {kind: None for kind in GROUPS if not has_any(row, kind, rows)} for row in rows]


GROUPS = ("nurses", "support", "medical", "ward_rn")


def has_any(row: Row, kind: str, rows: list[Row]) -> bool:
    """Whether the facility of a row ever had an hour of a group of staff."""
    return any(other[kind] > 0 for other in rows if other["facility_id"] == row["facility_id"])


def kind_of(shift: Row) -> str:
    kinds = {
        "rn": "nurses",
        "lpn": "support",
        "care_assistant": "support",
        "physician": "medical",
        "app": "medical",
    }
    return kinds.get(shift["staff_group"], "other")


def is_ward(unit: Row) -> bool:
    return unit.get("is_inpatient_bedded", True) and unit["unit_type"] != "nursery"


def known(rows: Callable[[Tables], list[Row]], *names: str) -> Callable[[Tables], list[Row]]:
    return lambda tables: [row for row in rows(tables) if all(row[name] is not None for name in names)]


ORACLE = {
    "nursing_hppd": of_rows(care_days, "nursing", "days"),
    "rn_hppd": of_rows(care_days, "rn", "days"),
    "rn_skill_mix_pct": of_rows(care_days, "rn", "nursing", 100),
    "shift_fill_rate_pct": of_rows(filled_days, "worked", "planned", 100),
    "productive_hours_per_uos": of_rows(output_months, "hours", "quantity"),
    "productivity_index_pct": of_rows(
        lambda t: [r for r in known(output_months, "target")(t) if r["hours"] > 0], "target", "hours", 100
    ),
    "fte_per_occupied_bed": of_rows(known(fte_months, "adjusted"), "worked", "adjusted"),
    "fte_per_occupied_bed_paid": of_rows(known(fte_months, "adjusted"), "paid", "adjusted"),
    "fte_per_occupied_bed_unadjusted": of_rows(known(fte_months, "days"), "worked", "days"),
    "fte_per_occupied_bed_rn": of_rows(known(fte_months, "adjusted", "nurses"), "nurses", "adjusted"),
    "fte_per_occupied_bed_support": of_rows(known(fte_months, "adjusted", "support"), "support", "adjusted"),
    "fte_per_occupied_bed_medical": of_rows(known(fte_months, "adjusted", "medical"), "medical", "adjusted"),
    "fte_per_occupied_bed_other": of_rows(known(fte_months, "adjusted"), "other", "adjusted"),
    "nurse_to_bed_ratio": of_rows(known(fte_months, "beds", "ward_rn"), "ward_rn", "beds"),
}
