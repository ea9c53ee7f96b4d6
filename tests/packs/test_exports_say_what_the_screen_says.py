"""An export carries the same points as the page, typed, safe to open, and nothing that the page may not show."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from data.language import speaking
from layouts.packs import csv as csv_pack
from layouts.packs import xlsx as xlsx_pack
from layouts.packs.pack import COLUMNS, rows, safe_text
from metrics.kpi import Count, Direction, Kpi, Ratio
from metrics.question import Answer, Point, Question, Series, Stamp, Verdict

KPI = Kpi(
    id="left_early",
    number="1.99",
    title="=Left early",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(Count("v_ed_visit", "disposition = 'lwbs'"), Count("v_ed_visit"), per=100),
    by=("unit_id",),
    means="who gave up",
    formula="left / all",
    why="they needed care",
    owner="ED clinical lead",
    needs=("ed_visit.disposition",),
)
SENTENCE = "Concern: 7 points above the mean since January 2026."
VERDICT = Verdict("left_early", date(2026, 2, 1), 4.5, 200, "Concern", SENTENCE, target=3.0)
POINTS = (
    Point(date(2026, 1, 1), 4.25, 400, num=17, den=400, centre=3.0, lower=1.5, upper=4.5, rule="shift"),
    Point(date(2026, 2, 1), None, None, hidden="fewer than 11"),
)


def answer(points=POINTS, verdict=VERDICT, is_demo=True):
    series = Series("left_early", "W7", "@Ward 7", points, verdict)
    stamp = Stamp(41, "2026-03-01 05:00", date(2026, 2, 28), date(2026, 3, 1), is_demo)
    return Answer(Question(("left_early",), by="unit_id"), (series,), stamp)


@pytest.fixture
def book():
    return openpyxl.load_workbook(io.BytesIO(xlsx_pack.build(answer(), {KPI.id: KPI})))


def records(raw):
    lines = [line for line in csv.reader(io.StringIO(raw.decode("utf-8-sig"))) if not line[0].startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_a_point_keeps_its_numbers_and_its_limits_in_csv():
    first = records(csv_pack.build(answer(), {KPI.id: KPI}))[0]
    assert (first["value"], first["n"], first["lower_limit"], first["rule"]) == (
        "4.25",
        "400",
        "1.5",
        "shift",
    )
    assert (first["definition_version"], first["load_id"]) == ("1", "41")


def test_a_hidden_point_has_a_reason_and_no_number_even_if_one_slipped_in():
    leaky = replace(POINTS[1], value=3.3, n=6, num=2, den=6, centre=3.0, lower=1.0, upper=5.0, rule="outside")
    (row,) = rows(answer(points=(leaky,)), {KPI.id: KPI})
    numbers = dict(zip(COLUMNS, row, strict=True))
    for name in ("value", "n", "numerator", "denominator", "mean", "lower_limit", "upper_limit"):
        assert numbers[name] is None, name
    assert numbers["hidden_because"] == "fewer than 11"
    assert numbers["rule"] == ""


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_text_never_becomes_a_formula(start):
    assert safe_text(start) == "'" + start
    assert safe_text("Ward 7") == "Ward 7"


def test_csv_cells_never_start_a_formula():
    for line in csv.reader(io.StringIO(csv_pack.build(answer(), {KPI.id: KPI}).decode("utf-8-sig"))):
        for cell in line:
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell


def test_xlsx_numbers_and_dates_are_typed(book):
    sheet = book["Data"]
    header = [cell.value for cell in sheet[1]]
    first = dict(zip(header, [cell.value for cell in sheet[2]], strict=True))
    assert isinstance(first["value"], float)
    assert isinstance(first["period"], datetime)
    assert first["n"] == 400
    second = dict(zip(header, [cell.value for cell in sheet[3]], strict=True))
    assert second["value"] is None
    assert second["hidden_because"] == "fewer than 11"


def test_xlsx_holds_a_native_chart_and_no_formula(book):
    with zipfile.ZipFile(io.BytesIO(xlsx_pack.build(answer(), {KPI.id: KPI}))) as parts:
        assert any(name.startswith("xl/charts/chart") for name in parts.namelist())
        assert "<f>" not in parts.read("xl/worksheets/sheet2.xml").decode()


def test_every_export_says_the_verdict_the_definition_and_that_it_is_a_demo(book):
    said = {str(cell.value) for row in book["Definition"].iter_rows() for cell in row}
    assert {SENTENCE, "who gave up", "left / all", "ED clinical lead"} <= said
    assert any("Invented patients" in text for text in said)
    text = csv_pack.build(answer(), {KPI.id: KPI}).decode("utf-8-sig")
    assert SENTENCE in text
    assert "Invented patients" in text


def test_real_data_are_not_called_a_demo():
    text = csv_pack.build(answer(is_demo=False), {KPI.id: KPI}).decode("utf-8-sig")
    assert "Invented" not in text


def test_the_good_direction_is_said_as_on_the_page_in_every_language():
    with speaking("de"):
        assert "niedriger ist besser" in csv_pack.build(answer(), {KPI.id: KPI}).decode("utf-8-sig")
