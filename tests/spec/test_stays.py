"""Stays against what was expected of them, and patients on the move (kpis.md W15)."""

import pytest

title = "Stays against expected"

STAYS = """
    encounter_id | admit_ts         | discharge_ts     | drg_gmlos
    1            | 2026-03-02 08:00 | 2026-03-02 20:00 | 1
    2            | 2026-03-02 23:59 | 2026-03-03 00:00 | 2
    3            | 2026-03-02 08:00 | 2026-03-04 12:00 | 4
    4            | 2026-03-02 08:00 | 2026-03-05 10:00 |
    5            | 2026-03-02 08:00 | 2026-03-06 12:00 |
    6            | 2026-03-02 08:00 | 2026-03-07 11:59 |
    7            | 2026-03-01 08:00 | 2026-03-31 12:00 | 0
    8            | 2026-03-01 08:00 |                  | 3
"""
EXPECTED = """
    encounter_id | model     | expected
    1            | los       | 1.8
    2            | los       | 1.5
    3            | los       | 2.6
    4            | los       | 3.1
    5            | los       | 4.4
    6            | los       | 4.2
    7            | los       | 9.8
    7            | mortality | 0.1
    8            | los       | 4.0
"""


def test_the_typical_stay_is_a_geometric_mean(kpi_spec):
    """1, 1, 2, 3, 4, 5 and 30 days multiply to 3,600: the seventh root is 3.2214, the middle is 3."""
    kpi_spec("los_geometric_mean_days", encounter=STAYS, expected={"2026-03": 3.2214}, digits=4)
    kpi_spec("los_geometric_mean_days", encounter=STAYS, expected={"2026-03": 3600 ** (1 / 7)})
    kpi_spec("los_median_days", encounter=STAYS, expected={"2026-03": 3}, expected_n={"2026-03": 7})


def test_the_longest_tenth_lies_between_two_stays(kpi_spec):
    """Of 1, 1, 2, 3, 4, 5 and 30 days the ninth tenth is 5 + 0.4 x 25 = 15."""
    kpi_spec("los_p90_days", encounter=STAYS, expected={"2026-03": 15}, expected_n={"2026-03": 7})


def test_no_stay_is_shorter_than_a_day(kpi_spec):
    """Where a site counts same-day stays as 0 days, the typical stay still counts them as one."""
    stays = "discharge_date | los_days | drg_typical_days \n 2026-03-01 | 0 | 1 \n 2026-03-01 | 4 | 1"
    for kpi_id in ("los_geometric_mean_days", "los_typical_index"):
        kpi_spec(kpi_id, v_discharge=stays, expected={"2026-03": 2})


def test_each_stay_is_held_against_the_table_of_its_own_group(kpi_spec):
    """1, 1 and 2 days where 1, 2 and 4 are typical: the third root of a quarter. A group without a figure does not count."""
    kpi_spec(
        "los_typical_index",
        encounter=STAYS,
        expected={"2026-03": 0.25 ** (1 / 3)},
        expected_coverage={"2026-03": 3 / 7},
    )


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [
        ("los_index_oe", 46 / 27.4),
        ("excess_days", 18.6),
        ("avoidable_day_pct", 100 * (0.8 + 20.2) / 46),
    ],
)
def test_days_are_added_before_they_are_divided(kpi_spec, kpi_id, value):
    """46 days where 27.4 were expected: 1.679, not 1.160, the mean of the seven ratios; 18.6 days too many."""
    kpi_spec(kpi_id, encounter=STAYS, expected_value=EXPECTED, expected={"2026-03": value})


def test_stays_that_the_model_does_not_know_lower_the_coverage(kpi_spec):
    """No figure, a figure of nothing, and a model of something else."""
    for kpi_id, value in (("los_index_oe", 2 / 4), ("excess_days", -2), ("avoidable_day_pct", 0)):
        kpi_spec(
            kpi_id,
            encounter=STAYS.replace("| drg_gmlos", "| drg_weight"),
            expected_value="""
                encounter_id | model     | expected
                3            | los       | 4
                4            | los       | 0
                5            | mortality | 2
            """,
            expected={"2026-03": value},
            expected_coverage={"2026-03": 1 / 7},
        )


