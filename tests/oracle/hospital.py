"""Places and clocks that the oracles of care share, and hospitals to draw from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.plain import period_of

ZONES = {"A": "America/New_York", "B": "Asia/Kolkata"}
FACILITIES = [{"facility_id": name, "time_zone": zone} for name, zone in ZONES.items()]
UNITS = [
    {"unit_id": "A1", "facility_id": "A", "unit_type": "med_surg"},
    {"unit_id": "A2", "facility_id": "A", "unit_type": "surgical"},
    {"unit_id": "AT", "facility_id": "A", "unit_type": "or", "is_inpatient_bedded": False},
    {"unit_id": "AN", "facility_id": "A", "unit_type": "nursery"},
    {"unit_id": "B1", "facility_id": "B", "unit_type": "icu"},
]
AGES = [
    {"patient_id": "P0", "birth_date": date(2008, 3, 8), "sex": "female"},
    {"patient_id": "P1", "birth_date": date(1960, 2, 29), "sex": "male"},
    {"patient_id": "P2", "birth_date": None, "sex": "unknown"},
]
SPRING = datetime.fromisoformat("2026-03-07T00:00:00+00:00")
AUTUMN = datetime.fromisoformat("2026-10-31T00:00:00+00:00")


def instants(days: int = 4, step: int = 15) -> st.SearchStrategy[datetime]:
    """Instants around both changes of the clock in New York, on round minutes so that two often meet."""
    after = st.integers(0, days * 1440 // step)
    return st.builds(
        lambda base, n: base + timedelta(minutes=n * step), st.sampled_from([SPRING, AUTUMN]), after
    )


def later(start: datetime, longest: int, shortest: int = 0) -> st.SearchStrategy[datetime]:
    """Up to `longest` minutes after an instant; a negative `shortest` allows impossible pairs."""
    return st.integers(shortest, longest).map(lambda minutes: start + timedelta(minutes=minutes))


def local(row: Row, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(ZONES[row["facility_id"]]))


def seconds(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else int((end - start).total_seconds())


def within(value: int | None, low: int, high: int) -> bool:
    return value is not None and low <= value <= high


def last_second(facility_id: str, day: date) -> datetime:
    """The census instant of a date."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(ZONES[facility_id]))


def age(birth: date | None, day: date) -> int | None:
    """Full years; who is born on 29 February has birthday on the 28th in other years."""
    if birth is None or birth > day:
        return None
    birthday = (
        date(day.year, 2, 28)
        if (birth.month, birth.day) == (2, 29) and day.year % 4
        else birth.replace(year=day.year)
    )
    return day.year - birth.year - (day < birthday)


def age_band(tables: Tables, patient_id: str | None, day: date) -> str:
    years = age({p["patient_id"]: p["birth_date"] for p in tables["patient"]}.get(patient_id), day)
    if years is None:
        return "unknown"
    bands = ((18, "0-17"), (45, "18-44"), (65, "45-64"), (75, "65-74"), (85, "75-84"))
    return next((band for limit, band in bands if years < limit), "85+")


def quantile(numbers: Iterable[int], q: Fraction) -> Fraction | None:
    """Linear interpolation between the two neighbours (type 7)."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    place = q * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def grouped(rows: Iterable[Row], by: str, grain: str) -> dict[tuple[date, str], list[Row]]:
    found: dict[tuple[date, str], list[Row]] = {}
    for row in rows:
        found.setdefault((period_of(row["day"], grain), str(row[by]) if by else ""), []).append(row)
    return found


def against(
    events: Sequence[Row],
    weights: Sequence[Row],
    by: str,
    grain: str,
    value: Callable[[list[Row], list[Row]], object],
) -> Values:
    """What happened in each group of the weights; where only events have groups, each against all of the weights."""
    is_part = bool(by) and any(by not in row for row in weights)
    happened = grouped(events, by, grain)
    found = {}
    for (period, whole), behind in grouped(weights, "" if is_part else by, grain).items():
        for group in {group for _, group in happened} if is_part else {whole}:
            found[period, group] = value(happened.get((period, group), []), behind)
    return {key: float(number) for key, number in found.items() if number is not None}


def valued(rows: Iterable[Row], by: str, grain: str, value: Callable[[list[Row]], object]) -> Values:
    """One value per period and group; what is unknown is left out."""
    groups = {key: value(group) for key, group in grouped(rows, by, grain).items()}
    return {key: float(found) for key, found in groups.items() if found is not None}


def minutes_at(rows: Iterable[Row], by: str, grain: str, column: str, q: Fraction) -> Values:
    """A quantile of seconds, in minutes."""
    rows = [row for row in rows if row[column] is not None]
    return valued(rows, by, grain, lambda group: quantile([row[column] for row in group], q) / 60)


def share(rows: Iterable[Row], by: str, grain: str, is_hit: Callable[[Row], bool]) -> Values:
    return valued(rows, by, grain, lambda group: Fraction(100 * sum(map(is_hit, group)), len(group)))


HALF, TENTH = Fraction(1, 2), Fraction(9, 10)
MONTH_OF_SECONDS = 30 * 86400
