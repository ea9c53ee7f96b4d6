"""Energy and emissions against patient days and floor."""

import pytest

title = "Sustainability"

METERS = """
    month      | fuel        | kwh  | kgco2e
    2026-01-01 | electricity | 4000 | 900
    2026-01-01 | gas         | 6000 | 1200
    2026-02-01 | electricity | 2800 | 600
    2026-02-01 | gas         | 5600 | 1000
    2026-03-01 | electricity | 9000 | 9000
    2026-04-01 | electricity | 9000 | 9000
    2026-05-01 | electricity | 9000 | 9000
    2026-06-01 | electricity | 3000 | 300
"""
BEDS = "unit_id | bed_date | patients\n" + "\n".join(
    [
        f"A | 2026-{month:02}-{day:02} | 10"
        for month, days in ((1, 31), (2, 28), (6, 29))
        for day in range(1, days + 1)
    ]
)


@pytest.mark.parametrize(
    ("kpi", "january", "february"),
    [("energy_kwh_per_bed_day", 1000 / 31, 30), ("emissions_kgco2e_per_bed_day", 210 / 31, 160 / 28)],
)
def test_fuels_add_up_and_a_month_with_a_missing_meter_does_not_count(kpi_spec, kpi, january, february):
    """Gas is missing in March; from June on three months have passed without it and it is no longer expected, but in
    June the beds were not counted to the last day."""
    kpi_spec(kpi, expected={"2026-01": january, "2026-02": february}, energy_use=METERS, v_bed_day=BEDS)


def test_a_quarter_is_the_sum_of_its_complete_months(kpi_spec):
    kpi_spec(
        "energy_kwh_per_bed_day",
        grain="quarter",
        expected={"2026-Q1": 18_400 / 590},
        expected_coverage={"2026-Q1": 2 / 3},
        energy_use=METERS,
        v_bed_day=BEDS,
    )


def test_a_year_is_held_against_the_floor_a_twelfth_for_each_complete_month(kpi_spec):
    """January, February and June: 21,400 kWh in a quarter of a year on 856 square metres."""
    kpi_spec(
        "energy_kwh_per_m2",
        grain="year",
        expected={"2026": 100},
        energy_use=METERS,
        facility="facility_id | floor_area_m2 \n F | 856",
    )
    kpi_spec("energy_kwh_per_m2", grain="year", expected={"2026": None}, energy_use=METERS)


def test_fuels_are_parts_of_the_energy_of_a_patient_day(kpi_spec):
    """Each fuel is held against all patient days, so that 4,000 and 6,000 kWh add up to the 10,000 of January."""
    kpi_spec(
        "energy_kwh_per_bed_day",
        by="fuel",
        expected={
            ("2026-01", "electricity"): 400 / 31,
            ("2026-01", "gas"): 600 / 31,
            ("2026-02", "electricity"): 10,
            ("2026-02", "gas"): 20,
        },
        energy_use=METERS,
        v_bed_day=BEDS,
    )
    kpi_spec(
        "emissions_kgco2e_per_bed_day",
        only=(("fuel", ("gas",)),),
        expected={"2026-01": 120 / 31, "2026-02": 100 / 28},
        energy_use=METERS,
        v_bed_day=BEDS,
    )


@pytest.mark.parametrize("kpi", ["energy_kwh_per_bed_day", "emissions_kgco2e_per_bed_day"])
def test_a_month_without_patients_has_no_energy_per_patient_day_and_is_missing_from_the_coverage(
    kpi_spec, kpi
):
    kpi_spec(
        kpi,
        grain="quarter",
        expected={"2026-Q1": 4000 / 310},
        expected_coverage={"2026-Q1": 1 / 2},
        energy_use="""
            month      | fuel        | kwh  | kgco2e
            2026-01-01 | electricity | 4000 | 4000
            2026-02-01 | electricity | 2800 | 2800
        """,
        v_bed_day="unit_id | bed_date | patients\n"
        + "\n".join(f"A | 2026-01-{day:02} | 10" for day in range(1, 32))
        + "\n"
        + "\n".join(f"A | 2026-02-{day:02} | 0" for day in range(1, 29)),
    )


def test_a_site_without_floor_is_missing_from_the_coverage_of_energy_per_square_metre(kpi_spec):
    """A floor of 0 is a floor that nobody measured: what is burnt there is laid on nobody else's."""
    kpi_spec(
        "energy_kwh_per_m2",
        grain="year",
        expected={"2026": 120},
        expected_coverage={"2026": 1 / 2},
        energy_use="""
            facility_id | month      | fuel        | kwh
            F           | 2026-01-01 | electricity | 1000
            G           | 2026-01-01 | electricity | 5000
        """,
        facility="facility_id | floor_area_m2 \n F | 100 \n G | 0",
    )