def test_babies_are_not_measured_against_adults(kpi_spec):
    for kpi_id, value in (
        ("los_median_days", 2),
        ("los_geometric_mean_days", 2),
        ("los_typical_index", 1),
        ("los_index_oe", 1),
        ("excess_days", 0),
        ("avoidable_day_pct", 0),
        ("order_to_exit_median", 60),
        ("drd_delay_days_mean", 1),
        ("transfers_per_discharge", 0),
    ):
        kpi_spec(
            kpi_id,
            encounter="""
                encounter_id | admit_ts         | discharge_ts     | is_newborn | drg_gmlos | discharge_order_ts | discharge_ready_ts
                1            | 2026-03-02 08:00 | 2026-03-04 12:00 | false      | 2         | 2026-03-04 11:00   | 2026-03-03 11:00
                2            | 2026-03-02 08:00 | 2026-03-12 12:00 | true       | 2         | 2026-03-12 08:00   | 2026-03-03 11:00
            """,
            encounter_location="""
                encounter_id | unit_id | in_ts
                1            | U       | 2026-03-02 08:00
                2            | U       | 2026-03-02 08:00
            """,
            expected_value="encounter_id | model | expected \n 1 | los | 2 \n 2 | los | 2",
            expected={"2026-03": value},
            expected_n={"2026-03": 1},
        )


def test_the_order_is_given_at_most_a_day_ahead(kpi_spec):
    """0 and 1,440 minutes count; a second more, an order after leaving and no order lower the coverage; death is no exit."""
    kpi_spec(
        "order_to_exit_median",
        encounter="""
            admit_ts         | discharge_order_ts | discharge_ts     | discharge_disposition
            2026-03-01 08:00 | 2026-03-04 12:00   | 2026-03-04 12:00 | home
            2026-03-01 08:00 | 2026-03-04 12:00   | 2026-03-05 12:00 | snf
            2026-03-01 08:00 | 2026-03-04 11:59:59 | 2026-03-05 12:00 | home
            2026-03-01 08:00 | 2026-03-04 12:00:01 | 2026-03-04 12:00 | home
            2026-03-01 08:00 |                    | 2026-03-04 12:00 | home
            2026-03-01 08:00 | 2026-03-04 12:00   | 2026-03-04 12:30 | died
        """,
        expected={"2026-03": 720},
        expected_coverage={"2026-03": 2 / 5},
    )


def test_minutes_from_the_order_are_elapsed_time(kpi_spec):
    """The night of the spring change is 23 hours long."""
    kpi_spec(
        "order_to_exit_median",
        encounter="""
            admit_ts         | discharge_order_ts | discharge_ts
            2026-03-01 08:00 | 2026-03-07 12:00   | 2026-03-08 11:00
        """,
        expected={"2026-03": 22 * 60},
    )


def test_ready_and_gone_on_one_date_is_no_delay(kpi_spec):
    """0, 1 and 365 days count; 366, ready after leaving and never ready do not; nobody waits for death."""
    kpi_spec(
        "drd_delay_days_mean",
        encounter="""
            admit_ts         | discharge_ready_ts | discharge_ts     | discharge_disposition
            2026-03-01 08:00 | 2026-03-04 00:00   | 2026-03-04 23:59 | home
            2026-03-01 08:00 | 2026-03-03 23:59   | 2026-03-04 00:00 | home
            2025-03-01 08:00 | 2025-03-04 12:00   | 2026-03-04 12:00 | home
            2025-03-01 08:00 | 2025-03-03 12:00   | 2026-03-04 12:00 | home
            2026-03-01 08:00 | 2026-03-05 12:00   | 2026-03-04 12:00 | home
            2026-03-01 08:00 |                    | 2026-03-04 12:00 | home
            2026-03-01 08:00 | 2026-03-02 12:00   | 2026-03-04 12:00 | died
        """,
        expected={"2026-03": 366 / 3},
        expected_coverage={"2026-03": 3 / 6},
    )


HOUSE = {
    "unit": """
        unit_id | facility_id | unit_type | is_inpatient_bedded
        ICU     | F           | icu       | true
        A       | F           | med_surg  | true
        B       | F           | med_surg  | true
        ED      | F           | ed        | false
        OR      | F           | or        | true
    """,
    "encounter": """
        encounter_id | admit_ts         | discharge_ts     | discharge_unit_id
        1            | 2026-03-01 10:00 | 2026-03-05 10:00 | B
        2            | 2026-03-01 10:00 | 2026-04-02 10:00 | A
        3            | 2026-03-01 10:00 | 2026-03-05 10:00 | A
    """,
    "encounter_location": """
        stay_id | encounter_id | unit_id | in_ts            | out_ts
        a       | 1            | ED      | 2026-03-01 08:00 | 2026-03-01 10:00
        b       | 1            | ICU     | 2026-03-01 10:00 | 2026-03-02 08:00
        c       | 1            | A       | 2026-03-02 08:00 | 2026-03-02 10:00
        d       | 1            | OR      | 2026-03-02 10:00 | 2026-03-02 11:00
        e       | 1            | A       | 2026-03-02 11:00 | 2026-03-02 22:00
        f       | 1            | B       | 2026-03-02 22:00 | 2026-03-03 05:59
        g       | 1            | A       | 2026-03-03 05:59 | 2026-03-03 06:00
        h       | 1            | A       | 2026-03-03 06:00 | 2026-03-03 21:59
        i       | 1            | B       | 2026-03-03 21:59 | 2026-03-05 10:00
        j       | 2            | A       | 2026-03-01 10:00 | 2026-03-30 10:00
        k       | 2            | ICU     | 2026-03-30 10:00 | 2026-03-31 10:00
        l       | 2            | A       | 2026-03-31 10:00 |
        m       | 3            | A       | 2026-03-01 10:00 | 2026-03-02 10:00
        n       | 3            | B       | 2026-03-02 10:00 | 2026-03-02 10:14
        o       | 3            | A       | 2026-03-02 10:14 | 2026-03-05 10:00
    """,
}


