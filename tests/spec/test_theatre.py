"""Operating rooms (kpis.md W12): 4 May 2026, both rooms planned from 07:30 to 15:30."""

import pytest

title = "Operating rooms"

CASES = """
    case_id | room_id | service | case_class | sched_start_ts   | patient_in_ts    | patient_out_ts
    11      | R1      | Ortho   | elective   | 2026-05-04 07:30 | 2026-05-04 07:34 | 2026-05-04 09:10
    12      | R1      | Ortho   | elective   |                  | 2026-05-04 09:38 | 2026-05-04 11:05
    13      | R1      | Ortho   | elective   |                  | 2026-05-04 12:50 | 2026-05-04 14:00
    14      | R1      | Gyn     | elective   |                  | 2026-05-04 14:25 | 2026-05-04 16:10
    21      | R2      | Gen     | elective   | 2026-05-04 07:30 | 2026-05-04 07:49 | 2026-05-04 10:00
    22      | R2      | Gen     | elective   |                  | 2026-05-04 09:58 | 2026-05-04 11:00
    23      | R2      | Gen     | elective   |                  | 2026-05-04 11:31 | 2026-05-04 15:15
    24      | R2      | Gen     | emergency  |                  | 2026-05-04 15:50 | 2026-05-04 16:40
"""
BLOCKS = """
    block_id | room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
    B1       | R1      | 2026-05-04 | allocated  | Ortho         | 2026-05-04 07:30 | 2026-05-04 15:30
    B2       | R2      | 2026-05-04 | allocated  | Gen           | 2026-05-04 07:30 | 2026-05-04 15:30
"""
DAY = {"procedure_case": CASES, "or_block": BLOCKS}


@pytest.mark.parametrize(
    ("kpi_id", "value", "n"),
    [
        ("or_turnover_median", 28, 3),
        ("or_turnover_mean", 28, 3),
        ("or_gap_excluded_n", 1, 5),
        ("or_first_case_on_time_pct", 50, 2),
        ("or_first_case_on_time_0_pct", 0, 2),
        ("or_first_case_on_time_15_pct", 50, 2),
        ("or_first_case_delay_min", 9.5, 2),
        ("or_block_utilisation_pct", 100 * 668 / 960, 2),
        ("or_block_utilisation_adj_pct", 100 * 726 / 960, 2),
        ("or_room_utilisation_pct", 100 * 733 / 960, 2),
        ("or_room_utilisation_uncapped_pct", 100 * 823 / 960, 2),
    ],
)
def test_one_day_of_two_rooms_gives_the_figures_of_the_manual(kpi_spec, kpi_id, value, n):
    """Of the gaps 28, 105, 25 and -2, 31, 35 only 28, 25 and 31 are turnover."""
    kpi_spec(kpi_id, **DAY, expected={"2026-05": value}, expected_n={"2026-05": n})


def test_a_service_is_measured_in_its_own_block(kpi_spec):
    """253 of 480 minutes for Ortho: Gyn's case in its block is not Ortho's; 415 for Gen: overlaps count once."""
    kpi_spec(
        "or_block_utilisation_pct",
        by="service",
        **DAY,
        expected={("2026-05", "Ortho"): 25300 / 480, ("2026-05", "Gen"): 41500 / 480},
    )


def test_turnover_before_the_owners_cases_is_added_up_to_half_an_hour_each(kpi_spec):
    """Ortho 253 + 28, Gen 415 + 30 for a gap of 31."""
    kpi_spec(
        "or_block_utilisation_adj_pct",
        by="service",
        **DAY,
        expected={("2026-05", "Ortho"): 28100 / 480, ("2026-05", "Gen"): 44500 / 480},
    )


@pytest.mark.parametrize(("room", "capped", "uncapped"), [("R1", 318, 358), ("R2", 415, 465)])
def test_a_room_is_used_while_somebody_is_in_it(kpi_spec, room, capped, uncapped):
    """After 15:30 counts without a cap only; two patients at once are one room in use."""
    one = {
        name: "\n".join(
            [text.strip().splitlines()[0], *[row for row in text.splitlines() if f" {room} " in row]]
        )
        for name, text in DAY.items()
    }
    kpi_spec("or_room_utilisation_pct", **one, expected={"2026-05": capped / 4.8})
    kpi_spec("or_room_utilisation_uncapped_pct", **one, expected={"2026-05": uncapped / 4.8})


def pair(gap_from: str, gap_to: str, case_class: str = "elective", room: str = "R") -> str:
    return (
        f"{room} | {case_class} | 2026-05-04 07:00 | 2026-05-04 {gap_from} | A\n"
        f"{room} | {case_class} | 2026-05-04 {gap_to} | 2026-05-04 18:00 | A"
    )


PAIR_COLUMNS = "room_id | case_class | patient_in_ts | patient_out_ts | service\n"


