"""Defects, yield, capability and completeness."""

from datetime import date, timedelta

import pytest

from tests.world import World, text_of

title = "Improvement"

W16 = """
    process_id | step_code | period     | unit_id | units | opportunities_per_unit | defects | units_right_first_time
    labels     | all       | 2026-03-01 | A       | 1000  | 6                      | 30      | 979
    labels     | all       | 2026-03-01 | B       | 250   | 6                      | 7       | 240
"""


@pytest.mark.parametrize(
    ("kpi", "value", "digits"),
    [
        ("dpmo", 4933.33, 2),
        ("sigma_long", 2.580, 3),
        ("sigma_level", 4.080, 3),
        ("first_pass_yield_pct", 97.52, 2),
    ],
)
def test_defects_are_counted_and_not_defective_units(kpi_spec, kpi, value, digits):
    """Example W16: 37 defects in 1,250 units with 6 opportunities each; 31 units reworked."""
    kpi_spec(kpi, digits=digits, expected={"2026-03": value}, process_sample=W16)


@pytest.mark.parametrize(
    ("defects", "level"), [(3.4, 6.0), (233, 5.0), (6210, 4.0), (66_807, 3.0), (308_538, 2.0)]
)
def test_the_sigma_level_meets_the_published_table(kpi_spec, defects, level):
    kpi_spec(
        "sigma_level",
        digits=2,
        expected={"2026-03": level},
        process_sample=f"""
            process_id | step_code | period     | unit_id | units    | opportunities_per_unit | defects
            labels     | all       | 2026-03-01 | A       | 10000000 | 1                      | {round(defects * 10)}
        """,
    )


def test_without_a_defect_the_rate_is_zero_and_the_level_unknown(kpi_spec):
    clean = {"process_sample": W16.replace("| 30 ", "| 0 ").replace("| 7 ", "| 0 ")}
    kpi_spec("dpmo", expected={"2026-03": 0}, **clean)
    kpi_spec("sigma_level", expected={"2026-03": None}, **clean)


def test_the_yield_of_a_chain_is_the_product_of_its_steps(kpi_spec):
    """Example W16: steps of 97, 93 and 99 % leave 89.31 %, their mean would say 96.33 %."""
    steps = [f"p | {i} | 2026-03-01 | A | 100 | 1 | 0 | {right}" for i, right in enumerate((97, 93, 99))]
    header = W16.strip().splitlines()[0].strip()
    kpi_spec(
        "rolled_throughput_yield_pct",
        digits=2,
        expected={"2026-03": 89.31},
        process_sample="\n".join([header, *steps]),
    )


TURNOVERS = (28, 31, 35, 29, 33, 30, 27, 34, 32, 31, 36, 29)


def cases(*minutes: int, day: str = "2026-05-04") -> str:
    """One case a day and one that follows it after so many minutes."""
    rows = []
    for i, gap in enumerate(minutes):
        start = date.fromisoformat(day) + timedelta(days=i)
        rows += [
            {"case_id": f"{start}a", "patient_in_ts": f"{start} 07:00", "patient_out_ts": f"{start} 08:00"},
            {
                "case_id": f"{start}b",
                "patient_in_ts": f"{start} 08:{gap:02}",
                "patient_out_ts": f"{start} 09:30",
            },
        ]
    return text_of([row | {"case_class": "elective", "room_id": "R1", "facility_id": "F"} for row in rows])


LIMITS = """
    kpi_id             | scope_type | scope_id | valid_from | lower_spec | upper_spec
    or_turnover_median | network    | *        | 2020-01-01 | 15         | 45
"""


def capability(procedure_case: str, kpi_target: str = LIMITS) -> list[dict]:
    world = World(
        {"procedure_case": procedure_case, "kpi_target": kpi_target}, needed=("v_capability_month",)
    )
    cursor = world.con.execute("SELECT * FROM v_capability_month ORDER BY month_date")
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_capability_comes_from_steps_between_neighbours_and_performance_from_the_whole():
    """Example W16: 12 turnovers between the limits 15 and 45."""
    (row,) = capability(cases(*TURNOVERS))
    found = [float(row[name]) for name in ("cp", "cpk", "ppk")]
    assert found == pytest.approx([1.379, 1.264, 1.618], abs=0.0005)
    assert (row["n_values"], row["n_within"], row["is_stable"]) == (12, 12, True)
    assert float(row["pp"]) == pytest.approx(30 / 6 / 2.8324, abs=0.0005)
    assert float(row["ppk_median"]) == pytest.approx((45 - 31) / (36 - 0.01485 - 31), abs=0.0005)


