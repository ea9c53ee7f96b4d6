"""Whether groups fare alike, whether we know who they are, and whether the data behind it is filled in."""

import pytest

from metrics.catalogue import DISPARITIES, KPIS
from metrics.equity import Group, equity
from metrics.intervals import Interval
from metrics.kpis.equity import equity_gap, equity_ratio, index_of_disparity_pct, sii
from tests.world import text_of

title = "Equity and completeness"

RETURNS = {"1": 120, "2": 100, "3": 90, "4": 80, "5": 60}


def test_readmission_is_twice_as_common_in_the_most_deprived_fifth(kpi_spec):
    """Example W17: 1,000 index stays in each fifth; gap 6.0 points, ratio 2.00, disparity 62.5 %, slope 7.0 points."""
    rows = [
        {"encounter_id": f"{fifth}-{i}", "discharge_date": "2026-03-01", "deprivation_quintile": fifth,
         "followed_days": 40, "is_readmitted_30d": i < back / 10}
        for fifth, back in RETURNS.items()
        for i in range(100)
    ]  # fmt: skip
    found = kpi_spec(
        "readmission_30d_pct",
        by="deprivation_quintile",
        expected={("2026-03", fifth): back / 10 for fifth, back in RETURNS.items()},
        v_readmission=text_of(rows),
    )
    shares = {group: row["value"] for (_, group), row in found.items()}
    groups = [
        Group(f, Interval(shares[f], 0, 100, "wilson"), 1000, 10 * shares[f], 1000) for f in sorted(shares)
    ]
    seen = equity(groups, "proportion", is_higher_better=False, reference="5", order="12345")
    assert (seen.worst, seen.gap.value, seen.ratio.value) == ("1", pytest.approx(6.0), pytest.approx(2.0))
    assert (seen.index_pct, -seen.slope) == (pytest.approx(62.5), pytest.approx(7.0))


def test_groups_can_be_compared_where_a_share_a_rate_or_a_median_is_split_by_them():
    by_fifths = KPIS["readmission_30d_pct"]
    assert set(DISPARITIES) == {"equity_gap", "equity_ratio", "index_of_disparity_pct", "sii"}
    assert not set(DISPARITIES) & set(KPIS)
    assert equity_gap.fits(by_fifths) == (
        "deprivation_quintile",
        "ethnicity",
        "sex",
        "age_band",
        "payer_class",
    )
    assert sii.fits(by_fifths) == ("deprivation_quintile",)
    assert equity_ratio.fits(KPIS["ed_arrival_to_provider_median"])
    for other in (
        "adjusted_discharges",
        "hcahps_nurses_pct",
        "audit_findings_overdue_pct",
        "rn_turnover_12m_pct",
    ):
        assert index_of_disparity_pct.fits(KPIS[other]) == ()


PEOPLE = """
    patient_id | sex     | ethnicity | preferred_language | merged_into_patient_id
    p1         | female  | declined  | en                 |
    p2         | male    | a         |                    |
    p3         | unknown |           | es                 |
    p3b        | female  | b         | es                 | p3
    p4         | male    | Not Stated | en                |
"""
VISITS = """
    encounter_id | patient_id | start_ts         | status
    a            | p1         | 2025-01-10 10:00 | finished
    b            | p1         | 2025-01-20 10:00 | finished
    c            | p2         | 2025-03-10 10:00 | finished
    d            | p3b        | 2025-04-10 10:00 | finished
    e            | p3         | 2025-06-10 10:00 | finished
    f            | p4         | 2025-04-10 10:00 | cancelled
    newest       | p2         | 2026-04-30 10:00 | finished
"""


