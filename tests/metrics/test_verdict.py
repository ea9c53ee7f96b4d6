"""What is judged, what is not, and the sentence that says so."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import TABLES
from metrics.kpi import Count, Direction, Kpi, Quantile, Ratio
from metrics.verdict import judge

CALM = [50, 52, 48, 51, 49, 53, 47, 50, 52, 48, 51, 49, 50, 52, 48, 51, 49, 53, 47, 50]
KEY = {
    "kpi_id",
    "period_type",
    "period_start",
    "scope_type",
    "scope_id",
    "dims",
    "definition_version",
    "load_id",
}


def kpi(direction=Direction.LOWER, **more):
    fields = {
        "id": "wait",
        "number": "1.01",
        "title": "Wait",
        "unit": "min",
        "value": Quantile(0.5, "wait", "visit"),
        "by": (),
        "means": "How long patients wait.",
        "formula": "median",
        "why": "Waiting harms.",
        "owner": "Emergency care lead",
        "needs": (),
    }
    return Kpi(direction=direction, **(fields | more))


def months(n, first=2024):
    return [date(first + i // 12, i % 12 + 1, 1) for i in range(n)]


def read(measure, values, n=100, coverage=1.0, status="final", nums=None, dens=None, **more):
    def every(given):
        return given if isinstance(given, list) else [given] * len(values)

    return judge(
        measure,
        months(len(values)),
        values,
        nums or [None] * len(values),
        dens or [None] * len(values),
        every(n),
        every(coverage),
        every(status),
        grain="month",
        **more,
    )


def last(measure, values, **more):
    return read(measure, values, **more).points[-1]


def goal(target, upper=None, since=date(2020, 1, 1), until=None):
    where = {"scope_type": "network", "scope_id": "*"}
    return where | {"valid_from": since, "valid_to": until, "target": target, "upper_target": upper}


def test_every_point_has_exactly_the_columns_of_its_table():
    columns = {name: set(TABLES[name].names) for name in ("kpi_verdict", "spc_limit")}
    judged = read(kpi(), CALM)
    assert {name for point in judged.points for name in point} == columns["kpi_verdict"] - KEY | {
        "period_start"
    }
    assert {name for row in judged.limits for name in row} == columns["spc_limit"] - KEY


def test_a_calm_series_has_no_real_change_and_says_what_is_usual():
    point = last(kpi(), CALM, targets=[goal(70)])
    assert (point["variation"], point["assurance"], point["target_met"]) == ("common", "pass", True)
    assert point["sentence"] == (
        "No real change: August 2025 50 min is within what is usual (42–58). Will meet 70 min unless the process changes."
    )


@pytest.mark.parametrize(
    ("direction", "head"),
    [
        (Direction.LOWER, "Concern"),
        (Direction.HIGHER, "Improvement"),
        (Direction.NEUTRAL, "Change"),
        (Direction.TARGET, "Change"),
    ],
)
def test_the_same_rise_is_good_bad_or_neither_by_direction(direction, head):
    point = last(kpi(direction), [*CALM, *[53] * 8])
    assert (point["head"], point["rule"], point["side"], point["since"]) == (
        head,
        "shift",
        "high",
        date(2025, 9, 1),
    )
    assert point["sentence"].startswith(
        f"{head}: 8 points above the mean since September 2025; April 2026 53 min against "
    )


@pytest.mark.parametrize(
    ("direction", "target", "outcome"),
    [
        (Direction.LOWER, 70, "pass"),
        (Direction.LOWER, 30, "fail"),
        (Direction.LOWER, 50, "hit_or_miss"),
        (Direction.HIGHER, 70, "fail"),
        (Direction.HIGHER, 30, "pass"),
        (Direction.HIGHER, 50, "hit_or_miss"),
        (Direction.NEUTRAL, 50, None),
        (Direction.TARGET, 50, None),
    ],
)
def test_assurance_compares_the_target_with_the_limits(direction, target, outcome):
    assert last(kpi(direction), CALM, targets=[goal(target)])["assurance"] == outcome


def test_assurance_uses_the_raw_limit_although_the_words_stop_at_zero():
    wild = [1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8]
    point = last(kpi(Direction.HIGHER), wild, targets=[goal(-1)])
    assert point["lower"] < -1
    assert point["assurance"] == "hit_or_miss"
    assert "(0–" in point["sentence"]


def test_a_band_is_told_in_words_and_never_as_assurance():
    point = last(kpi(Direction.TARGET, target_band=(52, 58)), CALM)
    assert (point["target_met"], point["assurance"]) == (False, None)
    assert point["sentence"].endswith("Below the band from 52 min to 58 min.")
    assert (
        last(kpi(Direction.TARGET, target_band=(52, 58)), CALM, targets=[goal(45, 50)])["target_met"] is True
    )


def test_the_target_in_force_at_the_period_counts():
    old_and_new = [goal(40, until=date(2025, 6, 30)), goal(60, since=date(2025, 7, 1))]
    points = read(kpi(), CALM, targets=old_and_new).points
    assert [points[17]["target"], points[18]["target"]] == [40, 60]


def test_a_partial_period_is_never_judged_and_moves_no_limit():
    plain = read(kpi(), CALM)
    more = read(kpi(), [*CALM, 5], status=["final"] * 20 + ["partial"])
    assert more.limits == plain.limits
    assert more.points[:20] == plain.points
    assert more.points[20]["is_judged"] is False
    assert more.points[20]["variation"] == "none"
    assert more.points[20]["sentence"] == "Not judged: September 2025 is not complete yet."
    assert [p["is_latest"] for p in more.points[-2:]] == [True, False]


@pytest.mark.parametrize(
    ("odd", "sentence"),
    [
        (
            {"status": "provisional"},
            "Not judged: September 2025 may still change, late records are expected.",
        ),
        ({"coverage": 0.62}, "Not judged: Only 62 % of records could be measured in September 2025."),
        ({"n": 12}, "Not judged: September 2025 rests on 12, at least 30 are needed."),
    ],
)
def test_a_point_that_cannot_be_trusted_says_why(odd, sentence):
    usual = {"status": "final", "coverage": 1.0, "n": 100}
    columns = {name: [usual[name]] * 20 + [value] for name, value in odd.items()}
    judged = read(kpi(), [*CALM, 5], **columns, targets=[goal(40)])
    point = judged.points[20]
    assert (point["is_judged"], point["sentence"]) == (False, sentence)
    assert (point["target_met"], point["assurance"]) == (None, None)
    assert judged.limits == read(kpi(), CALM).limits


def test_middling_coverage_is_judged_with_a_caution():
    point = last(kpi(), CALM, coverage=0.84)
    assert (point["quality"], point["is_judged"]) == ("low_coverage", True)
    assert point["sentence"].endswith("Only 84 % of records could be measured.")


def test_a_month_without_a_value_is_a_gap_not_a_zero():
    gap = read(kpi(), [*CALM[:10], None, *CALM[10:]])
    assert gap.limits == read(kpi(), CALM).limits
    assert gap.points[10]["sentence"] == "Not judged: November 2024 has no value."


def test_fewer_than_eight_points_are_a_line():
    judged = read(kpi(), CALM[:5])
    assert judged.limits == []
    point = judged.points[-1]
    assert (point["chart"], point["point_state"], point["centre"]) == ("line", "none", None)
    assert point["sentence"] == "Too early to judge: 5 of 8 months."


def test_eight_to_eleven_points_are_a_run_chart_with_trial_limits():
    point = last(kpi(), [*CALM[:8], 90], targets=[goal(40)])
    assert (point["chart"], point["point_state"], point["centre"]) == ("run", "trial", 50)
    assert point["lower"] < point["centre"] < point["upper"]
    assert (point["is_judged"], point["variation"], point["assurance"]) == (False, "none", None)
    assert point["sentence"].startswith("Trial limits: 9 points.")


def test_limits_follow_until_twenty_points_and_stay_from_then_on():
    fifteen, twenty, later = read(kpi(), CALM[:15]), read(kpi(), CALM), read(kpi(), [*CALM, 55, 56])
    assert fifteen.points[-1]["point_state"] == "provisional"
    assert fifteen.points[-1]["sentence"].endswith("Provisional limits: 15 points.")
    assert fifteen.limits[0]["n_points"] == 15
    assert twenty.limits == later.limits
    assert twenty.limits[0]["locked"] is True


def test_a_rebase_starts_anew_and_no_rule_looks_across_it():
    lower = [value - 2 for value in CALM]
    rebased = read(kpi(), CALM + lower, rebases=[date(2025, 9, 1)])
    assert [row["centre"] for row in rebased.limits] == [50, 48]
    assert [row["segment_start"] for row in rebased.limits] == [date(2024, 1, 1), date(2025, 9, 1)]
    assert not any(point["rule"] for point in rebased.points)


SHARE = {
    "unit": "%",
    "chart": "p_prime",
    "bounds": (0, 100),
    "value": Ratio(Count("visit", "left"), Count("visit"), 100),
}


def share(nums, dens, **more):
    values = [100 * x / n for x, n in zip(nums, dens, strict=True)]
    return read(kpi(**SHARE), values, n=dens, nums=nums, dens=dens, **more)


def test_a_proportion_has_limits_in_percent_that_follow_its_denominator():
    nums = [30, 33, 28, 31, 29, 34, 27, 30, 33, 28, 31, 29, 30]
    judged = share(nums, [1000] * 12 + [4000])
    first, end = judged.points[0], judged.points[-1]
    assert end["chart"] == "p_prime"
    assert end["upper"] - end["centre"] == pytest.approx((first["upper"] - first["centre"]) / 2)
    assert judged.limits[0]["centre"] == pytest.approx(100 * sum(nums) / 16000)
    assert judged.limits[0]["upper"] is None


def test_the_house_style_of_a_market_is_kept():
    judged = share([30, 33, 28, 31, 29, 34, 27, 30, 33, 28, 31, 29], [1000] * 12, market="nhs_trust")
    assert judged.points[-1]["chart"] == "xmr"


def test_a_handful_of_events_is_not_judged():
    point = share([1, 0, 2, 1, 0, 1, 3, 1, 0, 1, 2, 1], [60] * 12).points[-1]
    assert (point["is_judged"], point["chart"], point["lower"]) == (False, "run", None)
    assert "rests on too few events" in point["sentence"]


def test_a_rolling_value_is_left_to_its_sibling():
    point = last(kpi(judged_by="wait_monthly"), CALM)
    assert (point["is_judged"], point["chart"]) == (False, "line")
    assert "rolling figure" in point["sentence"]


def test_an_empty_series_has_no_points():
    assert read(kpi(), []).points == []


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1000)), max_size=40),
    st.sampled_from(list(Direction)),
    st.randoms(use_true_random=False),
)
def test_records_agree_with_themselves_whatever_the_series(values, direction, random):
    status = [random.choice(["final", "final", "final", "provisional", "partial"]) for _ in values]
    points = read(kpi(direction), values, status=status, targets=[goal(300)]).points
    assert len(points) == len(values)
    assert sum(p["is_latest"] for p in points) == bool(values)
    for point in points:
        assert point["is_judged"] == (point["variation"] != "none") == (point["head"] != "Not judged")
        assert (point["rule"] is None) == (point["variation"] in ("common", "none"))
        assert (point["since"] is None) == (point["rule"] is None)
        assert not point["is_judged"] or point["status"] == "final"
        assert "significant" not in point["sentence"]
        assert point["sentence"].endswith(".")
        assert point["since"] is None or point["since"] <= point["period_start"]


def test_a_change_of_scale_changes_no_verdict():
    values = list(np.round(np.random.default_rng(7).normal(50, 4, 36), 3)) + [61.0] * 7
    small, large = (read(kpi(), [v * factor for v in values]).points for factor in (1, 1000))
    assert [(p["variation"], p["rule"]) for p in small] == [(p["variation"], p["rule"]) for p in large]
