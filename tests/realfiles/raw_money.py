"""The Synthea set once more: its visits, and what they cost, charged and brought in, from the raw CSV."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from tests.realfiles.raw import Values, by_period, each, local, percent, quantile, rows
from tests.realfiles.raw_visits import completeness, demographics, doubles, emergencies, stays

SEX = {"M": "male", "F": "female"}
OUTPATIENT = dict.fromkeys(("ambulatory", "outpatient", "urgentcare", "wellness"), "outpatient")
CLASSES = {
    "Medicare": "medicare",
    "Medicaid": "medicaid",
    "Dual Eligible": "other",
    "NO_INSURANCE": "self_pay",
}


def synthea27_csv() -> Values:
    visits = [
        row
        | {"person": row["PATIENT"], "place": row["ORGANIZATION"], "kind": row["ENCOUNTERCLASS"],
           "class": OUTPATIENT.get(row["ENCOUNTERCLASS"], row["ENCOUNTERCLASS"]), "in": local(row["START"]), "out": local(row["STOP"])}
        for row in rows("synthea27_csv/encounters.csv")
    ]  # fmt: skip
    people = {row["Id"]: row for row in rows("synthea27_csv/patients.csv")}
    births = {key: date.fromisoformat(row["BIRTHDATE"]) for key, row in people.items()}
    said = {
        key: {"sex": SEX[row["GENDER"]], "race": row["RACE"], "ethnicity": row["ETHNICITY"]}
        for key, row in people.items()
    }
    # An emergency visit says when it ended and nothing else; a stay says its diagnosis, mostly, and its payer.
    filled = [(v["in"].date(), 3, 1) for v in visits if v["kind"] == "emergency"]
    filled += [(v["out"].date(), 4, 1 + bool(v["REASONCODE"])) for v in visits if v["kind"] == "inpatient"]
    return (
        emergencies(visits)
        | stays(visits, births)
        | demographics(visits, said)
        | completeness(filled)
        | doubles(visits)
        | _costs([v for v in visits if v["kind"] == "inpatient"])
        | _payers(visits)
        | _collected({v["Id"]: v["place"] for v in visits})
    )


def _costs(own: list[dict[str, Any]]) -> Values:
    left = by_period(own, lambda v: v["out"])
    all_costs = [float(v["TOTAL_CLAIM_COST"]) for v in own]
    low, high = quantile(all_costs, 0.25), quantile(all_costs, 0.75)
    usual = by_period(
        [v for v in own if float(v["TOTAL_CLAIM_COST"]) <= high + 3 * (high - low)], lambda v: v["out"]
    )

    def money(column: str, group: list[Any]) -> float:
        return sum(float(stay[column]) for stay in group)

    def margin(group: list[Any]) -> float:
        return money("PAYER_COVERAGE", group) - money("BASE_ENCOUNTER_COST", group)

    return {
        "cost_per_case": each(left, lambda g: money("TOTAL_CLAIM_COST", g) / len(g)),
        "cost_per_case_median": each(
            left, lambda g: statistics.median(float(v["TOTAL_CLAIM_COST"]) for v in g)
        ),
        "cost_per_case_trimmed": each(usual, lambda g: money("TOTAL_CLAIM_COST", g) / len(g)),
        "contribution_margin_per_case": each(left, lambda g: margin(g) / len(g)),
        "contribution_margin_pct": each(left, lambda g: percent(margin(g), money("PAYER_COVERAGE", g))),
    }


def _payers(visits: list[dict[str, Any]]) -> Values:
    """Who pays, by what was charged for the visits that ended in a period."""
    names = {row["Id"]: row["NAME"] for row in rows("synthea27_csv/payers.csv")}
    charged: dict[str, float] = defaultdict(float)
    for row in rows("synthea27_csv/claims_transactions.csv"):
        if row["TYPE"] == "CHARGE":
            charged[row["APPOINTMENTID"]] += float(row["AMOUNT"])
    entries = [(v["out"], CLASSES.get(names[v["PAYER"]], "commercial"), charged[v["Id"]]) for v in visits]
    months = by_period(entries, lambda entry: entry[0])

    def part(payer: str) -> Any:
        return each(months, lambda g: percent(sum(c for _, p, c in g if p == payer), sum(c for *_, c in g)))

    return {f"payer_mix_{payer}_pct": part(payer) for payer in ("medicare", "medicaid", "commercial", "self_pay", "other")} | {
        "payer_mix_pct": each(months, lambda g: percent(1, 1) if sum(c for *_, c in g) else None),
        "payer_mix_encounters_pct": each(months, lambda g: percent(1, 1)),
        "payer_mix_net_pct": each(
            by_period(visits, lambda v: v["out"]),
            lambda g: percent(1, 1) if sum(float(v["PAYER_COVERAGE"]) for v in g) else None,
        ),
    }  # fmt: skip


def _month(day: date, steps: int = 0) -> date:
    years, index = divmod(day.year * 12 + day.month - 1 + steps, 12)
    return date(years, index + 1, 1)


def _collected(places: dict[str, str]) -> Values:
    """What came in of what was charged: by the visits of a month, and by the cash of twelve months of each place."""
    charges, payments = [], []
    for row in rows("synthea27_csv/claims_transactions.csv"):
        line = (row["APPOINTMENTID"], local(row["FROMDATE"]).date())
        if row["TYPE"] == "CHARGE":
            charges.append((*line, Decimal(row["AMOUNT"])))
        elif row["TYPE"] == "PAYMENT":
            payments.append((*line, Decimal(row["PAYMENTS"])))
    last = {visit: max(day for v, day, _ in charges if v == visit) for visit in {c[0] for c in charges}}
    bills = []
    for visit, day in last.items():
        owed = sum(amount for v, _, amount in charges if v == visit)
        paid = sum(amount for v, on, amount in payments if v == visit and on < _month(day, 7))
        bills.append((day, paid, owed))
    by_visit = each(
        by_period(bills, lambda bill: bill[0]),
        lambda g: percent(float(sum(paid for _, paid, _ in g)), float(sum(owed for *_, owed in g))),
    )
    return {
        "net_collection_rate_pct": by_visit,
        "net_collection_rate_cash_pct": _cash(places, charges, payments),
    }


def _cash(places: dict[str, str], charges: list[Any], payments: list[Any]) -> Any:
    """Twelve months of a place, each with charges, up to the last month of a period; unknown where no place has them."""
    asked: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    came: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for visit, day, amount in charges:
        asked[places[visit], _month(day)] += amount
    for visit, day, amount in payments:
        came[places[visit], _month(day)] += amount
    reach = {
        place: (min(m for p, m in came if p == place), max(m for p, m in came if p == place))
        for place in {place for place, _ in came}
    }
    years: dict[date, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for place, (first, end) in reach.items():
        month = first
        while month <= end:
            year = [_month(month, -back) for back in range(12)]
            years[month] += (
                [(sum(came.get((place, m), 0) for m in year), sum(asked[place, m] for m in year))]
                if year[-1] >= first and all((place, m) in asked for m in year)
                else []
            )
            month = _month(month, 1)

    def value(months: list[date]) -> float | None:
        known = years[max(months)]
        return (
            percent(float(sum(cash for cash, _ in known)), float(sum(owed for _, owed in known)))
            if known
            else None
        )

    return each(by_period(list(years), lambda month: month), value)
