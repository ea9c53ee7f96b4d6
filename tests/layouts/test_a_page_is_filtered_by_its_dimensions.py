"""Filters by dimension: which are offered, what a chip says, and that a small number is nowhere told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from data.settings import Role, Settings
from layouts.narrowing import _place
from metrics.comparing import Member
from tests.layouts.conftest import Site
from tests.layouts.sample import SampleEngine
from tests.layouts.sample_analysis import SIZES

KPI = "/kpi/ed_lwbs_rate"


def offered(site: Site, path: str, search: str = "") -> list[str]:
    """The dimensions behind the button that adds a filter."""
    around = json.loads(site.around(path, search))
    text = json.dumps(around, ensure_ascii=False)
    if "data-dimensions" not in text:
        return []
    raw = text.split('data-dimensions=\\"', 1)[1].split('\\"', 1)[0]
    return [name for name, _ in json.loads(raw.replace("&quot;", '"'))]


def groups(site: Site, by: str, search: str = "", path: str = KPI) -> dict:
    return site.client.get("/groups.json", query_string={"path": path, "search": search, "by": by}).get_json()


def test_a_page_offers_the_dimensions_that_its_indicators_have(site):
    own = site.engine.kpis()["ed_lwbs_rate"].by
    assert set(offered(site, KPI)) == {*own, "facility_id", "unit_id"}
    assert offered(site, "/actions") == []
    assert offered(site, "/") == []


def test_the_groups_come_with_how_many_stand_behind_them_and_a_small_number_is_hidden(site):
    found = groups(site, "payer_class", "?only=payer_class:Medicare|Other")
    rows = {row["value"]: row for row in found["rows"]}
    assert rows["Medicare"]["n"] == f"{SIZES[0]:,}"
    assert rows["few"]["n"] == "hidden"
    assert {value for value, row in rows.items() if row["is_chosen"]} == {"Medicare", "Other"}
    assert "Left without being seen" in found["note"]


def test_days_and_bands_stand_in_their_order_and_what_is_not_known_last():
    def member(group: str, label: str) -> Member:
        return Member(group, label, 1, 1, 1, 1, None, None, "none", "", "")

    shown = [
        member("2", "Tuesday"),
        member("unknown", "Unknown"),
        member("1", "Monday"),
        member("85+", "85+"),
        member("9-17", "9-17"),
    ]
    assert [one.group for one in sorted(shown, key=_place)] == ["1", "2", "9-17", "85+", "unknown"]


def test_a_chip_names_its_values_and_says_how_many_stand_behind_them(site):
    around = site.around(KPI, "?only=payer_class:Medicare|Self pay")
    assert "Medicare, Self pay" in around
    assert f"n = {SIZES[0] + SIZES[2]:,}" in around


def test_no_sum_over_a_hidden_group_is_told(site):
    around = site.around(KPI, "?only=payer_class:Medicare|few")
    assert "n hidden" in around
    assert "n = " not in around


def test_a_page_without_that_dimension_tells_no_group_of_it(site):
    assert groups(site, "shoe_size")["rows"] == []
    assert groups(site, "payer_class", path="/nowhere")["rows"] == []


@pytest.fixture
def narrow(tmp_path: Path) -> Site:
    class Few(SampleEngine):
        def places(self, access=None):
            return [
                replace(one, name="All that you may see") if one.scope_id == "*" else one
                for one in super().places()
            ]

    role = Role("ward", units=("H1-ED",))
    return Site(Few(), Settings(home=tmp_path, roles=(role,), role="ward"))


def test_a_role_of_some_units_chooses_my_units(narrow, site):
    assert "My units" in narrow.around("/access")
    assert "My units" not in site.around("/access")


def test_the_name_of_a_group_can_join_or_leave_the_filter(site):
    shown = site.open(KPI) + "".join(site.block(f"{KPI}#{i}", "?by=payer_class") for i in range(12))
    assert "data-cross" in shown
    assert "payer_class:Medicare" in shown


def test_several_units_are_joined_from_the_menu_of_places(site):
    bar = site.around(KPI)
    assert '"label": "Several units …", "value": "several"' in bar
    joined = site.around(KPI, "?only=unit_id:H1-ED|H1-4W")
    assert '"label": "2 units", "value": "several"' in joined
    assert '"value": "several"' not in site.around("/")
    assert "unit_id" in offered(site, KPI, "?facility_id=H1")
    assert "unit_id" not in offered(site, KPI, "?facility_id=H2")
    assert "unit_id" not in offered(site, KPI, "?unit_id=H1-ED")


def test_units_stand_under_their_facilities_in_the_order_of_the_organisation(site):
    rows = groups(site, "unit_id")["rows"]
    assert [(row["under"], row["value"]) for row in rows if row["under"]] == [
        ("Riverside General", "H1-4W"), ("Riverside General", "H1-ED"), ("Hillcrest Hospital", "H2-ED"),
    ]  # fmt: skip
    assert all("under" not in row for row in groups(site, "payer_class")["rows"])


def test_a_value_that_the_data_do_not_know_is_named_in_its_filter_with_the_way_out(site):
    bar = json.dumps(json.loads(site.around(KPI, "?only=payer_class:Medicare|Nobody")), ensure_ascii=False)
    assert "not in the data: Nobody" in bar
    assert "chip-strange" in bar
    alone = json.dumps(json.loads(site.around(KPI, "?only=payer_class:Nobody")), ensure_ascii=False)
    assert "not in the data<" in alone
    assert "Remove the filter payer" in alone
    assert "chip-strange" not in site.around(KPI, "?only=payer_class:Medicare")


def test_a_file_says_once_that_the_data_do_not_know_what_it_is_filtered_by(site):
    file = site.client.get("/export/ed_lwbs_rate.csv?only=payer_class:Nobody").get_data(as_text=True)
    assert file.count("There is no payer “Nobody” in the data.") == 1
