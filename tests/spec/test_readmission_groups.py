"""Readmission of groups of patients, and against what a loaded risk model expects."""

import pytest

from tests.spec.test_readmission import CHAINS, stays

title = "Readmission of groups"

GROUPS = [
    ("ami", "I214", ""), ("ami", "I219", ""), ("hf", "I509", ""), ("hf", "I110", ""), ("hf", "I130", ""), ("hf", "I132", ""),
    ("pn", "J12", ""), ("pn", "J189", ""), ("copd", "J41", ""), ("copd", "J449", ""), ("cabg", "I251", "021009W"),
    ("cabg", "I214", "0213093"), ("hip_knee", "M161", "0SR90J9"), ("hip_knee", "J189", "0SRD0J9"),
    ("", "I21A1", ""), ("", "I119", ""), ("", "I131", ""), ("", "J11", ""), ("", "J19", ""), ("", "J40", ""), ("", "J45", ""),
    ("", "I251", "0214093"), ("", "M161", "0SRA0J9"),
]  # fmt: skip


@pytest.mark.parametrize("cohort", ["ami", "hf", "pn", "copd", "cabg", "hip_knee"])
def test_a_stay_belongs_to_one_group_by_its_operation_before_its_diagnosis(kpi_spec, cohort):
    """One patient of each code; the first of each group comes back."""
    mine = [i for i, group in enumerate(GROUPS) if group[0] == cohort]
    rows = [
        f"s{i} | p{i} | H1 | 2026-01-05 10:00 | 2026-01-08 12:00 | {dx} | inpatient"
        for i, (_, dx, _) in enumerate(GROUPS)
    ]
    back = f"back | p{mine[0]} | H1 | 2026-01-20 10:00 | 2026-01-21 12:00 | Z99 | inpatient"
    operations = [f"s{i} | {code} | icd10pcs" for i, (_, _, code) in enumerate(GROUPS) if code]
    kpi_spec(
        f"readmission_cohort_{cohort}_pct",
        encounter=stays(*rows, back),
        procedure="\n".join(["encounter_id | procedure_code | code_system", *operations]),
        expected={"2026-01": 100 / len(mine)},
        expected_n={"2026-01": len(mine)},
    )


def test_returns_are_held_against_the_sum_of_what_the_loaded_model_expects(kpi_spec):
    """Stay m has no expected value and is left out of both sides; the length-of-stay model is another one."""
    known = [
        "a | 0.2",
        "b | 0.3",
        "c | 0.25",
        "d | 0.1",
        "e | 0.05",
        "f | 0.1",
        "h | 0.2",
        "i | 0.15",
        "l | 0.15",
    ]
    lines = [f"{line} | readmission_30d" for line in [*known, "j | 0.9", "n | 0.9"]]
    kpi_spec(
        "readmission_30d_oe",
        grain="quarter",
        encounter=CHAINS,
        expected_value="\n".join(["encounter_id | expected | model", *lines, "m | 4 | los"]),
        expected={"2026-Q1": 4 / 1.5},
        expected_n={"2026-Q1": 9},
        expected_coverage={"2026-Q1": 0.9},
    )
