"""Filters by dimension in a window: several values, a search, and rows that join or leave the filter."""

from urllib.parse import parse_qs, urlparse

from tests.browser.test_everybody_can_read_it import AXE, RUN

KPI = "/kpi/ed_lwbs_rate"
WINDOW = "dialog.narrow-window"


def only(page) -> list[str]:
    return parse_qs(urlparse(page.url).query).get("only", [])


def serious(page) -> list[str]:
    """What axe-core finds serious or critical on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(RUN, None)["violations"]
    return [one["rule"] for one in found if one["impact"] in ("serious", "critical")]


def test_several_groups_are_chosen_with_the_keyboard_alone(visit):
    visitor = visit()
    page = visitor.open(KPI)
    page.locator(".add-filter").focus()
    page.keyboard.press("Enter")
    page.locator(f"{WINDOW} h2").wait_for()
    page.locator(f"{WINDOW} li button", has_text="Payer").focus()
    page.keyboard.press("Enter")
    page.locator(f"{WINDOW} input[type=checkbox]").first.wait_for()
    assert serious(page) == []
    page.locator(f"{WINDOW} input[value='Medicare']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "only=" in url)
    visitor.settled()
    assert only(page) == ["payer_class:Medicare|Northwind"]
    assert "n = 1,520" in page.locator(".chip").inner_text()


def test_a_chip_opens_its_groups_and_its_cross_takes_it_away(visit):
    visitor = visit()
    page = visitor.open(f"{KPI}?only=payer_class:Medicare")
    page.locator(".chip-words").click()
    page.locator(f"{WINDOW} input[value='Medicare']").wait_for()
    assert page.locator(f"{WINDOW} input:checked").count() == 1
    page.keyboard.press("Escape")
    visitor.follow(".chip-gone")
    assert only(page) == []


def test_with_shift_a_row_joins_the_filter_and_with_control_it_leaves_it(visit):
    visitor = visit()
    page = visitor.open(f"{KPI}?by=payer_class&only=payer_class:Self pay")
    row = page.locator("[data-cross='payer_class:Medicare']").first
    row.click(modifiers=["Shift"])
    page.wait_for_url(lambda url: "Medicare" in url)
    visitor.settled()
    assert only(page) == ["payer_class:Self pay|Medicare"]
    page.locator("[data-cross='payer_class:Medicare']").first.click(modifiers=["Control"])
    page.wait_for_url(lambda url: "Medicare" not in url)
    visitor.settled()
    assert only(page) == ["payer_class:Self pay"]


def test_without_a_filter_control_leaves_one_group_out_of_all(visit):
    visitor = visit()
    page = visitor.open(f"{KPI}?by=payer_class")
    page.locator("[data-cross='payer_class:Medicare']").first.click(modifiers=["Control"])
    page.wait_for_url(lambda url: "only=" in url)
    visitor.settled()
    values = only(page)[0].removeprefix("payer_class:").split("|")
    assert "Medicare" not in values
    assert len(values) == 6


def test_several_units_are_one_place_until_another_is_chosen(visit):
    visitor = visit()
    page = visitor.open(KPI)
    page.locator("#filter-scope").select_option("several")
    page.locator(f"{WINDOW} .narrow-under").first.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("document.getElementById('filter-scope').value === '-'")
    page.locator("#filter-scope").select_option("several")
    page.locator(f"{WINDOW} input[value='H1-ED']").check()
    page.locator(f"{WINDOW} input[value='H1-4W']").check()
    page.locator(f"{WINDOW} button[type=submit]").click()
    page.wait_for_url(lambda url: "only=" in url)
    visitor.settled()
    assert only(page) == ["unit_id:H1-4W|H1-ED"]
    assert page.locator("#filter-scope").input_value() == "several"
    page.locator("#filter-grain").select_option("quarter")
    page.wait_for_url(lambda url: "grain=quarter" in url)
    assert only(page) == ["unit_id:H1-4W|H1-ED"]
    visitor.settled()
    page.locator("#filter-scope").select_option("facility_id=H2")
    page.wait_for_url(lambda url: "facility_id=H2" in url)
    assert only(page) == []
