"""Supplies of operations, and inpatients without the extreme ones."""

title = "Supplies"

CASES = """
    case_id | encounter_id | patient_in_ts    | patient_out_ts   | status    | procedure_code | room_id
    hip     | both         | 2026-03-02 08:00 | 2026-03-02 11:00 | done      | HIP            | R1
    knee    | both         | 2026-03-04 08:00 | 2026-03-04 09:00 | done      | KNEE           | R1
    alone   | one          | 2026-03-05 08:00 | 2026-03-05 09:00 | done      | KNEE           | R1
    called  | off          | 2026-03-05 08:00 | 2026-03-05 09:00 | cancelled | KNEE           | R1
    open    | unfinished   | 2026-03-05 08:00 | 2026-03-05 09:00 | done      | KNEE           | R1
    unknown | uncosted     | 2026-03-05 08:00 | 2026-03-05 09:00 | done      | KNEE           | R1
"""
COSTS = """
    encounter_id | supply_cost | implant_cost | is_final
    both         | 4000        | 3000         | true
    one          | 500         |              | true
    off          | 9999        | 9999         | true
    unfinished   | 9999        | 9999         | false
"""


def test_operations_of_one_visit_share_its_supplies_by_minutes(kpi_spec):
    """Three hours of hip and one of knee: 3,000 and 1,000; the other knee took 500."""
    kpi_spec(
        "supply_cost_per_or_case",
        expected={"2026-03": 4500 / 3},
        expected_coverage={"2026-03": 3 / 5},
        procedure_case=CASES,
        patient_cost=COSTS,
    )
    kpi_spec(
        "supply_cost_per_or_case",
        by="procedure_code",
        expected={("2026-03", "HIP"): 3000.0, ("2026-03", "KNEE"): 750.0},
        procedure_case=CASES,
        patient_cost=COSTS,
    )


def test_the_median_does_not_follow_the_dear_one(kpi_spec):
    kpi_spec(
        "supply_cost_per_or_case_median",
        expected={"2026-03": 1000.0},
        procedure_case=CASES,
        patient_cost=COSTS,
    )


def test_implants_are_apart_and_known_or_not(kpi_spec):
    kpi_spec(
        "implant_cost_per_or_case",
        expected={"2026-03": 1500.0},
        expected_n={"2026-03": 2},
        procedure_case=CASES,
        patient_cost=COSTS,
    )


def test_without_all_times_operations_share_equally(kpi_spec):
    """A case that ends before it begins, or lasts longer than a day, has no minutes either."""
    for times in (
        "2026-03-04 08:00 | 2026-03-04 07:00",
        "2026-03-04 08:00 | 2026-03-05 08:01",
        "2026-03-04 08:00 |",
    ):
        kpi_spec(
            "supply_cost_per_or_case",
            by="procedure_code",
            expected={("2026-03", "HIP"): 2000.0, ("2026-03", "KNEE"): 2000.0},
            procedure_case=f"""
                case_id | encounter_id | patient_in_ts    | patient_out_ts   | procedure_code | room_id
                hip     | both         | 2026-03-02 08:00 | 2026-03-02 11:00 | HIP            | R1
                knee    | both         | {times}                              | KNEE           | R1
            """,
            patient_cost=COSTS,
        )


def test_a_case_of_exactly_a_day_has_its_minutes(kpi_spec):
    kpi_spec(
        "supply_cost_per_or_case",
        by="procedure_code",
        expected={("2026-03", "HIP"): 160.0, ("2026-03", "KNEE"): 3840.0},
        procedure_case="""
            case_id | encounter_id | patient_in_ts    | patient_out_ts   | procedure_code | room_id
            hip     | both         | 2026-03-02 08:00 | 2026-03-02 09:00 | HIP            | R1
            knee    | both         | 2026-03-04 08:00 | 2026-03-05 08:00 | KNEE           | R1
        """,
        patient_cost=COSTS,
    )


