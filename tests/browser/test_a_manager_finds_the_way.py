"""Journeys: a newcomer finds the worst indicator and its reason; what one chose stays chosen."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from layouts.page import every_page

EXAMPLES = {"<kpi_id>": "ed_lwbs_rate", "<action_id>": "1", "<token>": "closed"}
PATHS = ["/".join(EXAMPLES.get(part, part) for part in page.path.split("/")) for page in every_page()]


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_newcomer_reaches_the_worst_indicator_and_its_reason_in_one_click(visit):
    visitor = visit()
    page = visitor.open("/")
    assert "changed for a reason" in page.locator(".lead-sentence").inner_text()
    visitor.follow(".lead-link")
    page.get_by_role("heading", name="Left without being seen", exact=True).wait_for()
    assert page.locator(".said-head").inner_text().strip() == "Concern"
    assert "September 2026" in page.locator(".verdict").inner_text()
    page.locator(".graph .main-svg").first.wait_for()
    rows = page.locator(".ranking tbody tr")
    assert "Hillcrest Hospital" in rows.first.inner_text()


def test_a_cell_of_the_matrix_restricts_the_list_and_back_undoes_it(visit):
    visitor = visit()
    page = visitor.open("/")
    every = page.locator(".kpis tbody tr").count()
    visitor.follow("a.cell-concern")
    assert query(page)["cell"].startswith("concern.")
    page.get_by_text("Show all").wait_for()
    assert 0 < page.locator(".kpis tbody tr").count() < every
    page.go_back()
    page.get_by_text("Show all").wait_for(state="detached")
    assert page.locator(".kpis tbody tr").count() == every


def test_a_filter_goes_into_the_address_and_survives_a_reload(visit):
    visitor = visit()
    page = visitor.open("/access")
    page.get_by_label("Organisation").select_option(label="\u2003Riverside General")
    page.wait_for_url("**facility_id=H1**")
    visitor.settled()
    page.get_by_label("Grain").select_option("quarter")
    page.wait_for_url("**grain=quarter**")
    assert query(page) == {"facility_id": "H1", "grain": "quarter"}
    page.reload()
    visitor.settled()
    assert page.get_by_label("Grain").input_value() == "quarter"
    assert page.get_by_label("Organisation").input_value() == "facility_id=H1"


CHOSEN_AS_THE_BAR_IS_DRAWN = """() => new MutationObserver((_, watch) => {
    const control = document.getElementById("filter-grain");
    if (!control) return;
    watch.disconnect();
    control.value = "quarter";
    control.dispatchEvent(new Event("change", { bubbles: true }));
    window.isChosen = true;
}).observe(document.getElementById("filters"), { childList: true, subtree: true, attributes: true })"""


def test_a_second_filter_chosen_in_the_instant_in_which_the_bar_is_drawn_anew_is_kept(visit):
    visitor = visit()
    page = visitor.open("/access")
    page.evaluate(CHOSEN_AS_THE_BAR_IS_DRAWN)
    page.get_by_label("Organisation").select_option("facility_id=H1")
    page.wait_for_function("window.isChosen")
    page.wait_for_url("**grain=quarter**")
    assert query(page) == {"facility_id": "H1", "grain": "quarter"}
    visitor.settled()
    assert page.get_by_label("Grain").input_value() == "quarter"
    assert page.get_by_label("Organisation").input_value() == "facility_id=H1"


def test_two_filters_chosen_before_any_answer_are_both_in_the_address(visit):
    visitor = visit()
    page = visitor.open("/access")
    page.evaluate("""() => [["scope", "facility_id=H1"], ["grain", "week"], ["period", "6m"]].forEach(([name, value]) => {
        const control = document.getElementById("filter-" + name);
        control.value = value;
        control.dispatchEvent(new Event("change", { bubbles: true }));
    })""")
    page.wait_for_url("**period=6m**")
    visitor.settled()
    assert query(page) == {"facility_id": "H1", "grain": "week", "period": "6m"}


def test_a_chosen_filter_does_not_come_back_after_the_way_back(visit):
    visitor = visit()
    page = visitor.open("/access")
    page.get_by_label("Grain").select_option("quarter")
    page.wait_for_url("**grain=quarter**")
    visitor.settled()
    page.go_back()
    visitor.settled()
    assert query(page) == {}
    assert page.get_by_label("Grain").input_value() == "month"


def test_the_place_stays_when_one_goes_to_another_page(visit):
    visitor = visit()
    page = visitor.open("/access?facility_id=H2")
    visitor.follow("nav a:has-text('Workforce')")
    assert urlsplit(page.url).path == "/workforce"
    assert query(page) == {"facility_id": "H2"}


def test_two_dates_can_be_chosen_instead_of_a_preset(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate")
    page.locator("#filter-period").select_option("custom")
    page.locator("#filter-since").fill("2025-06-01")
    page.locator("#filter-since").blur()
    page.wait_for_url("**since=2025-06-01**")
    page.locator("th.period", has_text="May 2025").wait_for(state="detached")
    page.locator("th.period", has_text="Jun 2025").wait_for(state="attached")


def test_two_dates_can_take_the_place_of_a_chosen_period(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate?period=6m")
    page.locator("#filter-period").select_option("custom")
    page.locator("#filter-since").fill("2025-06-01")
    page.locator("#filter-since").blur()
    page.wait_for_url("**since=2025-06-01**")
    assert query(page) == {"since": "2025-06-01"}


def test_dark_mode_is_remembered_and_the_chart_changes_with_it(visit):
    visitor = visit()
    page = visitor.open("/kpi/ed_lwbs_rate")
    line = page.locator(".graph .annotation-text").first
    light = line.evaluate("node => getComputedStyle(node).fill")
    page.get_by_role("button", name="Dark or light").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.wait_for_timeout(400)
    dark = page.locator(".graph .annotation-text").first.evaluate("node => getComputedStyle(node).fill")
    assert dark != light
    page.reload()
    visitor.settled()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_every_page_fits_a_phone_without_scrolling_sideways(visit):
    visitor = visit(width=390, height=844)
    for path in PATHS:
        visitor.open(path)
        page = visitor.unfold()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_on_a_phone_the_menu_opens_and_leads_to_a_page(visit):
    visitor = visit(width=390, height=844)
    page = visitor.open("/")
    page.get_by_role("button", name="Menu").click()
    visitor.follow("nav a:has-text('Flow and turnover')")
    page.get_by_role("heading", name="Flow and turnover", exact=True).wait_for()
    assert not page.locator("html").evaluate("node => node.classList.contains('menu-open')")


def test_the_keyboard_alone_reaches_the_content(visit):
    page = visit().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_no_chart_offers_to_send_its_data_away(visit):
    page = visit().open("/kpi/ed_lwbs_rate")
    assert page.locator('.modebar-btn[data-title^="Share"]').count() == 0


def test_an_export_of_the_page_can_be_downloaded(visit):
    page = visit().open("/kpi/ed_lwbs_rate?facility_id=H1")
    menu = page.locator("#main details.menu").first
    menu.locator("summary").click()
    with page.expect_download() as download:
        menu.get_by_text("CSV", exact=True).click()
    assert download.value.suggested_filename.startswith("ed_lwbs_rate")
    for kind in ("png", "svg"):
        menu.evaluate("node => node.setAttribute('open', '')")
        with page.expect_download() as picture:
            menu.get_by_text(f"Picture, {kind.upper()}").click()
        assert picture.value.suggested_filename == f"left-without-being-seen.{kind}"


def test_a_table_is_taken_away_as_it_is_shown(visit, tmp_path):
    page = visit().open("/?facility_id=H1&cell=concern.hit_or_miss")
    page.locator(".list-menu summary").click()
    with page.expect_download() as download:
        page.get_by_text("CSV, as shown").click()
    download.value.save_as(tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Indicator,Owner,Actions,Now,Period,vs last year,Change,Target")
    assert len([line for line in lines if '"Concern, ' in line]) == page.locator(".kpis tbody tr").count()
    assert "# Place,Riverside General" in lines


def test_a_server_that_is_away_is_said_and_tried_again(visit):
    visitor = visit()
    page = visitor.open("/access")
    page.route("**/_dash-update-component*", lambda route: route.abort())
    page.get_by_label("Grain").select_option("quarter")
    page.get_by_role("status").filter(has_text="does not answer").wait_for()
    page.unroute("**/_dash-update-component*")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("status").filter(has_text="does not answer").wait_for(state="detached")
    visitor.settled()
    visitor.errors.clear()  # the browser reports every request that was cut off


def test_a_dark_page_prints_on_white_paper(visit):
    visitor = visit(theme="dark")
    page = visitor.open("/kpi/ed_lwbs_rate")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    label = page.locator(".graph .annotation-text").first
    printed = label.evaluate("node => getComputedStyle(node).fill")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert label.evaluate("node => getComputedStyle(node).fill") != printed
