"""How blocks and sessions are used (kpis.md 2.16 and 2.17)."""

import pytest

title = "Operating rooms"

# Of the 100 minutes of the block, the half minute (less a second) of the case.
USED = {"09:20:00": 0.5, "09:31:00": 0.5, "10:30:00": 0.5, "10:30:01": 29 / 60, "11:00:00": 0}


@pytest.mark.parametrize(
    ("released", "n"), [("2026-05-01 23:59", 0), ("2026-05-02 00:00", 1), ("2026-05-04 06:00", 1), ("", 1)]
)
def test_a_block_given_back_three_days_ahead_is_no_longer_its_owners(kpi_spec, released, n):
    """Given back later it stays in the denominator, unused."""
    kpi_spec(
        "or_block_utilisation_pct",
        procedure_case="room_id | service | patient_in_ts \n R1 | Ortho | 2026-05-04 07:34",
        or_block=f"""
            room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts     | released_ts
            R1      | 2026-05-04 | allocated  | Eye           | 2026-05-04 07:30 | 2026-05-04 15:30 | {released}
        """,
        expected={"2026-05": 0} if n else {},
    )


def test_a_block_may_belong_to_a_surgeon_or_to_nobody_that_is_known(kpi_spec):
    """Without an owner nothing can be said about the block: it lowers the coverage."""
    kpi_spec(
        "or_block_utilisation_adj_pct",
        procedure_case="""
            room_id | surgeon_id | patient_in_ts    | patient_out_ts
            R       | Dr A       | 2026-05-04 08:00 | 2026-05-04 10:00
            R       | Dr B       | 2026-05-04 10:00 | 2026-05-04 11:00
            S       | Dr A       | 2026-05-04 08:00 | 2026-05-04 10:00
        """,
        or_block="""
            room_id | block_date | block_kind | owner_surgeon_id | block_start_ts   | block_end_ts
            R       | 2026-05-04 | allocated  | Dr A             | 2026-05-04 08:00 | 2026-05-04 12:00
            S       | 2026-05-04 | allocated  |                  | 2026-05-04 08:00 | 2026-05-04 12:00
        """,
        expected={"2026-05": 50},
        expected_coverage={"2026-05": 1 / 2},
    )


def test_a_block_over_midnight_holds_the_cases_of_both_dates(kpi_spec):
    """Ten hours from 20:00, used from 21:00 to 22:00, from 23:30 to 00:30 and from 03:00 to 07:00: an hour too long."""
    kpi_spec(
        "or_block_utilisation_pct",
        procedure_case="""
            room_id | service | patient_in_ts    | patient_out_ts
            R       | Trauma  | 2026-05-04 21:00 | 2026-05-04 22:00
            R       | Trauma  | 2026-05-04 23:30 | 2026-05-05 00:30
            R       | Trauma  | 2026-05-05 03:00 | 2026-05-05 07:00
        """,
        or_block="""
            room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
            R       | 2026-05-04 | allocated  | Trauma        | 2026-05-04 20:00 | 2026-05-05 06:00
        """,
        expected={"2026-05": 50},
    )


def test_the_time_of_a_closure_is_neither_planned_nor_used(kpi_spec):
    """Eight hours less half an hour of lunch; a case that runs into lunch is used time until lunch."""
    day = {
        "procedure_case": """
            room_id | service | patient_in_ts    | patient_out_ts
            R       | A       | 2026-05-04 09:00 | 2026-05-04 12:15
        """,
        "or_block": """
            room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
            R       | 2026-05-04 | allocated  | A             | 2026-05-04 07:30 | 2026-05-04 15:30
            R       | 2026-05-04 | closure    |               | 2026-05-04 12:00 | 2026-05-04 12:30
        """,
    }
    for kpi_id, used in (
        ("or_room_utilisation_pct", 180),
        ("or_block_utilisation_pct", 180),
        ("or_room_utilisation_uncapped_pct", 195),
    ):
        kpi_spec(kpi_id, **day, expected={"2026-05": 100 * used / 450})


