"""Months, seasons and the two clocks: inside the generator time is UTC seconds, in files it is naive local time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from data.demo.places import COUNTRY, ZONE
from data.public_holidays import public_holidays

DAY = 86_400
HOUR = 3_600
MINUTE = 60
_EPOCH = date(1970, 1, 1)
_MARGIN_BEFORE, _MARGIN_AFTER = 120, 500
_MONTHS_BEFORE = 24
# Planned work rests on these; on other public holidays and around feasts there is less of it.
CLOSED = ("New Year", "Memorial Day", "Independence Day", "Labor Day", "Thanksgiving", "Christmas")
FEASTS = ("New Year's Day", "Thanksgiving Day", "Christmas Day")
QUIET_WORK, BRIDGE_WORK = 0.75, 0.55
FEAST_EMERGENCIES, AFTER_A_FEAST = 0.86, 1.08


def day_number(day: date) -> int:
    return (day - _EPOCH).days


def add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Clock:
    """The months of the data. Month 0 is the first, `months - 1` the last complete one before `until`."""

    until: date
    months: int = 36
    has_monthly_files: bool = False

    def start(self, month: int) -> date:
        """First day of a month; `start(months)` is the first day after the data."""
        return add_months(self.until, month - self.months)

    def first_day(self, month: int) -> int:
        return int(self._edges[month + _MONTHS_BEFORE])

    @cached_property
    def _edges(self) -> np.ndarray:
        months = range(-_MONTHS_BEFORE, self.months + _MONTHS_BEFORE)
        return np.array([day_number(self.start(m)) for m in months])

    def days(self, month: int) -> int:
        return self.first_day(month + 1) - self.first_day(month)

    def label(self, month: int) -> str:
        """What the name of a file with this month's rows carries."""
        alone = self.has_monthly_files or month >= self.months - 1
        return self.start(month).strftime("%Y%m" if alone else "%Y")

    @property
    def end_day(self) -> int:
        """First day number after the data."""
        return self.first_day(self.months)

    @cached_property
    def end_utc(self) -> int:
        return int(self.to_utc(np.array([self.end_day * DAY]))[0])

    @cached_property
    def base_day(self) -> int:
        return self.first_day(0) - _MARGIN_BEFORE

    @cached_property
    def _offsets(self) -> tuple[np.ndarray, np.ndarray]:
        """Seconds to add to UTC, by UTC hour; and by local hour with the first occurrence of a repeated one."""
        zone, hours = ZoneInfo(ZONE), (self.end_day + _MARGIN_AFTER - self.base_day) * 24
        begin = datetime.combine(_EPOCH, datetime.min.time()) + timedelta(days=self.base_day)
        steps = [begin + timedelta(hours=h) for h in range(hours)]
        by_utc = [s.replace(tzinfo=UTC).astimezone(zone).utcoffset().total_seconds() for s in steps]
        by_local = [zone.utcoffset(s).total_seconds() for s in steps]
        return np.array(by_utc, dtype=np.int64), np.array(by_local, dtype=np.int64)

    def _hour(self, seconds: np.ndarray, count: int) -> np.ndarray:
        return np.clip(seconds // HOUR - self.base_day * 24, 0, count - 1)

    def to_local(self, utc: np.ndarray) -> np.ndarray:
        offsets = self._offsets[0]
        return utc + offsets[self._hour(utc, len(offsets))]

    def to_utc(self, local: np.ndarray) -> np.ndarray:
        offsets = self._offsets[1]
        return local - offsets[self._hour(local, len(offsets))]

    def month_of_day(self, days: np.ndarray) -> np.ndarray:
        """Month index of day numbers; -1 before the data, `months` after."""
        edges = self._edges[_MONTHS_BEFORE : _MONTHS_BEFORE + self.months + 1]
        return np.searchsorted(edges, days, side="right") - 1

    def weekdays(self, days: np.ndarray) -> np.ndarray:
        """0 = Monday."""
        return (days + 3) % 7

    @cached_property
    def _holidays(self) -> dict[int, str]:
        years = range(self.start(-5).year, self.start(self.months + 5).year + 2)
        return {day_number(day): name for day, name in public_holidays(COUNTRY, years).items()}

    def _named(self, days: np.ndarray, names: tuple[str, ...] = ("",), later: int = 0) -> np.ndarray:
        """Whether days are, or come `later` days after, a holiday whose name begins with one of these."""
        return np.isin(days - later, [day for day, name in self._holidays.items() if name.startswith(names)])

    def is_holiday(self, days: np.ndarray) -> np.ndarray:
        """Days on which only what cannot wait is done."""
        return self._named(days, CLOSED)

    def is_working(self, days: np.ndarray) -> np.ndarray:
        return (self.weekdays(days) < 5) & ~self.is_holiday(days)

    def planned_work(self, days: np.ndarray) -> np.ndarray:
        """Share of a usual weekday's planned surgery and clinics: none on weekends, little between the feasts."""
        before_christmas = self._named(days, FEASTS[2:], later=-1)
        between = np.logical_or.reduce([self._named(days, FEASTS[2:], later=k) for k in range(1, 7)])
        bridge = before_christmas | between | self._named(days, FEASTS[1:2], later=1)
        usual = np.where(self._named(days), QUIET_WORK, np.where(bridge, BRIDGE_WORK, 1.0))
        return np.where(self.is_working(days), usual, 0.0)

    def emergencies(self, days: np.ndarray) -> np.ndarray:
        """Share of a usual day's emergency arrivals: people put off coming on a feast and come the day after."""
        usual = np.where(self._named(days, FEASTS, later=1), AFTER_A_FEAST, 1.0)
        return np.where(self._named(days, FEASTS), FEAST_EMERGENCIES, usual)

    def wall(self, local: np.ndarray) -> np.ndarray:
        """Local seconds as a clock on the wall shows them: the hour that is skipped in spring does not exist."""
        return self.to_local(self.to_utc(local))


def winter(days: np.ndarray) -> np.ndarray:
    """+1 in mid January, -1 in mid July."""
    return np.cos(2 * np.pi * ((days + 0.0) % 365.2425 - 15) / 365.2425)


def pressure(clock: Clock, rng: np.random.Generator, hospitals: int) -> np.ndarray:
    """How full and busy each hospital feels, by hospital and day: what makes its units move together.

    A part is shared, as an outbreak fills both hospitals. Busy spells last days, not months.
    """
    days = np.arange(clock.base_day, clock.end_day + _MARGIN_AFTER)
    own, shared = rng.normal(0, 0.04, (hospitals, len(days))), rng.normal(0, 0.03, len(days))
    shocks = own + shared
    level = np.zeros_like(shocks)
    for i in range(1, len(days)):
        level[:, i] = 0.8 * level[:, i - 1] + shocks[:, i]
    return level + 0.05 * winter(days)


def fullness(levels: np.ndarray) -> np.ndarray:
    """How full the wards are after the pressure of the last days, on the scale of the pressure itself."""
    window = np.r_[np.zeros(4), np.ones(5)]
    smooth = np.array([np.convolve(level, window, "same") / window.sum() for level in levels])
    return smooth * levels.std() / smooth.std()


def arrivals(
    rng: np.random.Generator, count: int, first_day: int, by_day: np.ndarray, by_hour: np.ndarray
) -> np.ndarray:
    """Local seconds of `count` arrivals, in order, spread by day weight and hour of day."""
    edges = np.cumsum((by_day[:, None] * by_hour[None, :]).ravel())
    slot = np.searchsorted(edges, np.sort(rng.random(count)) * edges[-1], side="right")
    slot = np.minimum(slot, len(edges) - 1)
    return (first_day * 24 + slot) * HOUR + rng.integers(0, HOUR, count)


def lognormal(rng: np.random.Generator, median: np.ndarray | float, spread: float, count: int) -> np.ndarray:
    return median * np.exp(spread * rng.standard_normal(count))


def pick(rng: np.random.Generator, shares: tuple[float, ...] | np.ndarray, count: int) -> np.ndarray:
    """Index of a category for each of `count` rows."""
    edges = np.cumsum(shares)
    return np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(edges) - 1)
