"""Sickness, person by person and day by day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.hospital import against
from tests.oracle.plain import month_end, month_of, period_of, ratio
from tests.oracle.workforce import PERMANENT, covers, hours_share, place, staffing

EMPLOYED = (*PERMANENT, "fixed_term")
SCHEDULED = ("regular", "orientation", "education", "pto", "sick", "other_nonproductive")


def days_in_post(tables: Tables) -> list[Row]:
    """One row for every person, job and day of the counted months, with what was lost on it."""
    _, _, known = staffing(tables)
    spells = tables["absence"]
    if not spells:
        return []
    ended = [a["end_date"] for a in spells if a["end_date"]]
    since = month_of(min(ended or [a["start_date"] for a in spells]))
    rows = []
    for employee_id in {e["employee_id"] for e in tables["employee"]}:
        jobs = [
            e
            for e in tables["employee"]
            if e["employee_id"] == employee_id
            and e["employment_type"] in EMPLOYED
            and e["facility_id"] in known
        ]
        sick = [a for a in spells if a["employee_id"] == employee_id and a["reason_group"] == "sickness"]
        first = min((known[j["facility_id"]][0] for j in jobs), default=date.max)
        last = max((month_end(known[j["facility_id"]][1]) for j in jobs), default=date.min)
        day = max(first, since)
        while day <= last:
            here = [
                j
                for j in jobs
                if covers(j, day)
                and known[j["facility_id"]][0] <= month_of(day) <= known[j["facility_id"]][1]
            ]
            for job in here:
                is_main = job["hire_date"] == max(j["hire_date"] for j in here)
                end = month_end(known[job["facility_id"]][1])
                lost = [
                    a
                    for a in sick
                    if is_main and a["start_date"] <= day and (a["end_date"] is None or a["end_date"] >= day)
                ]
                long = [a for a in lost if ((a["end_date"] or end) - a["start_date"]).days + 1 > 28]
                where = place(tables, job, day)
                rows.append(
                    where
                    | {
                        "day": day,
                        "sick": sum(Fraction(str(a["fte_lost_per_day"])) for a in lost),
                        "long": sum(Fraction(str(a["fte_lost_per_day"])) for a in long),
                        "reasons": [
                            (a["reason"] or "unknown", Fraction(str(a["fte_lost_per_day"]))) for a in lost
                        ],
                        "spells": sum(a["start_date"] == day for a in lost),
                        "heads": int(is_main and day == month_end(month_of(day))),
                    }
                )
            day += timedelta(days=1)
    return rows


def of_days(num: str, den: str) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for row in days_in_post(tables):
            both = sums.setdefault(
                (period_of(row["day"], grain), row[by] if by else ""), [Fraction(0), Fraction(0)]
            )
            both[0] += row[num]
            both[1] += row[den]
        pairs = {key: ratio(above, below, 100) for key, (above, below) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


def by_reason(tables: Tables, by: str, grain: str) -> Values:
    """Each reason against everybody's contracted days."""
    rows = days_in_post(tables)
    if by != "absence_reason":
        return of_days("sick", "fte")(tables, by, grain)
    lost = [row | {"absence_reason": why, "lost": fte} for row in rows for why, fte in row["reasons"] if fte]
    return against(
        lost,
        rows,
        by,
        grain,
        lambda those, days: ratio(sum(r["lost"] for r in those), sum(r["fte"] for r in days), 100),
    )


ORACLE = {
    "sickness_by_reason_pct": by_reason,
    "sickness_absence_pct": of_days("sick", "fte"),
    "sickness_absence_hours_pct": lambda t, by, grain: hours_share(t, by, grain, "sick", SCHEDULED),
    "long_term_share_pct": of_days("long", "sick"),
    "spells_per_100_staff": of_days("spells", "heads"),
}