def test_a_session_known_by_its_length_only_has_no_capped_figure(kpi_spec):
    """480 minutes without a start: 300 minutes of cases are 62.5 %, and what lies inside is not known."""
    log = {
        "procedure_case": """
            room_id | patient_in_ts    | patient_out_ts
            R       | 2026-05-04 09:00 | 2026-05-04 14:00
        """,
        "or_block": """
            room_id | block_date | block_kind | is_time_known | block_start_ts   | block_end_ts
            R       | 2026-05-04 | open       | false         | 2026-05-04 00:00 | 2026-05-04 08:00
        """,
    }
    kpi_spec("or_room_utilisation_uncapped_pct", **log, expected={"2026-05": 62.5})
    kpi_spec("or_room_utilisation_pct", **log, expected={})
    kpi_spec("or_block_utilisation_pct", **log, expected={})


def test_a_session_without_a_case_stays_in_the_plan_and_a_case_without_a_session_does_not_count(kpi_spec):
    """4 May is used for 4 of 8 hours, the 5th not at all; on the 6th nothing was planned."""
    week = {
        "procedure_case": """
            room_id | patient_in_ts    | patient_out_ts
            R       | 2026-05-04 08:00 | 2026-05-04 12:00
            R       | 2026-05-06 08:00 | 2026-05-06 12:00
        """,
        "or_block": """
            room_id | block_date | block_kind | block_start_ts   | block_end_ts
            R       | 2026-05-04 | open       | 2026-05-04 08:00 | 2026-05-04 16:00
            R       | 2026-05-05 | allocated  | 2026-05-05 08:00 | 2026-05-05 16:00
        """,
    }
    kpi_spec("or_room_utilisation_pct", **week, expected={"2026-05": 25})
    kpi_spec("or_room_utilisation_uncapped_pct", **week, expected={"2026-05": 25})


@pytest.mark.parametrize(("out", "hours"), [("2026-05-05 08:00:00", 24), ("2026-05-05 08:00:01", 0)])
def test_a_case_of_more_than_a_day_is_a_mistake(kpi_spec, out, hours):
    log = {
        "procedure_case": f"room_id | service | patient_in_ts | patient_out_ts \n R | A | 2026-05-04 08:00 | {out}",
        "or_block": """
            room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
            R       | 2026-05-04 | allocated  | A             | 2026-05-04 08:00 | 2026-05-04 16:00
        """,
    }
    kpi_spec("or_room_utilisation_uncapped_pct", **log, expected={"2026-05": 100 * hours / 8})
    kpi_spec("or_block_utilisation_pct", **log, expected={"2026-05": 100 * (hours > 0)})


@pytest.mark.parametrize(
    ("into", "case_class", "turned"),
    [
        ("09:20:00", "elective", 20),
        ("09:20:00", "urgent", 20),
        ("09:20:00", "add_on", 0),
        ("09:31:00", "elective", 30),
        ("10:30:00", "elective", 30),
        ("10:30:01", "elective", 0),
        ("11:00:00", "elective", 0),
    ],
)
def test_what_counts_as_turnover_is_added_to_a_block(kpi_spec, into, case_class, turned):
    """The block lasts from 09:20 to 11:00; the case before ended at 09:00, and this one has gone within a minute."""
    kpi_spec(
        "or_block_utilisation_adj_pct",
        procedure_case=f"""
            room_id | service | case_class   | patient_in_ts     | patient_out_ts
            R       | B       | elective     | 2026-05-04 08:00  | 2026-05-04 09:00
            R       | A       | {case_class} | 2026-05-04 {into} | 2026-05-04 {into[:5]}:30
        """,
        or_block="""
            room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
            R       | 2026-05-04 | allocated  | A             | 2026-05-04 09:20 | 2026-05-04 11:00
        """,
        expected={"2026-05": turned + USED[into]},
    )


def test_a_case_that_enters_as_the_block_ends_brings_no_turnover_into_it(kpi_spec):
    kpi_spec(
        "or_block_utilisation_adj_pct",
        procedure_case="""
            room_id | service | patient_in_ts    | patient_out_ts
            R       | B       | 2026-05-04 08:00 | 2026-05-04 10:45
            R       | A       | 2026-05-04 11:00 | 2026-05-04 12:00
        """,
        or_block="""
            room_id | block_date | block_kind | owner_service | block_start_ts   | block_end_ts
            R       | 2026-05-04 | allocated  | A             | 2026-05-04 09:00 | 2026-05-04 11:00
        """,
        expected={"2026-05": 0},
    )
