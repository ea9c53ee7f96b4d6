"""The journey that ends in an action: from the signal of home to a card on the board, by keyboard alone."""

from __future__ import annotations


def test_a_signal_becomes_an_action_on_the_board_without_a_mouse(visit):
    visitor = visit()
    page = visitor.open("/")

    def enter(locator) -> None:
        locator.focus()
        page.keyboard.press("Enter")

    enter(page.locator(".lead-link"))
    page.get_by_role("heading", name="Left without being seen", exact=True).wait_for()
    visitor.settled()
    enter(page.locator("summary", has_text="Actions, events and comments"))
    enter(page.locator("summary", has_text="Add action"))
    form = page.locator("form[action='/do/add-action']")
    form.get_by_label("What is to be done").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("Call back whoever left unseen")
    page.keyboard.press("Tab")
    page.keyboard.type("ED matron")
    page.keyboard.press("Tab")
    page.keyboard.type("01312027")
    page.keyboard.press("Enter")
    page.get_by_text("is on the board, due 31 Jan 2027").wait_for()
    visitor.settled()
    enter(page.locator("nav a", has_text="Actions"))
    card = page.locator(".board .card", has_text="Call back whoever left unseen")
    card.wait_for()
    assert "ED matron" in card.inner_text()
    assert card.locator("xpath=..").locator("h3").inner_text().startswith("To do")
    visitor.settled()
    enter(card.locator("a"))
    page.get_by_role("heading", name="Call back whoever left unseen", exact=True).wait_for()
    visitor.settled()
    assert "data load 7" in page.locator(".facts").first.inner_text()
