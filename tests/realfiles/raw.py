"""Each KPI that a public set can feed, once more and by its own definition: from the raw CSV, with nothing of the product.

Every function gives {kpi: {"month" | "year": {"YYYY-MM": value}}}; a year stands at its January.
"""

from __future__ import annotations

import csv
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
Values = dict[str, dict[str, dict[str, float | None]]]
NEW_YORK = ZoneInfo("America/New_York")


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_period(
    items: Iterable[Any], when: Callable[[Any], date | datetime]
) -> dict[str, dict[str, list[Any]]]:
    groups: dict[str, dict[str, list[Any]]] = {"month": defaultdict(list), "year": defaultdict(list)}
    for item in items:
        groups["month"][f"{when(item):%Y-%m}"].append(item)
        groups["year"][f"{when(item):%Y}-01"].append(item)
    return groups


def each(groups: dict[str, dict[str, list[Any]]], value: Callable[[list[Any]], float | None]) -> Any:
    return {
        grain: {period: value(items) for period, items in sorted(found.items())}
        for grain, found in groups.items()
    }


def quantile(values: list[float], share: float) -> float:
    """Between the two nearest ranks, by distance."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def limits(values: list[float]) -> tuple[float, float, float]:
    """Centre and limits of an XmR chart of fewer than twenty points; steps beyond 3.267 times the mean step are left out once."""
    steps = [abs(b - a) for a, b in pairwise(values)]
    mean = statistics.fmean(steps)
    step = statistics.fmean(s for s in steps if s < 3.267 * mean)
    centre = statistics.fmean(values)
    return centre, centre - 2.66 * step, centre + 2.66 * step


def hospital_er() -> Values:
    visits = [
        (
            datetime.strptime(row["date"], "%Y/%m/%d %H:%M"),
            int(row["patient_waittime"]),
            row["patient_sat_score"],
        )
        for row in rows("hospital_er/Hospital ER.csv")
    ]
    arrivals = by_period(visits, lambda visit: visit[0])
    answers = by_period([visit for visit in visits if visit[2]], lambda visit: visit[0])

    def promoters(group: list[Any]) -> float:
        scores = [int(score) for _, _, score in group]
        return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)

    return {
        "ed_arrival_to_provider_median": each(arrivals, lambda g: statistics.median(w for _, w, _ in g)),
        "ed_arrival_to_provider_p90": each(arrivals, lambda g: quantile([w for _, w, _ in g], 0.9)),
        "nps": each(answers, promoters),
    }


def noshow() -> Values:
    booked = rows("noshow/KaggleV2-May-2016.csv")
    groups = by_period(booked, lambda row: date.fromisoformat(row["AppointmentDay"][:10]))
    return {
        "amb_no_show_rate": each(groups, lambda g: percent(sum(r["No-show"] == "Yes" for r in g), len(g)))
    }


def or_2022q1() -> Values:
    def at(row: dict[str, str], column: str) -> datetime:
        return datetime.strptime(row[column], "%m/%d/%y %H:%M")

    days: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows("or_2022q1/2022_Q1_OR_Utilization.csv"):
        days[row["OR Suite"], row["Date"]].append(row)
    gaps: list[tuple[date, float]] = []
    firsts: list[tuple[date, float]] = []
    sessions: list[tuple[date, float, float]] = []
    for (_, text), cases in days.items():
        day = datetime.strptime(text, "%m/%d/%y")
        opens, closes = day + timedelta(hours=7), day + timedelta(hours=15)
        spans = sorted((at(case, "Wheels In"), at(case, "Wheels Out")) for case in cases)
        for (_, left), (entered, _) in pairwise(spans):
            if not left < closes < entered:
                gaps.append((day, (entered - left).total_seconds() / 60))
        first = min(cases, key=lambda case: (at(case, "OR Schedule"), case["Encounter ID"]))
        if at(first, "OR Schedule").hour < 9 and day.weekday() < 5:
            late = at(first, "Wheels In") - at(first, "OR Schedule")
            firsts.append((day, late.total_seconds() / 60))
        busy = {
            start + timedelta(minutes=m) for start, end in spans for m in range((end - start).seconds // 60)
        }
        sessions.append((day, len(busy), sum(opens <= minute < closes for minute in busy)))

    def start(item: Any) -> date:
        return item[0]

    short = by_period([gap for gap in gaps if 0 <= gap[1] <= 90], start)
    begun, planned = by_period(firsts, start), by_period(sessions, start)

    def on_time(grace: float) -> Any:
        return each(begun, lambda g: percent(sum(late <= grace for _, late in g), len(g)))

    return {
        "or_turnover_median": each(short, lambda g: statistics.median(gap for _, gap in g)),
        "or_turnover_mean": each(short, lambda g: statistics.fmean(gap for _, gap in g)),
        "or_gap_excluded_n": each(by_period(gaps, start), lambda g: sum(gap > 90 for _, gap in g)),
        "or_first_case_on_time_pct": on_time(5),
        "or_first_case_on_time_0_pct": on_time(0),
        "or_first_case_on_time_15_pct": on_time(15),
        "or_first_case_delay_min": each(begun, lambda g: sum(late for _, late in g if late > 5) / len(g)),
        "or_room_utilisation_pct": each(planned, lambda g: percent(sum(s[2] for s in g), 480 * len(g))),
        "or_room_utilisation_uncapped_pct": each(
            planned, lambda g: percent(sum(s[1] for s in g), 480 * len(g))
        ),
    }


def synthea27_csv() -> Values:
    visits = [
        row | {"in": _local(row["START"]), "out": _local(row["STOP"])}
        for row in rows("synthea27_csv/encounters.csv")
    ]
    last = max(visit["out"] for visit in visits).date()
    ended = by_period([v for v in visits if v["ENCOUNTERCLASS"] == "emergency"], lambda v: v["out"])
    stays = [v for v in visits if v["ENCOUNTERCLASS"] == "inpatient"]
    left = by_period(stays, lambda v: v["out"])
    over_night = by_period([v for v in stays if v["in"].date() != v["out"].date()], lambda v: v["out"])

    def minutes(visit: dict[str, Any]) -> float:
        return (visit["out"] - visit["in"]).total_seconds() / 60

    def days(stay: dict[str, Any]) -> int:
        return max((stay["out"].date() - stay["in"].date()).days, 1)

    def money(column: str, group: list[Any]) -> float:
        return sum(float(stay[column]) for stay in group)

    def margin(group: list[Any]) -> float:
        return money("PAYER_COVERAGE", group) - money("BASE_ENCOUNTER_COST", group)

    return {
        "ed_los_discharged_median": each(ended, lambda g: statistics.median(map(minutes, g))),
        "ed_los_discharged_p90": each(ended, lambda g: quantile([*map(minutes, g)], 0.9)),
        "ed_lbtc_rate": each(ended, lambda g: 0.0),
        "ed_lwbs_rate": each(ended, lambda g: 0.0),
        "ed_4h_pct": each(ended, lambda g: percent(sum(minutes(v) <= 240 for v in g), len(g))),
        "ed_12h_arrival_pct": each(ended, lambda g: percent(sum(minutes(v) > 720 for v in g), len(g))),
        "average_daily_census": _census(stays, visits),
        "alos_days": each(left, lambda g: statistics.fmean(map(days, g))),
        "discharge_before_noon_pct": each(
            over_night, lambda g: percent(sum(v["out"].hour < 12 for v in g), len(g))
        ),
        "cost_per_case": each(left, lambda g: money("TOTAL_CLAIM_COST", g) / len(g)),
        "contribution_margin_per_case": each(left, lambda g: margin(g) / len(g)),
        "contribution_margin_pct": each(left, lambda g: percent(margin(g), money("PAYER_COVERAGE", g))),
    } | {f"readmission_{within}d_pct": _returns(stays, last, within) for within in (7, 30, 90)}


def _census(stays: list[dict[str, Any]], visits: list[dict[str, Any]]) -> Any:
    """Patients in bed at the last second of a day, per day; while any hospital with beds shows any sign of life."""
    hospitals = {stay["ORGANIZATION"] for stay in stays}
    first = min(stay["in"] for stay in stays).date()
    last = max(visit["out"] for visit in visits if visit["ORGANIZATION"] in hospitals).date()
    nights = defaultdict(int)
    for stay in stays:
        day = stay["in"].date()
        while day < stay["out"].date():
            nights[day] += 1
            day += timedelta(days=1)
    spine = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return each(by_period(spine, lambda day: day), lambda g: sum(nights[day] for day in g) / len(g))


def length_of_stay() -> float:
    stays = [row for row in rows("synthea27_csv/encounters.csv") if row["ENCOUNTERCLASS"] == "inpatient"]
    spans = [_local(row["STOP"]).date() - _local(row["START"]).date() for row in stays]
    return statistics.fmean(max(span.days, 1) for span in spans)


def promoter_score() -> float:
    scores = [row["patient_sat_score"] for row in rows("hospital_er/Hospital ER.csv")]
    given = [int(score) for score in scores if score]
    return 100 * (sum(score >= 9 for score in given) - sum(score <= 6 for score in given)) / len(given)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(NEW_YORK)


def _returns(stays: list[dict[str, Any]], last: date, within: int) -> Any:
    """Adults whose next stay, at the same place or later than the day after, began within so many days."""
    births = {row["Id"]: date.fromisoformat(row["BIRTHDATE"]) for row in rows("synthea27_csv/patients.csv")}
    people: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stay in sorted(stays, key=lambda v: v["in"]):
        people[stay["PATIENT"]].append(stay)
    index: list[tuple[date, bool]] = []
    for patient, own in people.items():
        born = births[patient]
        for stay, following in zip(own, [*own[1:], None], strict=True):
            entered, gone = stay["in"].date(), stay["out"].date()
            age = entered.year - born.year - ((entered.month, entered.day) < (born.month, born.day))
            gap = (following["in"].date() - gone).days if following else None
            is_moved = following and following["ORGANIZATION"] != stay["ORGANIZATION"] and gap <= 1
            if age >= 18 and not is_moved and (last - gone).days >= within:
                index.append((gone, gap is not None and gap <= within))
    groups = by_period(index, lambda item: item[0])
    return each(groups, lambda g: percent(sum(back for _, back in g), len(g)))


KPIS = {"hospital_er": hospital_er, "noshow": noshow, "or_2022q1": or_2022q1, "synthea27_csv": synthea27_csv}
