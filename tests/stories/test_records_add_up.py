"""The records that can be listed behind every number of the demo add up to it."""

from __future__ import annotations

import math

import pytest

from metrics.compile import compile
from metrics.kpi import Quantile, Ratio
from metrics.question import Question
from metrics.records import COUNTED, IN, LEFT_OUT, can_list, standing, statement
from metrics.sides import value_of
from metrics.spans import nearest_grain, period


def quantile(values, q: float):
    """Type 7, as spreadsheets have it."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * q
    low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
    return low + (high - low) * (at - math.floor(at))


def latest(generation, kpi_id: str, scope_type: str, grain: str):
    """The busiest place of that kind in its last final period."""
    found = generation.rows(
        "SELECT scope_id, period_start FROM kpi_value WHERE kpi_id = $kpi AND scope_type = $scope AND period_type = $grain "
        "AND status = 'final' AND n_valid > 0 ORDER BY period_start DESC, n_valid DESC, scope_id LIMIT 1",
        {"kpi": kpi_id, "scope": scope_type, "grain": grain},
    )
    return found[0] if found else None


def test_the_records_behind_every_lit_number_add_up_to_it(engine):
    generation, dark = engine._now().generation, engine.dark()
    listed = [kpi for kpi in engine.kpis().values() if can_list(kpi) and kpi.id not in dark]
    assert len(listed) > 80
    wrong, asked_of = [], 0
    for kpi in listed:
        grain = nearest_grain(kpi, "month")
        for scope_type in ("network", "unit"):
            found = latest(generation, kpi.id, scope_type, grain)
            if found is None:
                continue
            start, end = period(found[1], grain)
            asked = Question((kpi.id,), grain, scope_type, found[0], since=start, until=end)
            made, sums = statement(kpi, asked, most=None), compile([kpi], asked)
            rows = generation.dicts(made.sql, made.params)
            whole = generation.dicts(sums.sql, sums.params)[0]
            asked_of += 1
            wrong += [(kpi.id, scope_type, what) for what in differences(kpi, asked, rows, whole)]
    assert wrong == []
    assert asked_of > 1.5 * len(listed)


def differences(kpi, asked: Question, rows, whole):
    """Where the rows do not add up to the statement of the number."""
    value = value_of(kpi, asked.scope_type == "unit")
    stands = [standing(kpi, asked, row) for row in rows]
    if len(rows) != whole[f"{kpi.id}_n_eligible"]:
        yield "eligible"
    if len(rows) - stands.count(LEFT_OUT) != whole[f"{kpi.id}_n_valid"]:
        yield "valid"
    for word in ("num", "den"):
        if rows and word in rows[0] and whole[f"{kpi.id}_{word}"] is not None:
            expected = float(whole[f"{kpi.id}_{word}"])
            if float(sum(row[word] or 0 for row in rows)) != pytest.approx(expected):
                yield word
    if isinstance(value, Quantile):
        measured = [float(row["value"]) for row in rows if row["value"] is not None]
        if quantile(measured, value.q) * value.per != pytest.approx(whole[f"{kpi.id}_value"]):
            yield "value"
        if stands.count(COUNTED) != len(measured):
            yield "counted"
    if kpi.kind == "proportion" and isinstance(value, Ratio):
        if stands.count(IN) != whole[f"{kpi.id}_num"]:
            yield "in the numerator"
        if stands.count(IN) + stands.count(COUNTED) != whole[f"{kpi.id}_den"]:
            yield "in the denominator"
