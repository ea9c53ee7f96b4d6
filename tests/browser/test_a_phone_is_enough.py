"""On a phone tables are slim or short piles of cards, filters a sheet at the foot, and names are whole."""

from __future__ import annotations

import pytest

PHONE = {"width": 390, "height": 844}
NUMBERS = "[data-latest] tbody tr:visible"
FOCUSED = "document.activeElement.id"


def test_a_long_pile_shows_its_first_cards_and_the_others_on_demand(visit):
    page = visit(**PHONE).open("/plan")
    pile = page.locator(".scroll:has(+ .cards-more)").first
    rows = pile.locator("tbody tr")
    assert rows.count() > 6
    assert pile.locator("tbody tr:visible").count() == 4
    page.locator(".cards-more > summary").first.click()
    assert pile.locator("tbody tr:visible").count() == rows.count()


def test_the_numbers_of_an_indicator_are_three_columns_and_the_others_on_demand(visit):
    visitor = visit(**PHONE)
    page = visitor.open("/kpi/ed_lwbs_rate")
    assert page.locator(NUMBERS).count() == 13
    heads, row = page.locator("[data-latest] thead th:visible"), page.locator("[data-latest] tbody tr").first
    assert heads.all_inner_texts() == ["Period", "Value", "Note"]
    assert row.bounding_box()["height"] < 48
    page.locator(".more-columns > summary").click()
    assert heads.count() > 4
    page.locator("[data-latest]").evaluate("region => region.scrollTo(400, 0)")
    region, period = page.locator("[data-latest]").bounding_box(), row.locator("th").bounding_box()
    assert period["x"] == pytest.approx(region["x"], abs=1)
    earlier = page.get_by_text("Show 11 earlier")
    earlier.click()
    columns = page.locator("[data-latest] ~ details thead th:visible").count()
    assert columns == heads.count()


def test_a_desk_and_paper_show_the_whole_table(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate")
    columns = page.locator("[data-latest] thead th").count()
    assert page.locator(NUMBERS).count() == 13
    assert not page.locator(".more-columns:visible").count()
    page.set_viewport_size(PHONE)
    page.emulate_media(media="print")
    assert page.locator(NUMBERS).count() == 13
    assert page.locator("[data-latest] thead th:visible").count() == columns


def test_the_filters_are_a_sheet_that_one_enters_and_leaves(visit):
    page = visit(**PHONE).open("/access")
    assert not page.locator("#filters").is_visible()
    page.locator("#filter-button").click()
    box = page.locator("#filters").bounding_box()
    assert box["x"] == 0
    assert box["width"] == PHONE["width"]
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    assert page.evaluate(FOCUSED) == "filter-scope"
    assert page.locator("#filters label:visible").count() >= 4
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.locator("#filters-done").click()):
        leave()
        assert not page.locator("#filters").is_visible()
        assert page.evaluate(FOCUSED) == "filter-button"
        page.locator("#filter-button").click()
    page.locator("#scrim").click(position={"x": 200, "y": 100})
    assert not page.locator("#filters").is_visible()


def test_a_filter_can_be_set_and_reset_in_the_sheet(visit):
    visitor = visit(**PHONE)
    page = visitor.open("/access")
    page.locator("#filter-button").click()
    page.get_by_label("Grain").select_option("quarter")
    page.wait_for_url("**grain=quarter**")
    visitor.settled()
    assert page.locator("#filters").is_visible()
    visitor.follow("#filters .reset")
    assert "grain" not in page.url
    assert not page.locator("#filters").is_visible()


def test_words_of_a_chart_on_two_lines_have_no_outline(visit):
    page = visit(**PHONE).open("/plan")
    lines = page.locator(".graph .annotation tspan")
    assert lines.count() >= 2
    assert lines.evaluate_all("all => all.every(one => getComputedStyle(one).stroke === 'none')")


def test_labels_of_a_card_stand_in_one_line(visit):
    page = visit(**PHONE).open("/plan")
    card = page.locator(".plain.cards tbody tr").first
    starts = card.evaluate(
        "row => [...row.cells].filter(cell => cell.checkVisibility()).map(cell => getComputedStyle(cell).paddingLeft)"
    )
    assert set(starts) == {"0px"}


def test_a_chart_shows_thirteen_points_on_a_phone_and_all_of_them_on_a_desk(visit):
    def seen(**size) -> int:
        visitor = visit(**size)
        page = visitor.open("/kpi/ed_lwbs_rate")
        visitor.settled()
        return page.evaluate(
            "() => { const graph = document.querySelector('figure.graph .js-plotly-plot');"
            " const axis = graph._fullLayout.xaxis, ends = axis.range.map((day) => axis.d2c(day));"
            " const trace = graph.data.find((one) => Array.isArray(one.hovertemplate));"
            " return trace.x.filter((day) => axis.d2c(day) >= ends[0] && axis.d2c(day) <= ends[1]).length; }"
        )

    assert seen(**PHONE) == 13
    assert seen() > 13
