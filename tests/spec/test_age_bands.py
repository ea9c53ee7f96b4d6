"""Age bands are the same wherever patients are counted: full years on the day of arrival, admission or appointment."""

from datetime import date

import pytest

title = "Age bands"

BORN = """
    patient_id | birth_date
    newborn    | 2026-03-10
    17         | 2008-03-11
    18         | 2008-03-10
    44         | 1981-03-11
    45         | 1981-03-10
    64         | 1961-03-11
    65         | 1961-03-10
    74         | 1951-03-11
    75         | 1951-03-10
    84         | 1941-03-11
    85         | 1941-03-10
    unborn     | 2026-03-11
    untold     |
"""
PATIENTS = [line.split("|")[0].strip() for line in BORN.strip().splitlines()[1:]]
BANDS = {"0-17": 2, "18-44": 2, "45-64": 2, "65-74": 2, "75-84": 2, "85+": 1, "unknown": 2}
STAYS = "\n".join(
    [
        "encounter_id | patient_id | encounter_class | start_ts | admit_ts | discharge_ts",
        *[
            f"{who} | {who} | inpatient | 2026-03-10 00:30 | 2026-03-10 00:30 | 2026-03-12 10:00"
            for who in PATIENTS
        ],
        "later | later | outpatient | 2026-06-01 10:00 | 2026-06-01 10:00 | 2026-06-01 11:00",
    ]
)
VISITS = "\n".join(
    ["encounter_id | arrival_ts | departure_ts"]
    + [f"{who} | 2026-03-10 23:30 | 2026-03-11 08:00" for who in PATIENTS]
)
BOOKINGS = "\n".join(["patient_id | scheduled_start_ts"] + [f"{who} | 2026-03-10 23:30" for who in PATIENTS])


@pytest.mark.parametrize(
    ("kpi_id", "tables", "bands"),
    [
        ("ed_lwbs_rate", {"encounter": STAYS, "ed_visit": VISITS}, BANDS),
        ("amb_no_show_rate", {"appointment": BOOKINGS}, BANDS),
        ("alos_days", {"encounter": STAYS}, BANDS),
        ("readmission_30d_pct", {"encounter": STAYS}, BANDS | {"0-17": 0}),
    ],
)
def test_a_birthday_changes_the_band_and_the_day_before_does_not(kpi_spec, kpi_id, tables, bands):
    """Children are in no readmission rate; a birth after the visit is a mistake and makes the age unknown."""
    value = 2 if kpi_id == "alos_days" else 0
    found = kpi_spec(
        kpi_id,
        by="age_band",
        patient=BORN,
        **tables,
        expected={("2026-03", band): value for band, n in bands.items() if n},
    )
    assert {band: row["n_valid"] for (_, band), row in found.items() if row["n_valid"]} == {
        band: n for band, n in bands.items() if n
    }


def test_who_waits_has_the_age_of_the_month_end(kpi_spec):
    """The birthdays are those of 31 March and 1 April here."""
    kpi_spec(
        "rtt_list_size",
        by="age_band",
        until=date(2026, 4, 1),
        patient=BORN.replace("-03-11", "-04-01").replace("-03-10", "-03-31"),
        referral="\n".join(["patient_id | clock_start_date"] + [f"{who} | 2026-03-31" for who in PATIENTS]),
        expected={("2026-03", band): n for band, n in BANDS.items()},
    )


def test_monitoring_goes_by_the_age_at_the_end_of_the_period(kpi_spec):
    """30 days from 9 February end on 10 March."""
    found = kpi_spec(
        "rpm_adherence_pct",
        by="age_band",
        patient=BORN,
        appointment=BOOKINGS,
        rpm_enrolment="\n".join(
            ["enrolment_id | patient_id | start_date"] + [f"{who} | {who} | 2026-02-09" for who in PATIENTS]
        ),
        rpm_day="enrolment_id | date | has_reading \n 17 | 2026-03-10 | true",
        expected={("2026-03", band): 0 for band in BANDS},
    )
    assert {band: row["n_valid"] for (_, band), row in found.items()} == BANDS


def test_the_portal_goes_by_the_age_at_the_last_visit(kpi_spec):
    found = kpi_spec(
        "portal_activation_pct",
        by="age_band",
        patient=BORN,
        appointment=BOOKINGS + "\n later | 2026-03-31 10:00",
        portal_account="patient_id | activated_ts \n 17 | 2026-03-10 09:00",
        expected={("2026-03", band): 0 for band in BANDS if band != "0-17"},
    )
    counted = {band: row["den"] for (_, band), row in found.items() if row["den"]}
    assert counted == {band: n for band, n in BANDS.items() if band != "0-17"} | {"unknown": 3}
