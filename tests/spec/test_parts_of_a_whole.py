"""What only a numerator can be cut by: its groups are held against everybody and add up to the whole."""

import pytest

title = "Parts of a whole"

VISITS = """
    encounter_id | arrival_ts       | departure_ts     | disposition
    1            | 2026-04-10 08:00 | 2026-04-10 11:00 | lwbs
    2            | 2026-04-10 09:00 | 2026-04-10 12:00 | lwbs
    3            | 2026-04-10 10:00 | 2026-04-10 12:00 | ama
    4            | 2026-04-10 11:00 | 2026-04-10 12:00 | discharged
    5            | 2026-04-10 11:00 | 2026-04-10 12:00 | admitted
    6            | 2026-04-10 11:00 | 2026-04-10 12:00 | discharged
    7            | 2026-04-10 11:00 | 2026-04-10 12:00 | discharged
    8            | 2026-04-10 11:00 | 2026-04-10 12:00 | discharged
"""


def test_ways_of_leaving_early_add_up_to_the_share_that_left_early(kpi_spec):
    """Two unseen and one against advice of eight: not all of those who left unseen and none of the others."""
    kpi_spec(
        "ed_lbtc_rate",
        by="disposition",
        expected={("2026-04", "lwbs"): 25, ("2026-04", "ama"): 12.5},
        expected_n={("2026-04", "lwbs"): 8},
        ed_visit=VISITS,
    )
    kpi_spec("ed_lbtc_rate", expected={"2026-04": 37.5}, ed_visit=VISITS)


@pytest.mark.parametrize(("chosen", "expected"), [("lwbs", 25), ("ama", 12.5), ("discharged", 0)])
def test_a_filter_by_the_same_lets_the_same_part_through(kpi_spec, chosen, expected):
    kpi_spec(
        "ed_lbtc_rate", only=(("disposition", (chosen,)),), expected={"2026-04": expected}, ed_visit=VISITS
    )


def test_a_part_is_split_by_what_the_whole_is_split_by(kpi_spec):
    """By the place each part is held against the visits of its place."""
    kpi_spec(
        "ed_lwbs_rate",
        by="unit_id",
        only=(("disposition", ("lwbs",)),),
        expected={("2026-04", "A"): 50, ("2026-04", "B"): 0},
        ed_visit="""
            unit_id | arrival_ts       | departure_ts     | disposition
            A       | 2026-04-10 08:00 | 2026-04-10 11:00 | lwbs
            A       | 2026-04-10 09:00 | 2026-04-10 12:00 | ama
            B       | 2026-04-10 11:00 | 2026-04-10 12:00 | ama
        """,
    )


def test_reasons_add_up_to_the_operations_lost_on_the_day(kpi_spec):
    cases = """
        case_class | status    | sched_start_ts   | patient_in_ts    | cancel_ts        | cancel_reason_group
        elective   | done      | 2026-05-04 08:00 | 2026-05-04 08:05 |                  |
        elective   | done      | 2026-05-04 09:00 | 2026-05-04 09:05 |                  |
        elective   | cancelled | 2026-05-04 10:00 |                  | 2026-05-04 07:00 | patient
        elective   | cancelled | 2026-05-04 11:00 |                  | 2026-05-04 07:00 | hospital_non_clinical
    """
    kpi_spec(
        "or_day_of_surgery_cancel_pct",
        by="cancel_reason_group",
        expected={("2026-05", "hospital_non_clinical"): 25, ("2026-05", "patient"): 25},
        procedure_case=cases,
    )
    kpi_spec("or_day_of_surgery_cancel_pct", expected={"2026-05": 50}, procedure_case=cases)


def test_reasons_of_delay_share_the_minutes_of_all_first_cases(kpi_spec):
    kpi_spec(
        "or_first_case_delay_min",
        by="delay_reason",
        expected={("2026-03", "surgeon"): 10, ("2026-03", "patient"): 5},
        procedure_case="""
            room_id | case_class | sched_start_ts   | patient_in_ts    | is_first_case | delay_reason
            one     | elective   | 2026-03-02 07:30 | 2026-03-02 07:50 | true          | surgeon
            two     | elective   | 2026-03-02 07:30 | 2026-03-02 07:30 | true          |
            one     | elective   | 2026-03-03 07:30 | 2026-03-03 07:50 | true          | surgeon
            two     | elective   | 2026-03-03 07:30 | 2026-03-03 07:50 | true          | patient
        """,
    )


CLAIMS = """
    claim_id | first_adjudication_date | first_result | denial_category | billed_amount
    1        | 2026-03-02              | denied       | authorisation   | 100
    2        | 2026-03-02              | denied       | eligibility     | 300
    3        | 2026-03-02              | paid         |                 | 400
    4        | 2026-03-02              | paid         |                 | 200
"""


@pytest.mark.parametrize(
    ("kpi_id", "parts"),
    [("denial_rate_initial_pct", (25, 25)), ("denial_rate_initial_dollars_pct", (10, 30))],
)
def test_reasons_add_up_to_the_claims_that_were_denied(kpi_spec, kpi_id, parts):
    kpi_spec(
        kpi_id,
        by="denial_category",
        expected={("2026-03", "authorisation"): parts[0], ("2026-03", "eligibility"): parts[1]},
        claim=CLAIMS,
    )


