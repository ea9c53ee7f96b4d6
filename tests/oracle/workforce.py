"""Turnover, vacancies, overtime and agency hours, person by person and day by day."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.plain import month_end, month_of, months, next_month, period_of, ratio

PERMANENT = ("permanent_ft", "permanent_pt")


def covers(spell: Row, day: date) -> bool:
    return spell["hire_date"] <= day and (
        spell["termination_date"] is None or spell["termination_date"] >= day
    )


def place(tables: Tables, spell: Row, day: date) -> Row:
    """Where a person counts on a day: the latest assignment in force, else the home unit."""
    unit_id, role, since, fte = spell["unit_id"], spell["job_role"], date.min, spell["contracted_fte"]
    for row in tables["employee_assignment"]:
        in_force = row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] >= day)
        if row["employee_id"] == spell["employee_id"] and in_force and row["valid_from"] > since:
            unit_id, role, since = row["unit_id"], row["job_role"], row["valid_from"]
            fte = row["contracted_fte"]
    facility = {unit["unit_id"]: unit["facility_id"] for unit in tables["unit"]}
    where = facility.get(unit_id, spell["facility_id"])
    return {
        "facility_id": where,
        "unit_id": unit_id if unit_id in facility else f"?:{where}",
        "job_role": role,
        "staff_group": spell["staff_group"],
        "employment_type": spell["employment_type"],
        "source_id": spell["source_id"],
        "reason": spell["termination_type"],
        "hire_date": spell["hire_date"],
        "fte": Fraction(str(fte)),
    }


def spans(tables: Tables) -> dict[str, tuple[date, date]]:
    """From the first leaver that an HR source knows to the last month in which people are known to have worked."""
    worked = [s["work_date"] for s in tables["shift"] if s["shift_kind"] == "worked"]
    worked += [p["month"] for p in tables["position"]]
    found = {}
    for source in {e["source_id"] for e in tables["employee"]}:
        staff = [e for e in tables["employee"] if e["source_id"] == source]
        hired = [e["hire_date"] for e in staff]
        left = [e["termination_date"] for e in staff if e["termination_date"]]
        last = max(worked) if worked else max(hired + left)
        found[source] = month_of(min(left or hired)), month_of(last)
    return found


def one_spell(tables: Tables, employee_id: str, fits) -> Row | None:
    """A person with several fitting jobs counts once, in the one begun last."""
    chosen = [
        e
        for e in tables["employee"]
        if e["employee_id"] == employee_id and e["employment_type"] in PERMANENT and fits(e)
    ]
    return max(chosen, key=lambda e: e["hire_date"], default=None)


def is_leaver(tables: Tables, spell: Row) -> bool:
    if spell["termination_type"] in ("death", "end_of_contract"):
        return False
    end = spell["termination_date"]
    for other in tables["employee"]:
        is_other_job = (
            other["employee_id"] == spell["employee_id"] and other["hire_date"] != spell["hire_date"]
        )
        if not is_other_job or other["employment_type"] == "agency":
            continue
        outlasts = other["termination_date"] is None or other["termination_date"] > end
        if outlasts and (other["hire_date"] - end).days <= 30:
            return False
    return True


def staffing(
    tables: Tables,
) -> tuple[list[tuple[date, Row]], list[tuple[date, Row]], dict[str, tuple[date, date]]]:
    """Heads at month ends, leavers by date, and the first and last month of each facility."""
    heads, leavers = [], []
    span = spans(tables)
    for employee_id in {e["employee_id"] for e in tables["employee"]}:
        source = next(e["source_id"] for e in tables["employee"] if e["employee_id"] == employee_id)
        first, last = span[source]
        for month in months(next_month(first, -1), last):
            day = month_end(month)
            if spell := one_spell(tables, employee_id, lambda e, day=day: covers(e, day)):
                heads.append((day, place(tables, spell, day)))
        for day in {e["termination_date"] for e in tables["employee"] if e["employee_id"] == employee_id} - {
            None
        }:
            ends = one_spell(
                tables, employee_id, lambda e, day=day: e["termination_date"] == day and is_leaver(tables, e)
            )
            if ends and first <= day <= month_end(last):
                leavers.append((day, place(tables, ends, day)))
    seen = {(row["source_id"], row["facility_id"]) for _, row in heads + leavers}
    facilities = {
        facility: (
            min(span[s][0] for s, f in seen if f == facility),
            max(span[s][1] for s, f in seen if f == facility),
        )
        for _, facility in seen
    }
    return heads, leavers, facilities


def turnover(
    tables: Tables,
    by: str,
    grain: str,
    is_rolling: bool,
    reasons=None,
    groups=None,
    has_moves=False,
    is_fte=False,
) -> Values:
    heads, leavers, facilities = staffing(tables)
    leavers += moves_out(tables, facilities) if has_moves else []
    reached = sorted({m for first, last in facilities.values() for m in months(first, last)})

    def counted(rows, month: date, ends_known_from: date | None, group: str, ok=lambda row: True) -> Fraction:
        """Rows of a month, in facilities that are counted at the month asked for."""
        return sum(
            row["fte"] if is_fte else Fraction(1)
            for day, row in rows
            if month_of(day) == month
            and facilities[row["facility_id"]][0] <= asked <= facilities[row["facility_id"]][1]
            and (ends_known_from is None or facilities[row["facility_id"]][0] <= ends_known_from)
            and (not by or row[by] == group)
            and (groups is None or row["staff_group"] in groups)
            and ok(row)
        )

    def left(row: Row) -> bool:
        return reasons is None or row["reason"] in reasons

    values: Values = {}
    for period in {period_of(m, grain) for m in reached}:
        inside = [m for m in reached if period_of(m, grain) == period]
        for group in {row[by] if by else "" for _, row in heads}:
            num = den = Fraction(0)
            for asked in inside[-1:] if is_rolling else inside:
                if is_rolling:
                    year = list(months(next_month(asked, -11), asked))
                    num += sum(counted(leavers, m, year[0], group, left) for m in year)
                    ends = [next_month(year[0], -1), *year]
                    den += Fraction(sum(counted(heads, m, year[0], group) for m in ends), 13)
                else:
                    num += counted(leavers, asked, None, group, left)
                    both = (next_month(asked, -1), asked)
                    den += Fraction(sum(counted(heads, m, None, group) for m in both), 2)
            if (value := ratio(num, den, 100)) is not None:
                values[period, group] = value
    return values


def heads_at_month_ends(tables: Tables) -> list[Row]:
    """Everybody but agency staff at every counted month end, each once, and whether they have long been away."""
    _, _, facilities = staffing(tables)
    found = []
    reached = sorted({m for first, last in facilities.values() for m in months(first, last)})
    for employee_id in {e["employee_id"] for e in tables["employee"]}:
        spells = [
            e
            for e in tables["employee"]
            if e["employee_id"] == employee_id
            and e["employment_type"] != "agency"
            and e["facility_id"] in facilities
        ]
        away = [a for a in tables["absence"] if a["employee_id"] == employee_id]
        for month in reached:
            day = month_end(month)
            here = [
                e for e in spells
                if covers(e, day) and facilities[e["facility_id"]][0] <= month <= facilities[e["facility_id"]][1]
            ]  # fmt: skip
            if not here:
                continue
            spell = max(here, key=lambda e: e["hire_date"])
            is_away = any(
                (day - a["start_date"]).days >= 28 and (a["end_date"] is None or a["end_date"] >= day)
                for a in away
            )
            found.append(
                place(tables, spell, day)
                | {"employee_id": employee_id, "day": day, "month": month, "is_away": is_away}
            )
    return found


def vacancy(tables: Tables, by: str, grain: str, is_available: bool = False) -> Values:
    away = [head for head in heads_at_month_ends(tables) if head["is_away"]] if is_available else []

    def missing(post: Row) -> Fraction:
        here = [h for h in away if all(h[k] == post[k] for k in ("unit_id", "job_role", "month"))]
        gap = Fraction(post["budgeted_fte"]) - Fraction(post["filled_fte"]) - Fraction(post["frozen_fte"])
        return max(gap + sum(h["fte"] for h in here), Fraction(0))

    unit = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    values: Values = {}
    for period in {period_of(p["month"], grain) for p in tables["position"]}:
        last = max(p["month"] for p in tables["position"] if period_of(p["month"], grain) == period)
        posts = [p | {"facility_id": unit[p["unit_id"]]} for p in tables["position"] if p["month"] == last]
        for group in {p[by] if by else "" for p in posts}:
            mine = [p for p in posts if not by or p[by] == group]
            value = ratio(
                sum(missing(p) for p in mine),
                Fraction(sum(p["budgeted_fte"] - p["frozen_fte"] for p in mine)),
                100,
            )
            if value is not None:
                values[period, group] = value
    return values


def hours_share(tables: Tables, by: str, grain: str, code: str, of: tuple[str, ...]) -> Values:
    unit = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    num: dict[tuple[date, str], Fraction] = {}
    den: dict[tuple[date, str], Fraction] = {}
    for shift in tables["shift"]:
        if shift["shift_kind"] != "worked" or shift["is_cancelled"] or shift["pay_code"] not in of:
            continue
        row = shift | {"facility_id": unit[shift["unit_id"]]}
        key = (period_of(shift["work_date"], grain), row[by] if by else "")
        hours = Fraction(shift["hours"])
        den[key] = den.get(key, Fraction(0)) + hours
        num[key] = num.get(key, Fraction(0)) + (hours if shift["pay_code"] == code else 0)
    return {key: value for key in den if (value := ratio(num[key], den[key], 100)) is not None}


def moves_out(tables: Tables, facilities: Container[str]) -> list[tuple[date, Row]]:
    """Moves to another unit on the last day in the old one, looking at every single day."""
    found = []
    span = spans(tables)
    for employee_id in {e["employee_id"] for e in tables["employee"]}:
        source = next(e["source_id"] for e in tables["employee"] if e["employee_id"] == employee_id)
        first, last = span[source]
        day = first
        while day <= month_end(last):
            tomorrow = day + timedelta(days=1)
            spell = one_spell(tables, employee_id, lambda e, a=day, b=tomorrow: covers(e, a) and covers(e, b))
            if spell:
                before, after = place(tables, spell, day), place(tables, spell, tomorrow)
                if before["unit_id"] != after["unit_id"] and before["facility_id"] in facilities:
                    found.append((day, before))
            day = tomorrow
    return found


ORACLE = {
    "turnover_12m_pct": lambda t, by, grain: turnover(t, by, grain, True),
    "turnover_monthly_pct": lambda t, by, grain: turnover(t, by, grain, False),
    "turnover_voluntary_12m_pct": lambda t, by, grain: turnover(t, by, grain, True, reasons=("voluntary",)),
    "turnover_voluntary_monthly_pct": lambda t, by, grain: turnover(
        t, by, grain, False, reasons=("voluntary",)
    ),
    "rn_turnover_12m_pct": lambda t, by, grain: turnover(t, by, grain, True, groups=("rn",)),
    "rn_turnover_monthly_pct": lambda t, by, grain: turnover(t, by, grain, False, groups=("rn",)),
    "turnover_incl_internal_12m_pct": lambda t, by, grain: turnover(t, by, grain, True, has_moves=True),
    "turnover_incl_internal_monthly_pct": lambda t, by, grain: turnover(t, by, grain, False, has_moves=True),
    "turnover_fte_12m_pct": lambda t, by, grain: turnover(t, by, grain, True, is_fte=True),
    "turnover_fte_monthly_pct": lambda t, by, grain: turnover(t, by, grain, False, is_fte=True),
    "vacancy_rate_pct": vacancy,
    "vacancy_available_pct": lambda t, by, grain: vacancy(t, by, grain, is_available=True),
    "overtime_pct": lambda t, by, grain: hours_share(
        t, by, grain, "overtime", ("regular", "overtime", "per_diem")
    ),
    "agency_hours_pct": lambda t, by, grain: hours_share(
        t, by, grain, "agency", ("regular", "overtime", "agency", "per_diem")
    ),
}
