"""Somebody writes an event down, sees it at once, corrects a mistake, and takes the event back."""

from __future__ import annotations


def test_an_event_is_added_seen_and_withdrawn(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate?facility_id=H1#actions-events-and-comments")
    page.locator("details.write:has([action='/do/add-event']) > summary").click()
    form = page.locator("form[action='/do/add-event']")
    form.get_by_label("What happened").fill("Call 5551234567 about the desk.")
    form.get_by_label("On", exact=True).fill("2026-06-01")
    with page.expect_navigation():
        form.get_by_role("button", name="Add event").click()
    page.get_by_text("may identify a person").first.wait_for()
    visitor.errors.clear()  # the browser reports the refusal as an error
    page.get_by_label("What happened").fill("A second triage desk opened.")
    with page.expect_navigation():
        page.get_by_role("button", name="Add event").click()
    visitor.settled()
    page.locator("#strip").get_by_text("The event of 1 Jun 2026 is on the charts now.").wait_for()
    page.locator(".happened").get_by_text("A second triage desk opened.").first.wait_for()
    assert page.url.endswith("/kpi/ed_lwbs_rate?facility_id=H1")
    with page.expect_navigation():
        page.get_by_role("button", name="Withdraw: A second triage desk opened.").click()
    visitor.settled()
    page.get_by_text("No events yet.").wait_for()
