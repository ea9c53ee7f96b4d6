"""Forms: what people write is proven to be theirs, checked field by field, saved once, audited, and said once."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest

from data.settings import Settings
from layouts.doing import FORMS, NOTICE, back_to
from layouts.form import Desk, Field, Form, Refused, draw
from layouts.page import every_page
from tests.layouts.conftest import Site, block_of
from tests.layouts.sample import SampleEngine

KPI = "/kpi/ed_lwbs_rate"
ATTACK = "<script>alert(1)</script>"


@pytest.fixture
def add(site):
    """The fields of the form that adds an event, as its page drew them, and the sending of it."""

    def send(headers=None, **written):
        fields = form_of(site, "add-event") | {"sentence": "A second triage desk opened.", "on": "2026-06-01"}
        return site.client.post("/do/add-event", data=fields | written, headers=headers)

    return send


def block(site: Site, search: str = "") -> str:
    found = json.loads(site.block(f"{KPI}#{events_block()}", search))["response"]
    return next(iter(found.values()))["children"]["props"]["markup"]


def events_block() -> int:
    page = next(page for page in every_page() if page.path == "/kpi/<kpi_id>")
    return next(i for i, one in enumerate(page.blocks) if getattr(one.draw, "__name__", "") == "events_of")


def form_of(site: Site, name: str, search: str = "") -> dict[str, str]:
    """Name and value of every field of a form in the block of events."""
    form = re.search(f'<form method="post" action="/do/{name}".*?</form>', block(site, search), re.DOTALL)[0]
    given = {
        re.search('name="([^"]+)"', tag)[1]: unescape((re.search('value="([^"]*)"', tag) or ["", ""])[1])
        for tag in re.findall("<input[^>]*>", form)
    }
    for select in re.findall("<select.*?</select>", form, re.DOTALL):
        chosen = re.search('<option value="([^"]*)" selected>', select) or re.search(
            '<option value="([^"]*)"', select
        )
        given[re.search('name="([^"]+)"', select)[1]] = unescape(chosen[1])
    return given


def strip(site: Site) -> str:
    outputs = [{"id": name, "property": "children"} for name in ("rail", "filters", "strip")]
    inputs = [
        {"id": "url", "property": "pathname", "value": KPI},
        {"id": "url", "property": "search", "value": ""},
    ]
    answer = site.callback("..rail.children...filters.children...strip.children..", outputs, inputs, [])
    assert answer.status_code == 200
    return json.dumps(answer.get_json()["response"]["strip"], ensure_ascii=False)


def test_a_form_is_drawn_filled_with_the_place_and_kpi_of_its_page(site):
    fields = form_of(site, "add-event", "?unit_id=H1-ED&grain=week")
    assert (fields["place"], fields["kpi_id"]) == ("unit:H1-ED", "ed_lwbs_rate")
    assert fields["at"] == f"{KPI}?unit_id=H1-ED&grain=week"


def test_what_was_written_is_saved_audited_shown_at_once_and_said_once(site, add):
    assert "triage desk" not in block(site).split("<form")[0]
    answer = add(place="facility:H1")
    assert (answer.status_code, answer.headers["Location"]) == (303, KPI)
    event = site.store.events()[0]
    assert (event["event_date"], event["scope_id"], event["kpi_id"]) == (
        date(2026, 6, 1),
        "H1",
        "ed_lwbs_rate",
    )
    trail = site.store.audit()[0]
    assert (trail["action"], trail["written_by"]) == ("event added", site.store.by)
    assert "triage" not in trail["detail"]
    assert "A second triage desk opened." in block(site)
    assert "The event of 1 Jun 2026 is on the charts now." in strip(site)
    assert "on the charts now" not in strip(site)


def test_the_trail_tells_days_and_names_and_no_code(site, add):
    add()
    with site.store._writing() as con:
        site.store._note(con, "action changed", {"action": 1, "changed": ["stage", "next_step"]})
    told = site.block(block_of("/govern", "trail"))
    assert "date 1 Jun 2026" in told
    assert "changed stage, next step" in told


def test_an_event_is_withdrawn_by_its_own_button(site, add):
    add()
    assert site.client.post("/do/withdraw-event", data=form_of(site, "withdraw-event")).status_code == 303
    assert site.store.events() == []
    assert [row["action"] for row in site.store.audit()] == ["event withdrawn", "event added"]


def test_every_mistake_is_named_and_the_form_comes_back_as_it_was_written(site, add):
    answer = add(sentence=f"MRN 12345678 {ATTACK}", on="31.12.2026", kpi_id="nothing")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for sentence in ("may identify a person", "Write the date as 2026-01-31.", "Choose one of the list."):
        assert sentence in page
    assert 'value="MRN 12345678 &lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert ATTACK not in page
    assert site.store.events() == site.store.audit() == []


def test_an_empty_field_and_a_long_one_are_named(site, add):
    page = add(sentence="  ", on="").get_data(as_text=True)
    assert page.count("Please fill this in.") == 4
    assert "This has 300 characters; 200 fit." in add(sentence="a" * 300).get_data(as_text=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://localhost:9999"},
    ],
)  # fmt: skip
def test_another_site_cannot_send_a_form(site, add, headers):
    answer = add(headers)
    assert answer.status_code == 403
    assert site.store.events() == []


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_the_token_of_its_page_is_refused(site, add, token):
    assert add(token=token).status_code == 403
    assert site.store.audit() == []


def test_the_token_of_one_form_is_not_the_token_of_another(site, add):
    add()
    stolen = form_of(site, "add-event")["token"]
    fields = form_of(site, "withdraw-event") | {"token": stolen}
    assert site.client.post("/do/withdraw-event", data=fields).status_code == 403
    assert site.store.events()


def test_what_is_too_long_or_no_form_is_refused_before_it_is_read(site, add):
    assert add(sentence="a" * 70_000).status_code == 413
    assert site.client.post("/do/add-event", json={"on": "2026-01-01"}).status_code == 415
    assert site.client.post("/do/nothing", data={}).status_code == 404
    assert site.client.get("/do/nothing").status_code == 404


def test_nothing_can_be_written_where_others_reach_the_pages(tmp_path):
    site = Site(SampleEngine(), Settings(home=tmp_path, host="10.0.0.5"))
    desk = Desk(site.engine, Settings(home=tmp_path, host="10.0.0.5"), site.store)
    assert draw(FORMS["add-event"], desk, "/") is None
    answer = site.client.post("/do/add-event", data={"sentence": "x"}, headers={"Host": "10.0.0.5"})
    assert (answer.status_code, site.store.audit()) == (403, [])


@pytest.mark.parametrize(
    "at",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/nowhere",
        "/\n/x",
        "",
    ],
)
def test_a_form_leads_back_to_pages_of_this_site_only(at):
    assert back_to(at) == "/"


def test_a_failure_while_saving_says_a_number_and_nothing_of_the_data(site, add, monkeypatch):
    def fail(*_: object) -> None:
        raise ValueError("row of Jane Doe, MRN 4711")

    monkeypatch.setattr(type(site.store), "add_event", fail)
    answer = add()
    assert answer.status_code == 500
    assert "4711" not in answer.get_data(as_text=True)
    assert site.store.audit() == []


def test_a_refusal_by_the_store_is_said_on_the_form(site, tmp_path):
    def refuse(desk, said):
        raise Refused("The period ended before it began.")

    FORMS["odd"] = Form("odd", "Odd", (Field("n", "Number", "number"),), refuse)
    try:
        desk = Desk(site.engine, Settings(home=tmp_path), site.store)
        answer = site.client.post("/do/odd", data={"n": "4,5", "token": desk.token("odd"), "at": KPI})
        assert answer.status_code == 422
        assert "The period ended before it began." in answer.get_data(as_text=True)
    finally:
        del FORMS["odd"]


def test_a_forged_notice_is_not_said(site):
    site.client.set_cookie(NOTICE, "Call 555 and give your password")
    assert "555" not in strip(site)


def test_a_form_stands_alone_too_filled_from_its_address(site):
    page = site.client.get(f"/do/add-event?on=2026-02-03&at={KPI}&token=x")
    assert page.status_code == 200
    assert 'value="2026-02-03"' in page.get_data(as_text=True)
    assert f'href="{KPI}"' in page.get_data(as_text=True)