@pytest.mark.parametrize(
    ("gap_from", "gap_to", "value", "coverage"),
    [
        ("09:00:00", "10:30:00", 90, 1),
        ("09:00:00", "10:30:01", None, None),
        ("09:00:00", "09:00:00", 0, 1),
        ("09:00:01", "09:00:00", None, 0),
    ],
)
def test_turnover_lies_between_nothing_and_ninety_minutes(kpi_spec, gap_from, gap_to, value, coverage):
    """Exactly 90 minutes and 0 are turnover; more is idle time, less is an overlap that lowers the coverage."""
    for kpi_id in ("or_turnover_median", "or_turnover_mean"):
        found = kpi_spec(
            kpi_id,
            procedure_case=PAIR_COLUMNS + pair(gap_from, gap_to),
            expected={} if value is None else {"2026-05": value},
        )
        counted = [(row["n_valid"], row["n_eligible"]) for row in found.values() if row["n_eligible"]]
        assert counted == {1: [(1, 1)], 0: [(0, 1)], None: []}[coverage]


@pytest.mark.parametrize(("gap_to", "idle"), [("10:30:00", 0), ("10:30:01", 1)])
def test_a_gap_over_ninety_minutes_is_counted_as_idle(kpi_spec, gap_to, idle):
    kpi_spec(
        "or_gap_excluded_n", procedure_case=PAIR_COLUMNS + pair("09:00", gap_to), expected={"2026-05": idle}
    )


@pytest.mark.parametrize(
    ("case_class", "n"), [("elective", 1), ("urgent", 1), ("emergency", 0), ("add_on", 0)]
)
def test_only_a_planned_next_case_makes_a_turnover(kpi_spec, case_class, n):
    for kpi_id in ("or_turnover_median", "or_turnover_mean"):
        found = kpi_spec(
            kpi_id,
            procedure_case=PAIR_COLUMNS + pair("09:00", "09:20", case_class),
            expected={"2026-05": 20} if n else {},
        )
        assert sum(row["n_eligible"] for row in found.values()) == n
    idle = PAIR_COLUMNS + pair("09:00", "12:00", case_class)
    kpi_spec("or_gap_excluded_n", procedure_case=idle, expected={"2026-05": n})


@pytest.mark.parametrize(
    ("kind", "start", "end", "n"),
    [
        ("closure", "09:05", "09:10", 0),
        ("closure", "08:00", "09:01", 0),
        ("closure", "08:00", "09:00", 1),
        ("closure", "09:20", "09:40", 1),
        ("allocated", "07:00", "09:10", 0),
        ("allocated", "07:00", "09:00", 1),
        ("allocated", "07:00", "09:20", 1),
        ("open", "07:00", "09:10", 0),
    ],
)
def test_a_gap_over_a_closure_or_the_end_of_a_block_is_not_turnover(kpi_spec, kind, start, end, n):
    """The gap lasts from 09:00 to 09:20: touching it is not crossing it."""
    kpi_spec(
        "or_turnover_median",
        procedure_case=PAIR_COLUMNS + pair("09:00", "09:20"),
        or_block=f"""
            room_id | block_date | block_kind | block_start_ts     | block_end_ts
            R       | 2026-05-04 | {kind}     | 2026-05-04 {start} | 2026-05-04 {end}
        """,
        expected={"2026-05": 20} if n else {},
    )


def test_a_case_whose_entry_is_not_known_is_nobodys_neighbour(kpi_spec):
    """The case planned for 09:30 stands between the two others: two pairs, neither of them measurable."""
    found = kpi_spec(
        "or_turnover_median",
        procedure_case="""
            room_id | sched_start_ts   | patient_in_ts    | patient_out_ts
            R       | 2026-05-04 08:00 | 2026-05-04 08:00 | 2026-05-04 09:00
            R       | 2026-05-04 09:30 |                  |
            R       | 2026-05-04 10:00 | 2026-05-04 10:00 | 2026-05-04 11:00
        """,
        expected={},
    )
    assert [(row["n_valid"], row["n_eligible"]) for row in found.values()] == [(0, 2)]


def test_pairs_are_cases_of_one_room_and_one_local_date(kpi_spec):
    """Cancelled cases were never in the room; 23:50 and 00:10 are two days; room R of another site is another room."""
    kpi_spec(
        "or_turnover_median",
        by="same_service",
        procedure_case="""
            facility_id | room_id | service | status    | patient_in_ts    | patient_out_ts
            F           | R       | A       | done      | 2026-05-04 22:00 | 2026-05-04 22:30
            F           | R       | A       | done      | 2026-05-04 22:50 | 2026-05-04 23:50
            F           | R       | A       | cancelled | 2026-05-04 22:35 | 2026-05-04 22:40
            F           | R       | A       | done      | 2026-05-05 00:10 | 2026-05-05 01:00
            G           | R       | A       | done      | 2026-05-04 22:45 | 2026-05-04 22:46
            F           | S       | A       | done      | 2026-05-04 22:00 | 2026-05-04 22:30
            F           | S       | B       | done      | 2026-05-04 22:40 | 2026-05-04 23:00
            F           | S       |         | done      | 2026-05-04 23:30 | 2026-05-04 23:40
        """,
        expected={("2026-05", "yes"): 20, ("2026-05", "no"): 10, ("2026-05", "unknown"): 30},
    )