def test_with_one_limit_only_its_side_counts():
    upper = LIMITS.replace("15    ", "      ")
    (row,) = capability(cases(*TURNOVERS), upper)
    assert row["cp"] is None
    assert row["pp"] is None
    assert float(row["cpk"]) == pytest.approx((45 - 31.25) / (3 * 3.6267), abs=0.0005)


def test_values_on_a_limit_are_inside_it_and_the_newest_limit_in_force_counts():
    newer = (
        LIMITS
        + "or_turnover_median | facility | F | 2026-05-01 | 28 | 35\n or_turnover_median | network | * | 2026-05-31 | 1 | 2\n or_turnover_median | network | * | 2026-06-01 | 3 | 4"
    )
    (row,) = capability(cases(*TURNOVERS), newer)
    assert row["n_within"] == 10
    assert capability(cases(*TURNOVERS), LIMITS.replace("2020-01-01", "2026-06-01")) == []


@pytest.mark.parametrize("months", [7, 8])
def test_a_process_whose_months_leave_their_limits_is_not_stable(months):
    """Seven steady months and a jump; with fewer than eight months nobody can tell."""
    steady = [30, 31] * 4
    rows = [
        cases(minutes, minutes, day=f"2026-{i:02}-01")
        for i, minutes in enumerate([*steady[: months - 1], 50], 1)
    ]
    header = rows[0].splitlines()[0]
    text = "\n".join([header, *(line for part in rows for line in part.splitlines()[1:])])
    assert capability(text)[-1]["is_stable"] is (months == 7)


def test_twelve_months_are_the_month_and_the_eleven_before_it():
    parts = [cases(30, 31, day=day) for day in ("2025-04-30", "2025-05-30", "2026-04-10")]
    header = parts[0].splitlines()[0]
    rows = capability("\n".join([header, *(line for part in parts for line in part.splitlines()[1:])]))
    assert [(str(row["month_date"]), row["n_values"]) for row in rows] == [
        ("2025-04-01", 1), ("2025-05-01", 4), ("2026-04-01", 5),
    ]  # fmt: skip


MONTHS = """
    process | facility_id | month_date | n_values | n_within | is_stable | cp  | cpk | pp  | ppk | ppk_median
    a       | F           | 2026-03-01 | 20       | 10       | true      | 1.5 | 1.4 | 1.3 | 1.2 | 1.1
    a       | G           | 2026-03-01 | 60       | 57       | true      | 2.5 | 2.4 | 2.3 | 2.2 | 2.1
    b       | F           | 2026-03-01 | 19       | 19       | true      | 0.5 | 0.4 | 0.3 | 0.2 | 0.1
    c       | F           | 2026-03-01 | 50       | 40       | false     | 0.5 | 0.4 | 0.3 | 0.2 | 0.1
"""


@pytest.mark.parametrize(
    ("kpi", "value"),
    [
        ("process_cp", 1.5),
        ("process_cpk", 1.4),
        ("process_pp", 1.3),
        ("process_ppk", 1.2),
        ("process_ppk_median", 1.1),
    ],
)
def test_over_several_processes_the_least_capable_stands_and_an_unstable_one_has_no_index(
    kpi_spec, kpi, value
):
    """Process b has 19 values, one too few; c is not stable and lowers the coverage."""
    kpi_spec(
        kpi, expected={"2026-03": value}, expected_coverage={"2026-03": 2 / 3}, v_capability_month=MONTHS
    )


def test_the_share_inside_the_limits_is_pooled_over_values(kpi_spec):
    kpi_spec(
        "pct_within_spec",
        by="process",
        expected={("2026-03", "a"): 100 * 67 / 80, ("2026-03", "b"): 100, ("2026-03", "c"): 80},
        v_capability_month=MONTHS,
    )


