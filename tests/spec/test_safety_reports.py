"""Medication errors, harm, and how openly and how fast staff report."""

import pytest

title = "Incident reporting"

DAYS = "unit_id | bed_date | patients \n A | 2026-03-10 | 100 \n A | 2026-04-10 | 100"
PLACES = "unit_id | unit_type | is_inpatient_bedded \n A | med_surg | true \n ED | ed | false"
DRUGS = """
    unit_id | event_ts         | category   | reached_patient | ncc_merp | is_patient_related
    A       | 2026-03-10 10:00 | medication | true            | C        | true
    A       | 2026-03-10 10:00 | medication | true            | D        | true
    A       | 2026-03-10 10:00 | medication | true            | E        | true
    ED      | 2026-03-10 10:00 | medication | true            | I        | true
    A       | 2026-03-10 10:00 | medication | true            |          | true
    A       | 2026-03-10 10:00 | medication | false           | B        | true
    A       | 2026-03-10 10:00 | medication | false           | E        | true
    A       | 2026-03-10 10:00 | medication | true            | F        | false
    A       | 2026-03-10 10:00 | fall       | true            | F        | true
"""


@pytest.mark.parametrize(
    ("kpi", "rate"), [("medication_errors_per_1000_patient_days", 50), ("med_harm_per_1000", 20)]
)
def test_a_medication_error_counts_when_it_reached_a_patient_and_harm_begins_at_e(kpi_spec, kpi, rate):
    kpi_spec(kpi, expected={"2026-03": rate, "2026-04": 0}, incident=DRUGS, unit=PLACES, v_incident_day=DAYS)


def test_errors_by_severity_are_parts_of_one_rate_and_add_up_to_it(kpi_spec):
    """Every grade is held against all 100 patient days: 50 for every 1,000 altogether. A month without any is 0."""
    parts = dict.fromkeys(["C", "D", "E", "I", "unknown"], 10)
    kpi_spec(
        "medication_errors_per_1000_patient_days",
        by="ncc_merp",
        expected={("2026-03", grade): rate for grade, rate in parts.items()}
        | {("2026-04", grade): 0 for grade in parts},
        incident=DRUGS,
        unit=PLACES,
        v_incident_day=DAYS,
    )


REPORTS = """
    incident_id | unit_id | event_ts         | reported_ts      | harm_level | is_patient_related | is_event_time_known | status
    near        | A       | 2026-03-10 10:00 | 2026-03-11 10:00 | none       | true               | true                | approved
    slow        | A       | 2026-03-10 10:00 | 2026-03-11 10:01 | low        | true               | true                | in_review
    ed          | ED      | 2026-03-31 20:00 | 2026-04-01 00:10 | moderate   | true               | true                | approved
    dead        | A       | 2026-03-10 10:00 | 2026-03-10 10:00 | death      | true               | true                | approved
    severe      | A       | 2026-03-10 00:00 | 2026-03-10 10:00 | severe     | true               | false               | approved
    before      | A       | 2026-03-10 10:00 | 2026-03-10 09:59 | none       | true               | true                | approved
    visitor     | A       | 2026-03-10 10:00 | 2026-03-10 10:05 | severe     | false              | true                | approved
    refused     | A       | 2026-03-10 10:00 | 2026-03-10 10:05 | severe     | true               | true                | rejected
"""


@pytest.mark.parametrize(
    ("kpi", "march", "april"),
    [
        ("incidents_per_1000_patient_days", 50, 10),
        ("harm_incidents_per_1000", 20, 10),
        ("no_harm_share_pct", 40, 0),
    ],
)
def test_reports_count_on_the_day_they_were_entered(kpi_spec, kpi, march, april):
    """The event of 31 March, entered ten minutes after midnight, is a report of April."""
    kpi_spec(
        kpi, expected={"2026-03": march, "2026-04": april}, incident=REPORTS, unit=PLACES, v_incident_day=DAYS
    )


def test_exactly_24_hours_is_in_time_and_an_unknown_hour_cannot_be_measured(kpi_spec):
    kpi_spec(
        "report_within_24h_pct",
        expected={"2026-03": 200 / 3, "2026-04": 100},
        expected_n={"2026-03": 3, "2026-04": 1},
        expected_coverage={"2026-03": 3 / 5},
        incident=REPORTS,
        unit=PLACES,
    )


@pytest.mark.parametrize(
    ("clock", "shift"), [("06:59", "night"), ("07:00", "day"), ("14:59", "day"), ("15:00", "evening"), ("22:59", "evening"), ("23:00", "night")]
)  # fmt: skip
def test_the_shift_is_that_of_the_event_by_the_local_clock(kpi_spec, clock, shift):
    kpi_spec(
        "no_harm_share_pct",
        by="shift_of_day",
        expected={("2026-03", shift): 100},
        incident=f"""
            event_ts           | reported_ts      | is_event_time_known | is_patient_related
            2026-03-10 {clock} | 2026-03-12 10:00 | true                | true
        """,
    )


def test_the_time_between_serious_events_is_counted_in_days_of_one_hospital(kpi_spec):
    """The first event of a hospital has nothing before it; two on one date are half a day apart."""
    kpi_spec(
        "serious_days_between",
        by="facility_id",
        expected={("2026-02", "G"): 20, ("2026-03", "G"): (28 + 0.5) / 2},
        incident="""
            facility_id | event_ts         | is_serious | is_patient_related | status
            G           | 2026-01-20 10:00 | true       | true               | approved
            H           | 2026-02-01 10:00 | true       | true               | approved
            G           | 2026-02-09 23:30 | true       | true               | approved
            G           | 2026-02-20 10:00 | false      | true               | approved
            G           | 2026-02-21 10:00 | true       | false              | approved
            G           | 2026-02-22 10:00 | true       | true               | rejected
            G           | 2026-03-09 08:00 | true       | true               | approved
            G           | 2026-03-09 09:00 | true       | true               | approved
        """,
    )