def test_ages_over_ninety_days_add_up_to_the_old_receivables(kpi_spec):
    """Of 200 billed 30 and 20 are older than 90 days; what is younger is no part of them."""
    kpi_spec(
        "ar_over_90_pct",
        by="age_bucket",
        expected={("2026-03", "91_120"): 15, ("2026-03", "181_plus"): 10},
        ar_snapshot="""
            snapshot_date | payer_id | age_bucket | gross_balance
            2026-03-31    | P        | 0_30       | 150
            2026-03-31    | P        | 91_120     | 30
            2026-03-31    | Q        | 181_plus   | 20
        """,
    )


LEDGER = """
    account_id              | cost_centre_id | month      | amount
    net_patient_revenue     | hearts         | 2026-04-01 | 600
    net_patient_revenue     | bones          | 2026-04-01 | 400
    salaries                | hearts         | 2026-04-01 | 500
    salaries                | bones          | 2026-04-01 | 350
    interest                | hearts         | 2026-04-01 | 20
    depreciation            | house          | 2026-04-01 | 80
"""
CENTRES = """
    cost_centre_id | facility_id | service_line | department
    hearts         | F           | Heart        | Cardiology
    bones          | F           | Joints       | Orthopaedics
    house          | F           |              |
"""


@pytest.mark.parametrize(
    ("kpi_id", "parts"),
    [("operating_margin_pct", (8, 5, -8)), ("ebitda_margin_pct", (10, 5, 0))],
)
def test_direct_margins_of_service_lines_add_up_to_the_margin(kpi_spec, kpi_id, parts):
    """What belongs to no line is one of its own: 80 of depreciation for the house."""
    lines = ("Heart", "Joints", "unknown")
    shown = {("2026-04", line): part for line, part in zip(lines, parts, strict=True) if part}
    kpi_spec(kpi_id, by="service_line", expected=shown, gl_entry=LEDGER, cost_centre=CENTRES)
    kpi_spec(kpi_id, expected={"2026-04": sum(parts)}, gl_entry=LEDGER, cost_centre=CENTRES)


@pytest.mark.parametrize(
    ("kpi_id", "whole"), [("labour_cost_ratio_pct", 930), ("labour_cost_of_revenue_pct", 1000)]
)
def test_the_pay_of_service_lines_adds_up_to_the_labour_cost(kpi_spec, kpi_id, whole):
    """850 of pay beside 80 of depreciation for the house, which pays nobody."""
    shown = {("2026-04", "Heart"): 50_000 / whole, ("2026-04", "Joints"): 35_000 / whole}
    kpi_spec(kpi_id, by="service_line", expected=shown, gl_entry=LEDGER, cost_centre=CENTRES)
    kpi_spec(kpi_id, expected={"2026-04": 85_000 / whole}, gl_entry=LEDGER, cost_centre=CENTRES)


def test_departments_share_the_cost_of_what_all_of_them_charge(kpi_spec):
    """A year of 100 charged a month: 30 and 20 of it are cost."""
    months = [f"{2025 + (month > 12)}-{(month - 1) % 12 + 1:02}-01" for month in range(4, 16)]
    lines = [("gross_ip_revenue", "hearts", 100), ("salaries", "hearts", 30), ("salaries", "bones", 20)]
    kpi_spec(
        "cost_to_charge_ratio",
        by="department",
        expected={("2026-03", "Cardiology"): 0.3, ("2026-03", "Orthopaedics"): 0.2},
        gl_entry="account_id | cost_centre_id | month | amount\n"
        + "\n".join(
            f"{account} | {centre} | {month} | {sum_}" for month in months for account, centre, sum_ in lines
        ),
        cost_centre=CENTRES,
    )


CARE = {
    "v_bed_day": "unit_id | bed_date | unit_type | patients \n W | 2026-03-01 | med_surg | 4",
    "unit": "unit_id | unit_type | is_inpatient_bedded | patient_day_method \n W | med_surg | true | midnight",
    "shift": """
        work_date  | unit_id | staff_group    | hours | is_direct_care
        2026-03-01 | W       | rn             | 16    | true
        2026-03-01 | W       | care_assistant | 4     | true
        2026-03-01 | W       | physician      | 9     | true
    """,
}


def test_staff_groups_share_the_hours_of_care(kpi_spec):
    kpi_spec(
        "nursing_hppd",
        by="staff_group",
        expected={("2026-03", "care_assistant"): 1, ("2026-03", "rn"): 4},
        **CARE,
    )


@pytest.mark.parametrize(
    ("chosen", "expected"), [(("rn",), 4), (("rn", "nobody"), 4), (("nobody",), None), ((), None)]
)
def test_a_group_of_nobody_is_not_0_of_the_whole(kpi_spec, chosen, expected):
    """The filter reaches the hours and not the patient days: of who does not exist it says nothing."""
    shown = {"2026-03": expected} if expected else {}
    kpi_spec("nursing_hppd", only=(("staff_group", chosen),), expected=shown, **CARE)
    kpi_spec("ed_lbtc_rate", only=(("disposition", ("nobody",)),), expected={}, ed_visit=VISITS)
