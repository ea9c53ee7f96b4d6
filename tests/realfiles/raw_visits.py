"""The KPIs that follow from visits alone, once more in plain Python; and the visits of the FHIR set from its raw lines.

A visit is {"person", "place", "kind", "in", "out"} with local times; kinds that count are `emergency` and `inpatient`.
"""

from __future__ import annotations

import json
import math
import statistics
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.realfiles.raw import (
    DATA,
    NEW_YORK,
    Values,
    a_day,
    by_period,
    census,
    each,
    percent,
    quantile,
    returns,
    said_again,
)

Visit = dict[str, Any]
HOUR = timedelta(hours=1)
UNSAID = {"declined", "refused", "asked but unknown", "unknown", "not stated", "not recorded", ""}


def days(stay: Visit) -> int:
    return max((stay["out"].date() - stay["in"].date()).days, 1)


def minutes(visit: Visit) -> float:
    return (visit["out"] - visit["in"]).total_seconds() / 60


def emergencies(visits: list[Visit]) -> Values:
    """Everybody was sent home when the visit ended."""
    own = [v for v in visits if v["kind"] == "emergency"]
    ended = by_period(own, lambda v: v["out"])
    last = max(v["out"] for v in own)
    followed = [v for v in own if last - v["out"] >= timedelta(hours=72)]

    def came_back(visit: Visit) -> bool:
        again = [v["in"] for v in own if v["person"] == visit["person"] and v["in"] > visit["out"]]
        return bool(again) and min(again) - visit["out"] <= timedelta(hours=72)

    left = by_period(followed, lambda v: v["out"])
    return {
        "ed_visits_count": each(ended, len),
        "ed_visits_per_day": a_day([v["out"].date() for v in own]),
        "ed_los_discharged_median": each(ended, lambda g: statistics.median(map(minutes, g))),
        # Nobody leaves against advice in these sets.
        "ed_los_discharged_incl_ama_median": each(ended, lambda g: statistics.median(map(minutes, g))),
        "ed_los_discharged_p90": each(ended, lambda g: quantile([*map(minutes, g)], 0.9)),
        "ed_lbtc_rate": each(ended, lambda g: 0.0),
        "ed_lwbs_rate": each(ended, lambda g: 0.0),
        "ed_4h_pct": each(ended, lambda g: percent(sum(minutes(v) <= 240 for v in g), len(g))),
        "ed_12h_arrival_pct": each(ended, lambda g: percent(sum(minutes(v) > 720 for v in g), len(g))),
        "ed_ecat_stay_pct": each(ended, lambda g: percent(sum(minutes(v) >= 481 for v in g), len(g))),
        "ed_return_72h_pct": each(left, lambda g: percent(sum(map(came_back, g)), len(g))),
        "ed_return_72h_admit_pct": each(left, lambda g: 0.0),
        "dq_negative_duration_pct": each(
            by_period(own, lambda v: v["in"]), lambda g: percent(sum(v["out"] < v["in"] for v in g), len(g))
        ),
    }


def stays(visits: list[Visit], births: dict[str, date]) -> Values:
    """The sets say nothing of moves between beds, so nothing is said of them here either."""
    own = [v for v in visits if v["kind"] == "inpatient"]
    last = max(v["out"] for v in visits).date()
    left = by_period(own, lambda v: v["out"])
    over_night = by_period([v for v in own if v["in"].date() != v["out"].date()], lambda v: v["out"])
    nights = census(own, visits)

    def long(after: int) -> Any:
        return each(
            by_period(nights, lambda n: n[0]),
            lambda g: sum(sum(night >= after for night in n[1]) for n in g) / len(g),
        )

    def share(group: list[Any]) -> float | None:
        there = [night for _, of_day in group for night in of_day]
        return percent(sum(night >= 21 for night in there), len(there))

    average = each(by_period(nights, lambda n: n[0]), lambda g: sum(len(n[1]) for n in g) / len(g))
    count, per_day = each(left, len), a_day([v["out"].date() for v in own])
    return {
        "average_daily_census": average,
        # No stay of these sets is said to be a birth or an observation.
        "average_daily_census_incl_obs": average,
        "discharges_count": count,
        "discharges_count_incl_newborn": count,
        "discharges_per_day": per_day,
        "discharges_per_day_incl_newborn": per_day,
        "peak_census": _peaks(own),
        "long_stay_7d_count": long(7),
        "long_stay_14d_count": long(14),
        "long_stay_21d_count": long(21),
        "long_stay_21d_pct": each(by_period(nights, lambda n: n[0]), share),
        "los_p90_days": each(left, lambda g: quantile([*map(days, g)], 0.9)),
        "alos_days": each(left, lambda g: statistics.fmean(map(days, g))),
        "alos_zero_days": each(
            left, lambda g: statistics.fmean((v["out"].date() - v["in"].date()).days for v in g)
        ),
        "los_median_days": each(left, lambda g: statistics.median(map(days, g))),
        "los_geometric_mean_days": each(
            left, lambda g: math.exp(sum(round(math.log(days(v)), 12) for v in g) / len(g))
        ),
        "discharge_before_noon_pct": each(
            over_night, lambda g: percent(sum(v["out"].hour < 12 for v in g), len(g))
        ),
    } | {f"readmission_{within}d_pct": returns(own, births, last, within) for within in (7, 30, 90)}


def _peaks(own: list[Visit]) -> Any:
    """The fullest full hour; a period in which nobody is there at a full hour has none."""
    there: dict[datetime, int] = defaultdict(int)
    for stay in own:
        entered, left = stay["in"].astimezone(UTC), stay["out"].astimezone(UTC)
        hour = entered.replace(minute=0, second=0, microsecond=0)
        hour += HOUR if hour < entered else timedelta()
        while hour < left:
            there[hour] += 1
            hour += HOUR
    return each(by_period(there, lambda hour: hour.astimezone(NEW_YORK)), lambda g: max(there[h] for h in g))


