"""Chart of accounts, cost centres, trial balance by fiscal year and the budget, from what the books gathered."""

from __future__ import annotations

import csv
import io

import numpy as np

from data.demo.bills import INFLATION
from data.demo.books import VISIT_CHARGE, VISIT_COST, VISIT_DUE, Books
from data.demo.clock import Clock
from data.demo.places import FACILITIES, HOSPITALS, UNITS
from data.demo.stories import effect
from data.demo.volumes import HOURS_ACCOUNT
from data.demo.writing import Inbox

# number, name, class, share of operating cost, varies with volume
ACCOUNTS = (
    ("4010", "Gross inpatient revenue", "REV IP", 0.0, False),
    ("4020", "Gross outpatient revenue", "REV OP", 0.0, False),
    ("4510", "Contractual allowances", "CONTRA", 0.0, False),
    ("4520", "Charity care", "CHARITY", 0.0, False),
    ("4530", "Implicit price concessions", "BAD DEBT", 0.0, False),
    ("4810", "Other operating revenue", "OTHER REV", 0.0, False),
    ("6010", "Salaries", "SALARY", 0.405, False),
    ("6020", "Benefits", "BENEFIT", 0.095, False),
    ("6030", "Agency labor", "AGENCY", 0.025, True),
    ("6040", "Overtime", "OVERTIME", 0.02, True),
    ("6110", "Medical supplies", "SUPPLY", 0.155, True),
    ("6120", "Drugs", "DRUG", 0.085, True),
    ("6210", "Purchased services", "PURCHASED", 0.095, False),
    ("6310", "Depreciation", "DEPREC", 0.06, False),
    ("6410", "Other expense", "OTHER EXP", 0.04, False),
    ("6610", "Billing office", "REV CYCLE", 0.02, False),
    ("6510", "Interest", "INTEREST", 0.014, False),
)
REVENUE = ("4010", "4020", "4810")
SUPPORT = (
    ("8010", "Laboratory", 0.06),
    ("8020", "Imaging", 0.07),
    ("8030", "Pharmacy", 0.05),
    ("9010", "Administration", 0.12),
)
UNIT_SHARE = {"ed": 0.13, "icu": 0.12, "step_down": 0.05, "med_surg": 0.09, "telemetry": 0.08, "surgical": 0.1,
              "maternity": 0.07, "or": 0.16, "clinic": 0.4}  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BILLING_OFFICE, REVENUE_CENTRE = "9020", "5000"


def cost_centres() -> list[tuple[str, str, str, float]]:
    """(number, entity, name, share of the facility's cost)."""
    rows = []
    for facility in FACILITIES:
        mine = [u for u in UNITS if u.facility == facility.id]
        support = SUPPORT if facility.id in HOSPITALS else SUPPORT[3:]
        weights = [UNIT_SHARE[u.type] for u in mine] + [s for _, _, s in support]
        rows += [
            (u.cost_centre, facility.entity, u.name, w / sum(weights))
            for u, w in zip(mine, weights, strict=False)
        ]
        rows += [
            (f"{facility.entity}-{n}", facility.entity, name, s / sum(weights)) for n, name, s in support
        ]
        rows.append((f"{facility.entity}-{BILLING_OFFICE}", facility.entity, "Patient accounts", 0.0))
        rows.append((f"{facility.entity}-{REVENUE_CENTRE}", facility.entity, "Patient revenue", 0.0))
    return rows