def stays(costs, drg: str = "470") -> dict[str, str]:
    names = [f"s{i}" for i in range(len(costs))]
    return {
        "v_discharge": "encounter_id | discharge_date | drg_code \n"
        + "\n".join(f"{name} | 2026-03-02 | {drg}" for name in names),
        "patient_cost": "encounter_id | total_cost | supply_cost | is_final \n"
        + "\n".join(f"{name} | {cost} | | true" for name, cost in zip(names, costs, strict=True)),
    }


def test_an_extreme_case_costs_more_than_three_ranges_above_the_upper_quartile(kpi_spec):
    """Quartiles 200 and 400: 1,000 is the edge, and the edge is no extreme."""
    kpi_spec("cost_per_case_trimmed", expected={"2026-03": 400.0}, **stays((100, 200, 300, 400, 1000)))
    kpi_spec("cost_per_case_trimmed", expected={"2026-03": 250.0}, **stays((100, 200, 300, 400, 1001)))


def test_extremes_are_looked_for_within_a_drg(kpi_spec):
    """A heart costs twenty times a hip: that is no extreme."""
    hips = stays((100, 110, 120))
    kpi_spec(
        "cost_per_case_trimmed",
        expected={"2026-03": (330 + 6300) / 6},
        v_discharge=hips["v_discharge"] + "\n" + "\n".join(f"h{i} | 2026-03-02 | 1" for i in range(3)),
        patient_cost=hips["patient_cost"]
        + "\n"
        + "\n".join(f"h{i} | {2000 + 100 * i} | | true" for i in range(3)),
    )


def test_the_typical_case_is_the_middle_one(kpi_spec):
    kpi_spec("cost_per_case_median", expected={"2026-03": 250.0}, **stays((100, 200, 300, 9000)))


def test_supplies_of_inpatients_count_where_they_are_known(kpi_spec):
    kpi_spec(
        "supply_cost_per_case",
        expected={"2026-03": 300.0},
        expected_coverage={"2026-03": 2 / 3},
        v_discharge="""
            encounter_id | discharge_date
            a            | 2026-03-02
            b            | 2026-03-03
            c            | 2026-03-04
        """,
        patient_cost="""
            encounter_id | supply_cost | is_final
            a            | 100         | true
            b            | 500         | true
            c            |             | true
        """,
    )


def test_between_two_amounts_of_cents_lies_half_a_cent(kpi_spec):
    kpi_spec("cost_per_case_median", expected={"2026-03": 8694.085}, **stays((8694.08, 8694.09)))


def test_a_case_that_cost_nothing_is_a_case_and_a_negative_cost_is_none(kpi_spec):
    kpi_spec("cost_per_case_trimmed", expected={"2026-03": 100.0}, **stays((0, 200, -50)))
    kpi_spec("cost_per_case_median", expected={"2026-03": 100.0}, **stays((0, 200, -50)))
    nothing = {
        "v_discharge": "encounter_id | discharge_date \n a | 2026-03-02 \n b | 2026-03-02 \n c | 2026-03-02",
        "patient_cost": "encounter_id | supply_cost | is_final \n a | 0 | true \n b | 30 | true \n c | -9 | true",
    }
    kpi_spec("supply_cost_per_case", expected={"2026-03": 15.0}, **nothing)


def test_an_operation_without_supplies_is_an_operation(kpi_spec):
    tables = {
        "procedure_case": """
            case_id | encounter_id | patient_in_ts    | room_id
            a       | a            | 2026-03-02 08:00 | R1
            b       | b            | 2026-03-02 09:00 | R1
            c       | c            | 2026-03-02 10:00 | R1
        """,
        "patient_cost": """
            encounter_id | supply_cost | implant_cost | is_final
            a            | 0           | 0            | true
            b            | 30          | 10           | true
            c            | -9          | -9           | true
        """,
    }
    kpi_spec("supply_cost_per_or_case", expected={"2026-03": 15.0}, **tables)
    kpi_spec("supply_cost_per_or_case_median", expected={"2026-03": 15.0}, **tables)
    kpi_spec("implant_cost_per_or_case", expected={"2026-03": 5.0}, **tables)