def deaths(visits: list[Visit], died: dict[str, date]) -> Values:
    """In hospital nobody is said to have died; within 30 days of admission tells the register of patients."""
    own = [v for v in visits if v["kind"] == "inpatient"]
    last = max(v["out"] for v in own).date()
    watched = by_period([v for v in own if (last - v["out"].date()).days >= 30], lambda v: v["out"])

    def is_dead(stay: Visit) -> bool:
        return 0 <= (died.get(stay["person"], date.max) - stay["in"].date()).days <= 30

    return {
        "mortality_crude_pct": each(by_period(own, lambda v: v["out"]), lambda g: 0.0),
        "mortality_30d_pct": each(watched, lambda g: percent(sum(map(is_dead, g)), len(g))),
    }


def demographics(visits: list[Visit], said: dict[str, dict[str, str]]) -> Values:
    """Fields of the people each place saw in the twelve months that end with a month, complete months only."""
    fields = sorted({field for own in said.values() for field, value in own.items() if value})
    seen: dict[tuple[str, int], set[str]] = defaultdict(set)
    for v in visits:
        seen[v["place"], 12 * v["in"].year + v["in"].month - 1].add(v["person"])
    first, last = min(month for _, month in seen), max(v["in"] for v in visits).date()
    places = {place for place, _ in seen}
    counts: list[tuple[date, int, int, int]] = []
    for month in range(first, 12 * last.year + last.month):
        begin = date(month // 12, month % 12 + 1, 1)
        if date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1) > last:
            break
        people = [
            p
            for place in places
            for p in set().union(*(seen.get((place, m), ()) for m in range(month - 11, month + 1)))
        ]
        answers = [said[p].get(field, "").strip().lower() for p in people for field in fields]
        recorded = [a for a in answers if a not in ("unknown", "not recorded", "")]
        known = [a for a in recorded if a not in UNSAID]
        if people:
            counts.append((begin, len(answers), len(known), len(recorded)))
    months = {"month": by_period(counts, lambda c: c[0])["month"]}  # twelve months already: there is no year
    return {
        "demographic_completeness_pct": each(months, lambda g: percent(sum(c[2] for c in g), sum(c[1] for c in g))),
        "demographic_recorded_pct": each(months, lambda g: percent(sum(c[3] for c in g), sum(c[1] for c in g))),
    }  # fmt: skip


def completeness(fields: list[tuple[date, int, int]]) -> Values:
    """(day, fields that a visit should fill, fields that it fills)."""
    groups = by_period(fields, lambda f: f[0])
    return {
        "dq_completeness_pct": each(groups, lambda g: percent(sum(f[2] for f in g), sum(f[1] for f in g)))
    }


def doubles(visits: list[Visit]) -> Values:
    """Of the class of a visit as the product has it, which need not be `kind`."""
    told = [(v["in"].replace(tzinfo=None), (v["place"], v["person"], v["class"])) for v in visits]
    return {"dq_duplicate_pct": said_again(told)}


def _lines(name: str) -> list[dict[str, Any]]:
    with (DATA / "fhir_bulk_10" / f"{name}.000.ndjson").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def fhir_bulk_10() -> Values:
    kinds = {"IMP": "inpatient", "EMER": "emergency"}
    encounters = _lines("Encounter")
    visits = [
        {
            "person": e["subject"]["reference"].split("/")[1],
            "place": e["serviceProvider"]["reference"].split("|")[1],
            "kind": kinds.get(e["class"]["code"], "other"),
            "class": e["class"]["code"],
            "in": datetime.fromisoformat(e["period"]["start"]).astimezone(NEW_YORK),
            "out": datetime.fromisoformat(e["period"]["end"]).astimezone(NEW_YORK),
            "reason": "reasonCode" in e,
            "left_to": "hospitalization" in e,
        }
        for e in encounters
    ]
    patients = {p["id"]: p for p in _lines("Patient")}
    births = {key: date.fromisoformat(p["birthDate"]) for key, p in patients.items()}
    # An emergency visit should say when triage, the clinician and leaving were; it says the last. A stay should say
    # where the patient went, the diagnosis, the group and the payer; there is never a group or a payer.
    filled = [(v["in"].date(), 3, 1) for v in visits if v["kind"] == "emergency"]
    filled += [(v["out"].date(), 4, v["reason"] + v["left_to"]) for v in visits if v["kind"] == "inpatient"]
    return (
        emergencies(visits)
        | stays(visits, births)
        | deaths(
            visits,
            {
                key: date.fromisoformat(p["deceasedDateTime"][:10])
                for key, p in patients.items()
                if "deceasedDateTime" in p
            },
        )
        | demographics(visits, {key: _said(p) for key, p in patients.items()})
        | completeness(filled)
        | doubles(visits)
    )


def _said(patient: dict[str, Any]) -> dict[str, str]:
    def extension(name: str) -> str:
        found = [e for e in patient["extension"] if e["url"].endswith(name)]
        return next((part["valueCoding"]["display"] for e in found for part in e["extension"] if part["url"] == "ombCategory"), "")  # fmt: skip

    language = (
        patient.get("communication", [{}])[0].get("language", {}).get("coding", [{}])[0].get("code", "")
    )
    return {
        "sex": patient["gender"],
        "race": extension("us-core-race"),
        "ethnicity": extension("us-core-ethnicity"),
        "language": language.split("-")[0],
    }
