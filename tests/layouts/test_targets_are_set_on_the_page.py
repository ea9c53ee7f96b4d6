"""Targets, benchmarks and new limits on the page of a KPI; the trail of who wrote them; the target on the chart."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import layouts
from data.settings import Settings
from data.store import Store
from layouts import goal_line
from layouts.doing import FORMS
from layouts.form import Desk
from layouts.page import every_page
from metrics.kpi import Count, Direction
from tests.layouts.conftest import Site
from tests.layouts.sample import KPIS, SampleEngine, series

KPI = "/kpi/ed_lwbs_rate"
TARGET = {
    "kpi_id": "ed_lwbs_rate", "place": "network:*", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    "target": "3.0", "to_target": "2.0", "source": "Board paper 12",
}  # fmt: skip


def send(site: Site, name: str, fields: dict[str, str]):
    desk = Desk(site.engine, Settings(home=site.store.path.parent), site.store)
    return site.client.post(f"/do/{name}", data=fields | {"at": KPI, "token": desk.token(name)})


def block(site: Site, path: str, draws: str) -> str:
    page = next(page for page in every_page() if page.match(path) is not None)
    index = next(i for i, one in enumerate(page.blocks) if getattr(one.draw, "__name__", "") == draws)
    found = json.loads(site.block(f"{path}#{index}"))["response"]
    return next(iter(found.values()))["children"]["props"]["markup"]


def test_a_trajectory_is_set_listed_changed_and_withdrawn(site):
    assert send(site, "set-target", TARGET).status_code == 303
    page = block(site, KPI, "aims")
    assert "3.0 % falling to 2.0 %" in page
    assert "Board paper 12, in force" in page
    assert "3.0 % falling to 2.0 % until 31 Dec 2026, Board paper 12" in site.block("/catalogue#0")
    moved = TARGET | {"valid_from": "2026-02-01", "replaces": "2026-01-01"}
    assert send(site, "set-target", moved).status_code == 303
    assert [row["valid_from"] for row in site.store.targets()] == [date(2026, 2, 1)]
    assert send(site, "withdraw-target", moved).status_code == 303
    assert site.store.targets() == []


def test_what_the_store_refuses_is_said_beside_its_field(site):
    answer = send(site, "set-target", TARGET | {"valid_to": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Until: A trajectory needs the day on which it is to be reached." in page
    page = send(site, "set-target", TARGET | {"valid_to": "2025-01-01"}).get_data(as_text=True)
    assert "Until: Lies before the first day." in page


def test_a_place_below_goes_by_the_target_above_and_says_whose_it_is(site):
    send(site, "set-target", TARGET)
    found = json.loads(site.block(f"{KPI}#{_index('aims')}", "?unit_id=H1-ED"))
    assert "Of Whole network, in force for what is shown here." in json.dumps(found)


def test_while_the_target_of_a_place_has_ended_the_one_above_is_in_force_and_each_says_whose_it_is(site):
    send(site, "set-target", TARGET)
    ended = {"place": "unit:H1-ED", "valid_from": "2025-01-01", "valid_to": "2025-12-31", "to_target": ""}
    send(site, "set-target", TARGET | ended | {"source": "The ward"})
    page = site.block(f"{KPI}#{_index('aims')}", "?unit_id=H1-ED")
    assert "Of the nearest place that has one at the time." in page
    assert "Emergency department, The ward" in page
    assert "Whole network, Board paper 12, in force" in page
    assert "3.0 % falling to 2.0 % until" in site.block("/catalogue#0", "?unit_id=H1-ED")


def test_a_target_of_an_amount_is_one_of_a_month_and_of_its_own_place(site, monkeypatch):
    amount = replace(KPIS["discharges_count"], value=Count("v_discharge"), direction=Direction.LOWER)
    monkeypatch.setitem(KPIS, amount.id, amount)
    send(site, "set-target", {**TARGET, "kpi_id": amount.id, "target": "2000", "to_target": "1900"})
    page = f"/kpi/{amount.id}#{_index('aims')}"
    assert "2,000 discharges falling to 1,900 discharges a month" in site.block(page)
    assert "Of Whole network, in force for what is shown here." in site.block(page)
    assert "Of Whole network, the months of a period added up." in site.block(page, "?grain=quarter")
    assert "for months: no shorter time is held against them" in site.block(page, "?grain=week")
    below = site.block(page, "?facility_id=H1")
    assert "One of a larger place is for all of it, not for this part." in below
    assert "2,000" not in below


def _index(draws: str) -> int:
    page = next(page for page in every_page() if page.path == "/kpi/<kpi_id>")
    return next(i for i, one in enumerate(page.blocks) if getattr(one.draw, "__name__", "") == draws)


def test_a_benchmark_shows_source_year_and_confidence_and_changes_no_verdict(site):
    before = site.block(f"{KPI}#0")
    benchmark = {
        "kpi_id": "ed_lwbs_rate", "source": "CMS national", "year": "2024", "value": "2.0", "confidence": "medium",
        "p25": "1.1", "p75": "2.9",
    }  # fmt: skip
    assert send(site, "set-benchmark", benchmark).status_code == 303
    page = block(site, KPI, "aims")
    for words in ("2.0 %", "CMS national, 2024", "confidence medium", "middle half 1.1 to 2.9 %"):
        assert words in page
    assert site.block(f"{KPI}#0") == before
    assert send(site, "set-benchmark", benchmark | {"year": "24"}).status_code == 422
    assert send(site, "withdraw-benchmark", benchmark).status_code == 303
    assert site.store.benchmarks() == []


def test_new_limits_need_a_reason_and_bear_the_name_of_who_approved_them(site):
    fields = {"kpi_id": "ed_lwbs_rate", "place": "facility:H1", "on": "2026-03-01"}
    assert send(site, "approve-limits", fields).status_code == 422
    assert send(site, "approve-limits", fields | {"reason": "A second desk."}).status_code == 303
    row = site.store.rebases()[0]
    assert (row["scope_id"], row["approved_by"], row["reason"]) == ("H1", site.store.by, "A second desk.")
    assert send(site, "withdraw-limits", fields).status_code == 303
    assert site.store.rebases() == []


def test_a_changed_target_starts_a_judging_and_the_strip_says_so(tmp_path):
    class Judging:
        is_running, has_failed, wanted = False, False, 0

        def want(self):
            self.wanted, self.is_running = self.wanted + 1, True

    site, judging = Site(SampleEngine(), Settings(home=tmp_path)), Judging()
    site.app = layouts.create(site.engine, Settings(home=tmp_path), site.store, judging)
    site.client = site.app.server.test_client()
    assert "being judged" not in strip(site)
    send(site, "set-target", TARGET)
    assert judging.wanted == 1
    assert "are being judged" in strip(site)
    assert site.client.get("/healthz/ready").get_json()["is_judging"]
    judging.is_running = False
    assert "the next refresh judges by them" in strip(site)
    judging.has_failed = True
    assert "judging by them failed" in strip(site)
    send(
        site,
        "set-benchmark",
        {"kpi_id": "ed_lwbs_rate", "source": "CMS", "year": "2024", "value": "2", "confidence": "low"},
    )
    assert judging.wanted == 1


def strip(site: Site) -> str:
    outputs = [{"id": name, "property": "children"} for name in ("rail", "filters", "strip")]
    inputs = [
        {"id": "url", "property": "pathname", "value": KPI},
        {"id": "url", "property": "search", "value": ""},
    ]
    answer = site.callback("..rail.children...filters.children...strip.children..", outputs, inputs, [])
    return json.dumps(answer.get_json()["response"]["strip"], ensure_ascii=False)


def test_the_trail_names_who_wrote_what_about_which_kpi_and_place(site):
    send(site, "set-target", TARGET)
    site.store.signed("a.lead").add_event(date(2026, 6, 1), "A secret sentence", "unit", "H1-ED")
    site.store.add_event(date(2026, 6, 1), "Elsewhere", "unit", "NOT-MINE")
    page = block(site, "/govern", "trail")
    assert "a.lead" in page
    assert "Left without being seen · Whole network" in page
    assert "secret sentence" not in page
    assert "NOT-MINE" not in page


def test_every_form_says_who_may_write_it_and_asks_for_the_place_it_writes_to():
    for form in FORMS.values():
        assert form.who
        assert len({field.name for field in form.fields}) == len(form.fields)


def test_a_target_that_moves_is_drawn_step_by_step_and_one_that_stays_is_one_line():
    one = series("ed_lwbs_rate")
    flat = replace(
        one, points=tuple(replace(p, target=2.0) for p in one.points), goals_ahead=((date(2026, 11, 1), 2.0),)
    )
    assert goal_line.steps(flat) == []
    slope = tuple(replace(p, target=4 - i * 0.05) for i, p in enumerate(one.points))
    moving = replace(one, points=slope, goals_ahead=((date(2026, 11, 1), 2.2), (date(2026, 12, 1), 2.15)))
    found = goal_line.steps(moving)
    assert found[-1] == (date(2026, 12, 1), 2.15)
    assert None not in goal_line.trace(found)["y"]


def test_a_target_that_changes_at_once_has_no_slope():
    one = series("ed_lwbs_rate")
    jump = replace(
        one, points=tuple(replace(p, target=4.0 if i < 20 else 3.0) for i, p in enumerate(one.points))
    )
    line = goal_line.trace(goal_line.steps(jump))
    assert line["y"].count(None) == 1
    assert line["y"][19:22] == [4.0, None, 3.0]


def test_the_readers_store_writes_under_the_name_of_who_runs_the_site(tmp_path):
    assert Store(Settings(home=tmp_path)).by
