"""Bars, bridges and intervals say in words what they draw, and every name is the door to its indicator."""

import re
from dataclasses import replace

import pytest

import layouts.page
from data.settings import Settings
from layouts import bridge
from layouts.bars import bullets, questions
from layouts.filters import Filters
from layouts.leading import lead
from layouts.markup import is_inert, to_html
from layouts.occupancy import occupancy
from layouts.pages.access import STAGES
from layouts.pareto import pareto
from layouts.sheets import sheets
from layouts.stages import stages
from layouts.variance import variances
from metrics.question import QuestionError
from tests.layouts.sample_pictures import PictureEngine

BLOCKS = {
    "stages": stages("Stages", *STAGES),
    "budget": bridge.budget("Budget"),
    "cost": bridge.cost("Cost"),
    "denied": bridge.denied("Denied"),
    "staff": bridge.staff("Staff"),
    "pareto": pareto("denials_count", "denial_category", "Reasons", "claims"),
    "variances": variances("Variances"),
    "questions": questions("hcahps_item_top_box_pct", "item_code", "Questions"),
    "bullets": bullets("training_compliance_pct", "course_id", "Courses"),
}


@pytest.fixture
def view(tmp_path) -> layouts.page.View:
    return layouts.page.View(PictureEngine(), Settings(home=tmp_path), Filters(), block="/access#1")


def words(tree) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", to_html(tree)).split())


@pytest.mark.parametrize("name", BLOCKS)
def test_a_chart_is_text_a_picture_and_a_table(view, name):
    """Inert, named for the ear, with a sheet to take away and links that lead on."""
    tree = BLOCKS[name].draw(view)
    text = to_html(tree)
    assert is_inert(tree)
    assert 'data-figure="' in text
    assert "/kpi/" in text
    (sheet,) = sheets(tree)
    assert len(sheet.rows) >= 2
    for label in re.findall(r'role="img" aria-label="([^"]*)"', text):
        assert "None" not in label


@pytest.mark.parametrize("name", [*BLOCKS, "occupancy"])
def test_a_chart_without_its_indicators_says_what_is_missing(tmp_path, name):
    class Dark(PictureEngine):
        def dark(self):
            return dict.fromkeys(self.kpis(), "no feed fills it")

    view = layouts.page.View(Dark(), Settings(home=tmp_path), Filters())
    block = occupancy("Beds") if name == "occupancy" else BLOCKS[name]
    assert "No data yet" in to_html(block.draw(view))


def test_a_year_before_that_cannot_be_told_has_no_column_and_says_why(tmp_path):
    class Young(PictureEngine):
        def compare(self, question, access):
            if question.until is not None:
                raise QuestionError("It was asked in another way then.")
            return super().compare(question, access)

    def heads(engine) -> tuple[list[str], str]:
        drawn = BLOCKS["questions"].draw(layouts.page.View(engine, Settings(home=tmp_path), Filters()))
        return sheets(drawn)[0].head, words(drawn)

    before, said = heads(PictureEngine())
    young, told = heads(Young())
    assert [name for name in before if name != "Year before"] == young
    assert "tick is the twelve months before" in said
    assert "The twelve months before are not shown: It was asked in another way then." in told
    assert "tick" not in told


def test_a_stage_begins_where_the_one_before_it_ended(view):
    """Five stages of the same length: the third and the fourth both follow the second."""
    text = to_html(BLOCKS["stages"].draw(view))
    starts = [float(x) for x in re.findall(r'<rect x="([\d.]+)"[^>]*class="bar', text)]
    assert starts[0] < starts[1] < starts[2] == starts[3] < starts[4]


def test_the_parts_of_a_bridge_stand_between_its_ends(view):
    (sheet,) = sheets(BLOCKS["budget"].draw(view))
    amounts = [row[1].value for row in sheet.rows]
    assert amounts == [1_000_000, 40_000, 20_000, -5_000, 1_055_000]
    assert sum(amounts[:-1]) == amounts[-1]


def test_a_bridge_of_small_steps_owns_up_to_its_cut_scale(view):
    assert "does not begin at zero" in words(BLOCKS["budget"].draw(view))
    assert "does not begin at zero" not in words(BLOCKS["denied"].draw(view))


def test_more_cost_is_worse_and_said_so(view):
    text = to_html(BLOCKS["budget"].draw(view))
    assert 'aria-label="Volume of work: +$40,000, worse"' in text
    assert 'aria-label="Salaries: −$5,000, better"' in text


def test_the_vital_few_are_told_in_a_sentence_and_a_running_share(view):
    said = words(BLOCKS["pareto"].draw(view))
    assert "2 of 3 groups bring 85 %" in said
    assert "Other small groups" in said
    (sheet,) = sheets(BLOCKS["pareto"].draw(view))
    assert [row[4].text for row in sheet.rows] == ["50.0 %", "85.0 %", "100.0 %"]


def test_a_question_with_few_answers_is_counted_but_not_shown(view):
    said = words(BLOCKS["questions"].draw(view))
    assert "Question few" not in said
    assert "1 question not shown: too few answers." in said
    assert said.index("Question quiet") < said.index("Question nurses")


def test_a_cost_centre_over_budget_is_unfavourable_in_words_too(view):
    text = to_html(BLOCKS["variances"].draw(view))
    assert "favourable" in text
    assert ">AC<" in text
    assert ">BU<" in text


def test_a_page_leads_with_what_got_worse_and_what_balances_it(view):
    said = words(lead("ed_lwbs_rate", "ed_4h_pct", "ed_arrival_to_provider_median").draw(view))
    assert said.startswith(
        "Left without being seen got worse. Four-hour performance keeps missing its target."
    )
    assert "Door to provider got better." in said


def test_a_quiet_page_says_so(view):
    said = words(lead("alos_days", "case_mix_index").draw(view))
    assert said == "None of the 2 main indicators changed for a reason: they vary as they always do."


def test_beds_are_drawn_under_their_ceiling(view):
    tree = occupancy("Beds").draw(view)
    assert "September 2026" in str(tree)


def test_a_page_whose_indicators_take_no_such_filter_still_says_why_it_is_empty(tmp_path):
    class Refusing(PictureEngine):
        def answer(self, *asked):
            return replace(super().answer(*asked), series=())

    filters = Filters(only=(("payer_class", ("nobody",)),))
    seen = layouts.page.View(Refusing(), Settings(home=tmp_path), filters, block="/flow#0")
    assert "Nothing is left under the filter" in words(lead("alos_days", "case_mix_index").draw(seen))
