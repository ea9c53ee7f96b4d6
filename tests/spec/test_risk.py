"""Findings, policies, actions and investigations against their dates."""

import pytest

title = "Risk and compliance"

# The newest date in the data, 30 April, makes April the last complete month.
UNTIL = "encounter_id | start_ts \n newest | 2026-04-30 10:00 \n planned | 2027-01-01 10:00"
FINDINGS = """
    finding_id | raised_date | due_date   | original_due_date | closed_date | risk_rating
    a          | 2026-02-10  | 2026-03-30 | 2026-03-01        | 2026-04-01  | high
    b          | 2026-02-10  | 2026-03-31 | 2026-03-31        |             | high
    c          | 2026-03-31  | 2026-04-10 |                   | 2026-03-31  | low
    d          | 2026-03-31  | 2026-04-29 | 2026-03-15        |             | low
    e          | 2026-04-30  | 2026-05-10 |                   |             | low
    f          | 2026-05-01  | 2026-05-10 |                   |             | low
"""


@pytest.mark.parametrize(
    ("kpi", "february", "march", "april"),
    [
        ("audit_findings_overdue_count", 0, 1, 2),
        ("audit_findings_overdue_original_count", 0, 2, 2),
        ("audit_findings_overdue_pct", 0, 100 / 3, 200 / 3),
        ("audit_findings_open_count", 2, 3, 3),
        ("audit_finding_age_median", 18, 49, 30),
    ],
)
def test_findings_are_counted_at_the_end_of_each_month(kpi_spec, kpi, february, march, april):
    """`a` is overdue on 31 March (due the day before), `b` is not (due that day); `c` was closed on that day."""
    kpi_spec(
        kpi,
        expected={"2026-02": february, "2026-03": march, "2026-04": april},
        audit_finding=FINDINGS.replace("| 2026-05-01  |", "| 2026-05-02  |"),
        encounter=UNTIL,
    )


def test_a_longer_period_shows_the_findings_of_its_last_month(kpi_spec):
    kpi_spec(
        "audit_findings_overdue_count",
        grain="year",
        expected={"2026": 2},
        audit_finding=FINDINGS,
        encounter=UNTIL,
    )


def test_a_month_without_a_late_finding_says_zero_and_not_nothing(kpi_spec):
    kpi_spec(
        "audit_findings_overdue_count",
        expected={"2026-02": 0, "2026-03": 0, "2026-04": 0},
        audit_finding="finding_id | raised_date | due_date | closed_date \n a | 2026-02-10 | 2026-03-30 | 2026-02-20",
        encounter=UNTIL,
    )


def test_a_finding_without_a_facility_belongs_to_none_in_a_network(kpi_spec):
    kpi_spec(
        "audit_findings_open_count",
        by="facility_id",
        expected={("2026-04", "?"): 1, ("2026-04", "G"): 1},
        audit_finding="finding_id | facility_id | raised_date | due_date \n a | | 2026-04-10 | 2026-05-01 \n b | G | 2026-04-10 | 2026-05-01",
        facility="facility_id \n G \n H",
        encounter="encounter_id | facility_id | start_ts \n newest | G | 2026-04-30 10:00",
    )


POLICIES = """
    policy_id | approved_date | next_review_date | retired_date
    due       | 2026-02-01    | 2026-04-30       |
    late      |               | 2026-04-29       |
    none      | 2026-02-01    |                  | 2026-04-30
    gone      | 2026-02-01    | 2026-01-01       | 2026-03-31
    soon      | 2026-04-30    | 2026-07-29       |
    later     | 2026-03-31    | 2026-07-30       |
"""


@pytest.mark.parametrize(
    ("kpi", "february", "march", "april"),
    [("policy_review_overdue_pct", 50, 25, 25), ("policy_due_90d_count", 2, 2, 2)],
)
def test_a_policy_without_a_review_date_is_overdue_and_a_retired_one_is_gone(
    kpi_spec, kpi, february, march, april
):
    """On 30 April: due that day is not late, 90 days on (29 July) is due, retired on that day is out."""
    kpi_spec(
        kpi,
        expected={"2026-02": february, "2026-03": march, "2026-04": april},
        policy_document=POLICIES,
        encounter=UNTIL,
    )


