"""What a gap between groups would be if every group had the ages of all: directly standardised (kpis.md 6.3, 10.01).

Deaths and returns grow with age, and groups differ in age: without this a young group looks well cared for. Bands of age
are put together until no group holds a small number in any of them, so that nothing is told that a table would hide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from metrics import intervals
from metrics.calendars import Span
from metrics.compile import BETWEEN, WINDOW, compile
from metrics.intervals import Interval
from metrics.kpi import Kpi, Ratio
from metrics.window import Windows

AGES = "age_band"
AGED = {"7.01", "7.03"}  # readmissions and deaths
TRAITS = {"deprivation_quintile", "ethnicity", "race"}
LEAST_BANDS = 2
Count = tuple[float, float]


def is_aged(kpi: Kpi, by: str) -> bool:
    """Whether groups of this trait have to be compared at the same ages."""
    return kpi.number in AGED and kpi.kind == "proportion" and AGES in kpi.by and by in TRAITS


def same_ages(windows: Windows, span: Span, groups: Sequence[str]) -> dict[str, Interval]:
    """The figure of each group with the ages of all patients; nothing where they cannot be compared safely."""
    kpi, rule = windows.kpi, max(windows.rule(group).up_to for group in groups)
    counts = _counts(windows, span)
    bands = merged({group: counts[group] for group in groups}, rule)
    if len(bands) < LEAST_BANDS:
        return {}
    assert isinstance(kpi.value, Ratio)
    weights = [sum(cells.get(age, (0, 0))[1] for cells in counts.values() for age in band) for band in bands]
    found = {}
    for group in groups:
        cells = [_sum(counts[group], band) for band in bands]
        rate = intervals.standardised([num for num, _ in cells], [den for _, den in cells], weights)
        found[group] = rate.scaled(kpi.value.per)
    return found


def merged(counts: Mapping[str, Mapping[str, Count]], up_to: float) -> list[tuple[str, ...]]:
    """Bands of neighbouring ages in which every group has patients and no count from 1 to `up_to`."""
    bands: list[tuple[str, ...]] = []
    for age in sorted({age for cells in counts.values() for age in cells}):
        if bands and not _is_safe(counts, bands[-1], up_to):
            bands[-1] += (age,)
        else:
            bands.append((age,))
    while len(bands) > 1 and not _is_safe(counts, bands[-1], up_to):
        last = bands.pop()
        bands[-1] += last
    return bands if bands and _is_safe(counts, bands[-1], up_to) else []


def _is_safe(counts: Mapping[str, Mapping[str, Count]], band: tuple[str, ...], up_to: float) -> bool:
    for cells in counts.values():
        num, den = _sum(cells, band)
        if den <= up_to or 0 < num <= up_to or 0 < den - num <= up_to:
            return False
    return True


def _sum(cells: Mapping[str, Count], band: tuple[str, ...]) -> Count:
    chosen = [cells[age] for age in band if age in cells]
    return sum(num for num, _ in chosen), sum(den for _, den in chosen)


def _counts(windows: Windows, span: Span) -> dict[str, dict[str, Count]]:
    """Numerator and denominator by group and age, before anything is hidden: they never leave this module."""
    asked = replace(windows.question, grain=WINDOW, since=span[0], until=span[1])
    statement = compile([windows.kpi], asked, windows.access, AGES)
    found: dict[str, dict[str, Count]] = defaultdict(dict)
    for row in windows.stored.generation.dicts(statement.sql, statement.params):
        group, _, age = row["grp"].partition(BETWEEN)
        num, den = row[f"{windows.kpi.id}_num"], row[f"{windows.kpi.id}_den"]
        if den:
            found[group][age] = float(num), float(den)
    return found
