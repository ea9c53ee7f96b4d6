"""The palette under a slow server: what is shown is what is opened."""

from __future__ import annotations


def held(page, address):
    """Answers of this address wait until they are let go."""
    waiting, opened = [], []
    page.route(address, lambda route: route.continue_() if opened else waiting.append(route))

    def let_go() -> None:
        opened.append(True)
        for route in waiting:
            route.continue_()

    return let_go


def test_a_place_narrows_the_page_of_now_not_the_page_before(visit):
    visitor = visit()
    page = visitor.open("/")
    dialog = page.get_by_role("dialog", name="Search")
    field, options = dialog.get_by_role("combobox"), dialog.get_by_role("option")
    page.keyboard.press("/")
    field.fill("without seen")
    options.filter(has_text="Left without being seen").first.click()
    page.wait_for_url("**/kpi/ed_lwbs_rate")
    visitor.settled()
    let_go = held(page, "**/palette.json*")
    page.keyboard.press("/")
    field.fill("riverside general")
    places = options.filter(has_not=page.locator(".palette-chip"))
    page.wait_for_timeout(400)
    assert places.count() == 0
    let_go()
    places.first.click()
    page.wait_for_url("**/kpi/ed_lwbs_rate?facility_id=*")


def test_a_row_stays_under_the_finger_when_an_answer_arrives(visit):
    page = visit().open("/")
    page.keyboard.press("/")
    let_go = held(page, "**/sentence.json*")
    dialog = page.get_by_role("dialog", name="Search")
    dialog.get_by_role("combobox").fill("left without being seen")
    row = dialog.get_by_role("option").filter(has_text="Left without being seen").first
    row.hover()
    page.wait_for_timeout(300)
    page.mouse.down()
    with page.expect_response("**/sentence.json*"):
        let_go()
    page.wait_for_timeout(100)
    page.mouse.up()
    page.wait_for_url("**/kpi/ed_lwbs_rate")


def test_accents_need_not_be_typed(visit):
    visitor = visit()
    visitor.context.add_cookies([{"name": "wardboard-language", "value": "es", "url": visitor.address}])
    page = visitor.open("/")
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog").filter(has=page.get_by_role("combobox"))
    dialog.get_by_role("combobox").fill("catalogo")
    dialog.get_by_role("option").filter(has_text="Catálogo").first.wait_for()
