"""A question typed into the search leads to an address that shows it, or is refused in words."""

from __future__ import annotations

import pytest

from layouts.filters import read


def asked(site, sentence: str, path: str = "/", search: str = "") -> dict:
    response = site.client.get("/sentence.json", query_string={"q": sentence, "path": path, "search": search})
    assert response.status_code == 200
    return response.get_json()


@pytest.mark.parametrize(
    ("sentence", "address"),
    [
        ("left without being seen riverside by payer", "/kpi/ed_lwbs_rate?facility_id=H1&by=payer_class"),
        (
            "denials last 13 weeks",
            "/kpi/denial_rate_initial_pct?grain=week&since=2026-07-27&until=2026-10-26",
        ),
        ("lwbs payer medicare vs target", "/kpi/ed_lwbs_rate?compare=target&only=payer_class%3AMedicare"),
        ("occupancy everything", "/kpi/occupancy_midnight_pct?period=all"),
        ("workforce hillcrest", "/workforce?facility_id=H2"),
        ("emergency department hillcrest lwbs", "/kpi/ed_lwbs_rate?unit_id=H2-ED"),
    ],
)
def test_a_question_is_an_address(site, sentence, address):
    assert asked(site, sentence)["href"] == address


def test_a_question_without_an_indicator_changes_the_page_that_is_open(site):
    found = asked(
        site, "hillcrest last quarter", "/flow", "?facility_id=H1&grain=week&only=payer_class:Medicaid"
    )
    assert found["href"].startswith("/flow?facility_id=H2&")
    filters, notes = read(found["href"].partition("?")[2])
    assert (filters.grain, filters.only, notes) == ("month", (("payer_class", ("Medicaid",)),), ())


def test_a_question_with_an_indicator_forgets_the_filters_of_the_open_page(site):
    found = asked(site, "denials", "/flow", "?facility_id=H1&grain=week")
    assert found["href"] == "/kpi/denial_rate_initial_pct"
    assert {"kind": "Place", "words": "Whole network"} in found["chips"]


def test_a_refusal_names_what_was_not_understood_and_what_could_be_meant(site):
    found = asked(site, "lwbs by colour")
    assert "href" not in found
    assert "“colour”" in found["refused"]
    assert {"title": "by payer", "sentence": "lwbs by payer"} in found["could"]


def test_an_indicator_without_data_is_understood_and_says_so(site):
    assert "no linear scores" in asked(site, "linear mean score riverside")["note"]


def test_no_question_breaks_the_search_and_none_is_answered_without_data(site, site_with):
    for sentence in (
        "",
        "   ",
        "%00",
        "a" * 5000,
        "?by=x&only=y:z",
        "<script>alert(1)</script>",
        "last 999999 weeks",
    ):
        assert "refused" in asked(site, sentence)
    assert "no data" in asked(site_with(is_empty=True), "denials by payer")["refused"]


def test_what_can_be_found_by_name_is_listed_with_its_address(site):
    found = site.client.get(
        "/palette.json", query_string={"path": "/flow", "search": "?grain=week"}
    ).get_json()
    by_title = {entry["title"]: entry for entry in found}
    assert by_title["Workforce"]["href"] == "/workforce?grain=week"
    assert by_title["Left without being seen"]["kind"] == "Indicator"
    assert by_title["Linear mean score"]["kind"] == "No data yet"
    assert by_title["Hillcrest Hospital"]["href"] == "/flow?facility_id=H2&grain=week"
