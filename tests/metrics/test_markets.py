"""A market chooses what is listed and what comes first; it changes no formula and closes no question."""

from __future__ import annotations

import pytest

from data.settings import MARKETS as NAMES
from metrics.catalogue import KPIS
from metrics.markets import MARKETS, used


def test_every_market_of_the_settings_is_declared_once():
    assert set(MARKETS) == set(NAMES)
    assert all(name == market.name for name, market in MARKETS.items())


@pytest.mark.parametrize("market", MARKETS.values(), ids=MARKETS)
def test_a_market_names_only_what_there_is(market):
    assert set(market.first) <= set(KPIS)
    assert len(set(market.first)) == len(market.first)
    assert {*market.variants, *market.variants.values()} <= set(KPIS)
    assert all(market.uses(KPIS[variant]) for variant in market.variants.values())
    for one in market.unused:
        hit = [
            kpi.id
            for kpi in KPIS.values()
            if one in (kpi.id, kpi.number, kpi.number.partition(".")[0])
            or (one.endswith("_") and kpi.id.startswith(one))
        ]
        assert hit, one


@pytest.mark.parametrize("market", MARKETS.values(), ids=MARKETS)
def test_its_home_comes_first_and_in_its_order(market):
    listed = [kpi.id for kpi in used(KPIS.values(), market.name)]
    assert listed[: len(market.first)] == list(market.first)
    assert len(market.first) >= 20


def test_a_variant_stands_in_the_place_of_what_it_counts_another_way_and_only_once():
    asked = ("alos_days", "or_day_of_surgery_cancel_pct", "alos_zero_days")
    assert MARKETS["us_hospital"].counted(*asked) == list(asked)
    assert MARKETS["nhs_trust"].counted(*asked) == [
        "alos_zero_days",
        "or_day_of_surgery_cancel_nonclinical_pct",
    ]


def test_each_country_leaves_out_what_only_the_other_counts():
    british, american = (
        {kpi.id for kpi in used(KPIS.values(), name)} for name in ("nhs_trust", "us_hospital")
    )
    assert {"rtt_within_18w_pct", "fft_positive_pct", "ed_4h_pct"} <= british - american
    assert {"denial_rate_initial_pct", "hcahps_recommend_pct", "days_in_ar_net"} <= american - british
    missed = {"amb_no_show_rate", "amb_no_show_nhs_dna_rate"}
    assert (missed & british, missed & american) == ({"amb_no_show_nhs_dna_rate"}, {"amb_no_show_rate"})
    clinics = {kpi.id for kpi in used(KPIS.values(), "us_ambulatory")}
    assert not {"occupancy_midnight_pct", "or_room_utilisation_pct", "clabsi_per_1000_line_days"} & clinics
    assert {"amb_no_show_rate", "net_collection_rate_pct", "telehealth_share_pct"} <= clinics
    assert {kpi.id for kpi in used(KPIS.values(), "generic")} == set(KPIS)
