"""Limits against reference outputs that nobody here wrote: qicharts2 and the figures of the open data sets."""

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from metrics import spc

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REFERENCE = SHARED / "spc_qicharts2" / "csv"

pytestmark = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the open data sets are not beside the checkout"
)


def table(name: str) -> dict[str, np.ndarray]:
    with (REFERENCE / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([number(row[key]) for row in rows]) for key in rows[0]}


def number(text: str) -> float:
    if text in ("True", "False"):
        return float(text == "True")
    try:
        return float(text)
    except ValueError:
        return float("nan")


def same(limits: spc.Limits, ref: dict[str, np.ndarray], low: float = 0.0, high: float = np.inf) -> None:
    """The reference clips what it prints to the possible range; ours stays raw until here."""
    close = {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(limits.centre, ref["cl"], **close)
    np.testing.assert_allclose(np.maximum(limits.lower, low), ref["lcl"], **close)
    np.testing.assert_allclose(np.minimum(limits.upper, high), ref["ucl"], **close)


def three_sigma(limits: spc.Limits) -> spc.Limits:
    """The reference takes 3 / 1.128 for the factor that the clinical guides round to 2.66."""
    half = 3 * limits.sigma
    return replace(limits, lower=limits.centre - half, upper=limits.centre + half)


def part(ref: dict[str, np.ndarray], which: int) -> dict[str, np.ndarray]:
    return {key: column[ref["part"] == which] for key, column in ref.items()}


def base(ref: dict[str, np.ndarray]) -> int:
    return int(ref["baseline"].sum())


def outside(limits: spc.Limits, y: np.ndarray) -> np.ndarray:
    return (y > limits.upper) | (y < limits.lower)


def test_individuals_on_a_fixed_baseline():
    ref = table("ex_6.5_3")
    limits = spc.xmr(ref["y"], base=base(ref))
    same(three_sigma(limits), ref, low=-np.inf)
    np.testing.assert_array_equal(outside(limits, ref["y"]), ref["sigma.signal"] == 1)


def test_moving_ranges():
    ref = table("ex_6.5_4")
    same(spc.moving_range(ref["y.sum"], base=base(ref)), ref)


def test_proportions_with_their_own_denominators():
    ref = table("tbl_7.4_1")
    same(spc.p(ref["y.sum"], ref["n"]), ref, high=1)


def test_proportions_in_two_segments_one_without_its_freak_points():
    ref = table("ex_7.1_5")
    first, second = part(ref, 1), part(ref, 2)
    kept = first["include"] == 1
    used = spc.p(first["y.sum"][kept], first["n"][kept])
    np.testing.assert_allclose(used.centre[0], first["cl"], rtol=1e-9)
    np.testing.assert_allclose(used.upper[0], first["ucl"], rtol=1e-9)
    np.testing.assert_allclose(used.lower[0], first["lcl"], rtol=1e-9)
    same(spc.p(second["y.sum"], second["n"]), second)


@pytest.mark.parametrize(("name", "per"), [("ex_7.4_1", 1), ("ex_7.5_1", 50)])
def test_counts_per_exposure(name, per):
    ref = table(name)
    same(spc.u(ref["y.sum"], ref["n"] / per), ref)


def test_counts_without_their_freak_points():
    ref = table("ex_7.3_3")
    kept = ref["include"] == 1
    limits = spc.c(ref["y"][kept], base=int((kept & (ref["baseline"] == 1)).sum()))
    for line, name in ((limits.centre, "cl"), (limits.lower, "lcl"), (limits.upper, "ucl")):
        np.testing.assert_allclose(np.full(len(kept), line[0]), ref[name], rtol=1e-9)


def test_time_between_events():
    ref = table("ex_7.6_1")
    limits = spc.t(ref["y.sum"])
    np.testing.assert_allclose(limits.centre, ref["cl"], rtol=1e-9)
    np.testing.assert_allclose((limits.centre ** (1 / 3.6) + 3 * limits.sigma) ** 3.6, ref["ucl"], rtol=1e-9)
    np.testing.assert_array_equal(limits.lower, ref["lcl"])


@pytest.mark.parametrize(("means", "spreads"), [("ex_6.3_1", "ex_6.3_2"), ("ex_6.4_1", "ex_6.4_2")])
def test_means_and_spreads_of_subgroups(means, spreads):
    for which, name in enumerate((means, spreads)):
        ref = table(name)
        same(spc.xbar_s(ref["y.mean"], ref["y.sd"], ref["y.length"])[which], ref, low=0 if which else -np.inf)


def test_subgroups_of_one_have_no_limits_and_empty_ones_no_weight():
    """The reference lets an empty subgroup take one degree of freedom away; ours does not."""
    ref = table("NA_test")
    n = ref["y.length"]
    limits = spc.xbar_s(ref["y.mean"], ref["y.sd"], n)[0]
    slip = np.sqrt(np.sum((n - 1)[n > 0]) / np.sum(n - 1))
    half = (limits.upper - limits.centre) * slip
    same(replace(limits, lower=limits.centre - half, upper=limits.centre + half), ref, low=-np.inf)


RUN_FILES = [
    "ex_6.3_1",
    "ex_6.4_1",
    "ex_6.5_3",
    "ex_7.3_3",
    "ex_7.4_1",
    "ex_7.5_1",
    "ex_7.6_1",
    "tbl_7.4_1",
    "NA_test",
]


@pytest.mark.parametrize("name", RUN_FILES)
def test_run_tests_count_as_the_reference_does(name):
    ref = table(name)
    runs = spc.anhoej(ref["y"][ref["include"] == 1], ref["cl"][0])
    names = ("n.useful", "longest.run", "longest.run.max", "n.crossings", "n.crossings.min", "runs.signal")
    assert runs == tuple(ref[key][0] for key in names)


def infections():
    with (REFERENCE / "hospital_infections.csv").open() as file:
        return list(csv.DictReader(file))


def sums_by(key: str, rows) -> tuple[np.ndarray, np.ndarray]:
    sums = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        sums[row[key]][0] += float(row["n"])
        sums[row[key]][1] += float(row["days"])
    return tuple(np.array([sums[k] for k in sorted(sums)]).T)


def summary(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["hai_1", "hai_2", "hai_3"])
def test_infection_rates_of_hospitals(name):
    """The reference prints the mean of the clipped limits of each facet (hospital, infection)."""
    for expected in summary(name):
        facets = {expected["facet1"], expected["facet2"]} - {"1.0"}
        rows = [r for r in infections() if facets <= {r["hospital"], r["infection"]}]
        n, days = sums_by("month", rows)
        limits = spc.u(n, days)
        found = (limits.centre[0], np.maximum(limits.lower, 0).mean(), limits.upper.mean())
        assert found == pytest.approx([float(expected[k]) for k in ("CL", "aLCL", "aUCL")], rel=1e-9)
        runs = spc.anhoej(n / days, limits.centre[0])
        assert (runs.longest, runs.crossings) == (
            float(expected["longest.run"]),
            float(expected["n.crossings"]),
        )
        assert runs.is_signal == (expected["runs.signal"] == "1")


def test_hospitals_beside_each_other_in_the_last_half_year():
    for expected in summary("hai_4"):
        rows = [
            r for r in infections() if r["infection"] == expected["facet1"] and r["month"] >= "2016-07-01"
        ]
        n, days = sums_by("hospital", rows)
        limits = spc.u(n, days / 10_000)
        found = (limits.centre[0], np.maximum(limits.lower, 0).mean(), limits.upper.mean())
        assert found == pytest.approx([float(expected[k]) for k in ("CL", "aLCL", "aUCL")], rel=1e-9)
        assert outside(limits, n / days * 10_000).any() == (expected["sigma.signal"] != "0")


def er_visits():
    path = next((SHARED / "hospital_er").glob("*.csv"))
    with path.open() as file:
        for row in csv.DictReader(file):
            yield datetime.strptime(row["date"], "%Y/%m/%d %H:%M"), row


def test_monthly_waits_of_an_emergency_room():
    waits, scores, days = defaultdict(list), defaultdict(list), defaultdict(int)
    for when, row in er_visits():
        month = (when.year, when.month)
        waits[month].append(int(row["patient_waittime"]))
        days[when.date()] += 1
        if row["patient_sat_score"]:
            scores[month].append(int(row["patient_sat_score"]))
    means = np.array([np.mean(waits[m]) for m in sorted(waits)])
    limits = spc.xmr(means, screen=False)
    assert (limits.centre[0], spc.mean_moving_range(means, False)) == pytest.approx(
        (35.25444, 0.75968), abs=5e-6
    )
    assert (limits.lower[0], limits.upper[0]) == pytest.approx((33.23370, 37.27517), abs=5e-6)
    assert not outside(limits, means).any()
    assert spc.anhoej(means, limits.centre[0]).longest == 4

    scored = spc.xmr([np.mean(scores[m]) for m in sorted(scores)], screen=False)
    found = (scored.centre[0], scored.lower[0], scored.upper[0])
    assert found == pytest.approx((4.99350, 4.19184, 5.79516), abs=5e-6)

    arrivals = np.array([days[d] for d in sorted(days)], float)
    daily = spc.xmr(arrivals, screen=False)
    found = (daily.centre[0], daily.lower[0], daily.upper[0])
    assert found == pytest.approx((15.91710, 4.78928, 27.04492), abs=5e-6)
    assert outside(daily, arrivals).sum() == 3
    assert spc.anhoej(arrivals, daily.centre[0]).longest == 9

    months = sorted(waits)
    short = spc.p([sum(w <= 30 for w in waits[m]) for m in months], [len(waits[m]) for m in months])
    found = (short.centre[0], short.lower[0], short.upper[0])
    assert found == pytest.approx((0.406793, 0.339457, 0.474128), abs=5e-7)
    assert median(w for m in months for w in waits[m]) == 35


def attendances(keep):
    sums = defaultdict(lambda: [0, 0])
    with (SHARED / "nhs_ae_pathways" / "ae_attendances.csv").open() as file:
        for row in csv.DictReader(file):
            if keep(row):
                sums[row["period"]][0] += int(float(row["attendances"]))
                sums[row["period"]][1] += int(float(row["breaches"]))
    return np.array([1 - breaches / all_ for _, (all_, breaches) in sorted(sums.items())])


def test_four_hour_performance_of_a_country_and_of_one_trust():
    share = attendances(lambda row: True)
    limits = spc.xmr(share, screen=False)
    assert len(share) == 36
    assert spc.mean_moving_range(share, False) == pytest.approx(0.010808, abs=5e-7)
    found = (limits.centre[0], limits.lower[0], limits.upper[0])
    assert found == pytest.approx((0.884706, 0.855956, 0.913455), abs=5e-7)
    assert outside(limits, share).sum() == 7
    trust = spc.xmr(attendances(lambda row: row["org_code"] == "RQM" and row["type"] == "1"), screen=False)
    found = (trust.centre[0], trust.lower[0], trust.upper[0])
    assert found == pytest.approx((0.915095, 0.871539, 0.958652), abs=5e-7)


@pytest.mark.parametrize(
    ("season", "expected", "n_outside"),
    [("1819", (0.93503, 0.91306, 0.95700), 11), ("1920", (0.94038, 0.91941, 0.96135), 6)],
)
def test_winter_occupancy_of_general_beds(season, expected, n_outside):
    beds = defaultdict(lambda: [0.0, 0.0])
    with (SHARED / "nhs_winter_sitrep" / "csv" / f"sitrep{season}.csv").open() as file:
        for row in csv.DictReader(file):
            names = {key.lower(): value for key, value in row.items()}
            if row["Code"] != "-" and names["g&a beds open"] not in ("", "-"):
                beds[row["Date"]][0] += float(names["g&a beds occ'd"] or 0)
                beds[row["Date"]][1] += float(names["g&a beds open"])
    share = np.array([occupied / open_ for _, (occupied, open_) in sorted(beds.items())])
    limits = spc.xmr(share, screen=False)
    assert (limits.centre[0], limits.lower[0], limits.upper[0]) == pytest.approx(expected, abs=5e-6)
    assert outside(limits, share).sum() == n_outside