class Ledger:
    """Posts the months of the books to accounts and cost centres."""

    def __init__(self, clock: Clock, books: Books, per_clinic: np.ndarray, seed: int) -> None:
        self.clock, self.seed = clock, seed
        self.revenue, self.cost = self._totals(books, per_clinic)

    def _totals(self, books: Books, per_clinic: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Gross and net revenue and operating cost, by facility and month."""
        gross_ip = np.vstack([books.gross[0], np.zeros_like(per_clinic)])
        gross_op = np.vstack([books.gross[1], per_clinic * VISIT_CHARGE])
        net = np.vstack([books.due, per_clinic * VISIT_DUE])
        # A part of cost is fixed: it follows the average month, not this one.
        direct = np.vstack([books.cost, per_clinic * VISIT_COST])
        usual = direct.mean(axis=1, keepdims=True) * (
            1 + INFLATION * (np.arange(self.clock.months) - self.clock.months / 2) / 12
        )
        noise = np.random.default_rng([self.seed, 61]).normal(1, 0.012, direct.shape)
        cost = (0.5 * direct + 0.5 * usual) * noise * 1.02
        gap = np.maximum(gross_ip + gross_op - net, 0)
        revenue = {"4010": gross_ip, "4020": gross_op, "4510": gap * 0.93, "4520": gap * 0.025, "4530": gap * 0.045,
                   "4810": net * 0.035}  # fmt: skip
        return revenue, cost

    def entries(self) -> list[tuple[int, str, str, str, float]]:
        """(month, entity, cost centre, account, amount), amounts positive as the business reads them."""
        rows = []
        for f, facility in enumerate(FACILITIES):
            centres = [c for c in cost_centres() if c[1] == facility.entity]
            parts = self._parts(f, [part for *_, part in centres])
            for m in range(self.clock.months):
                for number, amounts in self.revenue.items():
                    if amounts[f, m]:
                        rows.append(
                            (m, facility.entity, f"{facility.entity}-{REVENUE_CENTRE}", number, amounts[f, m])
                        )
                for c, (centre, entity, *_) in enumerate(centres):
                    for a, (number, _, _, share, _) in enumerate(ACCOUNTS):
                        if not share:
                            continue
                        is_billing = number == "6610"
                        part = parts[a, c, m] * (not is_billing)
                        own = float(is_billing) if centre.endswith(BILLING_OFFICE) else part
                        amount = self.cost[f, m] * share * own
                        if number == "6030" and centre == "02-6035":
                            amount *= 1 + effect("agency", m, self.clock.months, 0.0) * 22
                        if amount:
                            rows.append((m, entity, centre, number, amount))
        return rows

    def _parts(self, facility: int, usual: list[float]) -> np.ndarray:
        """The part of each cost centre in each account and month: it drifts about the usual one, and they add up to 1."""
        rng = np.random.default_rng([self.seed, 62, facility])
        months = self.clock.months
        drift = np.zeros((len(usual), months))
        for m, step in enumerate(rng.normal(0, 0.025, (months, len(usual)))):
            drift[:, m] = step + (0.85 * drift[:, m - 1] if m else 0)
        own = rng.normal(0, 0.02, (len(ACCOUNTS), len(usual), months))
        parts = np.array(usual)[None, :, None] * np.exp(drift + own)
        return parts / parts.sum(axis=1, keepdims=True)

    def write(self, inbox: Inbox) -> None:
        names = {number: name for number, name, *_ in ACCOUNTS}
        accounts = [
            (number, name, kind, "Y" if varies else "N") for number, name, kind, _, varies in ACCOUNTS
        ] + [(HOURS_ACCOUNT, "Standard hours", "STAT", "Y")]
        inbox.text(
            "CHART_OF_ACCOUNTS.csv",
            _csv(("Account", "Description", "Natural Class", "Variable"), accounts),
            "cp1252",
        )
        inbox.text(
            "COST_CENTERS.csv",
            _csv(("Cost Center", "Entity", "Name"), [c[:3] for c in cost_centres()]),
            "cp1252",
        )
        entries = self.entries()
        years = sorted({self.clock.start(m).year for m in range(self.clock.months)})
        for year in years:
            mine = [e for e in entries if self.clock.start(e[0]).year == year]
            inbox.text(f"TB_FY{year}.csv", self._trial_balance(year, mine, names), "cp1252")
            inbox.text(f"BUDGET_FY{year}.csv", self._budget(year, entries, names), "cp1252")

    def _trial_balance(self, year: int, entries: list, names: dict[str, str]) -> str:
        header = (
            "Entity",
            "Fiscal Year",
            "Period",
            "Cost Center",
            "Account",
            "Account Description",
            "Debit",
            "Credit",
        )
        rows: list[tuple] = []
        for i, (m, entity, centre, number, amount) in enumerate(entries):
            text = f"{amount:,.2f}"
            if i % 400 == 399:
                text = "#REF!"
            sides = ("", text) if number in REVENUE else (text, "")
            rows.append(
                (entity, year, f"{self.clock.start(m).month:02}", centre, number, names[number], *sides)
            )
        rows.append(("", year, "", "", "", "Total", "", ""))
        if len(rows) > 500:
            rows.append(("99", year, "01", "99-0000", "6010", names["6010"], "100.00", ""))
        return _csv(header, rows)

    def _budget(self, year: int, entries: list, names: dict[str, str]) -> str:
        """Twelve months side by side; the plan is the usual month with a little less cost than came."""
        sums: dict[tuple[str, str, str], list[float]] = {}
        for _, entity, centre, number, amount in entries:
            total = sums.setdefault((entity, centre, number), [0.0, 0.0])
            total[0] += amount
            total[1] += 1
        header = (
            "Version",
            "Fiscal Year",
            "Entity",
            "Cost Center",
            "Account",
            "Description",
            *MONTHS,
            "Total",
        )
        rows = []
        middle = self.clock.start(self.clock.months // 2).year
        for (entity, centre, number), (total, count) in sums.items():
            usual = total / count * (1 + INFLATION * (year - middle)) * (0.985 if number > "5" else 1.01)
            plan = [round(usual * (31 if m in (0, 2, 4, 6, 7, 9, 11) else 30) / 30.4, -2) for m in range(12)]
            rows.append(
                (
                    "Original",
                    year,
                    entity,
                    centre,
                    number,
                    names[number],
                    *(f"{p:,.0f}" for p in plan),
                    f"{sum(plan):,.0f}",
                )
            )
        return _csv(header, rows)


def _csv(header: tuple[str, ...], rows: list) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