@pytest.mark.parametrize(
    ("patient_in", "on_time"),
    [
        ("07:29:59", (1, 1, 1)), ("07:30:00", (1, 1, 1)), ("07:30:01", (0, 1, 1)), ("07:35:00", (0, 1, 1)),
        ("07:35:01", (0, 0, 1)), ("07:45:00", (0, 0, 1)), ("07:45:01", (0, 0, 0)),
    ],
)  # fmt: skip
def test_the_grace_of_a_first_case_ends_to_the_second(kpi_spec, patient_in, on_time):
    case = f"""
        room_id | sched_start_ts   | patient_in_ts
        R       | 2026-05-04 07:30 | 2026-05-04 {patient_in}
    """
    ids = ("or_first_case_on_time_0_pct", "or_first_case_on_time_pct", "or_first_case_on_time_15_pct")
    for kpi_id, value in zip(ids, on_time, strict=True):
        kpi_spec(kpi_id, procedure_case=case, expected={"2026-05": 100 * value})


@pytest.mark.parametrize(("patient_in", "minutes"), [("07:00", 0), ("07:35:00", 0), ("07:35:30", 5.5)])
def test_on_time_is_no_delay(kpi_spec, patient_in, minutes):
    kpi_spec(
        "or_first_case_delay_min",
        procedure_case=f"room_id | sched_start_ts | patient_in_ts \n R | 2026-05-04 07:30 | 2026-05-04 {patient_in}",
        expected={"2026-05": minutes},
    )


@pytest.mark.parametrize(
    ("patient_in", "n"),
    [
        ("2026-05-05 07:30:00", 1), ("2026-05-05 07:30:01", 0), ("2026-05-03 07:30:00", 1),
        ("2026-05-03 07:29:59", 0), ("", 0),
    ],
)  # fmt: skip
def test_a_first_case_a_day_away_from_its_plan_is_a_mistake(kpi_spec, patient_in, n):
    for kpi_id in (
        "or_first_case_on_time_pct", "or_first_case_on_time_0_pct", "or_first_case_on_time_15_pct", "or_first_case_delay_min"
    ):  # fmt: skip
        found = kpi_spec(
            kpi_id,
            procedure_case=f"room_id | sched_start_ts | patient_in_ts \n R | 2026-05-04 07:30 | {patient_in}",
            expected={}
            if not n
            else {"2026-05": 100 * (patient_in < "2026-05-04")}
            if kpi_id.endswith("pct")
            else {"2026-05": 1440 * (patient_in > "2026-05-04")},
        )
        assert [(row["n_valid"], row["n_eligible"]) for row in found.values()] == [(n, 1)]


def test_the_first_case_is_marked_or_the_earliest_planned_elective_of_the_room_day(kpi_spec):
    """A cancelled first case is not replaced by the next one, except by one planned for the very same minute."""
    kpi_spec(
        "or_first_case_on_time_pct",
        by="service",
        procedure_case="""
            room_id | service   | is_first_case | status    | case_class | sched_start_ts   | patient_in_ts
            A       | marked    | true          | done      | elective   | 2026-05-04 08:00 | 2026-05-04 08:00
            A       | earlier   | false         | done      | elective   | 2026-05-04 07:30 | 2026-05-04 07:30
            B       | earliest  | false         | done      | elective   | 2026-05-04 07:30 | 2026-05-04 07:30
            B       | second    | false         | done      | elective   | 2026-05-04 08:30 | 2026-05-04 08:30
            C       | cancelled | false         | cancelled | elective   | 2026-05-04 07:30 |
            C       | next      | false         | done      | elective   | 2026-05-04 08:30 | 2026-05-04 08:30
            D       | fell out  | false         | cancelled | elective   | 2026-05-04 07:30 |
            D       | stepped in | false        | done      | elective   | 2026-05-04 07:30 | 2026-05-04 07:30
            E       | urgent    | true          | done      | urgent     | 2026-05-04 07:30 | 2026-05-04 07:30
            E       | elective  | false         | done      | elective   | 2026-05-04 08:30 | 2026-05-04 08:30
        """,
        expected={("2026-05", name): 100 for name in ("marked", "earliest", "stepped in", "elective")},
    )


@pytest.mark.parametrize(
    ("planned", "n"),
    [
        ("2026-05-04 08:59", 1), ("2026-05-04 09:00", 0), ("2026-05-08 08:00", 1), ("2026-05-09 08:00", 0),
        ("2026-05-25 08:00", 0),
    ],
)  # fmt: skip
def test_first_cases_are_planned_before_nine_on_working_days(kpi_spec, planned, n):
    """25 May 2026 is a holiday in the calendar; the 9th is a Saturday."""
    found = kpi_spec(
        "or_first_case_on_time_pct",
        calendar="facility_id | date | is_working_day \n F | 2026-05-25 | false",
        procedure_case=f"facility_id | room_id | sched_start_ts | patient_in_ts \n F | R | {planned} | {planned}",
        expected={"2026-05": 100} if n else {},
    )
    assert sum(row["n_valid"] for row in found.values()) == n
