"""Journeys: a newcomer finds the worst indicator and its reason; what one chose stays chosen."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from layouts.page import PAGES

PATHS = [page.path.replace("<kpi_id>", "ed_lwbs_rate") for page in PAGES]


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_newcomer_reaches_the_worst_indicator_and_its_reason_in_one_click(visit):
    visitor = visit()
    page = visitor.open("/")
    assert "changed for a reason" in page.locator(".lead-sentence").inner_text()
    visitor.follow(".lead-link")
    page.get_by_role("heading", name="Left without being seen", exact=True).wait_for()
    assert page.locator(".said-head").inner_text().strip() == "Concern"
    assert "September 2026" in page.locator(".verdict").inner_text()
    page.locator(".graph .main-svg").first.wait_for()
    rows = page.locator(".ranking tbody tr")
    assert "Hillcrest Hospital" in rows.first.inner_text()


def test_a_cell_of_the_matrix_restricts_the_list_and_back_undoes_it(visit):
    visitor = visit()
    page = visitor.open("/")
    every = page.locator(".kpis tbody tr").count()
    visitor.follow("a.cell-concern")
    assert query(page)["cell"].startswith("concern.")
    page.get_by_text("Show all").wait_for()
    assert 0 < page.locator(".kpis tbody tr").count() < every
    page.go_back()
    page.get_by_text("Show all").wait_for(state="detached")
    assert page.locator(".kpis tbody tr").count() == every


def test_a_filter_goes_into_the_address_and_survives_a_reload(visit):
    visitor = visit()
    page = visitor.open("/access")
    page.get_by_label("Organisation").select_option(label="\u2003Riverside General")
    page.wait_for_url("**facility_id=H1**")
    page.get_by_label("Grain").select_option("quarter")
    page.wait_for_url("**grain=quarter**")
    assert query(page) == {"facility_id": "H1", "grain": "quarter"}
    page.reload()
    visitor.settled()
    assert page.get_by_label("Grain").input_value() == "quarter"
    assert page.get_by_label("Organisation").input_value() == "facility_id=H1"


def test_the_place_stays_when_one_goes_to_another_page(visit):
    visitor = visit()
    page = visitor.open("/access?facility_id=H2")
    visitor.follow("nav a:has-text('Workforce')")
    assert urlsplit(page.url).path == "/workforce"
    assert query(page) == {"facility_id": "H2"}


def test_two_dates_can_be_chosen_instead_of_a_preset(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate")
    page.get_by_label("Period").select_option("custom")
    page.get_by_label("From").fill("2025-06-01")
    page.get_by_label("From").blur()
    page.wait_for_url("**since=2025-06-01**")
    page.get_by_text("May 2025", exact=True).wait_for(state="detached")
    page.get_by_text("Jun 2025", exact=True).wait_for(state="attached")


def test_dark_mode_is_remembered_and_the_chart_changes_with_it(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate")
    line = page.locator(".graph .annotation-text").first
    light = line.evaluate("node => getComputedStyle(node).fill")
    page.get_by_role("button", name="Dark or light").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.wait_for_timeout(400)
    dark = page.locator(".graph .annotation-text").first.evaluate("node => getComputedStyle(node).fill")
    assert dark != light
    page.reload()
    visitor.settled()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_every_page_fits_a_phone_without_scrolling_sideways(visit):
    visitor = visit(width=390, height=844)
    for path in PATHS:
        page = visitor.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_on_a_phone_the_menu_opens_and_leads_to_a_page(visit):
    visitor = visit(width=390, height=844)
    page = visitor.open("/")
    page.get_by_role("button", name="Menu").click()
    visitor.follow("nav a:has-text('Flow and turnover')")
    page.get_by_role("heading", name="Flow and turnover", exact=True).wait_for()
    assert not page.locator("html").evaluate("node => node.classList.contains('menu-open')")


def test_the_keyboard_alone_reaches_the_content(visit):
    page = visit().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_no_chart_offers_to_send_its_data_away(visit):
    page = visit().open("/kpi/ed_lwbs_rate")
    assert page.locator('.modebar-btn[data-title^="Share"]').count() == 0


def test_an_export_of_the_page_can_be_downloaded(visit):
    page = visit().open("/kpi/ed_lwbs_rate?facility_id=H1")
    page.locator("details.menu summary").click()
    with page.expect_download() as download:
        page.get_by_text("CSV", exact=True).click()
    assert download.value.suggested_filename.startswith("ed_lwbs_rate")
    with page.expect_download() as picture:
        page.locator("details.menu").evaluate("node => node.setAttribute('open', '')")
        page.get_by_text("Picture, PNG").click()
    assert picture.value.suggested_filename.endswith(".png")
