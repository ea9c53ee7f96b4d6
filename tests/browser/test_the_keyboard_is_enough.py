"""Everything by keyboard alone: the newcomer's way, questions, shortcuts, and shortcuts switched off."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

FOCUSED = "document.activeElement"
IS_VISIBLE = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const bar = document.querySelector('.top').getBoundingClientRect();
  const isHidden = !at.closest('.top, .rail, .skip') && box.bottom <= bar.bottom;
  return [at.outerHTML.slice(0, 80), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !isHidden];
}"""


def query(page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def tab_to(page, selector: str, most: int = 60) -> None:
    """Press Tab until something that fits is focused; every stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop, is_visible = page.evaluate(IS_VISIBLE)
        assert is_visible, stop
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_newcomer_finds_the_worst_indicator_its_reason_and_its_numbers(visit):
    visitor = visit()
    page = visitor.open("/")
    tab_to(page, ".lead-link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kpi/ed_lwbs_rate")
    visitor.settled()
    assert page.evaluate(f"{FOCUSED}.id") == "main"
    tab_to(page, "figure.graph")
    page.keyboard.press("End")
    page.locator("#aloud").get_by_text("October 2026").wait_for(state="attached")
    page.keyboard.press("t")
    assert page.evaluate(f"{FOCUSED}.getAttribute('aria-label')") == "Latest values"
    page.keyboard.press("t")
    assert page.evaluate(f"{FOCUSED}.matches('figure.graph')")

    def enter(locator) -> None:
        locator.focus()
        page.keyboard.press("Enter")

    enter(page.locator(".ranking a.door").first)
    page.wait_for_url("**/kpi/ed_lwbs_rate?*")
    segment = page.url
    visitor.settled()
    enter(page.locator("summary", has_text="Show the records behind this"))
    for keys in ("r", "Why do so many of them leave"):
        page.keyboard.press("Tab")
        page.keyboard.type(keys)
    page.get_by_role("button", name="Open the list").press("Enter")
    page.get_by_text("12 of 410 records are shown: the rarer kind first, of each the newest.").wait_for()
    visitor.settled()
    assert "/records/" in page.url
    enter(page.get_by_role("link", name="Back to Left without being seen"))
    page.wait_for_url(segment)
    visitor.settled()


def test_a_question_is_understood_before_it_is_opened(visit):
    visitor = visit()
    page = visitor.open("/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Indicator, page or place, or a question")
    field.fill("lwbs hillcrest last 13 weeks by payer")
    row = page.get_by_role("option", name="Understood.")
    row.wait_for()
    assert row.locator(".palette-chip").all_inner_texts()[0].endswith("Left without being seen")
    assert row.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == row.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kpi/ed_lwbs_rate?*")
    visitor.settled()
    expected = {
        "facility_id": "H2",
        "grain": "week",
        "by": "payer_class",
        "since": "2026-07-27",
        "until": "2026-10-26",
    }
    assert query(page) == expected


def test_a_question_that_is_not_understood_opens_nothing_and_offers_what_could_be_meant(visit):
    page = visit().open("/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Indicator, page or place, or a question")
    field.fill("lwbs by colour")
    page.get_by_role("status").filter(has_text="cannot be split by “colour”").wait_for()
    page.get_by_role("option", name="by payer").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.get_by_role("option", name="by payer").click()
    assert field.input_value() == "lwbs by payer"
    page.get_by_role("option", name="Understood.").wait_for()
    assert urlsplit(page.url).path == "/"
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Search").wait_for(state="hidden")


def test_period_comparison_and_reset_have_keys(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate")
    page.locator(".step-earlier").wait_for()
    page.keyboard.press("[")
    page.wait_for_url("**until=2024-11-01**")
    page.locator(".step-later").wait_for()
    page.keyboard.press("]")
    page.wait_for_url(lambda url: "until" not in url)
    page.locator(".step-later").wait_for(state="detached")
    page.keyboard.press("c")
    page.wait_for_url("**compare=prev")
    page.locator("#aloud").get_by_text("Compared with: Previous period").wait_for(state="attached")
    page.locator(".reset").wait_for()
    page.keyboard.press("r")
    page.wait_for_url(lambda url: "compare" not in url)
    page.locator(".reset").wait_for(state="detached")
    page.keyboard.press("f")
    assert page.evaluate(f"{FOCUSED}.id") == "filter-scope"
    visitor.settled()


def test_the_key_of_comparisons_leaves_like_for_like_as_it_is_chosen(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate?like=on")
    page.keyboard.press("c")
    page.wait_for_url("**like=on&compare=prev")
    page.locator("#aloud").get_by_text("Previous, like-for-like").wait_for(state="attached")
    visitor.settled()


def test_the_sheet_of_keys_opens_and_single_keys_can_be_switched_off_for_good(visit):
    visitor = visit()
    page = visitor.open("/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    sheet.get_by_text("earlier and later period").wait_for()
    switch = sheet.get_by_role("switch", name="Single-key shortcuts")
    switch.press("Enter")
    assert switch.get_attribute("aria-checked") == "false"
    page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    page.reload()
    visitor.settled()
    page.keyboard.press("?")
    page.keyboard.press("/")
    assert not page.get_by_role("dialog").count()
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Search").wait_for()


def test_g_and_a_letter_go_to_a_page_and_keep_the_place(visit):
    visitor = visit()
    page = visitor.open("/?facility_id=H1")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/workforce?facility_id=H1")
    visitor.settled()


def test_the_wall_pauses_on_a_key_and_turns_on_arrows(visit):
    visitor = visit()
    page = visitor.page
    page.goto(f"{visitor.address}/tv/home,workforce")
    shown = page.locator(".slide.is-shown .tv-title")
    assert shown.inner_text() == "What needs attention"
    page.keyboard.press("ArrowRight")
    assert shown.inner_text() == "Workforce"
    assert page.get_by_role("button").inner_text() == "Go on"
    page.keyboard.press("Space")
    assert page.get_by_role("button").inner_text() == "Pause"
    assert page.locator(".tv-clock").inner_text()
