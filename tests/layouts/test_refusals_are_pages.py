"""What is refused says what happened, what still works and the way on, and gives back what was written."""

from __future__ import annotations

import pytest

from data.settings import Settings
from layouts.doing import MOST_KEPT
from tests.layouts.conftest import Site
from tests.layouts.sample import SampleEngine
from tests.layouts.test_people_write import form_of

PERSON = {"Accept": "text/html,application/xhtml+xml"}
WORDS = "Second triage nurse from 18 to 23 h <b>bold</b>"


def sent(site: Site, headers: dict[str, str] | None = None, name: str = "add-event", **changed: str):
    fields = form_of(site, "add-event") | {"sentence": WORDS, "on": "2026-10-01"} | changed
    return site.client.post(f"/do/{name}", data=fields, headers=PERSON | (headers or {}))


def test_an_old_form_comes_back_filled_and_can_be_saved_at_once(site):
    answer = sent(site, token="0" * 64)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "What you wrote is still here" in page
    assert "Second triage nurse from 18 to 23 h &lt;b&gt;bold&lt;/b&gt;" in page
    assert f'value="{form_of(site, "add-event")["token"]}"' in page
    assert site.store.audit() == []


def test_what_is_too_long_comes_back_to_be_shortened(site):
    answer = sent(site, sentence="long " * 20_000)
    assert answer.status_code == 413
    assert "Shorten it." in answer.get_data(as_text=True)
    assert "long long" in answer.get_data(as_text=True)
    assert sent(site, sentence="a" * MOST_KEPT).status_code == 413
    assert site.store.audit() == []


def test_where_nothing_may_be_written_the_words_are_given_back_to_be_copied(tmp_path, site):
    away = Site(SampleEngine(), Settings(home=tmp_path, host="10.0.0.5"))
    fields = form_of(site, "add-event") | {"sentence": WORDS, "at": "/kpi/ed_lwbs_rate"}
    answer = away.client.post("/do/add-event", data=fields, headers=PERSON | {"Host": "10.0.0.5"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "What you had written" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert 'href="/kpi/ed_lwbs_rate"' in page
    assert "Nothing was saved or changed." in page


def test_what_another_site_sent_is_never_shown_again(site):
    answer = sent(site, {"Origin": "https://evil.example"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "Another site sent this." in page
    assert "triage" not in page


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/do/nothing", 404, "This is not here"),
        ("GET", "/export/nothing.csv", 404, "This is not here"),
        ("POST", "/theme.css", 405, "This cannot be asked for in this way"),
        ("POST", "/do/add-event", 415, "This came in a form that is not read"),
    ],
)
def test_every_refusal_has_a_title_a_sentence_and_a_way_on(site, method, path, status, title):
    answer = site.client.open(path, method=method, headers=PERSON)
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert f"<title>{title}</title>" in page
    assert 'role="alert"' in page
    assert 'href="/"' in page
    assert "Content-Security-Policy" in answer.headers


def test_a_failure_names_its_number_and_can_be_tried_again(site, monkeypatch):
    def fails(*_: object) -> None:
        raise ValueError("row of Jane Doe, MRN 4711")

    monkeypatch.setattr(site.engine, "answer", fails)
    answer = site.client.get("/export/ed_lwbs_rate.csv?grain=week", headers=PERSON)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "This did not work. Error " in page
    assert 'href="/export/ed_lwbs_rate.csv?grain=week"' in page
    assert "Jane Doe" not in page


def test_a_program_gets_the_sentence_alone(site):
    answer = site.client.get("/do/nothing")
    assert (answer.mimetype, answer.get_data(as_text=True)) == ("text/plain", "There is no such form.")
