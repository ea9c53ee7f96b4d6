"""Where emergency waits begin and end to count, to the second."""

import pytest

title = "Emergency waits"


def test_four_hours_to_the_second_pass_and_one_second_more_does_not(kpi_spec):
    kpi_spec(
        "ed_4h_pct",
        by="acuity",
        ed_visit="""
            acuity | arrival_ts       | departure_ts
            2      | 2026-04-10 08:00 | 2026-04-10 12:00:00
            3      | 2026-04-10 08:00 | 2026-04-10 12:00:01
        """,
        expected={("2026-04", "2"): 100, ("2026-04", "3"): 0},
    )


def test_twelve_hours_to_the_second_are_not_over_twelve_hours(kpi_spec):
    kpi_spec(
        "ed_12h_arrival_pct",
        by="acuity",
        ed_visit="""
            acuity | arrival_ts       | departure_ts
            2      | 2026-04-10 08:00 | 2026-04-10 20:00:00
            3      | 2026-04-10 08:00 | 2026-04-10 20:00:01
        """,
        expected={("2026-04", "2"): 0, ("2026-04", "3"): 100},
    )


@pytest.mark.parametrize(
    ("kpi_id", "stamp", "disposition", "value"),
    [
        ("ed_arrival_to_provider_median", "provider_seen_ts", "admitted", 21600),
        ("ed_arrival_to_provider_p90", "provider_seen_ts", "admitted", 38880),
        ("ed_los_admitted_p90", "departure_ts", "admitted", 38880),
        ("ed_los_discharged_p90", "departure_ts", "discharged", 38880),
        ("ed_decision_to_departure_p90", "departure_ts", "admitted", 38880),
        ("ed_los_admitted_median", "departure_ts", "admitted", 21600),
        ("ed_los_discharged_median", "departure_ts", "discharged", 21600),
        ("ed_decision_to_departure_median", "departure_ts", "admitted", 21600),
        ("ed_4h_pct", "departure_ts", "admitted", 50),
        ("ed_12h_arrival_pct", "departure_ts", "admitted", 50),
    ],
)
def test_a_duration_over_thirty_days_is_a_mistake_and_thirty_days_are_not(
    kpi_spec, kpi_id, stamp, disposition, value
):
    """Valid are 0 seconds and 30 days; one second beyond either is not."""
    ends = ("2026-01-01 00:00:00", "2026-01-31 00:00:00", "2026-01-31 00:00:01", "2025-12-31 23:59:59")
    rows = [f"2026-01-01 00:00 | 2026-01-01 00:00 | {end} | {disposition}" for end in ends]
    found = kpi_spec(
        kpi_id,
        grain="year",
        ed_visit="\n".join([f"arrival_ts | decision_to_admit_ts | {stamp} | disposition", *rows]),
        expected={"2026": value},
        expected_n={"2026": 2},
    )
    assert sum(row["n_eligible"] for row in found.values()) == 4


@pytest.mark.parametrize(
    ("kpi_id", "value"), [("ed_triage_to_provider_median", 21600), ("ed_triage_to_provider_p90", 38880)]
)
def test_from_triage_to_the_provider_a_second_before_nothing_or_beyond_thirty_days_is_a_mistake(
    kpi_spec, kpi_id, value
):
    ends = ("2026-01-01 00:00:00", "2026-01-31 00:00:00", "2026-01-31 00:00:01", "2025-12-31 23:59:59")
    rows = [f"2026-01-01 00:00 | 2026-01-01 00:00 | {end} | discharged" for end in ends]
    kpi_spec(
        kpi_id,
        grain="year",
        ed_visit="\n".join(["arrival_ts | triage_ts | provider_seen_ts | disposition", *rows]),
        expected={"2026": value},
        expected_n={"2026": 2},
    )


@pytest.mark.parametrize("kpi_id", ["ed_los_admitted_median", "ed_los_admitted_p90"])
def test_a_patient_who_stays_over_120_days_afterwards_is_not_an_ordinary_admission(kpi_spec, kpi_id):
    """And the unit that received the patient is known from the stay that followed."""
    kpi_spec(
        kpi_id,
        by="receiving_unit_id",
        unit="unit_id | facility_id | unit_type | is_inpatient_bedded \n U | F | ed | false \n W | F | icu | true",
        encounter="""
            encounter_id | encounter_class | start_ts         | admit_ts         | discharge_ts
            a            | inpatient       | 2026-01-01 10:00 | 2026-01-01 10:00 | 2026-05-01 10:00
            b            | inpatient       | 2026-01-01 10:00 | 2026-01-01 10:00 | 2026-05-02 10:00
        """,
        encounter_location="""
            stay_id | encounter_id | unit_id | in_ts            | out_ts           | patient_class
            1       | a            | U       | 2026-01-01 08:00 | 2026-01-01 10:00 | inpatient
            2       | a            | W       | 2026-01-01 10:00 | 2026-05-01 10:00 | inpatient
        """,
        ed_visit="""
            encounter_id | inpatient_encounter_id | arrival_ts       | departure_ts     | disposition
            1            | a                      | 2026-01-01 08:00 | 2026-01-01 10:00 | admitted
            2            | b                      | 2026-01-01 08:00 | 2026-01-01 11:00 | admitted
        """,
        expected={("2026-01", "W"): 120},
    )