ACTIONS = """
    action_id | source   | created_date | original_due_date | current_due_date | completed_date | cancelled_date
    kept      | project  | 2026-02-01   | 2026-03-10        | 2026-03-10       | 2026-03-10     |
    moved     | project  | 2026-02-01   | 2026-03-10        | 2026-04-10       | 2026-04-10     |
    missed    | audit    | 2026-02-01   | 2026-03-10        | 2026-03-10       | 2026-03-12     |
    open      | incident | 2026-02-01   | 2026-03-10        | 2026-04-30       |                |
    dropped   | incident | 2026-02-01   | 2026-03-10        | 2026-03-10       |                | 2026-03-10
    broken    | project  | 2026-02-01   | 2026-03-10        | 2026-03-10       |                | 2026-03-11
    future    | project  | 2026-04-01   | 2026-05-10        | 2026-05-10       |                |
    early     | audit    | 2026-04-01   | 2026-05-10        | 2026-05-10       | 2026-04-20     |
"""


@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("action_plan_on_time_pct", {"2026-03": 20}),
        ("action_plan_on_time_current_pct", {"2026-03": 100 / 3, "2026-04": 50}),
        ("milestone_on_time_pct", {"2026-03": 100 / 3}),
        ("action_slippage_days_median", {"2026-03": 1, "2026-04": 5.5}),
        ("actions_overdue_count", {"2026-02": 0, "2026-03": 0, "2026-04": 0}),
    ],
)
def test_an_action_open_after_its_deadline_is_a_miss_at_once(kpi_spec, kpi, expected):
    """Cancelled on the due date: no promise any more; a day later: a broken one. What is due later is not judged yet."""
    kpi_spec(kpi, expected=expected, action_plan=ACTIONS, encounter=UNTIL)


def test_an_action_is_overdue_from_the_day_after_its_deadline_until_it_is_done_or_dropped(kpi_spec):
    kpi_spec(
        "actions_overdue_count",
        expected={"2026-03": 3, "2026-04": 2},
        action_plan="""
            source  | created_date | original_due_date | current_due_date | completed_date | cancelled_date
            project | 2026-03-01   | 2026-03-01        | 2026-03-30       | 2026-04-01     |
            project | 2026-03-01   | 2026-03-01        | 2026-03-31       | 2026-04-30     |
            project | 2026-03-01   | 2026-03-01        | 2026-03-30       |                | 2026-04-01
            project | 2026-03-31   | 2026-03-01        | 2026-03-30       |                |
            project | 2026-03-31   | 2026-03-01        | 2026-03-30       | 2026-03-31     |
            project | 2026-03-31   | 2026-03-01        | 2026-03-30       |                | 2026-03-31
            project | 2026-04-30   | 2026-04-01        | 2026-04-29       |                |
        """,
        encounter=UNTIL,
    )


def test_an_investigation_is_on_time_on_its_due_date_and_a_miss_when_still_open(kpi_spec):
    """Due in April, after the last report of 31 March, is not judged yet."""
    kpi_spec(
        "investigation_on_time_pct",
        expected={"2026-03": 50},
        expected_n={"2026-03": 4},
        incident="""
            event_ts         | reported_ts      | is_serious | investigation_due_date | investigation_closed_date | status
            2026-01-10 10:00 | 2026-01-10 12:00 | true       | 2026-03-10             | 2026-03-10                | closed
            2026-01-10 10:00 | 2026-01-10 12:00 | true       | 2026-03-10             | 2026-03-11                | closed
            2026-01-10 10:00 | 2026-01-10 12:00 | true       | 2026-03-31             |                           | in_review
            2026-01-10 10:00 | 2026-03-31 12:00 | true       | 2026-03-10             | 2026-02-01                | closed
            2026-01-10 10:00 | 2026-01-10 12:00 | true       | 2026-04-01             |                           | in_review
            2026-01-10 10:00 | 2026-01-10 12:00 | false      | 2026-03-10             | 2026-03-11                | closed
            2026-01-10 10:00 | 2026-01-10 12:00 | true       | 2026-03-10             | 2026-03-11                | duplicate
            2026-01-10 10:00 | 2026-01-10 12:00 | true       |                        |                           | closed
        """,
    )


@pytest.mark.parametrize(
    "kpi_id", ["audit_findings_overdue_count", "policy_review_overdue_pct", "actions_overdue_count"]
)
def test_what_is_late_is_told_by_who_answers_for_it(kpi_spec, kpi_id):
    kpi_spec(
        kpi_id,
        by="owner",
        expected={("2026-03", "matron"): 100 if kpi_id.endswith("_pct") else 1},
        v_month_end="month_date | end_date \n 2026-03-01 | 2026-03-31",
        audit_finding="finding_id | owner | raised_date | due_date \n f | matron | 2026-03-01 | 2026-03-10",
        policy_document="policy_id | owner | next_review_date \n p | matron | 2026-03-10",
        action_plan="action_id | owner | created_date | current_due_date \n a | matron | 2026-03-01 | 2026-03-10",
    )
