"""Headers, errors and health: what every response carries and what none does."""

from __future__ import annotations

import re

import pytest


def test_no_inline_script_may_run_but_those_dash_is_known_to_write(site):
    response = site.client.get("/")
    policy = response.headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]+);", policy)[1]
    assert "unsafe" not in scripts
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_asks_for_nothing_from_another_machine(site):
    page = site.client.get("/").get_data(as_text=True)
    linked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert linked
    assert all(link.startswith("/") for link in linked)
    assert '<html lang="en"' in page


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8050", "127.0.0.1.evil.example"])
def test_another_name_for_this_machine_is_refused(site, host):
    assert site.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8050", "127.0.0.1:8050", "[::1]:8050"])
def test_loopback_names_are_answered(site, host):
    assert site.client.get("/healthz/live", headers={"Host": host}).status_code == 200


def test_health_tells_empty_from_ready(site, site_with):
    assert site.client.get("/healthz/ready").get_json() == {
        "status": "ok",
        "load_id": 7,
        "is_judging": False,
    }
    assert site.client.get("/healthz/data").get_json()["data_through"] == "2026-10-31"
    empty = site_with(is_empty=True)
    assert empty.client.get("/healthz/ready").status_code == 503
    assert empty.client.get("/healthz/live").status_code == 200


def test_an_error_anywhere_is_a_number_and_no_message(site):
    site.engine.places = lambda access=None: (_ for _ in ()).throw(ValueError("MRN 4711"))
    response = site.client.get("/healthz/ready")
    assert response.status_code == 503
    assert "4711" not in response.get_data(as_text=True)


def test_a_malformed_callback_is_refused_without_a_trace(site):
    response = site.client.post("/_dash-update-component", data="{", content_type="application/json")
    assert response.status_code >= 400
    assert "Traceback" not in response.get_data(as_text=True)


def test_an_export_carries_the_numbers_of_the_page(site):
    response = site.client.get("/export/ed_lwbs_rate.csv?facility_id=H1")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    assert "ed_lwbs_rate" in response.get_data(as_text=True)
    assert site.client.get("/export/nothing.csv").status_code == 404
    assert site.client.get("/export/ed_lwbs_rate.exe").status_code == 404


def test_answers_travel_compressed(site):
    response = site.client.get("/_dash-layout", headers={"Accept-Encoding": "br"})
    assert response.headers.get("Content-Encoding") == "br"
