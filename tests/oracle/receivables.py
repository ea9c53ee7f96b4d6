"""Gross receivables and what waits before the bill is out, balance by balance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.charges import entries
from tests.oracle.cost import money, posted, total
from tests.oracle.plain import month_end, month_of, months, next_month, period_of, ratio
from tests.oracle.revenue import last_snapshots

Stock = dict[tuple[str, date], tuple[Fraction, Fraction]]


def gross_per_day(tables: Tables, facility: str, month: date) -> Fraction | None:
    first = next_month(month, -2)
    three = [
        posted(tables, facility, m, ("gross_ip_revenue", "gross_op_revenue")) for m in months(first, month)
    ]
    return None if None in three else round(sum(three) / ((month_end(month) - first).days + 1), 6)


def account_list(tables: Tables) -> dict[tuple[str, date], list[Row]]:
    """The last list of accounts in each month, by facility."""
    last: dict[tuple[str, date], date] = {}
    for row in tables["account_balance"]:
        key = row["facility_id"], month_of(row["snapshot_date"])
        last[key] = max(last.get(key, date.min), row["snapshot_date"])
    return {
        key: [r for r in tables["account_balance"] if (r["facility_id"], r["snapshot_date"]) == (key[0], day)]
        for key, day in last.items()
    }


def at_last(
    stock: list[tuple[str, date, str, Fraction, Fraction | None]], reached: set[date], grain: str
) -> Values:
    """Ratio of the sums over the last month with rows in each period."""
    values: Values = {}
    for period in {period_of(month, grain) for month in reached}:
        month = max(m for m in reached if period_of(m, grain) == period)
        sums: dict[str, list[Fraction]] = {}
        for _, at, group, above, below in stock:
            if at == month:
                both = sums.setdefault(group, [Fraction(0)] * 2)
                both[0] += above
                both[1] += below
        for group, (above, below) in sums.items():
            if (value := ratio(above, below)) is not None:
                values[period, group] = value
    return values


def spine(tables: Tables) -> set[date]:
    return {month for _, month in reached_by(last_snapshots(tables))}


def waiting(measure: Callable[[list[Row] | None, list[Row] | None], Fraction | None]) -> Oracle:
    """Days of gross revenue that wait, from balances by bucket and from the list of accounts."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        lists, owed = account_list(tables), last_snapshots(tables)
        stock = []
        # A month between two snapshots has no balances of its own, but may have a list of accounts.
        for facility, month in reached_by(owed):
            amount, per_day = (
                measure(owed.get((facility, month)), lists.get((facility, month))),
                gross_per_day(tables, facility, month),
            )
            if amount is not None and per_day is not None:
                stock.append((facility, month, facility if by else "", amount, per_day))
        return at_last(stock, spine(tables), grain)

    return slow


def reached_by(owed: dict[tuple[str, date], list[Row]]) -> list[tuple[str, date]]:
    """Facility and month, from the first to the last snapshot of each."""
    return [
        (facility, month)
        for facility in {f for f, _ in owed}
        for month in months(
            min(m for f, m in owed if f == facility), max(m for f, m in owed if f == facility)
        )
    ]


def unbilled(rows: list[Row] | None, accounts: list[Row] | None) -> Fraction | None:
    if rows is None:
        return None
    return total([money(r["gross_balance"]) for r in rows if r["age_bucket"] == "unbilled_dnfb"]) or Fraction(
        0
    )


def unsent(rows: list[Row] | None, accounts: list[Row] | None) -> Fraction | None:
    if accounts is None:
        return None
    return sum(
        (money(a["balance"]) for a in accounts if a["status"] == "billed_not_submitted" and a["balance"] > 0),
        Fraction(0),
    )


def both(rows: list[Row] | None, accounts: list[Row] | None) -> Fraction | None:
    sent = unsent(rows, accounts)
    waits = unbilled(rows, accounts)
    return None if sent is None or waits is None else waits + sent


def gross_days(tables: Tables, by: str, grain: str) -> Values:
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    stock = []
    for (facility, month), rows in last_snapshots(tables).items():
        per_day = gross_per_day(tables, facility, month)
        if per_day is None:
            continue
        charged: dict[str, Fraction] = {}
        for entry in entries(tables):
            if entry["facility_id"] == facility and next_month(month, -2) <= entry["day"] <= month:
                charged[entry["payer_class"]] = (
                    charged.get(entry["payer_class"], Fraction(0)) + entry["charges"]
                )
        whole = sum(charged.values())
        parts = {k: amount / whole for k, amount in charged.items()} if whole else {"unknown": Fraction(1)}
        owed: dict[str, Fraction] = {}
        for row in rows:
            kind = classes.get(row["payer_id"], "unknown")
            owed[kind] = (
                owed.get(kind, Fraction(0)) + money(row["gross_balance"]) + money(row["credit_balance"])
            )
        for kind in {*parts, *owed, "unknown"}:
            group = {"": "", "facility_id": facility, "payer_class": kind}[by]
            stock.append(
                (facility, month, group, owed.get(kind, Fraction(0)), per_day * parts.get(kind, Fraction(0)))
            )
    return at_last(stock, {month for _, month in last_snapshots(tables)}, grain)


def old_from_bill(tables: Tables, by: str, grain: str) -> Values:
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    stock = []
    for (facility, month), rows in account_list(tables).items():
        for row in rows:
            is_billed = row["status"] in ("billed_not_submitted", "billed", "denied")
            if row["age_from"] != "bill" or not row["ageing_date"] or row["balance"] <= 0 or not is_billed:
                continue
            group = {"": "", "facility_id": facility, "payer_class": classes.get(row["payer_id"], "unknown")}[
                by
            ]
            is_old = (row["snapshot_date"] - row["ageing_date"]).days > 90
            amount = money(row["balance"])
            stock.append((facility, month, group, 100 * amount if is_old else Fraction(0), amount))
    return at_last(stock, {month for _, month, *_ in stock}, grain)


def held_back(tables: Tables, by: str, grain: str) -> Values:
    rows = [
        (month, facility if by else "", money(row["balance"]))
        for (facility, month), accounts in account_list(tables).items()
        for row in accounts
        if row["status"] in ("dnfb", "billed_not_submitted") and row["balance"] > 0
    ]
    values: Values = {}
    for period in {period_of(month, grain) for month, _, _ in rows}:
        last = max(month for month, _, _ in rows if period_of(month, grain) == period)
        for month, group, amount in rows:
            if month == last:
                values[period, group] = values.get((period, group), 0.0) + float(amount)
    return values


ORACLE = {
    "days_in_ar_gross": gross_days,
    "ar_over_90_from_bill_pct": old_from_bill,
    "dnfb_days": waiting(unbilled),
    "fbns_days": waiting(unsent),
    "dnsp_days": waiting(both),
    "unbilled_amount": held_back,
}
