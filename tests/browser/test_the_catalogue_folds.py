"""The catalogue is a few lines until somebody opens a family, searches, or comes by an address that names an indicator."""

from __future__ import annotations

ENTRIES = ".entry:visible"
FAMILIES = ".catalogue .section"


def test_on_a_phone_the_catalogue_is_a_few_lines(visit):
    page = visit(width=390, height=844).open("/catalogue")
    assert page.locator(FAMILIES).count() > 5
    assert not page.locator(ENTRIES).count()
    assert page.evaluate("document.documentElement.scrollHeight") < 2 * 844


def test_what_is_looked_for_opens_and_closes_again_as_it_was(visit):
    page = visit().open("/catalogue")
    page.locator(f"{FAMILIES} > summary").filter(has_text="Workforce").click()
    workforce = page.locator(ENTRIES).count()
    assert 0 < workforce < page.locator(".entry").count()
    find = page.get_by_label("Find an indicator")
    find.fill("without being seen")
    page.locator(".finder-count").get_by_text("found").wait_for()
    assert page.locator(ENTRIES).count() >= 1
    assert page.locator(f"{FAMILIES}:visible").count() < page.locator(FAMILIES).count()
    find.fill("")
    page.wait_for_function(f"() => document.querySelectorAll('{FAMILIES}[open]').length === 1")
    assert page.locator(ENTRIES).count() == workforce


def test_a_family_is_found_by_its_name(visit):
    page = visit().open("/catalogue")
    page.get_by_label("Find an indicator").fill("workforce")
    page.locator(".finder-count").get_by_text("found").wait_for()
    assert page.locator(f"{FAMILIES}:visible h2").all_inner_texts() == ["Workforce"]


def test_an_address_names_an_indicator_and_opens_it(visit):
    page = visit().open("/catalogue#ed_lwbs_rate")
    entry = page.locator("[data-at='ed_lwbs_rate']")
    assert entry.locator(".opened").is_visible()
    assert page.locator(f"{FAMILIES}[open]").count() == 1
    assert 0 <= entry.bounding_box()["y"] < 400


def test_an_open_family_is_open_at_the_next_visit(visit):
    visitor = visit()
    page = visitor.open("/catalogue")
    page.locator(f"{FAMILIES} > summary").first.click()
    page.wait_for_function("() => localStorage.getItem('wardboard-sections')")
    visitor.open("/catalogue")
    assert page.locator(f"{FAMILIES}[open]").count() == 1


def test_paper_has_every_indicator(visit):
    page = visit().open("/catalogue")
    page.emulate_media(media="print")
    assert page.locator(".entry > summary:visible").count() == page.locator(".entry").count()
