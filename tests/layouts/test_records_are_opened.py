"""The records behind a number: a reason first, then a list for a few minutes, a line in the trail, and nothing kept."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from html import unescape

import pytest

from data.settings import Role, Settings
from layouts.form import Desk
from layouts.page import every_page
from layouts.wording import period
from metrics.kpi import Level
from metrics.openings import OPEN_SECONDS
from tests.layouts.conftest import Site
from tests.layouts.sample import SampleEngine

KPI = "/kpi/ed_lwbs_rate"
WHY = {"reason": "review", "words": "Why did so many leave on Mondays?"}


def block(site: Site, path: str, draw: str, search: str = "") -> str:
    page = next(page for page in every_page() if page.match(path) is not None)
    index = next(i for i, one in enumerate(page.blocks) if getattr(one.draw, "__name__", "") == draw)
    return site.block(f"{path}#{index}", search)


def fields(drawn: str) -> dict[str, str]:
    """What the form of the page sends, its first choices chosen."""
    form = json.loads(re.search(r'"markup": ("(?:[^"\\]|\\.)*")', drawn)[1])
    form = re.search('<form method="post" action="/do/open-records".*?</form>', form, re.DOTALL)[0]
    given = {
        re.search('name="([^"]+)"', tag)[1]: unescape((re.search('value="([^"]*)"', tag) or ["", ""])[1])
        for tag in re.findall("<input[^>]*>", form)
    }
    for select in re.findall("<select.*?</select>", form, re.DOTALL):
        chosen = re.search('value="([^"]*)" selected', select) or re.search('value="([^"]*)"', select)
        given[re.search('name="([^"]+)"', select)[1]] = chosen[1]
    return given


def ask(site: Site, search: str = "", **written: str):
    given = fields(block(site, KPI, "door", search))
    return site.client.post("/do/open-records", data=given | WHY | written)


def test_the_door_offers_the_periods_of_the_chart_and_a_reason(site):
    drawn = block(site, KPI, "door", "?facility_id=H1&only=payer_class:self_pay")
    given = fields(drawn)
    assert "Show the records behind this" in drawn
    assert (given["place"], given["kpi_id"], given["query"]) == (
        "facility:H1", "ed_lwbs_rate", "?only=payer_class%3Aself_pay",
    )  # fmt: skip
    assert given["period"] == "2026-09-01"
    assert "August 2026" in drawn


def test_after_a_reason_the_list_opens_and_the_trail_knows(site):
    answer = ask(site, "?facility_id=H1")
    assert answer.status_code == 303
    there = answer.headers["Location"]
    assert re.fullmatch(r"/records/[\w-]{32}", there)
    drawn = block(site, there, "opened")
    for words in ("Left without being seen: 5.2 %", "12 of 410 records are shown: the rarer kind first", "In the numerator (4)", "disposition = 'lwbs'",
                  "MARK00", "28 Sep 2026", "cannot be measured", "Back to Left without being seen"):  # fmt: skip
        assert words in drawn
    assert "/kpi/ed_lwbs_rate?facility_id=H1" in drawn
    assert "csv" not in drawn.lower()
    row = site.store.record_openings()[0]
    assert (row["reason"], row["words"], row["shown"], row["total"]) == ("review", WHY["words"], 12, 410)
    assert (row["role"], row["load_id"], row["scope_id"]) == ("local", 7, "H1")
    note = site.store.audit()[0]
    assert (note["action"], note["written_by"]) == ("records opened", site.store.by)
    assert WHY["words"] not in note["detail"]
    seen = block(site, "/govern", "openings")
    assert "Review of care or safety: Why did so many leave on Mondays?" in seen
    assert period(row["period"], "month") in seen


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"reason": ""}, "Please fill this in."),
        ({"words": ""}, "Please fill this in."),
        ({"words": "because because because because"}, "at least 4 words"),
        ({"reason": "curiosity"}, "Choose one of the list."),
        ({"words": "The patient with number 4711123456 waited."}, "may identify a person"),
        ({"period": "soon"}, "There is no such period."),
        ({"place": "unit:H2-ED"}, "a list would tell it"),
    ],
)
def test_without_a_reason_that_holds_nothing_opens_and_nothing_is_written(site, written, sentence):
    answer = ask(site, **written)
    assert answer.status_code == 422
    assert sentence in unescape(answer.get_data(as_text=True))
    assert site.store.record_openings() == []
    assert not site.engine.openings._open


def test_a_form_that_is_sent_back_still_says_what_it_is_about(site):
    page = unescape(ask(site, "?unit_id=H1-ED&only=payer_class:self_pay", words="no").get_data(as_text=True))
    assert "Left without being seen" in page
    assert "1 Sep 2026 · " in page
    assert "payer: Self-pay" in page


def test_a_list_closes_by_itself(site):
    there = ask(site).headers["Location"]
    site.engine.openings.clock = lambda: float("inf")
    drawn = block(site, there, "opened")
    assert "This list is closed" in drawn
    assert f"{OPEN_SECONDS // 60} minutes" in drawn
    assert "MARK00" not in drawn


def test_an_opening_is_of_no_use_to_another_role(site, tmp_path):
    there = ask(site).headers["Location"]
    roles = (Role("ward", units=("H1-ED",)),)
    other = Site(site.engine, Settings(home=tmp_path, role="ward", roles=roles, records="on"))
    assert "This list is closed" in block(other, there, "opened")


def test_a_link_to_a_list_is_of_no_use_in_another_browser(site):
    there = ask(site).headers["Location"]
    assert "MARK00" in block(site, there, "opened")
    mine, site.client = site.client, site.app.server.test_client()
    assert "This list is closed" in block(site, there, "opened")
    assert "only in the browser that opened it" in block(site, there, "opened")
    ask(site)
    assert "MARK00" not in block(site, there, "opened")
    site.client = mine
    ask(site)
    assert "MARK00" in block(site, there, "opened")


def test_a_role_is_told_only_of_openings_and_changes_that_it_may_see(site, tmp_path):
    ask(site, "?facility_id=H1")
    ask(site, kpi_id="denial_rate_initial_pct", place="network:*", words="Why are so many bills denied?")
    roles = (Role("ward", units=("H1-ED",)),)
    other = Site(site.engine, Settings(home=tmp_path, role="ward", roles=roles, records="on"))
    for seen in (block(other, "/govern", "openings"), block(other, "/govern", "trail")):
        assert "Left without being seen" in seen
        assert "enial" not in seen
        assert "410" not in seen
    for seen in (block(site, "/govern", "openings"), block(site, "/govern", "trail")):
        assert "Initial denial rate" in seen
        assert "410" in seen


@pytest.mark.parametrize(
    "more",
    [{"records": "off"}, {"role": "ward"}, {"host": "10.0.0.1"}, {"host": "10.0.0.1", "records": "on"}],
)
def test_a_site_that_lists_no_records_has_no_door_and_no_way_around_it(tmp_path, more):
    site = Site(SampleEngine(), Settings(home=tmp_path, roles=(Role("ward"),), **more))
    assert "Show the records" not in site.open(KPI)
    assert "Show the records" not in block(site, KPI, "door")
    assert site.client.get("/do/open-records").status_code == 404
    assert site.client.post("/do/open-records", data=WHY).status_code == 403


def test_a_role_may_open_records_where_the_site_says_so(tmp_path):
    site = Site(SampleEngine(), Settings(home=tmp_path, role="ward", roles=(Role("ward"),), records="on"))
    assert ask(site).status_code == 303
    assert site.store.record_openings()[0]["role"] == "ward"


def test_indicators_without_records_have_no_door(site):
    engine = site.engine
    kpi = engine.kpis()["days_in_ar_net"]
    engine.kpis = lambda: {kpi.id: replace(kpi, value=Level("net_balance", "v_ar_month"))}
    assert "records" not in block(site, f"/kpi/{kpi.id}", "door").lower()


def test_a_list_is_kept_nowhere_and_its_failure_names_no_record(site, caplog):
    there = ask(site).headers["Location"]
    name = {"block": f"{there}#0"}
    for _ in range(2):
        response = site.callback(
            '{"block":["MATCH"]}.children',
            {"id": name, "property": "children"},
            [{"id": "url", "property": "search", "value": ""}],
            [{"id": name, "property": "id", "value": name}],
        )
        assert response.headers["Cache-Control"] == "no-store"
        assert "MARK00" in response.get_data(as_text=True)
    site.engine.openings.clock = lambda: float("inf")
    assert "MARK00" not in block(site, there, "opened")
    assert site.client.get(there).headers["Cache-Control"] == "no-store"
    with caplog.at_level(logging.DEBUG):
        ask(site)
    assert "MARK" not in caplog.text


def visit_of(site: Site, there: str, **written: str):
    """Go on from a list to one of its visits, as its mark leads there."""
    link = re.search(r'href=\\"(/do/open-visit\?[^"]*MARK01[^"]*)\\"', block(site, there, "opened"))[1]
    form = site.client.get(unescape(link)).get_data(as_text=True)
    given = {
        name: unescape(value)
        for name, value in re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }
    return site.client.post("/do/open-visit", data=given | WHY | written)


def test_a_visit_opens_from_its_list_after_a_reason_of_its_own(site):
    there = ask(site).headers["Location"]
    assert visit_of(site, there, words="no").status_code == 422
    assert len(site.store.record_openings()) == 1
    answer = visit_of(site, there)
    assert answer.status_code == 303
    drawn = block(site, answer.headers["Location"], "opened")
    for words in ("Record MARK01", "28 Sep 2026, from 14:00 on", "2 h 30 min from the first step to the last",
                  "The longest wait, 1 h 30 min, was between “Arrived” and “Seen by a clinician”",
                  "1 step at a place that you may not see is left out.", "Emergency department"):  # fmt: skip
        assert words in drawn
    assert f'href=\\"{there}\\"' in drawn
    assert "key-1" not in drawn + there + answer.headers["Location"]
    row, note = site.store.record_openings()[0], site.store.audit()[0]
    assert (row["shown"], row["total"], row["reason"]) == (1, 410, "review")
    assert (note["action"], "key-1" in note["detail"]) == ("visit opened", False)
    assert "Visit opened" in block(site, "/govern", "trail")


def test_a_record_without_a_visit_is_no_door(site):
    drawn = block(site, ask(site).headers["Location"], "opened")
    assert "mark=MARK00" in drawn
    assert "mark=MARK02" not in drawn


def test_a_visit_opens_neither_in_another_browser_nor_when_its_list_has_closed(site):
    there = ask(site).headers["Location"]
    opened = visit_of(site, there).headers["Location"]
    link = {"list": there.rpartition("/")[2], "mark": "MARK01", "at": there, **WHY}
    link["token"] = doing_token(site)
    site.client = site.app.server.test_client()
    assert "This list is closed" in block(site, opened, "opened")
    answer = site.client.post("/do/open-visit", data=link)
    assert answer.status_code == 422
    assert "The list of this record is closed by now." in unescape(answer.get_data(as_text=True))


def doing_token(site: Site) -> str:
    return Desk(site.engine, Settings(), site.store).token("open-visit")
