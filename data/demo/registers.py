"""What quality, infection control, risk, improvement and estates offices keep: small lists, one file each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from data.demo.clock import Clock, winter
from data.demo.places import BEDDED, HOSPITALS, UNITS
from data.demo.writing import Inbox

RATINGS, RATING_SHARE = ("low", "medium", "high", "critical"), (0.4, 0.38, 0.18, 0.04)
STANDARDS = ("Medication storage", "Life safety", "Records", "Equipment checks", "Infection control")
DEPARTMENTS = ("Nursing", "Pharmacy", "Facilities", "Laboratory", "Medical staff")
STAFF = ("rn", "physician", "care_assistant", "ahp")
CLEAN = (0.86, 0.74, 0.82, 0.84)
LINES = {"icu": 0.46, "step_down": 0.2}
CATHETERS = {"icu": 0.55, "step_down": 0.3}
ELSEWHERE = (0.06, 0.12)
FUELS = (("electricity", 40.0, 0.37), ("gas", 55.0, 0.18))
STEPS = (("order", 0.975), ("dispense", 0.985), ("label", 0.96))
LIMITS = (
    ("or_turnover_median", 10, 45),
    ("ed_arrival_to_provider_median", None, 60),
    ("ed_los_discharged_median", None, 300),
)


class Registers:
    """Every list has a random stream of its own, so that one more list moves no other."""

    def __init__(self, inbox: Inbox, clock: Clock, seed: int) -> None:
        self.inbox, self.clock, self.seed = inbox, clock, seed
        self.first = clock.first_day(0)

    def write(self, census: np.ndarray) -> None:
        """`census`: patients by unit and day, from the first day of the data."""
        self._infections(census)
        self._hands()
        self._rounds(census)
        self._findings()
        self._policies()
        self._actions()
        self._processes()
        self._energy(census)
        rows = [(kpi, "" if low is None else low, high) for kpi, low, high in LIMITS]
        self._file("SPEC_LIMITS.csv", "KPI,Lower,Upper", rows)

    def _rng(self, number: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, 140 + number])

    def _file(self, name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
        lines = [",".join(map(str, row)) for row in rows]
        if lines:
            self.inbox.text(name, "\n".join([header, *lines]) + "\n")

    def _date(self, day: int) -> str:
        return f"{np.datetime64(int(day), 'D').item():%Y-%m-%d}"

    def _known(self, day: int) -> str:
        """A date that has come by the end of the data."""
        return self._date(day) if day < self.clock.end_day else ""

    def _infections(self, census: np.ndarray) -> None:
        rng = self._rng(0)
        events, predicted, days = [], [], []
        for unit in BEDDED:
            kind, name = UNITS[unit].type, UNITS[unit].id
            for device, usual, hai, rate in (
                ("central_line", LINES.get(kind, ELSEWHERE[0]), "clabsi", 1.1),
                ("urinary_catheter", CATHETERS.get(kind, ELSEWHERE[1]), "cauti", 1.4),
            ):
                with_device = rng.binomial(census[unit].astype(int), usual)
                days += [
                    (name, self._date(self.first + d), device, int(n), int(present))
                    for d, (n, present) in enumerate(zip(with_device, census[unit], strict=True))
                ]
                for month in range(self.clock.months):
                    begin = self.clock.first_day(month) - self.first
                    there = with_device[begin : begin + self.clock.days(month)]
                    expected = float(there.sum()) * rate / 1000
                    predicted.append(
                        (name, hai, f"{self.clock.start(month):%Y-%m-%d}", f"{expected:.4f}", 2022)
                    )
                    for _ in range(int(rng.poisson(0.85 * expected))):
                        day = begin + int(rng.integers(0, len(there)))
                        events.append((f"HAI-{len(events):05}", name, hai, self._date(self.first + day)))
        self._file("INFECTION_EVENTS.csv", "Event,Unit,Type,Event Date", events)
        self._file("INFECTION_PREDICTED.csv", "Unit,Type,Month,Predicted,Baseline", predicted)
        self._file("DEVICE_DAYS.csv", "Unit,Date,Device,Device Days,Patient Days", days)

    def _hands(self) -> None:
        rng = self._rng(1)
        rows = []
        for month in range(self.clock.months):
            for unit in BEDDED:
                for _ in range(int(rng.integers(20, 40))):
                    day = self.clock.first_day(month) + int(rng.integers(0, self.clock.days(month)))
                    group = int(rng.choice(4, p=(0.5, 0.2, 0.2, 0.1)))
                    is_clean = rng.random() < CLEAN[group]
                    rows.append(
                        (
                            f"HH-{len(rows):06}",
                            UNITS[unit].id,
                            self._date(day),
                            STAFF[group],
                            rng.integers(1, 6),
                            "YN"[not is_clean],
                        )
                    )
        self._file("HAND_HYGIENE.csv", "Observation,Unit,Date,Role,Moment,Cleaned", rows)

    def _rounds(self, census: np.ndarray) -> None:
        rng = self._rng(2)
        rows = []
        for month in range(1, self.clock.months, 3):
            day = self.clock.first_day(month) + 14
            for unit in BEDDED:
                for bed in range(int(census[unit][day - self.first])):
                    rows.append(
                        (
                            self._date(day),
                            UNITS[unit].id,
                            f"R{month:02}-{unit:02}-{bed:03}",
                            "YN"[rng.random() > 0.034],
                        )
                    )
        self._file("PRESSURE_ROUNDS.csv", "Round,Unit,Patient Seen,Injury", rows)

    def _findings(self) -> None:
        rng = self._rng(3)
        rows = []
        for month in range(self.clock.months):
            for _ in range(int(rng.poisson(5))):
                raised = self.clock.first_day(month) + int(rng.integers(0, 28))
                due = raised + int(rng.choice((30, 60, 90)))
                closed = raised + int(rng.gamma(3, 20))
                extended = due + 30 if closed > due and rng.random() < 0.4 else due
                rows.append((
                    f"AF-{len(rows):04}", rng.choice(HOSPITALS), rng.choice(STANDARDS), rng.choice(DEPARTMENTS),
                    rng.choice(RATINGS, p=RATING_SHARE), self._date(raised), self._date(extended), self._date(due), self._known(closed),
                ))  # fmt: skip
        self._file(
            "AUDIT_FINDINGS.csv", "Finding,Site,Standard,Department,Risk,Raised,Due,First Due,Closed", rows
        )

    def _policies(self) -> None:
        rng = self._rng(4)
        rows = []
        for number in range(140):
            approved = self.clock.end_day - int(rng.integers(20, 1150))
            rows.append((
                f"POL-{number:03}", rng.choice(HOSPITALS), rng.choice(DEPARTMENTS), self._date(approved),
                self._date(approved + 1095) if rng.random() > 0.02 else "",
            ))  # fmt: skip
        self._file("POLICIES.csv", "Policy,Site,Department,Approved,Next Review", rows)

    def _actions(self) -> None:
        rng = self._rng(5)
        rows = []
        for month in range(self.clock.months):
            for _ in range(int(rng.poisson(9))):
                made = self.clock.first_day(month) + int(rng.integers(0, 28))
                due = made + int(rng.choice((30, 45, 90)))
                done = due + int(rng.normal(-6, 16))
                is_dropped = rng.random() < 0.04
                rows.append((
                    f"ACT-{len(rows):04}", rng.choice(HOSPITALS), rng.choice(DEPARTMENTS),
                    rng.choice(("audit", "incident", "complaint", "project"), p=(0.3, 0.3, 0.1, 0.3)), self._date(made),
                    self._date(due), self._date(due + 30 if done > due + 5 else due), "" if is_dropped else self._known(max(done, made)),
                    self._known(due - 3) if is_dropped else "",
                ))  # fmt: skip
        self._file("ACTIONS.csv", "Action,Site,Department,From,Made,First Due,Due,Done,Dropped", rows)

    def _processes(self) -> None:
        rng = self._rng(6)
        rows = []
        for month in range(self.clock.months):
            for hospital in HOSPITALS:
                for step, good in STEPS:
                    units = int(rng.integers(280, 360))
                    right = int(rng.binomial(units, good))
                    defects = units - right + int(rng.poisson((units - right) * 0.2))
                    rows.append(
                        (
                            "medication supply",
                            step,
                            f"{self.clock.start(month):%Y-%m-%d}",
                            f"{hospital}-3N" if hospital == "QUIL" else f"{hospital}-2E",
                            units,
                            5,
                            defects,
                            right,
                        )
                    )
        self._file("PROCESS_SAMPLES.csv", "Process,Step,Month,Unit,Units,Chances,Defects,Right", rows)

    def _energy(self, census: np.ndarray) -> None:
        rng = self._rng(7)
        rows = []
        for hospital in HOSPITALS:
            mine = [unit for unit in BEDDED if UNITS[unit].facility == hospital]
            usual = census[mine].sum() / self.clock.months
            for month in range(self.clock.months):
                cold = float(winter(np.array([self.clock.first_day(month) + 15]))[0])
                for fuel, per_day, factor in FUELS:
                    season = 1 + (0.35 * cold if fuel == "gas" else -0.08 * cold)
                    kwh = usual * per_day * season * rng.normal(1, 0.02) * self.clock.days(month) / 30.4
                    rows.append(
                        (
                            hospital,
                            f"{self.clock.start(month):%Y-%m-%d}",
                            fuel,
                            f"{kwh:.0f}",
                            f"{kwh * factor:.0f}",
                            "NY"[rng.random() < 0.03],
                        )
                    )
        self._file("ENERGY.csv", "Site,Month,Fuel,kWh,kgCO2e,Estimated", rows)
