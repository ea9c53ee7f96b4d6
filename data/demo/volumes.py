"""Output of cost centres: units of service against plan, and the hours that the plan allows for them."""

from __future__ import annotations

import csv
import io

import numpy as np

from data.demo.clock import Clock
from data.demo.places import BEDDED, CLINICS, UNITS
from data.demo.workforce import Workforce
from data.demo.writing import Inbox

# Hours that a contracted seat is worked on a calendar day, with cover from overtime, bank and agency.
WARD_HOURS, CLINIC_HOURS = 0.405 * 12 * 0.97, 0.9 * 8 * 0.71
HOURS_ACCOUNT = "9900"


class Volumes:
    """`census` by unit and day, `kept` visits by clinic and month."""

    def __init__(self, clock: Clock, census: np.ndarray, kept: np.ndarray, seed: int) -> None:
        self.clock = clock
        edges = [clock.first_day(m) - clock.first_day(0) for m in range(clock.months)]
        self.volume = {unit: np.add.reduceat(census[unit], edges) for unit in BEDDED}
        self.volume |= {unit: kept[row] for row, unit in enumerate(CLINICS)}
        self.rng = np.random.default_rng([seed, 63])

    def write(self, inbox: Inbox, workforce: Workforce) -> None:
        header = ("Cost Center", "Period", "Statistic", "Actual", "Budget")
        plan = ("Entity", "Cost Center", "Account", "Period", "Version", "Standard Hours", "Volume Basis")
        for year in sorted({self.clock.start(m).year for m in range(self.clock.months)}):
            rows, hours = [], []
            for m in range(self.clock.months):
                start = self.clock.start(m)
                if start.year != year:
                    continue
                for unit, volume in self.volume.items():
                    place = UNITS[unit]
                    is_ward = place.is_bedded
                    usual = float(volume.mean()) * self.clock.days(m) / 30.44 * self.rng.normal(1, 0.01)
                    unit_of_service = "Patient days" if is_ward else "Visits"
                    rows.append(
                        (
                            place.cost_centre,
                            f"{start:%Y-%m}",
                            unit_of_service,
                            f"{volume[m]:.0f}",
                            f"{usual:.0f}",
                        )
                    )
                    seats = (workforce.unit == unit) & ~np.isin(workforce.role, (3, 5))
                    rate = WARD_HOURS if is_ward else CLINIC_HOURS
                    allowed = float(workforce.fte[seats].sum()) * rate * self.clock.days(m) * 0.9
                    entity = place.cost_centre.split("-")[0]
                    hours.append(
                        (
                            entity, place.cost_centre, HOURS_ACCOUNT, f"{start:%Y-%m}", "Original", f"{allowed:.0f}",
                            f"{usual:.0f}",
                        )
                    )  # fmt: skip
            inbox.text(f"STATISTICS_FY{year}.csv", _csv(header, rows), "cp1252")
            inbox.text(f"STANDARD_HOURS_FY{year}.csv", _csv(plan, hours), "cp1252")


def _csv(header: tuple[str, ...], rows: list) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
