"""Meters, month by month."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import against
from tests.oracle.plain import month_end, month_of, next_month, ratio


def complete(tables: Tables) -> list[Row]:
    """Months in which every fuel of the three months before has a reading again."""
    fuels: dict[tuple[str, date], dict[str, Row]] = {}
    for row in tables["energy_use"]:
        fuels.setdefault((row["facility_id"], row["month"]), {})[row["fuel"]] = row
    found = []
    for (facility, month), read in fuels.items():
        before = {f for back in (1, 2, 3) for f in fuels.get((facility, next_month(month, -back)), {})}
        if not before <= set(read):
            continue
        beds = [b for b in tables["v_bed_day"] if b["facility_id"] == facility]
        dates = [b["bed_date"] for b in beds]
        covered = bool(beds) and min(dates) <= month and max(dates) >= month_end(month)
        area = next(f for f in tables["facility"] if f["facility_id"] == facility).get("floor_area_m2")
        found.append(
            {
                "facility_id": facility,
                "unit_id": f"?:{facility}",
                "day": month,
                "days": sum(b["patients"] for b in beds if month_of(b["bed_date"]) == month)
                if covered
                else 0,
                "area": Fraction(str(area or 0)) / 12,
                "read": [
                    {"fuel": fuel} | {name: Fraction(str(r[name])) for name in ("kwh", "kgco2e")}
                    for fuel, r in read.items()
                ],
            }
        )
    return found


def per(column: str, weight: str):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [row for row in complete(tables) if row[weight] > 0]
        used = [row | fuel for row in rows for fuel in row["read"] if fuel[column]]
        return against(
            used, rows, by, grain,
            lambda burnt, months: ratio(sum(r[column] for r in burnt), sum(r[weight] for r in months)),
        )  # fmt: skip

    return slow


ORACLE = {
    "energy_kwh_per_bed_day": per("kwh", "days"),
    "energy_kwh_per_m2": per("kwh", "area"),
    "emissions_kgco2e_per_bed_day": per("kgco2e", "days"),
}
