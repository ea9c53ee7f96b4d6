"""What leaves as a file says which indicator, whose verdict, how numbers look and where they stand."""

import csv
import io

import openpyxl
import pytest

from layouts.sheets import Shown, number
from metrics.question import Question
from tests.layouts.conftest import block_of

KPI = "ed_lwbs_rate"


def lines_of(site, address):
    return list(csv.reader(io.StringIO(site.client.get(address).get_data().decode("utf-8-sig"))))


def test_every_period_has_its_verdict_and_the_last_one_that_of_the_page(site):
    head, *lines = lines_of(site, f"/export/{KPI}.csv")
    rows = [dict(zip(head, line, strict=True)) for line in lines if not line[0].startswith("#")]
    verdict = site.engine.answer(Question((KPI,))).series[0].verdict
    (last,) = [row for row in rows if row["period"] == f"{verdict.period}"]
    assert (last["variation"], last["assurance"], last["rule"], last["since"], last["quality"]) == (
        verdict.variation, verdict.assurance, verdict.rule, f"{verdict.since or ''}", verdict.quality,
    )  # fmt: skip
    assert {row["place"] for row in rows} == {"network *"}
    assert all(row["limits_from"] for row in rows if row["mean"])


def test_a_workbook_shows_numbers_as_the_page_does_and_keeps_them_whole(site):
    book = openpyxl.load_workbook(io.BytesIO(site.client.get(f"/export/{KPI}.xlsx").get_data()))
    head, first = list(book["Data"].iter_rows())[:2]
    cells = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert cells["value"].number_format == "#,##0.0"
    assert cells["value"].value != round(cells["value"].value, 1)
    assert cells["n"].number_format == "#,##0"
    assert cells["coverage"].number_format == "0.0%"


@pytest.mark.parametrize("text", ["9.6 % → 20.8 %", "3 of 12", "2 of 10", "1.9–4.6 %", "4 (of 5)"])
def test_two_numbers_in_a_cell_are_text(text):
    assert number(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.3 %", 12.3), ("−2.1 pp", -2.1), ("$1.23 M", 1_230_000.0), ("3.2 per 1,000 patient days", 3.2)],
)
def test_one_number_with_its_unit_is_a_number(text, value):
    found = number(text)
    assert isinstance(found, Shown)
    assert found.value == pytest.approx(value)


def test_a_table_of_an_indicator_says_which_one_its_verdict_and_its_definition_version(site):
    at = block_of(f"/kpi/{KPI}", "values").replace("#", "%23")
    said = {line[0]: line[1] for line in lines_of(site, f"/export/table.csv?at={at}") if len(line) == 2}
    kpi = site.engine.kpis()[KPI]
    assert KPI in said["# KPI"]
    assert said["# Verdict"] == site.engine.answer(Question((KPI,))).series[0].verdict.sentence
    assert said["# Definition version"] == kpi.version


def test_a_file_names_the_address_at_which_its_figures_stay(site):
    load = site.engine.stamp().load_id
    at = block_of(f"/kpi/{KPI}", "values").replace("#", "%23")
    for address in (f"/export/{KPI}.csv?grain=week", f"/export/table.csv?grain=week&at={at}"):
        said = site.client.get(address).get_data(as_text=True)
        (link,) = [word for word in said.split() if f"/kpi/{KPI}?" in word]
        assert f"asof={load}" in link
        assert "grain=week" in link
