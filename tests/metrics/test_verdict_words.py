"""How exactly a verdict speaks: no value on a limit it lies beyond, and one change with one date."""

import re

import pytest

from tests.metrics.test_verdict import CALM, kpi, read


@pytest.mark.parametrize("beyond", [0.1, 0.2, 0.3, 0.6, 3])
def test_a_value_outside_a_limit_is_never_told_as_if_it_lay_on_it(beyond):
    """Rounded to whole minutes, 26.7 against limits of 26.8 to 33.5 would read 27 against 27 to 34."""
    calm = [30, 31, 29, 30.4, 29.1, 30.8, 29.7] * 3
    low = read(kpi(), calm).points[-1]["lower"]
    sentence = read(kpi(), [*calm, low - beyond]).points[-1]["sentence"]
    value, limit = re.search(r"2025 ([\d.]+) min against ([\d.]+)–", sentence).groups()
    assert float(value) < float(limit)
    assert float(value) == pytest.approx(low - beyond, abs=0.51)


def test_one_change_that_shows_as_several_patterns_is_dated_from_its_first():
    """Nine months above the mean, the last one also above the limit: the change is nine months old."""
    shift = [52.1, 51.6, 52.4, 51.8, 52.2, 51.5, 52, 51.9, 80]
    last = read(kpi(), [*CALM, *shift]).points[-1]
    assert last["rule"] == "outside"
    assert "above the upper limit, flagged every month since September 2025; " in last["sentence"]


def test_a_change_that_only_just_began_names_one_date():
    last = read(kpi(), [*CALM, 80]).points[-1]
    assert "flagged" not in last["sentence"]
