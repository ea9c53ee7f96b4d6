"""An engine that answers from hand-made series, so that pages can be tested without a warehouse."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from math import cos, pi, sin
from types import SimpleNamespace
from typing import Any

from data.language import say
from metrics.alike import Alike, LeftOut
from metrics.calendars import Calendar
from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio
from metrics.openings import Openings
from metrics.question import Access, Answer, ForecastPoint, Point, Question, Series, Stamp, Verdict
from metrics.unseasoned import Unseasoned, unseasoned
from tests.layouts.sample_access import Permits
from tests.layouts.sample_actions import SampleActing, SampleAhead
from tests.layouts.sample_analysis import Analysed
from tests.layouts.sample_cross import Crosses
from tests.layouts.sample_records import Listed
from tests.layouts.sample_theatre import Operates
from tests.layouts.sample_writing import SampleWriting

STAMP = Stamp(
    load_id=7,
    loaded_at="2026-11-01T05:12:00",
    data_through=date(2026, 10, 31),
    as_of=date(2026, 11, 1),
    is_demo=True,
    content_hash="0" * 8,
)


@dataclass(frozen=True)
class Place:
    scope_type: str
    scope_id: str
    name: str
    parent_id: str
    unit_type: str = ""


PLACES = [
    Place("network", "*", "Whole network", ""),
    Place("facility", "H1", "Riverside General", "*"),
    Place("facility", "H2", "Hillcrest Hospital", "*"),
    Place("unit", "H1-ED", "Emergency department", "H1", "ed"),
    Place("unit", "H1-4W", "4 West medical", "H1", "med_surg"),
    Place("unit", "H2-ED", "Emergency department", "H2", "ed"),
]

_BASE = {
    "by": ("facility_id", "unit_id", "payer_class"),
    "formula": "rows that count / rows",
    "why": "It tells whether patients get what they came for.",
    "needs": ("ed_visit.arrival_ts",),
}
_RATE = Ratio(Count("v_ed_visit", "is_lwbs"), Count("v_ed_visit"), per=100)


def _kpi(
    kpi_id: str, number: str, title: str, unit: str, direction: Direction, owner: str, **more: Any
) -> Kpi:
    value = _RATE if unit == "%" else Quantile(0.5, "wait_s", "v_ed_visit", per=60)
    means = f"{title}: what a manager wants to know about it, in one sentence."
    return Kpi(kpi_id, number, title, unit, direction, value, means=means, owner=owner, **(_BASE | more))


LOW, HIGH, NEUTRAL = Direction.LOWER, Direction.HIGHER, Direction.NEUTRAL
# id, number, title, unit, direction, owner, level, noise, planted step in the last months, target
_ROWS = (
    ("ed_visits_count", "1.00", "Emergency arrivals", "visits", NEUTRAL, "Flow lead", 5200, 90, 0, None),
    ("ed_arrival_to_provider_median", "1.01", "Door to provider", "min", LOW, "ED lead", 41, 4, -9, 35),
    ("ed_lwbs_rate", "1.05", "Left without being seen", "%", LOW, "ED lead", 2.4, 0.3, 2.1, 3),
    ("ed_4h_pct", "1.06", "Four-hour performance", "%", HIGH, "ED lead", 71, 1.6, 0, 95),
    ("amb_no_show_rate", "1.14", "Clinic no-shows", "%", LOW, "Clinic lead", 12.1, 0.6, 0, 10),
    ("alos_days", "2.01", "Average length of stay", "days", LOW, "Flow lead", 4.9, 0.2, 0, None),
    ("occupancy_midnight_pct", "2.05", "Bed occupancy", "%", NEUTRAL, "Flow lead", 88, 1.2, 5, None),
    ("discharges_count", "2.00", "Discharges", "discharges", NEUTRAL, "Flow lead", 1900, 40, 0, None),
    ("discharge_before_noon_pct", "2.09", "Discharged before noon", "%", HIGH, "Flow lead", 19, 1.5, 0, 35),
    ("or_turnover_median", "2.14", "Theatre turnover", "min", LOW, "Theatre lead", 31, 1.8, 0, 40),
    ("turnover_12m_pct", "3.01", "Staff turnover, 12 months", "%", LOW, "HR director", 16, 0.3, 0, 15),
    ("vacancy_rate_pct", "3.03", "Vacant posts", "%", LOW, "HR director", 9.1, 0.4, 1.6, 8),
    ("cost_per_case", "4.04", "Cost per inpatient case", "currency", LOW, "CFO", 11940, 300, 0, None),
    ("case_mix_index", "4.03", "Case mix index", "index", NEUTRAL, "CFO", 1.52, 0.03, 0, None),
    ("denial_rate_initial_pct", "5.03", "Initial denial rate", "%", LOW, "Revenue lead", 8.9, 0.5, 3, 8),
    ("days_in_ar_net", "5.01", "Net days in receivables", "days", LOW, "Revenue lead", 44, 1.5, 0, 50),
    ("ar_billed_balance", "5.02", "Billed receivables", "currency", LOW, "Revenue lead", 8.1e6, 2e5, 0, None),
    ("ar_over_90_pct", "5.02", "Receivables older than 90 days", "%", LOW, "Revenue lead", 7.1, 0.5, 0, None),
    ("hcahps_item_top_box_pct", "6.01", "Nurses listened, top box", "%", HIGH, "Experience lead", 76, 1.4, -5, 80),
    ("nps", "6.05", "Net promoter score", "points", HIGH, "Experience lead", 38, 3, 0, 30),
    ("readmission_30d_pct", "7.01", "Readmitted within 30 days", "%", LOW, "Quality lead", 11.2, 0.6, 0, 12),
)  # fmt: skip
_OF_ONE = {
    "amb_no_show_rate": {"individual": "provider_id"},
    "or_turnover_median": {"individual": "surgeon_id"},
}
KPIS = {row[0]: _kpi(*row[:6], **_OF_ONE.get(row[0], {})) for row in _ROWS}
DARK = {"hcahps_linear_mean": "The survey feed has no linear scores."}
KPIS["hcahps_linear_mean"] = _kpi(
    "hcahps_linear_mean", "6.03", "Linear mean score", "points", HIGH, "Experience lead"
)


HILLCREST = LeftOut("H2", "Hillcrest Hospital", "open since March 2026")


def alike(one: Series) -> Alike:
    """Half of what the last value and the one a year before are."""
    now, then = one.points[-2], one.points[-14]
    return Alike(now.period, then.period, (now.value or 0) / 2, (then.value or 0) / 4, (HILLCREST,))


def months(count: int = 36, last: date = date(2026, 10, 1)) -> list[date]:
    ends = last.year * 12 + last.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(ends - count + 1, ends + 1)]


def series(kpi_id: str, group: str = "", label: str = "", shift: float = 0.0, count: int = 36) -> Series:
    """Three years of one KPI around its level, with the planted step in the last seven final months."""
    row = next(r for r in _ROWS if r[0] == kpi_id)
    kpi, level, noise, step, target = KPIS[kpi_id], row[6] * (1 + shift), row[7], row[8], row[9]
    seed = sum(map(ord, kpi_id + group))
    days = months(count)
    values = [level + noise * (sin(seed + 2.3 * i) + 0.7 * sin(seed * 1.7 + 5.1 * i)) for i in range(count)]
    values = [v + (step if i >= count - 8 else 0) for i, v in enumerate(values)]
    base = values[:20] or values
    centre = sum(base) / len(base)
    spread = 2.66 * sum(abs(b - a) for a, b in pairwise(base)) / max(len(base) - 1, 1)
    up, good = step > 0, kpi.direction
    kind = "change" if good == NEUTRAL else ("improvement" if up == (good == HIGH) else "concern")
    side = "high" if up else "low"
    points = []
    for index, (day, value) in enumerate(zip(days, values, strict=True)):
        is_last = index == count - 1
        is_signal = bool(step) and index >= count - 8 and not is_last
        points.append(
            Point(
                day, round(value, 4), 400 + index, value * 4, 400.0, 0.97, "partial" if is_last else "final",
                19 if is_last else 31, 31, "", centre, centre - spread, centre + spread,
                "shift" if is_signal else "", side if is_signal else "",
                "none" if is_last else (kind if is_signal else "common"), not is_last, days[0],
            )
        )  # fmt: skip
    now = points[-2] if count > 1 else points[-1]
    assurance = ""
    if target is not None and good != NEUTRAL:
        beyond = target > centre + spread, target < centre - spread
        fails, passes = beyond if good == HIGH else reversed(beyond)
        assurance = "fail" if fails else ("pass" if passes else "hit_or_miss")
    heads = {
        "concern": say("Concern"),
        "improvement": say("Improvement"),
        "change": say("Change"),
        "common": say("No real change"),
    }
    head = heads[now.variation]
    said = (
        f"{head}: {now.value:.1f} in September 2026 against {centre - spread:.1f} to {centre + spread:.1f}."
    )
    verdict = Verdict(
        kpi_id, now.period, now.value, now.n, head, said, now.variation, assurance, now.rule, now.side,
        days[max(count - 8, 0)] if step else None, centre, centre - spread, centre + spread, target, None, "xmr",
        "locked", count - 1, "good", "final", "", "1", 7,
    )  # fmt: skip
    points[points.index(now)] = replace(
        now, assurance=assurance, since=verdict.since, quality=verdict.quality
    )
    forecast: tuple[ForecastPoint, ...] = ()
    if not group:
        ahead = months(6, date(2027, 4, 1))
        forecast = tuple(
            ForecastPoint(
                d,
                now.value,
                now.value - spread * 0.6,
                now.value + spread * 0.6,
                now.value - spread,
                now.value + spread,
            )
            for d in ahead
        )
    message = "typical miss last year ±4 %; the 80 % band held 9 of 11 times"
    return Series(kpi_id, group, label, tuple(points), verdict, forecast, message if forecast else "")


@dataclass
class SampleEngine(Analysed, Permits, SampleWriting, SampleAhead, SampleActing, Crosses, Listed, Operates):
    """Answers like the real engine; `broken` names KPIs at which it fails with a message that must never be shown."""

    broken: tuple[str, ...] = ()
    is_empty: bool = False
    asked: list[Question] = field(default_factory=list)
    openings: Openings = field(default_factory=Openings)

    def stamp(self) -> Stamp | None:
        return None if self.is_empty else STAMP

    def places(self, access: Access = Access()) -> list[Place]:  # noqa: B008
        return [] if self.is_empty else PLACES

    def dark(self) -> dict[str, str]:
        return DARK

    def currency(self, scope_type: str, scope_id: str, access: Access = Access()) -> str:  # noqa: B008
        return "USD"

    def calendar(self, scope_type: str, scope_id: str, access: Access = Access()) -> Calendar:  # noqa: B008
        return Calendar(7 if scope_id.startswith("H2") else 10)

    def unseasoned(self, question: Question, access: Access = Access()) -> Unseasoned:  # noqa: B008
        """Four years with a winter in each; of a place three, in which nothing is told."""
        made = series(question.kpis[0], count=36 if question.scope_type != "network" else 49)
        points = tuple(
            replace(p, value=p.value * (1 + 0.4 * cos(p.period.month * pi / 6)) + 1) for p in made.points
        )
        told = Answer(question, (replace(made, points=points),), STAMP)
        return unseasoned(told, KPIS[question.kpis[0]], "us_hospital", "USD")

    def kpis(self) -> dict[str, Kpi]:
        return KPIS

    def answer(self, question: Question, access: Access = Access()) -> Answer:  # noqa: B008
        self.asked.append(question)
        if set(question.kpis) & set(self.broken):
            raise ValueError("row of Jane Doe, MRN 4711, could not be read")
        groups = [("", "", 0.0)]
        if question.by == "facility_id":
            groups = [("H1", "Riverside General", -0.05), ("H2", "Hillcrest Hospital", 0.07)]
        elif question.by:
            names = ("Medicare", "Blue Harbor", "Self pay", "Medicaid", "Northwind Health")
            groups = [(n, n, i / 20 - 0.1) for i, n in enumerate(names)]
        lit = [k for k in question.kpis if k in KPIS and k not in DARK.keys() | self.denied(access)]
        found = tuple(series(k, *group) for k in lit for group in groups)
        if question.like and not question.by:
            found = tuple(replace(one, alike=alike(one)) for one in found)
        return Answer(question, found, STAMP)

    def left_out(self, question: Question, access: Access = Access()) -> tuple[LeftOut, ...]:  # noqa: B008
        return (HILLCREST,)

    def overview(
        self,
        grain: str,
        scope_type: str,
        scope_id: str,
        access: Access = Access(),  # noqa: B008
        until: date | None = None,
        asof: int | None = None,
        like: str = "",
    ) -> Answer:
        kpis = tuple(k for k in KPIS if k not in DARK)
        asked = Question(kpis, grain, scope_type, scope_id, until=until, asof=asof, like=like)
        return replace(self.answer(asked, access), dark=DARK)

    def warning(self) -> str:
        return ""

    def loads(self, access: Access = Access()) -> Any:  # noqa: B008
        counts = {"rows_read": 5000, "rows_inserted": 4975, "rows_updated": 0, "rows_unchanged": 0}
        counts |= {"rows_superseded": 0, "rows_quarantined": 25, "rows_ignored": 3}
        names = ("ed_visits.csv", "adt_stays.csv", "claims.csv")
        files = tuple({"file": n, "feed": n[:-4], "status": "loaded", "reason": "", **counts} for n in names)
        refused = {
            "file": names[0],
            "feed": "ed_visits",
            "rule_code": "ends_before_start",
            "reason": "The visit ends before it begins.",
        }
        reach = {
            "facility_id": "*",
            "first_date": date(2023, 11, 1),
            "last_date": date(2026, 10, 31),
            "row_count": 5000,
        }
        run = {
            "run_id": "r",
            "load_id": 7,
            "started_ts": "2026-11-01T05:12:00",
            "trigger": "command",
            "files": 3,
        }
        return SimpleNamespace(
            files=files,
            ignored=(),
            quarantine=({**refused, "rows": 25},),
            issues=(),
            freshness=({"table_name": "v_ed_visit", "usual_gap_days": 1, **reach},),
            runs=({**run, "rows_read": 15000, "rows_quarantined": 75},),
            withheld="",
            unknown=(),
        )
