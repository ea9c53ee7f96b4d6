"""A form that has grown old on the screen loses nothing, and a refusal looks like the product."""

import pytest

from tests.browser.test_filters_by_dimension import serious

KPI = "/kpi/ed_lwbs_rate"


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1440, 900), ("dark", 390, 844)])
def test_an_old_form_keeps_its_words_and_is_saved_on_the_second_press(visit, theme, width, height):
    visitor = visit(theme=theme, width=width, height=height)
    visitor.open(KPI)
    page = visitor.unfold()
    form = page.locator("form[action='/do/add-event']").first
    form.evaluate("(node) => { node.closest('details').open = true; node.elements.token.value = 'old'; }")
    words = f"Second nurse, seen {theme}"
    form.locator("[name=sentence]").fill(words)
    form.locator("[name=on]").fill("2026-10-01")
    form.locator("button").click()
    page.locator(".form-page").wait_for()
    assert "What you wrote is still here" in page.locator("[role=alert]").inner_text()
    assert page.locator("[name=sentence]").input_value() == words
    assert page.locator("[name=on]").input_value() == "2026-10-01"
    assert serious(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    visitor.errors.clear()  # the browser reports the refusal itself as an error
    page.locator(".form-page form button").click()
    page.wait_for_url(lambda url: "/do/" not in url)
    visitor.settled()
    assert words in visitor.unfold().content()


def test_a_page_that_is_not_there_leads_home(visit):
    visitor = visit()
    page = visitor.page
    page.goto(f"{visitor.address}/do/nothing")
    assert page.title() == "This is not here"
    assert page.locator(".way-on").count() == 2
    assert serious(page) == []
    visitor.errors.clear()
    page.locator(".way-on").first.click()
    visitor.settled()
