"""The books: revenue and cost gathered month by month, what is still owed at each month end, by payer and age."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from data.demo import stays as ward
from data.demo.bills import Bills
from data.demo.clock import DAY, Clock, lognormal
from data.demo.hospital import Month
from data.demo.places import FACILITIES, HOSPITALS, PAYERS
from data.demo.writing import Inbox

BUCKETS = ("0-30", "31-60", "61-90", "91-120", "121-180", "181+", "DNFB", "INHOUSE")
DNFB, INHOUSE = 6, 7
AGES = np.array([30, 60, 90, 120, 180])
MONTHS_OWED = 13
# Debts older than the data are copied from its first half year, so that the first month ends are not empty.
HISTORY_DAYS = 182
VISIT_COST, VISIT_CHARGE, VISIT_DUE = 168.0, 310.0, 186.0


class Books:
    """Sums by hospital and month; only these small arrays are kept."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        shape = (len(HOSPITALS), clock.months)
        self.gross = np.zeros((2, *shape))
        self.due = np.zeros(shape)
        self.cost = np.zeros(shape)
        owed = (len(HOSPITALS), clock.months, len(PAYERS), len(BUCKETS))
        self.owed_gross, self.owed_net = np.zeros(owed), np.zeros(owed)

    def add(self, month: Month, bills: Bills) -> None:
        when = self.clock.month_of_day(bills.service_day)
        inside = (when >= 0) & (when < self.clock.months)
        place = bills.hospital * self.clock.months + np.clip(when, 0, self.clock.months - 1)
        for total, value in ((self.due, bills.due), (self.cost, bills.cost)):
            self._gather(total, place, value * inside)
        inpatient = bills.kind == ward.INPATIENT
        self._gather(self.gross[0], place, bills.charge * (inside & inpatient))
        self._gather(self.gross[1], place, bills.charge * (inside & ~inpatient))
        self._owe(bills, 0)
        if month.number < HISTORY_DAYS // 30:
            self._owe(bills, HISTORY_DAYS)
        self._in_house(month, bills)

    def _gather(self, total: np.ndarray, place: np.ndarray, value: np.ndarray) -> None:
        total += np.bincount(place, value, total.size).reshape(total.shape)

    def _owe(self, bills: Bills, earlier: int) -> None:
        """Add what each bill leaves unpaid to the month ends between service and payment."""
        served, sent, paid = (d - earlier for d in (bills.service_day, bills.submit_day, bills.paid_day))
        first = np.searchsorted(self._ends, served)
        for step in range(MONTHS_OWED):
            at = first + step
            end = self._ends[np.clip(at, 0, len(self._ends) - 1)]
            month = at - self._before()
            open_ = (month >= 0) & (month < self.clock.months) & (end < paid) & (served <= end)
            age = end - served
            bucket = np.where(sent > end, DNFB, np.searchsorted(AGES, age, side="left"))
            self._add_owed(bills, month, bucket, open_, 1.0)

    def _in_house(self, month: Month, bills: Bills) -> None:
        n = len(month.stays.csn)
        begun, left = bills.admit_day[:n], self.clock.to_local(month.stays.left) // DAY
        rows = Bills(**{name: values[:n] for name, values in vars(bills).items()})
        first = np.searchsorted(self._ends, begun)
        for step in range(4):
            at = first + step
            end = self._ends[np.clip(at, 0, len(self._ends) - 1)]
            number = at - self._before()
            there = (number >= 0) & (number < self.clock.months) & (begun <= end) & (end < left)
            done = (end - begun + 1) / np.maximum(left - begun + 1, 1)
            self._add_owed(rows, number, np.full(n, INHOUSE), there, done)

    def _add_owed(self, bills: Bills, month, bucket, where, part) -> None:
        shape = self.owed_net.shape
        month = np.clip(month, 0, self.clock.months - 1)
        flat = np.ravel_multi_index((bills.hospital, month, bills.payer, bucket), shape)
        self._gather(self.owed_gross, flat, bills.charge * part * where)
        self._gather(self.owed_net, flat, bills.due * part * where)

    def _before(self) -> int:
        return 3

    @cached_property
    def _ends(self) -> np.ndarray:
        """Day numbers of month ends, from three months before the data on."""
        months = range(-self._before(), self.clock.months + MONTHS_OWED + 1)
        return np.array([self.clock.first_day(m + 1) - 1 for m in months])

    def receivables(self, inbox: Inbox, per_clinic: np.ndarray, rng: np.random.Generator) -> None:
        """One file a year: hospital balances by payer and age; the clinics' from their last five weeks of visits."""
        header = "FACILITY;AS_OF;PAYER_CODE;AGE_BUCKET;GROSS_AR;CREDIT_BALANCE;NET_AR\r\n"
        years: dict[int, list[str]] = {}
        for m in range(self.clock.months):
            as_of = np.datetime64(self.clock.first_day(m + 1) - 1, "D").item()
            lines = years.setdefault(as_of.year, [])
            for h, hospital in enumerate(HOSPITALS):
                for p, payer in enumerate(PAYERS):
                    for b, bucket in enumerate(BUCKETS):
                        gross, net = self.owed_gross[h, m, p, b], self.owed_net[h, m, p, b]
                        credit = -0.006 * gross if b < DNFB else 0.0
                        lines.append(
                            f"{hospital};{as_of:%d.%m.%Y};{payer.id};{bucket};{gross:.2f};{credit:.2f};{net + 0.3 * credit:.2f}"
                        )
            for c, facility in enumerate(FACILITIES[len(HOSPITALS) :]):
                for p, payer in enumerate(PAYERS):
                    share = (0.24, 0.17, 0.16, 0.19, 0.18, 0.06)[p] * per_clinic[c, m]
                    for b, part in enumerate((0.82, 0.24, 0.09, 0.05, 0.04, 0.03)):
                        gross = share * VISIT_CHARGE * part * float(lognormal(rng, 1.0, 0.09, 1)[0])
                        lines.append(
                            f"{facility.id};{as_of:%d.%m.%Y};{payer.id};{BUCKETS[b]};{gross:.2f};0.00;{gross * VISIT_DUE / VISIT_CHARGE:.2f}"
                        )
        for year, lines in years.items():
            spoilt = lines[:: max(len(lines) // 2, 1)][:2]
            extra = [spoilt[0].replace(";", ",", 1)] if len(lines) > 200 else []
            inbox.text(f"AR_AGING_{year}.csv", header + "\r\n".join(lines + extra) + "\r\n")