def test_a_round_trip_is_no_move_and_a_step_down_is_counted_apart(kpi_spec):
    """ICU to A is a step down; A to B at 22:00, back at 06:00 and over again at 21:59 are three moves of two discharges."""
    kpi_spec("transfers_per_discharge", **HOUSE, expected={"2026-03": 3 / 2, "2026-04": 1})
    kpi_spec("icu_step_downs_per_discharge", **HOUSE, expected={"2026-03": 1 / 2, "2026-04": 1})


def test_a_stay_without_movements_is_not_a_stay_without_a_move(kpi_spec):
    """The visits of hospital G came without movements: its one place is made up, and says nothing about moves."""
    told = {
        "unit": """
            unit_id | facility_id | unit_type | is_inpatient_bedded
            A       | F           | med_surg  | true
            B       | F           | med_surg  | true
            W       | G           | med_surg  | true
        """,
        "encounter": """
            encounter_id | facility_id | admit_ts         | discharge_ts     | discharge_unit_id
            1            | F           | 2026-03-01 10:00 | 2026-03-05 10:00 | B
            2            | G           | 2026-03-01 10:00 | 2026-03-05 10:00 | W
            3            | G           | 2026-03-01 10:00 | 2026-03-06 10:00 | W
        """,
        "encounter_location": """
            stay_id | encounter_id | unit_id | in_ts            | out_ts           | is_derived
            a       | 1            | A       | 2026-03-01 10:00 | 2026-03-02 10:00 | false
            b       | 1            | B       | 2026-03-02 10:00 | 2026-03-05 10:00 | false
            c       | 2            | W       | 2026-03-01 10:00 | 2026-03-05 10:00 | true
        """,
    }
    for kpi, of_all in (("transfers_per_discharge", 1), ("icu_step_downs_per_discharge", 0)):
        kpi_spec(kpi, **told, expected={"2026-03": of_all}, expected_coverage={"2026-03": 1 / 3})
        kpi_spec(kpi, by="facility_id", **told, expected={("2026-03", "F"): of_all, ("2026-03", "G"): None})


def test_moves_belong_to_the_unit_that_the_patient_left_the_hospital_from(kpi_spec):
    kpi_spec(
        "transfers_per_discharge",
        by="unit_id",
        **HOUSE,
        expected={("2026-03", "B"): 3, ("2026-03", "A"): 0, ("2026-04", "A"): 1},
    )


def test_the_night_begins_at_22_and_ends_before_6(kpi_spec):
    """Of the moves at 22:00, 06:00 and 21:59 one was at night; the step down at 10:00 is not asked."""
    kpi_spec("night_moves_pct", **HOUSE, expected={"2026-03": 100 / 3, "2026-04": 0})


def test_a_quarter_of_an_hour_is_a_stay(kpi_spec):
    """14 minutes in B were a slip, 15 are not; the last move before six in the morning is a move at night."""
    moved = HOUSE | {
        "encounter_location": """
            stay_id | encounter_id | unit_id | in_ts            | out_ts
            m       | 3            | A       | 2026-03-01 10:00 | 2026-03-02 05:44
            n       | 3            | B       | 2026-03-02 05:44 | 2026-03-02 05:59
            o       | 3            | A       | 2026-03-02 05:59 | 2026-03-05 10:00
        """,
        "encounter": "encounter_id | admit_ts | discharge_ts \n 3 | 2026-03-01 10:00 | 2026-03-05 10:00",
    }
    kpi_spec("transfers_per_discharge", **moved, expected={"2026-03": 2})
    kpi_spec("night_moves_pct", **moved, expected={"2026-03": 100})
