"""What leaves a house that shows its own people every number is hidden by the rule of its market."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import layouts
from data.settings import Settings
from data.store import Store
from metrics.question import Question
from tests.metrics.town import LEFT, load, opened, place, steady

UNITS = {"CITY-A": (3, 100)}


@pytest.fixture(scope="module", params=["us_hospital", "nhs_trust"])
def house(request, tmp_path_factory):
    """A hospital where three of a hundred leave unseen, in one market after the other."""
    home = tmp_path_factory.mktemp("house") / "home"
    settings = Settings(home=home, key_file=Path("/nonexistent/key"), market=request.param)
    load(
        settings,
        lambda con: place(con, "CITY", "A", "internal"),
        steady(UNITS, date(2025, 1, 1), 12),
    )
    engine = opened(settings)
    return engine, layouts.create(engine, settings, Store(settings), None).server.test_client(), settings


def test_a_page_shows_the_number_and_a_file_hides_it(house):
    engine, client, settings = house
    shown = engine.answer(Question((LEFT,), scope_type="facility", scope_id="CITY"))
    assert {(p.num, p.value) for p in shown.series[0].points} == {(3.0, 3.0)}
    least = {"us_hospital": "<11", "nhs_trust": "<8"}[settings.market]
    text = client.get(f"/export/{LEFT}.csv?facility_id=CITY").get_data(as_text=True)
    assert text.count(least) >= 12
    assert "3.0" not in re.sub(r"(?m)^#.*$", "", text)
    assert "by the rule of the market" in text


def test_a_wall_hides_what_its_house_may_see(house):
    _, client, _ = house
    wall = client.get("/tv/ed?facility_id=CITY").get_data(as_text=True)
    assert "Not shown" in wall
    assert "3.0 %" not in wall