def test_emergency_times_are_judged_like_turnovers(kpi_spec):
    visits = [
        f"A | 2026-05-04 10:00 | 2026-05-04 10:{m:02} | 2026-05-04 12:{m:02} | discharged"
        for m in (10, 20, 30)
    ]
    world = {
        "ed_visit": "\n".join(
            ["unit_id | arrival_ts | provider_seen_ts | departure_ts | disposition", *visits,
             "A | 2026-05-04 10:00 | 2026-05-04 09:59 | 2026-05-04 12:00 | admitted"]
        ),
        "kpi_target": """
            kpi_id                        | scope_type | scope_id | valid_from | upper_spec
            ed_arrival_to_provider_median | network    | *        | 2020-01-01 | 20
            ed_los_discharged_median      | network    | *        | 2020-01-01 | 150
        """,
    }  # fmt: skip
    kpi_spec(
        "pct_within_spec",
        by="process",
        expected={
            ("2026-05", "ed_arrival_to_provider_median"): 200 / 3,
            ("2026-05", "ed_los_discharged_median"): 100,
        },
        **world,
    )


def test_a_pair_of_stamps_in_the_wrong_order_is_counted_where_both_are_known(kpi_spec):
    """Seen before arrival is wrong, at once is not; who was never seen has no pair."""
    kpi_spec(
        "dq_negative_duration_pct",
        by="field",
        expected={
            ("2026-03", "ed_visit: arrival_ts to triage_ts"): 0,
            ("2026-03", "ed_visit: arrival_ts to provider_seen_ts"): 50,
            ("2026-03", "ed_visit: arrival_ts to departure_ts"): 0,
            ("2026-03", "appointment: check_in_ts to roomed_ts"): 100,
            ("2026-03", "appointment: check_in_ts to check_out_ts"): 0,
            ("2026-03", "procedure_case: patient_out_ts to room_ready_ts"): 0,
        },
        ed_visit="""
            arrival_ts       | triage_ts        | provider_seen_ts | departure_ts     | disposition
            2026-03-01 10:00 | 2026-03-01 10:00 | 2026-03-01 09:59 | 2026-03-01 12:00 | discharged
            2026-03-01 10:00 |                  | 2026-03-01 10:20 | 2026-03-01 12:00 | discharged
            2026-03-01 10:00 |                  |                  | 2026-03-01 12:00 | lwbs
        """,
        appointment="""
            scheduled_start_ts | check_in_ts      | roomed_ts        | check_out_ts     | status
            2026-03-02 09:00   | 2026-03-02 09:00 | 2026-03-02 08:00 | 2026-03-02 10:00 | completed
        """,
        procedure_case="""
            case_id | sched_start_ts   | patient_in_ts    | patient_out_ts   | room_ready_ts    | status
            1       | 2026-03-03 08:00 | 2026-03-03 08:00 | 2026-03-03 09:00 | 2026-03-03 09:20 | done
        """,
    )


def test_a_record_that_says_again_what_another_says_is_counted_once_more(kpi_spec):
    """Two of four visits at nine are one person in one class; a date without a time tells nothing."""
    kpi_spec(
        "dq_duplicate_pct",
        by="record",
        expected={
            ("2026-03", "visit"): 25,
            ("2026-03", "appointment"): 0,
            ("2026-03", "operation"): 50,
        },
        expected_n={("2026-03", "visit"): 4, ("2026-03", "appointment"): 3, ("2026-03", "operation"): 2},
        encounter="""
            encounter_id | patient_id | start_ts         | encounter_class | status
            1            | p          | 2026-03-01 09:00 | outpatient      | finished
            2            | p          | 2026-03-01 09:00 | outpatient      | finished
            3            | p          | 2026-03-01 09:00 | outpatient      | cancelled
            4            | p          | 2026-03-01 09:00 | ed              | finished
            5            | q          | 2026-03-01 09:00 | outpatient      | finished
            6            | r          | 2026-03-02 00:00 | outpatient      | finished
            7            | r          | 2026-03-02 00:00 | outpatient      | finished
        """,
        appointment="""
            patient_id | scheduled_start_ts | status
            p          | 2026-03-02 09:00   | completed
            p          | 2026-03-02 09:20   | completed
            q          | 2026-03-02 09:20   | no_show
        """,
        procedure_case="""
            case_id | room_id | patient_in_ts    | status
            1       | R       | 2026-03-03 08:00 | done
            2       | R       | 2026-03-03 08:00 | done
        """,
    )
