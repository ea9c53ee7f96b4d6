"""The first visit: a tour that shows itself once, and an empty home that says how to start."""

from __future__ import annotations

import pytest

import layouts
from data.settings import Settings
from tests.browser.conftest import serve
from tests.layouts.sample import SampleEngine


def tour(page):
    return page.get_by_role("dialog", name="Tour of the first visit")


def test_the_tour_walks_past_the_four_things_of_home_and_never_comes_back(visit):
    visitor = visit(is_first_visit=True)
    page = visitor.open("/")
    tour(page).wait_for()
    titles = []
    for _ in range(4):
        titles.append(tour(page).get_by_role("heading").inner_text())
        assert page.locator(".tour-anchor").count() == 1
        page.locator("[data-tour=next]").click()
    assert titles == [
        "One sentence first",
        "Changed, and good enough?",
        "One row, two signs",
        "Every number is a door",
    ]
    tour(page).wait_for(state="detached")
    page.reload()
    visitor.settled()
    page.wait_for_timeout(300)
    assert tour(page).count() == 0


def test_the_tour_waits_for_the_sentence_where_it_comes_last(visit):
    visitor = visit(is_first_visit=True)
    held = []
    visitor.page.route(
        "**/_dash-update-component*",
        lambda route: held.append(route) if "/#0" in (route.request.post_data or "") else route.continue_(),
    )
    page = visitor.page
    page.goto(visitor.address + "/")
    for drawn in ("#main .kpis", "#main .matrix"):
        page.locator(drawn).first.wait_for()
    assert tour(page).count() == 0
    for route in held:
        route.continue_()
    tour(page).wait_for()
    assert tour(page).get_by_role("heading").inner_text() == "One sentence first"
    assert tour(page).locator(".tour-count").inner_text() == "1 of 4"


def test_the_tour_obeys_the_keyboard_and_gives_the_focus_back(visit):
    page = visit(is_first_visit=True).open("/")
    tour(page).wait_for()
    page.keyboard.press("ArrowRight")
    assert tour(page).get_by_role("heading").inner_text() == "Changed, and good enough?"
    page.keyboard.press("ArrowLeft")
    assert tour(page).get_by_role("heading").inner_text() == "One sentence first"
    page.keyboard.press("Escape")
    tour(page).wait_for(state="detached")
    assert page.locator(".tour-anchor").count() == 0


def test_the_tour_leaves_the_page_usable_and_ends_when_one_goes_on(visit):
    visitor = visit(is_first_visit=True)
    page = visitor.open("/")
    tour(page).wait_for()
    visitor.follow("nav a:has-text('Workforce')")
    assert tour(page).count() == 0


def test_help_shows_the_tour_again(visit):
    visitor = visit()
    page = visitor.open("/help")
    page.get_by_text("Show the tour of the home page again").click()
    tour(page).wait_for()


@pytest.fixture
def empty_site(tmp_path):
    settings = Settings(home=tmp_path / "our home")
    yield from (
        (address, settings) for address in serve(layouts.create(SampleEngine(is_empty=True), settings, None))
    )


def test_an_empty_home_gives_commands_for_this_very_home(visit, empty_site):
    address, settings = empty_site
    page = visit(address=address, is_first_visit=True).open("/")
    commands = page.locator(".way pre").all_inner_texts()
    assert len(commands) == 3
    for command in commands:
        assert command.endswith(f"--home '{settings.home}'")
    assert tour(page).count() == 0
