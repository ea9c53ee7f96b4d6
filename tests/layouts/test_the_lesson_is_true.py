"""The chart of the help page follows the rules that it explains."""

from __future__ import annotations

from layouts import lesson


def test_its_points_bear_the_signals_that_the_rules_find():
    whole = [p for p in lesson.points() if p.status == "final"]
    outside = {i for i, p in enumerate(whole) if not p.lower <= p.value <= p.upper}
    below = [i for i, p in enumerate(whole) if p.value < p.centre]
    assert outside == {lesson.OUTSIDE}
    assert below[-7:] == list(range(lesson.SHIFTED, len(whole)))
    assert [i for i, p in enumerate(whole) if p.variation == "improvement"] == below[-7:]


def test_every_step_has_its_number_on_it():
    drawn = lesson.drawn()
    for step in "12345":
        assert f">{step}</text>" in drawn
