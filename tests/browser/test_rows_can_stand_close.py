"""Compact rows: switched in the rail, remembered in this browser, before the first paint; fingers keep comfortable ones."""

from __future__ import annotations

from tests.browser.test_filters_by_dimension import serious

ROW = "() => document.querySelector('.kpis tbody tr').getBoundingClientRect().height"


def test_rows_are_compact_from_the_switch_on_and_on_every_page_after_it(visit):
    visitor = visit()
    page = visitor.open("/")
    switch = page.get_by_role("switch", name="Compact rows")
    usual = page.evaluate(ROW)
    assert switch.get_attribute("aria-checked") == "false"
    switch.focus()
    page.keyboard.press("Enter")
    assert switch.get_attribute("aria-checked") == "true"
    assert page.evaluate(ROW) < 0.8 * usual
    assert serious(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page = visitor.open("/access")
    assert page.evaluate("() => document.documentElement.dataset.density") == "compact"
    assert page.get_by_role("switch", name="Compact rows").get_attribute("aria-checked") == "true"
    page.get_by_role("switch", name="Compact rows").click()
    page = visitor.open("/")
    assert page.evaluate(ROW) == usual


def test_a_phone_has_comfortable_rows_whatever_was_chosen(visit):
    visitor = visit(width=390, height=844)
    page = visitor.open("/")
    usual = page.evaluate(ROW)
    page.evaluate("() => document.documentElement.setAttribute('data-density', 'compact')")
    assert page.evaluate(ROW) == usual
    assert page.locator("[data-density-switch]").is_hidden()
