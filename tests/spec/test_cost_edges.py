"""Costs at their edges: a case that cost nothing counts, a negative cost is a mistake."""

import pytest

title = "Cost per case"

CASES = """
    encounter_id | discharge_date | drg_weight
    free         | 2026-04-02     | 1
    dear         | 2026-04-03     | 1
    wrong        | 2026-04-04     | 1
"""


@pytest.mark.parametrize("kpi_id", ["cost_per_case", "cost_per_weighted_case", "cost_per_case_median"])
def test_a_case_that_cost_nothing_counts_and_a_negative_cost_does_not(kpi_spec, kpi_id):
    kpi_spec(
        kpi_id,
        expected={"2026-04": 500},
        expected_coverage={"2026-04": 2 / 3},
        v_discharge=CASES,
        patient_cost="encounter_id | total_cost | is_final \n free | 0 | true \n dear | 1000 | true \n wrong | -1 | true",
    )


def test_a_case_without_variable_cost_keeps_its_whole_revenue(kpi_spec):
    kpi_spec(
        "contribution_margin_pct",
        expected={"2026-04": 100},
        expected_coverage={"2026-04": 1 / 2},
        v_discharge="encounter_id | discharge_date \n free | 2026-04-02 \n wrong | 2026-04-03",
        patient_cost="encounter_id | variable_cost | net_revenue \n free | 0 | 500 \n wrong | -1 | 500",
    )


@pytest.mark.parametrize(
    ("kpi_id", "expected"),
    [
        ("adjusted_discharges", 4),
        ("cmi_adjusted_discharges", 6),
        ("adjusted_patient_days", 20),
        ("cost_per_adjusted_discharge", 100),
        ("cost_per_cmi_adjusted_discharge", 400 / 6),
        ("cost_per_adjusted_patient_day", 20),
    ],
)
def test_a_site_with_no_inpatient_at_all_is_missing_from_no_coverage(kpi_spec, kpi_id, expected):
    """The hospital doubles its two stays of weight 1.5 for outpatients; the clinic has none to adjust."""
    kpi_spec(
        kpi_id,
        expected={"2026-04": expected},
        expected_coverage={"2026-04": 1},
        gl_entry="""
            account_id       | facility_id | month      | amount
            gross_ip_revenue | H           | 2026-04-01 | 600
            gross_op_revenue | H           | 2026-04-01 | 600
            salaries         | H           | 2026-04-01 | 400
            gross_op_revenue | C           | 2026-04-01 | 500
            salaries         | C           | 2026-04-01 | 300
        """,
        v_discharge="""
            facility_id | discharge_date | drg_weight
            H           | 2026-04-02     | 1
            H           | 2026-04-03     | 2
        """,
        v_bed_day="facility_id | bed_date | patients \n H | 2026-04-02 | 10",
    )
