"""Claims and denials, one claim at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.collections import cash_months
from tests.oracle.cost import money
from tests.oracle.hospital import HALF, grouped, quantile, valued
from tests.oracle.plain import month_of, months, next_month, period_of, ratio


def originals(tables: Tables) -> list[Row]:
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    return [
        claim | {"payer_class": classes.get(claim["payer_id"], "unknown")}
        for claim in tables["claim"]
        if claim["original_claim_id"] is None
    ]


def share(
    rows: Callable[[Tables], list[Row]], num: Callable[[Row], object], den: Callable[[Row], object]
) -> Oracle:
    """A ratio of sums, in percent."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        found = {}
        for key, group in grouped(rows(tables), by, grain).items():
            found[key] = ratio(
                sum((Fraction(num(row)) for row in group), Fraction(0)),
                sum((Fraction(den(row)) for row in group), Fraction(0)),
                100,
            )
        return {key: value for key, value in found.items() if value is not None}

    return slow


def taken_in(tables: Tables) -> list[Row]:
    return [
        c | {"day": c["scrubber_accept_date"]}
        for c in originals(tables)
        if c["scrubber_accept_date"] and c["had_manual_edit"] is not None
    ]


def is_clean(claim: Row) -> bool:
    return not (
        claim["had_manual_edit"]
        or claim["edit_failed"]
        or "rejected" in (claim["ack_status"], claim["payer_ack_status"], claim["first_result"])
    )


def answered(tables: Tables) -> list[Row]:
    return [
        c | {"day": c["first_adjudication_date"]}
        for c in originals(tables)
        if c["first_adjudication_date"] and c["first_result"] in ("paid", "partial", "denied")
    ]


def is_settled(claim: Row) -> bool:
    return claim["resubmission_count"] == 0 and claim["final_result"] in ("paid", "patient_resp")


def denials_on_sent(tables: Tables, by: str, grain: str) -> Values:
    sums: dict[tuple[date, str], list[Fraction]] = {}
    for facility in {c["facility_id"] for c in tables["claim"]}:
        mine = [c for c in originals(tables) if c["facility_id"] == facility]
        sent = [month_of(c["first_submit_date"]) for c in mine if c["first_submit_date"]]
        told = [month_of(c["first_adjudication_date"]) for c in mine if c["first_adjudication_date"]]
        if not sent:
            continue
        for month in months(next_month(min(sent), 3), max(sent + told)):
            before = [next_month(month, -n) for n in (1, 2, 3)]
            for claim in mine:
                key = period_of(month, grain), claim[by] if by else ""
                is_denied = claim["first_result"] == "denied" and claim["first_adjudication_date"]
                is_sent = claim["first_submit_date"] and month_of(claim["first_submit_date"]) in before
                both = sums.setdefault(key, [Fraction(0), Fraction(0)])
                both[0] += bool(is_denied and month_of(claim["first_adjudication_date"]) == month)
                both[1] += Fraction(int(bool(is_sent)), 3)
    pairs = {key: ratio(denied, usual, 100) for key, (denied, usual) in sums.items()}
    return {key: value for key, value in pairs.items() if value is not None}


def denied(tables: Tables) -> list[Row]:
    """Original claims that were denied, with what the follow-up team knows of them."""
    rows = []
    for claim in originals(tables):
        cases = [c for c in tables["denial_case"] if c["claim_id"] == claim["claim_id"]]
        if not claim["denial_date"] and not cases:
            continue
        closed = [c["resolved_date"] for c in cases]
        back = [c["recovered_amount"] for c in cases]
        appeals = [c["appeal_date"] for c in cases if c["appeal_date"]]
        amounts = [c["denied_amount"] for c in cases if c["denied_amount"] is not None]
        won = claim["overturned"]
        if won is None and cases and None not in back:
            won = sum(back) > 0
        rows.append(
            claim
            | {
                "denial": claim["denial_date"] or min(c["received_date"] for c in cases),
                "appeal": claim["appeal_date"] or min(appeals, default=None),
                "closed": claim["resolved_date"]
                if claim["denial_date"]
                else (None if None in closed else max(closed)),
                "won": won,
                "amount": sum(map(money, amounts)) if amounts else money(claim["billed_amount"]),
            }
        )
    return rows


def closed(tables: Tables) -> list[Row]:
    return [
        row | {"day": row["closed"]} for row in denied(tables) if row["closed"] and row["won"] is not None
    ]


def days_to_appeal(tables: Tables, by: str, grain: str) -> Values:
    rows = [
        row | {"day": row["appeal"], "wait": (row["appeal"] - row["denial"]).days}
        for row in denied(tables)
        if row["appeal"] and row["appeal"] >= row["denial"]
    ]
    return valued(rows, by, grain, lambda group: quantile([row["wait"] for row in group], HALF))


def writeoffs(tables: Tables, by: str, grain: str) -> Values:
    rows = [row for row in cash_months(tables) if row["npsr"] is not None]
    return share(lambda _: rows, lambda row: row["denied"], lambda row: row["npsr"])(tables, by, grain)


def writeoffs_3m(tables: Tables, by: str, grain: str) -> Values:
    rows = {(row["facility_id"], row["day"]): row for row in cash_months(tables)}
    values: Values = {}
    for period in {period_of(month, grain) for _, month in rows}:
        month = max(m for _, m in rows if period_of(m, grain) == period)
        sums: dict[str, list[Fraction]] = {}
        for facility in {f for f, _ in rows}:
            three = [rows.get((facility, next_month(month, -n))) for n in (0, 1, 2)]
            if any(row is None or row["npsr"] is None for row in three):
                continue
            both = sums.setdefault(facility if by else "", [Fraction(0)] * 2)
            both[0] += sum(row["denied"] for row in three)
            both[1] += sum(row["npsr"] for row in three)
        for group, (lost, revenue) in sums.items():
            if (value := ratio(lost, revenue, 100)) is not None:
                values[period, group] = value
    return values


def one(row: Row) -> int:
    return 1


ORACLE = {
    "clean_claim_rate_pct": share(taken_in, is_clean, one),
    "first_pass_resolution_pct": share(answered, is_settled, one),
    "denial_rate_hfma_pct": denials_on_sent,
    "denial_overturn_pct": share(closed, lambda row: row["won"], one),
    "denial_overturn_dollars_pct": share(
        closed, lambda row: row["amount"] if row["won"] else 0, lambda row: row["amount"]
    ),
    "denial_days_to_appeal_median": days_to_appeal,
    "denial_writeoff_pct": writeoffs_3m,
    "denial_writeoff_monthly_pct": writeoffs,
}