@pytest.mark.parametrize(
    ("kpi", "ethnicity"),
    [("demographic_completeness_pct", (0, 50, 100 / 3)), ("demographic_recorded_pct", (100, 100, 200 / 3))],
)
def test_a_patient_counts_for_the_month_of_the_visit_and_the_eleven_after_it(kpi_spec, kpi, ethnicity):
    """p1 from January to December 2025, p2 from March to February and in April, p3 (a merged record) April to May."""
    january, march, april = ethnicity
    p2_p3 = april * 3 / 2 if kpi == "demographic_completeness_pct" else 50
    expected = {
        ("2025-01", "ethnicity"): january,
        ("2025-02", "ethnicity"): january,
        ("2025-03", "ethnicity"): march,
    }
    expected |= {(f"2025-{month:02}", "ethnicity"): april for month in range(4, 13)}
    expected |= {(f"2026-{month:02}", "ethnicity"): p2_p3 for month in (1, 2)}
    expected |= {("2026-03", "ethnicity"): 0, ("2026-04", "ethnicity"): 50}
    kpi_spec(
        kpi,
        by="field",
        only=(("field", ("ethnicity",)),),
        expected=expected,
        patient=PEOPLE,
        encounter=VISITS,
    )


def test_a_field_that_this_site_never_fills_is_not_counted_against_it(kpi_spec):
    """Sex and language are kept, race and deprivation are not: two fields of one patient, one of them known."""
    kpi_spec(
        "demographic_completeness_pct",
        expected={"2025-01": 50},
        patient="patient_id | sex | preferred_language \n p1 | female | \n other | male | en",
        encounter="encounter_id | patient_id | start_ts \n a | p1 | 2025-01-31 10:00",
    )


def test_completeness_asks_for_a_field_only_where_the_care_that_fills_it_took_place(kpi_spec):
    kpi_spec(
        "dq_completeness_pct",
        by="field",
        expected={
            ("2026-03", "ed_visit.triage_ts"): 50,
            ("2026-03", "ed_visit.provider_seen_ts"): 0,
            ("2026-03", "ed_visit.departure_ts"): 100 / 3,
            ("2026-03", "ed_visit.decision_to_admit_ts"): 100,
            ("2026-03", "encounter.discharge_disposition"): 50,
            ("2026-03", "encounter.principal_dx"): 50,
            ("2026-03", "encounter.drg_code"): 0,
            ("2026-03", "encounter.payer_id"): 50,
            ("2026-03", "appointment.roomed_ts"): 100,
            ("2026-03", "procedure_case.patient_in_ts"): 0,
            ("2026-03", "procedure_case.patient_out_ts"): 100,
            ("2026-03", "incident.unit_id"): 50,
        },
        ed_visit="""
            arrival_ts       | triage_ts        | departure_ts     | decision_to_admit_ts | disposition
            2026-03-01 10:00 | 2026-03-01 10:05 | 2026-03-01 12:00 | 2026-03-01 11:00     | admitted
            2026-03-01 10:00 |                  |                  |                      | discharged
            2026-03-01 10:00 |                  |                  |                      | lwbs
            2026-03-01 10:00 |                  |                  |                      | in_progress
            2026-03-01 10:00 |                  |                  |                      | dead_on_arrival
        """,
        encounter="""
            encounter_id | discharge_ts     | discharge_disposition | principal_dx | payer_id      | encounter_class | status
            a            | 2026-03-01 12:00 | home                  | I21          | class:unknown | inpatient       | finished
            b            | 2026-03-01 12:00 | unknown               |              | P             | inpatient       | finished
            c            | 2026-03-01 12:00 |                       |              |               | inpatient       | cancelled
            d            | 2026-03-01 12:00 |                       |              |               | outpatient      | finished
            e            |                  |                       |              |               | inpatient       | active
        """,
        appointment="scheduled_start_ts | roomed_ts | status \n 2026-03-01 10:00 | 2026-03-01 10:10 | completed \n 2026-03-01 10:00 | | no_show",
        procedure_case="sched_start_ts | patient_out_ts | status \n 2026-03-01 10:00 | 2026-03-01 11:00 | done \n 2026-03-01 10:00 | | cancelled",
        incident="unit_id | event_ts | reported_ts \n ?:F | 2026-03-01 10:00 | 2026-03-01 10:00 \n U | 2026-03-01 10:00 | 2026-03-01 10:00",
    )


def test_the_whole_is_pooled_over_fields(kpi_spec):
    kpi_spec(
        "dq_completeness_pct",
        expected={"2026-03": 96},
        v_completeness="""
            field | seen_date  | eligible_rows | valid_rows
            a     | 2026-03-01 | 90            | 90
            b     | 2026-03-31 | 10            | 6
        """,
    )
