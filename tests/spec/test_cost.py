"""Adjusted volume, cost per case and margin."""

from tests.world import text_of

title = "Cost"

LEDGER_W7 = """
    account_id          | month      | amount
    gross_ip_revenue    | 2026-04-01 | 60000000
    gross_op_revenue    | 2026-04-01 | 45000000
    net_patient_revenue | 2026-04-01 | 36000000
    salaries            | 2026-04-01 | 16000000
    benefits            | 2026-04-01 | 4000000
    contract_labour     | 2026-04-01 | 2000000
    overtime_pay        | 2026-04-01 | 1000000
    supplies            | 2026-04-01 | 4000000
    drugs               | 2026-04-01 | 2000000
    purchased_services  | 2026-04-01 | 2000000
    depreciation        | 2026-04-01 | 1500000
    other_expense       | 2026-04-01 | 1000000
    rev_cycle_cost      | 2026-04-01 | 100000
    interest            | 2026-04-01 | 700000
    non_operating       | 2026-04-01 | 800000
    asset               | 2026-04-01 | 900000
"""


def april(share: int = 1) -> dict[str, str]:
    """Example W7, or a hundredth of it: 1,000 discharges of weight 1.48 and 4,700 patient days."""
    days = [4700 // share // 30 + (day <= 4700 // share % 30) for day in range(1, 31)]
    discharges = [
        {"discharge_date": f"2026-04-{n % 30 + 1:02}", "drg_weight": 1.48} for n in range(1000 // share)
    ]
    return {
        "gl_entry": LEDGER_W7 if share == 1 else LEDGER_W7.replace("00\n", "\n"),
        "v_discharge": text_of(discharges),
        "v_bed_day": text_of(
            [{"bed_date": f"2026-04-{day:02}", "patients": n} for day, n in enumerate(days, start=1)]
        ),
    }


def test_adjusted_discharges_add_outpatients_in_proportion_to_gross_revenue(kpi_spec):
    kpi_spec("adjusted_discharges", expected={"2026-04": 1750.0}, **april())


def test_adjusted_patient_days_use_the_same_factor(kpi_spec):
    kpi_spec("adjusted_patient_days", expected={"2026-04": 82.25}, **april(100))


def test_case_mix_index_is_weight_per_discharge(kpi_spec):
    kpi_spec("case_mix_index", expected={"2026-04": 1.48}, expected_n={"2026-04": 10}, **april(100))


def test_case_mix_adjusted_discharges_weight_the_volume(kpi_spec):
    kpi_spec("cmi_adjusted_discharges", expected={"2026-04": 25.9}, **april(100))


def test_operating_cost_per_adjusted_discharge_leaves_interest_and_non_operating_items_out(kpi_spec):
    kpi_spec("cost_per_adjusted_discharge", expected={"2026-04": 19200.0}, **april(100))


def test_classes_of_account_add_up_to_the_cost_of_an_adjusted_discharge(kpi_spec):
    """Half of the cost is laid on all 5 adjusted discharges, not on half of them."""
    kpi_spec(
        "cost_per_adjusted_discharge",
        by="account_class",
        expected={
            ("2026-04", "salaries"): 60, ("2026-04", "supplies"): 40,
            ("2026-06", "salaries"): 0, ("2026-06", "supplies"): 50,
        },
        gl_entry="""
            account_id       | facility_id | month      | amount
            gross_ip_revenue | H           | 2026-04-01 | 100
            gross_op_revenue | H           | 2026-04-01 | 150
            salaries         | H           | 2026-04-01 | 300
            supplies         | H           | 2026-04-01 | 200
            interest         | H           | 2026-04-01 | 999
            gross_ip_revenue | H           | 2026-06-01 | 100
            supplies         | H           | 2026-06-01 | 50
        """,
        v_discharge="""
            facility_id | discharge_date
            H           | 2026-04-02
            H           | 2026-04-09
            H           | 2026-06-09
        """,
    )  # fmt: skip


def test_operating_cost_per_adjusted_patient_day(kpi_spec):
    kpi_spec("cost_per_adjusted_patient_day", digits=2, expected={"2026-04": 4085.11}, **april(100))


def test_operating_cost_per_case_mix_adjusted_discharge(kpi_spec):
    kpi_spec("cost_per_cmi_adjusted_discharge", digits=2, expected={"2026-04": 12972.97}, **april(100))


SMALL_LEDGER = """
    account_id       | facility_id | month      | amount
    gross_ip_revenue | H           | 2026-04-01 | 600
    gross_op_revenue | H           | 2026-04-01 | 450
    salaries         | H           | 2026-04-01 | 336
    gross_ip_revenue | H           | 2026-06-01 | 300
    gross_op_revenue | H           | 2026-06-01 | 300
    salaries         | H           | 2026-06-01 | 100
"""
SMALL_VOLUME = """
    facility_id | discharge_date | is_newborn
    H           | 2026-04-01     | false
    H           | 2026-04-30     | false
    H           | 2026-04-30     | true
    H           | 2026-05-10     | false
    H           | 2026-06-10     | false
"""


def test_a_quarter_adds_up_its_months_and_newborns_are_no_discharges(kpi_spec):
    """May has no ledger: it gives no value, and its discharge lowers the coverage."""
    kpi_spec(
        "adjusted_discharges",
        expected={"2026-04": 3.5, "2026-05": None, "2026-06": 2.0},
        gl_entry=SMALL_LEDGER,
        v_discharge=SMALL_VOLUME,
    )
    kpi_spec(
        "adjusted_discharges",
        grain="quarter",
        expected={"2026-Q2": 5.5},
        expected_coverage={"2026-Q2": 3 / 4},
        gl_entry=SMALL_LEDGER,
        v_discharge=SMALL_VOLUME,
    )


def test_a_month_without_volume_is_left_out_of_the_cost_as_well(kpi_spec):
    """May has spending but no revenue: neither its cost nor its discharge may count."""
    kpi_spec(
        "cost_per_adjusted_discharge",
        grain="quarter",
        expected={"2026-Q2": 436 / 5.5},
        gl_entry=SMALL_LEDGER + "salaries | H | 2026-05-01 | 1000",
        v_discharge=SMALL_VOLUME,
    )


def test_a_clinic_without_inpatients_is_left_out(kpi_spec):
    """Its cost has no adjusted discharge to be divided by, and it must not lower the coverage of the network."""
    kpi_spec(
        "cost_per_adjusted_discharge",
        expected={"2026-04": 96.0, "2026-06": 50.0},
        expected_coverage={"2026-04": 1.0},
        gl_entry=SMALL_LEDGER
        + """gross_op_revenue | C | 2026-04-01 | 500
             gross_ip_revenue | C | 2026-04-01 | 0
             salaries         | C | 2026-04-01 | 400
        """,
        v_discharge=SMALL_VOLUME,
    )


def test_discharges_that_are_not_loaded_yet_are_unknown_and_not_none(kpi_spec):
    kpi_spec(
        "adjusted_discharges",
        expected={"2026-04": 3.5, "2026-06": None},
        gl_entry=SMALL_LEDGER,
        v_discharge="facility_id | discharge_date \n H | 2026-04-01 \n H | 2026-04-30",
    )


def test_well_babies_in_the_nursery_are_no_patient_days(kpi_spec):
    kpi_spec(
        "adjusted_patient_days",
        expected={"2026-04": 10 * 1.75, "2026-06": 40.0},
        gl_entry=SMALL_LEDGER,
        v_bed_day="""
            facility_id | bed_date   | unit_type | patients
            H           | 2026-04-01 | med_surg  | 7
            H           | 2026-04-02 | nicu      | 3
            H           | 2026-04-02 | nursery   | 5
            H           | 2026-06-02 | med_surg  | 20
        """,
        v_discharge=SMALL_VOLUME,
    )


CASES = """
    encounter_id | service_line | discharge_date | drg_weight | is_newborn
    light        | Medicine     | 2026-04-02     | 0.5        | false
    heavy        | Surgery      | 2026-04-03     | 3.5        | false
    no-weight    | Medicine     | 2026-04-04     |            | false
    open         | Medicine     | 2026-04-05     | 1.0        | false
    not-costed   | Medicine     | 2026-04-06     | 1.0        | false
    wrong        | Medicine     | 2026-04-07     | 1.0        | false
    baby         | Medicine     | 2026-04-08     | 1.0        | true
"""
COSTS = """
    encounter_id | total_cost | variable_cost | net_revenue | is_final
    light        | 4000.10    | 1500          | 5000        | true
    heavy        | 36000.20   | 20000         | 30000       | true
    no-weight    | 8000.00    | 3000          |             | true
    open         | 999999     | 999999        | 0           | false
    wrong        | -50        | -20           | 100         | true
    baby         | 700        | 300           | 900         | true
"""


def test_cost_per_case_counts_finished_costings_and_shows_how_many_those_are(kpi_spec):
    """Open, missing and negative costings are no cases; newborns were never meant."""
    kpi_spec(
        "cost_per_case",
        expected={"2026-04": 48000.30 / 3},
        expected_n={"2026-04": 3},
        expected_coverage={"2026-04": 0.5},
        v_discharge=CASES,
        patient_cost=COSTS,
    )


def test_cost_per_case_by_service_line(kpi_spec):
    kpi_spec(
        "cost_per_case",
        by="service_line",
        expected={("2026-04", "Medicine"): 12000.10 / 2, ("2026-04", "Surgery"): 36000.20},
        v_discharge=CASES,
        patient_cost=COSTS,
    )


def test_cost_per_weighted_case_needs_the_weight(kpi_spec):
    kpi_spec(
        "cost_per_weighted_case",
        expected={"2026-04": 40000.30 / 4},
        v_discharge=CASES + "weightless | Medicine | 2026-04-09 | 0 | false",
        patient_cost=COSTS + "weightless | 900 | 100 | 500 | true",
    )


def test_contribution_margin_is_revenue_less_variable_cost_of_cases_that_have_both(kpi_spec):
    kpi_spec(
        "contribution_margin_per_case",
        expected={"2026-04": (3500 + 10000) / 2},
        v_discharge=CASES,
        patient_cost=COSTS,
    )


def test_a_margin_in_percent_is_a_ratio_of_sums(kpi_spec):
    """70 % and 33 % of unequal revenues are not 52 %."""
    kpi_spec(
        "contribution_margin_pct",
        expected={"2026-04": 100 * 13500 / 35000},
        v_discharge=CASES,
        patient_cost=COSTS,
    )


def test_a_case_without_variable_cost_has_a_margin_and_a_negative_cost_is_a_mistake(kpi_spec):
    kpi_spec(
        "contribution_margin_per_case",
        expected={"2026-04": 500.0},
        expected_coverage={"2026-04": 1 / 2},
        v_discharge="encounter_id | discharge_date \n free | 2026-04-02 \n wrong | 2026-04-03",
        patient_cost="encounter_id | variable_cost | net_revenue \n free | 0 | 500 \n wrong | -1 | 500",
    )


def test_a_margin_can_be_a_loss(kpi_spec):
    kpi_spec(
        "contribution_margin_per_case",
        expected={"2026-04": -250.0},
        v_discharge="encounter_id | discharge_date \n light | 2026-04-02",
        patient_cost="encounter_id | variable_cost | net_revenue \n light | 750 | 500",
    )


def test_case_mix_waits_for_coding_and_leaves_newborns_out(kpi_spec):
    kpi_spec(
        "case_mix_index",
        expected={"2026-04": 7 / 5},
        expected_coverage={"2026-04": 5 / 6},
        v_discharge=CASES,
    )


def test_case_mix_adjustment_averages_the_coded_discharges(kpi_spec):
    """Three discharges, two coded with mean weight 2: six case-mix adjusted ones at a factor of 1."""
    kpi_spec(
        "cmi_adjusted_discharges",
        expected={"2026-04": 6.0},
        gl_entry="account_id | facility_id | month | amount \n gross_ip_revenue | H | 2026-04-01 | 600",
        v_discharge="""
            facility_id | discharge_date | drg_weight | is_newborn
            H           | 2026-04-02     | 1.5        | false
            H           | 2026-04-03     | 2.5        | false
            H           | 2026-04-04     |            | false
            H           | 2026-04-05     | 0.1        | true
        """,
    )
