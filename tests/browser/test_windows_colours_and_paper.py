"""What each window, language, choice of colours and sheet of paper asks of the same page."""

from __future__ import annotations

import pytest

COLOUR = "node => getComputedStyle(node).color"
FILL = "node => getComputedStyle(node).fill"


@pytest.mark.parametrize("width", [1280, 1920, 3840])
def test_what_stands_in_a_section_of_home_has_its_whole_width(visit, width):
    visitor = visit(width=width)
    visitor.open("/")
    page = visitor.unfold()
    for body in page.locator(".section-body").all():
        inside = body.locator("> .block:visible").first
        assert inside.bounding_box()["width"] == pytest.approx(body.bounding_box()["width"], abs=1)


@pytest.mark.parametrize("width", [1920, 3840])
def test_a_large_window_is_used(visit, width):
    page = visit(width=width).open("/")
    edge = page.locator(".home-list").bounding_box()
    assert edge["x"] + edge["width"] > min(width, 2500) - 60
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_filters_stand_in_one_line_in_german(visit):
    visitor = visit()
    visitor.speak("de")
    page = visitor.open("/finance")
    middles = [
        box["y"] + box["height"] / 2
        for part in page.locator("#filters > :visible").all()
        if (box := part.bounding_box())
    ]
    assert max(middles) - min(middles) < 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_that_the_system_chooses_reach_every_drawing(visit, scheme):
    page = visit().open("/kpi/ed_lwbs_rate")
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.reload()
    page.locator(".graph .main-svg").first.wait_for()
    ink = page.locator(".page-title").evaluate(COLOUR)
    assert page.locator(".graph .xtick text").first.evaluate(FILL) == ink
    assert page.locator("svg .grid-name, svg .axis:not(.axis-goal)").first.evaluate(FILL) == ink


def test_paper_says_whose_it_is_and_leaves_out_what_only_a_screen_can_use(visit):
    page = visit(width=700).open("/kpi/ed_lwbs_rate")
    page.emulate_media(media="print")
    assert page.locator(".brand").is_visible()
    assert page.locator(".print-only").is_visible()
    assert not page.locator(
        ".rail-link:visible, .icon-button:visible, .chooser a:not([aria-current]):visible"
    ).count()


def test_a_wall_of_pixels_is_full_and_its_letters_grow_with_it(visit):
    visitor = visit(width=3840, height=2160)
    page = visitor.open("/kpi/ed_lwbs_rate")
    box = page.locator(".graph").first.bounding_box()
    assert box["x"] + box["width"] > 3840 - 100
    page.locator(".graph .scatterlayer .point").first.wait_for()
    letter = "node => node.getBoundingClientRect().height"
    assert page.locator(".graph .ytick text").last.evaluate(letter) > 18
    assert page.locator(".chart-note").first.evaluate(letter) > 26
    assert page.locator(".rail").evaluate(letter) == 2160


def test_a_chart_of_a_wall_answers_where_the_pointer_is(visit):
    page = visit(width=3840, height=2160).open("/kpi/ed_lwbs_rate")
    points = page.locator(".graph .scatterlayer .trace:last-child .point")
    box = points.nth(5).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = page.locator(".hoverlayer .hovertext").first
    said.wait_for()
    at = said.bounding_box()
    assert abs(at["x"] - box["x"]) < 40 or abs(at["x"] + at["width"] - box["x"]) < 40


@pytest.mark.parametrize("language", ["de", "es"])
@pytest.mark.parametrize("width", [1280, 1440])
def test_a_short_word_of_a_scorecard_stands_in_one_line(visit, language, width):
    visitor = visit(width=width)
    visitor.speak(language)
    page = visitor.open("/")
    lines = page.locator(".kpis td > .faint:visible").evaluate_all(
        "all => all.map(one => one.getClientRects().length && one.scrollWidth <= one.parentNode.clientWidth "
        "&& one.getBoundingClientRect().height < 26)"
    )
    assert lines
    assert all(lines)
