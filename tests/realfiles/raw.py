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


def said_again(records: list[tuple[datetime, Any]]) -> Any:
    """Share of (start, what it is) that another one says too, less one of each; midnight is a date without a time."""
    timed = [r for r in records if (r[0].hour, r[0].minute, r[0].second) != (0, 0, 0)]
    return each(by_period(timed, lambda r: r[0]), lambda g: percent(len(g) - len(set(g)), len(g)))


def a_day(items: list[date]) -> Any:
    """How many on an average day of each period, of the days from the first to the last of them all."""
    first, last = min(items), max(items)

    def share(period: str, months: int, count: int) -> float:
        begin = date.fromisoformat(f"{period}-01")
        month = begin.year * 12 + begin.month - 1 + months
        end = date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return count / ((min(end, last) - max(begin, first)).days + 1)

    lengths = {"month": 1, "year": 12}
    return {
        grain: {period: share(period, lengths[grain], len(found)) for period, found in sorted(groups.items())}
        for grain, groups in by_period(items, lambda item: item).items()
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
    step = statistics.fmean([s for s in steps if s <= 3.267 * mean])
    centre = statistics.fmean(values)
    return centre, centre - 2.66 * step, centre + 2.66 * step


def hospital_er() -> Values:
    visits = [
        (
            datetime.strptime(row["date"], "%Y/%m/%d %H:%M"),
            int(row["patient_waittime"]),
            row["patient_sat_score"],
            row["patient_admin_flag"] == "TRUE",
        )
        for row in rows("hospital_er/Hospital ER.csv")
    ]
    arrivals = by_period(visits, lambda visit: visit[0])
    answers = by_period([visit for visit in visits if visit[2]], lambda visit: visit[0])

    def promoters(group: list[Any]) -> float:
        scores = [int(visit[2]) for visit in group]
        return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)

    return {
        "ed_visits_count": each(arrivals, len),
        "ed_visits_per_day": a_day([visit[0].date() for visit in visits]),
        "ed_arrival_to_provider_median": each(arrivals, lambda g: statistics.median(v[1] for v in g)),
        "ed_arrival_to_provider_p90": each(arrivals, lambda g: quantile([v[1] for v in g], 0.9)),
        "nps": each(answers, promoters),
        # The clinician's time is there; triage, leaving and the decision to admit are not.
        "dq_completeness_pct": each(arrivals, lambda g: percent(len(g), sum(3 + v[3] for v in g))),
        "dq_negative_duration_pct": each(arrivals, lambda g: percent(sum(v[1] < 0 for v in g), len(g))),
        # The key of a visit is its patient, so nobody comes twice.
        "dq_duplicate_pct": said_again([(visit[0], index) for index, visit in enumerate(visits)]),
    }


def noshow() -> Values:
    booked = rows("noshow/KaggleV2-May-2016.csv")
    groups = by_period(booked, lambda row: date.fromisoformat(row["AppointmentDay"][:10]))
    kept = by_period(
        [r for r in booked if r["No-show"] == "No"],
        lambda row: date.fromisoformat(row["AppointmentDay"][:10]),
    )
    return {
        "clinic_visits": each(kept, len),
        "amb_no_show_rate": each(groups, lambda g: percent(sum(r["No-show"] == "Yes" for r in g), len(g))),
        # The profile says that every visit was in person.
        "telehealth_share_pct": each(kept, lambda g: 0.0),
        "telehealth_audio_share_pct": each(kept, lambda g: 0.0),
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
        "operations_done": each(
            by_period(
                [datetime.strptime(text, "%m/%d/%y") for (_, text), cases in days.items() for _ in cases],
                lambda day: day,
            ),
            len,
        ),
        "dq_duplicate_pct": said_again(
            [(at(case, "Wheels In"), room) for (room, _), cases in days.items() for case in cases]
        ),
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


def census(stays: list[dict[str, Any]], visits: list[dict[str, Any]]) -> list[tuple[date, list[int]]]:
    """Every day with the nights that each patient in bed at its last second has been there, while any place with beds
    shows any sign of life."""
    hospitals = {stay["place"] for stay in stays}
    first = min(stay["in"] for stay in stays).date()
    last = max(visit["out"] for visit in visits if visit["place"] in hospitals).date()
    nights: dict[date, list[int]] = defaultdict(list)
    for stay in stays:
        day = stay["in"].date()
        while day < stay["out"].date():
            nights[day].append((day - stay["in"].date()).days)
            day += timedelta(days=1)
    spine = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, nights[day]) for day in spine]


def length_of_stay() -> float:
    stays = [row for row in rows("synthea27_csv/encounters.csv") if row["ENCOUNTERCLASS"] == "inpatient"]
    spans = [local(row["STOP"]).date() - local(row["START"]).date() for row in stays]
    return statistics.fmean(max(span.days, 1) for span in spans)


def promoter_score() -> float:
    scores = [row["patient_sat_score"] for row in rows("hospital_er/Hospital ER.csv")]
    given = [int(score) for score in scores if score]
    return 100 * (sum(score >= 9 for score in given) - sum(score <= 6 for score in given)) / len(given)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(NEW_YORK)


def returns(stays: list[dict[str, Any]], births: dict[str, date], last: date, within: int) -> Any:
    """Adults whose next stay, at the same place or later than the day after, began within so many days."""
    people: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stay in sorted(stays, key=lambda v: v["in"]):
        people[stay["person"]].append(stay)
    index: list[tuple[date, bool]] = []
    for patient, own in people.items():
        born = births[patient]
        for stay, following in zip(own, [*own[1:], None], strict=True):
            entered, gone = stay["in"].date(), stay["out"].date()
            age = entered.year - born.year - ((entered.month, entered.day) < (born.month, born.day))
            gap = (following["in"].date() - gone).days if following else None
            is_moved = following and following["place"] != stay["place"] and gap <= 1
            if age >= 18 and not is_moved and (last - gone).days >= within:
                index.append((gone, gap is not None and gap <= within))
    groups = by_period(index, lambda item: item[0])
    return each(groups, lambda g: percent(sum(back for _, back in g), len(g)))
