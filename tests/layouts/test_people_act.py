"""From a signal to an action and back: the board, the card, comments and saved views on the sample pages."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest

from layouts.due import folded
from layouts.page import every_page

KPI = "/kpi/ed_lwbs_rate"
CHOICE, TIMELINE, BOARD, LIST = (f"/actions#{i}" for i in range(1, 5))
SAID = {
    "title": "Second triage nurse",
    "owner": "ED matron",
    "due": "2026-10-20",
    "aim": "3",
    "aim_by": "2027-04-30",
}


def block_of(name: str, path: str = "/kpi/<kpi_id>") -> int:
    page = next(page for page in every_page() if page.path == path)
    return next(i for i, one in enumerate(page.blocks) if getattr(one.draw, "__name__", "") == name)


def markup(site, block: str, search: str = "") -> str:
    found = next(iter(json.loads(site.block(block, search))["response"].values()))["children"]
    return found["props"].get("markup", "")


def fields_of(html: str, name: str) -> dict[str, str]:
    """Name and value of every field of a form as its page drew it."""
    form = re.search(f'<form method="post" action="/do/{name}".*?</form>', html, re.DOTALL)[0]
    given = {
        re.search('name="([^"]+)"', tag)[1]: unescape((re.search('value="([^"]*)"', tag) or ["", ""])[1])
        for tag in re.findall("<input[^>]*>", form)
    }
    for select in re.findall("<select.*?</select>", form, re.DOTALL):
        chosen = re.search('<option value="([^"]*)" selected>', select)
        given[re.search('name="([^"]+)"', select)[1]] = unescape(chosen[1]) if chosen else ""
    return given


@pytest.fixture
def act(site):
    """Write an action down on the page of its indicator, as its form there sends it."""

    def send(search: str = "", **written):
        fields = fields_of(markup(site, f"{KPI}#{block_of('actions_of')}", search), "add-action")
        answer = site.client.post("/do/add-action", data=fields | SAID | written)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return site.store.actions()[-1]["action_id"]

    return send


def test_an_action_takes_place_indicator_and_baseline_from_its_page(site, act):
    act("?unit_id=H1-ED")
    row = site.store.actions()[0]
    assert (row["kpi_id"], row["scope_type"], row["scope_id"]) == ("ed_lwbs_rate", "unit", "H1-ED")
    verdict = site.engine.baseline("ed_lwbs_rate", "month", ("unit", "H1-ED"))
    assert (row["baseline_value"], row["baseline_period"], row["load_id"]) == (
        verdict.value,
        date(2026, 9, 1),
        7,
    )


def test_the_board_has_each_action_in_the_column_of_its_stage_and_marks_late_ones(site, act):
    act()
    act(title="Call patients who left", started="2026-09-10", due="2027-01-31")
    columns = markup(site, BOARD).split('class="column"')[1:]
    assert [html.count("<article") for html in columns] == [1, 1, 0, 0]
    assert "12 days late" in columns[0]
    assert "late" not in columns[1]
    assert "Now: do" in columns[1]


def test_a_card_says_what_came_of_it_by_the_same_points_as_the_chart(site, act):
    number = act(started="2026-02-10")
    card = markup(site, f"/actions/{number}#0")
    assert "Got worse" in card
    assert "was to be met" not in card
    assert "Aim 3.0 % is not met by the last value" in card
    chart = markup(site, f"/actions/{number}#1")
    assert "begun 10 Feb 2026" in chart
    assert "Before and since" in chart


def test_moving_an_action_sets_its_start_and_keeps_what_was_said(site, act):
    number = act()
    page = f"/actions/{number}#{block_of('story', '/actions/<action_id>')}"
    fields = fields_of(markup(site, page), "move-action")
    assert fields["stage"] == "todo"
    answer = site.client.post(
        "/do/move-action", data=fields | {"stage": "doing", "started": "2026-10-05", "note": "Begun."}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/actions/{number}")
    told = markup(site, page)
    assert "Stage: To do → Doing" in told
    assert "Begun." in told
    refused = site.client.post("/do/move-action", data=fields | {"stage": "stopped"})
    assert (refused.status_code, "what became of it" in refused.get_data(as_text=True)) == (422, True)


def test_an_aim_needs_a_value_and_a_start_lies_not_ahead(site):
    fields = fields_of(markup(site, f"{KPI}#{block_of('actions_of')}"), "add-action") | SAID
    for written, words in (({"aim": ""}, "which value"), ({"started": "2099-01-01"}, "still to come")):
        answer = site.client.post("/do/add-action", data=fields | written)
        assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)
    assert site.store.actions() == []


def test_the_action_stands_on_the_page_of_its_indicator_and_on_no_other(site, act):
    act("?unit_id=H1-ED")
    place = block_of("actions_of")
    assert "Second triage nurse" in markup(site, f"{KPI}#{place}")
    assert "Second triage nurse" in markup(site, f"{KPI}#{place}", "?facility_id=H1")
    assert "Second triage nurse" not in markup(site, f"{KPI}#{place}", "?facility_id=H2")
    assert "Second triage nurse" not in markup(site, f"/kpi/nps#{place}")
    assert "1 open action" in site.block("/#2")


def test_the_list_leaves_as_a_table_and_open_due_dates_as_a_calendar(site, act):
    act()
    csv = site.client.get(f"/export/table.csv?at={LIST}".replace("#", "%23")).get_data(as_text=True)
    assert "Second triage nurse" in csv
    answer = site.client.get("/export/actions.ics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert "DTSTART;VALUE=DATE:20261020" in text
    assert "SUMMARY:Due: Second triage nurse (ED matron)" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_long_line_of_a_calendar_is_folded_between_characters():
    line = "SUMMARY:" + "ä" * 200
    assert folded(line).replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded(line).split("\r\n"))


def test_a_comment_says_as_at_which_data_and_leads_to_what_its_writer_saw(site):
    place, search = block_of("comments_of"), "?facility_id=H1&grain=week"
    fields = fields_of(markup(site, f"{KPI}#{place}", search), "add-comment")
    assert (fields["place"], fields["query"]) == ("facility:H1", search)
    assert site.client.post("/do/add-comment", data=fields | {"words": "Flu week."}).status_code == 303
    said = markup(site, f"{KPI}#{place}", search)
    assert "Flu week." in said
    assert "as at data load 7" in said
    assert f'href="{KPI}{search.replace("&", "&amp;")}"' in said
    assert "Flu week." not in markup(site, f"{KPI}#{place}")
    withdraw = fields_of(said, "withdraw-comment")
    assert site.client.post("/do/withdraw-comment", data=withdraw).status_code == 303
    assert "Flu week." not in markup(site, f"{KPI}#{place}", search)


def bar(site, path: str, search: str = "") -> str:
    outputs = [{"id": name, "property": "children"} for name in ("rail", "filters", "strip")]
    inputs = [
        {"id": "url", "property": "pathname", "value": path}, {"id": "url", "property": "search", "value": search},
    ]  # fmt: skip
    answer = site.callback("..rail.children...filters.children...strip.children..", outputs, inputs, [])
    return json.dumps(answer.get_json()["response"]["filters"], ensure_ascii=False).replace('\\"', '"')


def test_a_view_is_saved_found_by_search_and_deleted(site):
    fields = fields_of(bar(site, "/access", "?facility_id=H1"), "save-view")
    assert fields["address"] == "/access?facility_id=H1"
    assert site.client.post("/do/save-view", data=fields | {"name": "ED of Riverside"}).status_code == 303
    drawn = bar(site, "/flow")
    assert 'href="/access?facility_id=H1"' in drawn
    found = site.client.get("/palette.json?path=/").get_json()
    assert {"ED of Riverside": "/access?facility_id=H1"}.items() <= {
        one["title"]: one["href"] for one in found
    }.items()
    again = site.client.post("/do/save-view", data=fields | {"name": "ed of riverside"})
    assert again.status_code == 422
    assert site.client.post("/do/delete-view", data=fields_of(drawn, "delete-view")).status_code == 303
    assert site.store.views() == []


def test_an_action_and_what_is_expected_are_found_by_search(site, act):
    act()
    found = {
        one["title"]: one for one in site.client.get("/palette.json?path=/&search=?grain=week").get_json()
    }
    action = found["Second triage nurse"]
    assert action["href"].startswith("/actions/")
    assert action["kind"] == "Action, to do"
    assert "Left without being seen" in action["words"]
    assert found["Months ahead: Left without being seen"]["href"].startswith("/plan/ed_lwbs_rate")


def test_only_pages_of_this_site_can_be_saved(site):
    fields = fields_of(bar(site, "/access"), "save-view") | {"name": "Elsewhere"}
    for address in ("https://evil.example/", "//evil.example/access", "/nowhere"):
        assert site.client.post("/do/save-view", data=fields | {"address": address}).status_code == 422
    assert site.store.views() == []


def test_targets_events_and_actions_are_begun_from_the_catalogue_and_from_every_chart(site):
    drawn = site.block("/catalogue#0").replace("\\u0026", "&")
    for name in ("set-target", "set-benchmark", "add-event", "add-action"):
        (address,) = set(re.findall(rf"/do/{name}\?kpi_id=ed_lwbs_rate[^\"\\]*", drawn))
        answer = site.client.get(address)
        assert answer.status_code == 200
        assert "Left without being seen" in answer.get_data(as_text=True)
    menu = site.block(f"{KPI}#{block_of('chart')}").replace("\\u0026", "&")
    assert "/do/add-event?kpi_id=ed_lwbs_rate" in menu
    assert "/do/add-action?kpi_id=ed_lwbs_rate" in menu
