"""The organisation's own year is chosen in the period menu, stays in the address, and is asked for in words."""

from urllib.parse import parse_qs, urlparse

KPI = "/kpi/ed_lwbs_rate"


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def test_a_fiscal_year_is_chosen_kept_at_every_grain_and_after_a_reload(visit):
    visitor = visit()
    page = visitor.open(KPI)
    page.locator("#filter-period").select_option("fy-1")
    page.wait_for_url(lambda url: "period=fy-1" in url)
    visitor.settled()
    assert (
        "Last fiscal year, 1 Oct 2025 to 30 Sep 2026"
        in page.locator("#strip").inner_text() + page.locator("#strip .print-only").text_content()
    )
    page.locator("#filter-grain").select_option("week")
    page.wait_for_url(lambda url: "grain=week" in url)
    visitor.settled()
    assert query(page) == {"period": ["fy-1"], "grain": ["week"]}
    page.reload()
    visitor.settled()
    assert page.locator("#filter-period").input_value() == "fy-1"
    assert page.locator("#filter-since-box").is_hidden()


def test_a_fiscal_year_steps_back_by_a_year(visit):
    visitor = visit()
    page = visitor.open(f"{KPI}?period=fy-1")
    visitor.follow(".step-earlier")
    assert query(page) == {"since": ["2024-10-01"], "until": ["2025-10-01"]}
    assert page.url != KPI


def test_the_search_understands_a_fiscal_quarter(visit):
    visitor = visit()
    page = visitor.open("/")
    page.keyboard.press("/")
    page.locator("dialog.palette input").fill("left without being seen last fiscal quarter")
    page.locator(".palette-question").wait_for()
    assert "last fiscal quarter, 1 Jul 2026 to 30 Sep 2026" in page.locator(".palette-question").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "period=fq-1" in url)
    visitor.settled()
    assert page.locator("#filter-period").input_value() == "fq-1"
