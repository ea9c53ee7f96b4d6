"""Cash and what was owed, one posting and one visit at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.cost import money, posted
from tests.oracle.plain import month_of, months, next_month, period_of, ratio
from tests.oracle.revenue import net_revenue

ZERO = Fraction(0)


def postings(tables: Tables) -> list[Row]:
    """Every posting that counts: those of a billing ledger where its facility has one, else advices and payments."""
    claims = {c["claim_id"]: c for c in tables["claim"]}
    visits = {e["encounter_id"]: e for e in tables["encounter"]}
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    accounts: dict[str, set[str]] = {}
    for row in [*tables["claim"], *tables["encounter"]]:
        if row["patient_account_id"]:
            accounts.setdefault(row["patient_account_id"], set()).add(row["facility_id"])
    everywhere = [f["facility_id"] for f in tables["facility"]]

    def place(row: Row) -> str | None:
        if row.get("claim_id") in claims:
            return claims[row["claim_id"]]["facility_id"]
        if row.get("encounter_id") in visits:
            return visits[row["encounter_id"]]["facility_id"]
        if row.get("patient_account_id") in accounts:
            return min(accounts[row["patient_account_id"]])
        return everywhere[0] if len(everywhere) == 1 else None

    def bill(row: Row) -> str | None:
        claim = claims.get(row.get("claim_id"), {})
        return (
            row.get("encounter_id")
            or claim.get("encounter_id")
            or row.get("patient_account_id")
            or claim.get("patient_account_id")
        )

    found = []

    def add(row: Row, is_ledger: bool, **amounts: object) -> None:
        usual = {
            "paid": ZERO,
            "contractual": ZERO,
            "denied": ZERO,
            "charity": ZERO,
            "is_patient": False,
            "at_visit": False,
        }
        found.append(
            usual
            | {"facility_id": place(row), "day": row["post_date"], "bill": bill(row), "is_ledger": is_ledger}
            | amounts
        )

    for txn in tables["payment_txn"]:
        amount = money(txn["amount"])
        fields = {
            "payment": {"paid": amount},
            "refund": {"paid": -abs(amount)},
            "contractual": {"contractual": amount},
            "denial_writeoff": {"denied": amount},
            "charity": {"charity": amount},
        }.get(txn["txn_type"])
        if fields:
            is_patient = txn["payer_id"] is None or classes.get(txn["payer_id"]) == "self_pay"
            add(txn, True, **fields, is_patient=is_patient, at_visit=bool(txn["is_point_of_service"]))
    for remit in tables["remittance"]:
        if remit["is_posting"]:
            add(
                remit,
                False,
                paid=money(remit["paid_amount"]),
                contractual=money(remit["contractual_adj"]),
                denied=money(remit["denial_writeoff"]),
            )
    for pay in tables["payment_patient"]:
        at_visit = pay["is_point_of_service"] and not pay["is_previous_balance"]
        add(pay, False, paid=money(pay["amount"]), is_patient=True, at_visit=at_visit)
    ledgers = {row["facility_id"] for row in found if row["is_ledger"]}
    return [
        row for row in found if row["facility_id"] and row["is_ledger"] == (row["facility_id"] in ledgers)
    ]


def charge_facility(tables: Tables, charge: Row) -> str | None:
    units = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
    visits = {e["encounter_id"]: e["facility_id"] for e in tables["encounter"]}
    return units.get(charge["unit_id"]) or visits.get(charge["encounter_id"])


def cash_months(tables: Tables) -> list[Row]:
    rows = []
    found = postings(tables)
    for facility in {row["facility_id"] for row in found}:
        mine = [row for row in found if row["facility_id"] == facility]
        reached = [month_of(row["day"]) for row in mine]
        for month in months(min(reached), max(reached)):
            here = [row for row in mine if month_of(row["day"]) == month]
            charges = [
                money(c["amount"])
                for c in tables["charge"]
                if charge_facility(tables, c) == facility
                and month_of(c["post_date"] or c["service_date"]) == month
            ]
            rows.append(
                {
                    "facility_id": facility,
                    "day": month,
                    "cash": sum((r["paid"] for r in here), ZERO),
                    "denied": sum((r["denied"] for r in here), ZERO),
                    "collectable": sum(charges, ZERO)
                    - sum((r["contractual"] + r["charity"] for r in here), ZERO)
                    if charges
                    else None,
                    "npsr": net_revenue(tables, facility, month)
                    if in_ledger(tables, facility, month)
                    else None,
                    "billing": posted(tables, facility, month, ("rev_cycle_cost",)),
                }
            )
    return rows


def in_ledger(tables: Tables, facility: str, month: date) -> bool:
    reached = [month_of(e["month"]) for e in tables["gl_entry"] if e["facility_id"] == facility]
    return bool(reached) and min(reached) <= month <= max(reached)


def of_months(num: str, den: str) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        sums: dict[tuple[date, str], list[Fraction]] = {}
        for row in cash_months(tables):
            if row[num] is None or row[den] is None:
                continue
            both = sums.setdefault(
                (period_of(row["day"], grain), row["facility_id"] if by else ""), [ZERO, ZERO]
            )
            both[0] += row[num]
            both[1] += row[den]
        pairs = {key: ratio(above, below, 100) for key, (above, below) in sums.items()}
        return {key: value for key, value in pairs.items() if value is not None}

    return slow


def of_years(num: str, den: str, reach: Callable[[Tables], list[tuple[str, date]]]) -> Oracle:
    """Twelve months ending with the last month of the period, where both are known in each."""

    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = {(row["facility_id"], row["day"]): row for row in cash_months(tables)}
        stock = reach(tables)
        values: Values = {}
        for period in {period_of(month, grain) for _, month in stock}:
            month = max(m for _, m in stock if period_of(m, grain) == period)
            sums: dict[str, list[Fraction]] = {}
            for facility in {f for f, _ in stock}:
                year = [rows.get((facility, m)) for m in months(next_month(month, -11), month)]
                if any(row is None or row[num] is None or row[den] is None for row in year):
                    continue
                if (facility, month) not in stock:
                    continue
                both = sums.setdefault(facility if by else "", [ZERO, ZERO])
                both[0] += sum(row[num] for row in year)
                both[1] += sum(row[den] for row in year)
            for group, (above, below) in sums.items():
                if (value := ratio(above, below, 100)) is not None:
                    values[period, group] = value
        return values

    return slow


def ledger_reach(tables: Tables) -> list[tuple[str, date]]:
    found = []
    for facility in {e["facility_id"] for e in tables["gl_entry"]}:
        reached = [month_of(e["month"]) for e in tables["gl_entry"] if e["facility_id"] == facility]
        found += [(facility, month) for month in months(min(reached), max(reached))]
    return found


def cash_reach(tables: Tables) -> list[tuple[str, date]]:
    return [(row["facility_id"], row["day"]) for row in cash_months(tables)]


def visits_of_a_month(tables: Tables) -> list[Row]:
    classes = {p["payer_id"]: p["payer_class"] for p in tables["payer"]}
    visits = {e["encounter_id"]: e for e in tables["encounter"]}
    bills: dict[str, list[Row]] = {}
    for charge in tables["charge"]:
        if key := charge["encounter_id"] or charge["patient_account_id"]:
            bills.setdefault(key, []).append(charge)
    found = postings(tables)
    rows = []
    for key, charges in bills.items():
        visit = visits.get(key, {})
        units = {u["unit_id"]: u["facility_id"] for u in tables["unit"]}
        places = [units[c["unit_id"]] for c in charges if c["unit_id"] in units]
        facility = visit.get("facility_id") or max(places, default=None)
        if facility is None:
            continue
        month = month_of(max(c["service_date"] for c in charges))
        limit = next_month(month, 7)
        mine = [row for row in found if row["bill"] == key and row["day"] < limit]
        total = sum((money(c["amount"]) for c in charges), ZERO)
        payer = visit.get("payer_id") or max((c["payer_id"] for c in charges if c["payer_id"]), default=None)
        rows.append(
            {
                "day": month,
                "facility_id": facility,
                "payer_class": classes.get(payer, "unknown"),
                "collected": sum((row["paid"] for row in mine), ZERO),
                "owed": total - sum((row["contractual"] + row["charity"] for row in mine), ZERO),
            }
        )
    return rows


def net_collection(tables: Tables, by: str, grain: str) -> Values:
    sums: dict[tuple[date, str], list[Fraction]] = {}
    for row in visits_of_a_month(tables):
        both = sums.setdefault((period_of(row["day"], grain), row[by] if by else ""), [ZERO, ZERO])
        both[0] += row["collected"]
        both[1] += row["owed"]
    pairs = {key: ratio(above, below, 100) for key, (above, below) in sums.items()}
    return {key: value for key, value in pairs.items() if value is not None}


def at_the_desk(tables: Tables, by: str, grain: str) -> Values:
    sums: dict[tuple[date, str], list[Fraction]] = {}
    for row in postings(tables):
        if not row["is_patient"] or not row["paid"]:
            continue
        both = sums.setdefault((period_of(row["day"], grain), row["facility_id"] if by else ""), [ZERO, ZERO])
        both[0] += row["paid"] if row["at_visit"] else 0
        both[1] += row["paid"]
    pairs = {key: ratio(above, below, 100) for key, (above, below) in sums.items()}
    return {key: value for key, value in pairs.items() if value is not None}


def local_date(tables: Tables, visit: Row) -> date | None:
    zones = {f["facility_id"]: ZoneInfo(f["time_zone"]) for f in tables["facility"]}
    if visit["discharge_ts"] is None:
        return None
    return datetime.fromisoformat(visit["discharge_ts"]).astimezone(zones[visit["facility_id"]]).date()


ORACLE = {
    "net_collection_rate_pct": net_collection,
    "net_collection_rate_cash_pct": of_years("cash", "collectable", cash_reach),
    "cash_collection_pct_npsr": of_months("cash", "npsr"),
    "cost_to_collect_pct": of_months("billing", "cash"),
    "cost_to_collect_12m_pct": of_years("billing", "cash", ledger_reach),
    "pos_collection_pct": at_the_desk,
}
