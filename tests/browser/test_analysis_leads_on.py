"""Every part of an explanation and every dot of a comparison is a door, and a frozen page has a way back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

KPI = "/kpi/ed_lwbs_rate"


def query(page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def test_a_part_and_a_dot_lead_to_the_segment_without_loading_the_page_again(visit):
    visitor = visit()
    page = visitor.open(f"{KPI}?by=payer_class")
    page.evaluate("window.isSamePage = true")
    visitor.follow(".why a.door:has-text('Self pay')")
    assert query(page) == {"only": "payer_class:Self pay"}
    page.go_back()
    page.wait_for_url("**by=payer_class")
    visitor.settled()
    visitor.unfold()
    visitor.follow(".compared svg a[aria-label^='Self pay']")
    assert query(page) == {"only": "payer_class:Self pay"}
    assert page.evaluate("window.isSamePage")


def test_a_frozen_page_says_so_and_leads_back(visit):
    visitor = visit()
    page = visitor.open(f"{KPI}?asof=6")
    page.locator(".note-frozen").wait_for()
    visitor.follow(".note-frozen a")
    assert query(page) == {}
    page.locator(".note-frozen").wait_for(state="detached")


def test_the_menu_of_a_chart_opens_the_statement_that_computes_it(visit):
    visitor = visit()
    page = visitor.open(KPI)
    page.locator("summary:has-text('Export')").first.click()
    page.get_by_role("link", name="Show the statement").first.click()
    statement = page.locator("details.statement[open] pre")
    statement.wait_for()
    assert statement.inner_text().startswith("SELECT")
    page.wait_for_function("() => scrollY > 400")
