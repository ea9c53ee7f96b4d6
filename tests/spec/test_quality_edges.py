"""Edges of the quality KPIs at which a comparison moved by one would go unseen."""

import pytest

title = "Edges of quality"

DAYS = "unit_id | bed_date | patients \n A | 2026-03-31 | 100 \n A | 2026-04-01 | 100"
WARD = "unit_id | unit_type \n A | med_surg"
EVENT = "event_ts | reported_ts | unit_id | is_patient_related | reached_patient | category | injury_level | hapi_stage | ncc_merp"


@pytest.mark.parametrize(
    ("kpi", "kind"),
    [
        ("falls_injury_per_1000", "fall | major | |"),
        ("falls_major_per_1000", "fall | major | |"),
        ("hapi_per_1000_patient_days", "pressure_injury | | 3 |"),
        ("medication_errors_per_1000_patient_days", "medication | | | E"),
        ("med_harm_per_1000", "medication | | | E"),
    ],
)
def test_an_event_counts_when_it_happened_and_not_when_it_was_entered(kpi_spec, kpi, kind):
    kpi_spec(
        kpi,
        expected={"2026-03": 10, "2026-04": 0},
        incident=f"{EVENT}\n 2026-03-31 23:50 | 2026-04-01 00:10 | A | true | true | {kind}",
        unit=WARD,
        v_incident_day=DAYS,
    )


@pytest.mark.parametrize(
    ("letter", "rate"), [("D", 0), ("E", 10), ("F", 10), ("G", 10), ("H", 10), ("I", 10)]
)
def test_medication_harm_is_every_letter_from_e_to_i(kpi_spec, letter, rate):
    kpi_spec(
        "med_harm_per_1000",
        expected={"2026-03": rate, "2026-04": 0},
        incident=f"{EVENT}\n 2026-03-31 10:00 | 2026-03-31 11:00 | A | true | true | medication | | | {letter}",
        unit=WARD,
        v_incident_day=DAYS,
    )


@pytest.mark.parametrize(("entered", "share"), [("10:00:00", 100), ("10:00:01", 0)])
def test_a_second_after_24_hours_is_late(kpi_spec, entered, share):
    kpi_spec(
        "report_within_24h_pct",
        expected={"2026-03": share},
        incident=f"""
            event_ts         | reported_ts          | is_patient_related | is_event_time_known
            2026-03-10 10:00 | 2026-03-11 {entered} | true               | true
        """,
    )


@pytest.mark.parametrize(("watched", "n"), [(30, 1), (29, 0)])
@pytest.mark.parametrize("kpi", ["oe", "ami", "hf", "pn", "copd", "cabg", "hip_knee"])
def test_a_stay_of_a_group_counts_once_it_was_watched_for_thirty_days(kpi_spec, kpi, watched, n):
    kpi_id = "readmission_30d_oe" if kpi == "oe" else f"readmission_cohort_{kpi}_pct"
    kpi_spec(
        kpi_id,
        expected={"2026-03": 0 if n else None},
        expected_n={"2026-03": n},
        v_readmission=f"""
            encounter_id | discharge_date | is_index | followed_days | cohort | expected_30d
            a            | 2026-03-01     | true     | {watched}     | {kpi}  | 0.5
        """,
    )


@pytest.mark.parametrize("kpi", ["energy_kwh_per_bed_day", "emissions_kgco2e_per_bed_day"])
def test_the_energy_of_a_month_without_patients_is_not_laid_on_others(kpi_spec, kpi):
    kpi_spec(
        kpi,
        grain="quarter",
        expected={"2026-Q1": 10},
        v_fuel_month="""
            facility_id | month_date | fuel | kwh  | kgco2e | patient_days | is_complete
            F           | 2026-01-01 | gas  | 1000 | 1000   | 100          | true
            F           | 2026-02-01 | gas  | 1000 | 1000   | 0            | true
            F           | 2026-03-01 | gas  | 1000 | 1000   | 100          | false
        """,
        v_energy_month="""
            facility_id | month_date | patient_days | is_complete
            F           | 2026-01-01 | 100          | true
            F           | 2026-02-01 | 0            | true
            F           | 2026-03-01 | 100          | false
        """,
    )
