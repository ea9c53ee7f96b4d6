"""What delays leaving, night by night, and stays without the longest."""

title = "Delays and long stays"

WAITING = {
    "encounter": """
        encounter_id | admit_ts         | discharge_ts
        1            | 2026-03-01 08:00 | 2026-03-06 12:00
        2            | 2026-03-01 08:00 | 2026-03-04 12:00
    """,
    "encounter_location": """
        encounter_id | unit_id | in_ts            | out_ts
        1            | A       | 2026-03-01 08:00 | 2026-03-04 12:00
        1            | B       | 2026-03-04 12:00 |
        2            | A       | 2026-03-01 08:00 | 2026-03-04 12:00
    """,
    "alc_period": """
        alc_id | encounter_id | start_ts            | end_ts           | reason_code  | pathway
        a      | 1            | 2026-03-02 10:00    | 2026-03-04 10:00 | home care    | home
        b      | 1            | 2026-03-03 10:00    |                  | nursing home |
        c      | 2            | 2026-03-02 23:59:59 | 2026-03-03 23:59:59 | home care | home
        d      | 2            | 2026-03-04 08:00    |                  | transport    | home
    """,
}


def test_each_delayed_night_has_one_reason(kpi_spec):
    """The nights of the 2nd and 3rd wait for home care, the 4th and 5th for a nursing home; who is ready and leaves on one day waits no night."""
    kpi_spec("delayed_bed_days", **WAITING, expected={"2026-03": 5})
    kpi_spec(
        "delayed_bed_days",
        by="reason_code",
        **WAITING,
        expected={("2026-03", "home care"): 3, ("2026-03", "nursing home"): 2},
    )
    kpi_spec(
        "delayed_bed_days",
        by="pathway",
        **WAITING,
        expected={("2026-03", "home"): 3, ("2026-03", "unknown"): 2},
    )


def test_a_delay_stands_in_the_unit_of_its_night(kpi_spec):
    kpi_spec(
        "delayed_bed_days",
        by="unit_id",
        **WAITING,
        expected={("2026-03", "A"): 3, ("2026-03", "B"): 2},
    )


def stays(number: int, longest: int) -> str:
    """So many stays of two days, one of them longer, and a newborn."""
    lines = ["admit_ts | discharge_ts | drg_code | is_newborn", "2026-03-01 | 2026-03-28 | 190 | true"]
    lines += ["2026-03-01 | 2026-03-03 | 190 | false"] * (number - 1)
    return "\n".join([*lines, f"2026-03-01 | 2026-03-{1 + longest:02d} | 190 | false"])


def test_the_longest_hundredth_of_a_diagnosis_group_is_left_out(kpi_spec):
    """Of a hundred stays the one of 20 days is above the 99th percentile; of 99 none is taken out."""
    kpi_spec(
        "alos_trimmed_days", encounter=stays(100, 20), expected={"2026-03": 2}, expected_n={"2026-03": 99}
    )
    kpi_spec("alos_trimmed_days", encounter=stays(99, 20), expected={"2026-03": (98 * 2 + 20) / 99})
    kpi_spec(
        "alos_trimmed_days", encounter=stays(100, 2), expected={"2026-03": 2}, expected_n={"2026-03": 100}
    )


def test_a_diagnosis_group_has_a_border_of_its_own(kpi_spec):
    kpi_spec(
        "alos_trimmed_days",
        encounter="""
            admit_ts         | discharge_ts     | drg_code
            2026-03-01 08:00 | 2026-03-03 08:00 | 190
            2026-03-01 08:00 | 2026-03-05 08:00 | 470
            2026-03-01 08:00 | 2026-03-10 08:00 |
        """,
        expected={"2026-03": 5},
    )
