"""Infections against device days and predictions, hand hygiene, and the sepsis bundle."""

import pytest

title = "Infections"

UNITS = "unit_id | unit_type \n ICU | icu \n W | med_surg"
EVENTS = """
    unit_id | hai_type | event_date
    ICU     | clabsi   | 2026-03-02
    ICU     | clabsi   | 2026-03-31
    W       | clabsi   | 2026-03-15
    W       | cauti    | 2026-03-15
    W       | ssi      | 2026-03-15
    W       | clabsi   | 2026-04-01
"""
DAYS = """
    unit_id | date       | device           | device_days | patient_days
    ICU     | 2026-03-01 | central_line     | 300         | 400
    W       | 2026-03-01 | central_line     | 200         | 1600
    W       | 2026-03-01 | urinary_catheter | 400         | 1600
    W       | 2026-04-01 | central_line     | 0           | 0
"""


@pytest.mark.parametrize(
    ("kpi", "march"),
    [
        ("clabsi_per_1000_line_days", 6),
        ("cauti_per_1000_catheter_days", 2.5),
        ("device_utilisation_ratio", 0.25),
    ],
)
def test_infections_count_against_the_days_of_their_own_device(kpi_spec, kpi, march):
    """Without device days there is no rate, whatever happened."""
    kpi_spec(kpi, expected={"2026-03": march}, infection_event=EVENTS, device_day=DAYS, unit=UNITS)


def test_an_infection_belongs_to_the_unit_it_was_attributed_to(kpi_spec):
    kpi_spec(
        "clabsi_per_1000_line_days",
        by="unit_id",
        expected={("2026-03", "ICU"): 2000 / 300, ("2026-03", "W"): 5},
        infection_event=EVENTS,
        device_day=DAYS,
        unit=UNITS,
    )


STOPPED = """
    batch_id | file    | feed       | source_id | target_table    | status   | extracted_ts     | ended_ts
    1        | march   | infections | spec      | infection_event | loaded   |                  | 2026-03-31 23:00
    2        | empty   | infections | spec      | infection_event | loaded   | 2026-04-10 08:00 | 2026-04-12 08:00
    3        | again   | infections | spec      | infection_event | rejected | 2026-06-10 08:00 | 2026-06-10 08:00
    3        | devices | devices    | spec      | device_day      | loaded   | 2026-06-10 08:00 | 2026-06-10 08:00
"""


def test_days_and_months_of_which_infection_control_has_not_told_are_no_days_without_an_infection(kpi_spec):
    """Its last file came on 10 April and held nothing new: a zero until then, and not known from 11 April on."""
    later = {
        "unit": UNITS,
        "load_log": STOPPED,
        "infection_event": "unit_id | hai_type | event_date \n ICU | clabsi | 2026-03-02",
    }
    kpi_spec(
        "clabsi_per_1000_line_days",
        expected={"2026-03": 10, "2026-04": 0, "2026-05": None},
        expected_n={"2026-04": 1},
        expected_coverage={"2026-04": 1 / 2, "2026-05": 0},
        device_day="""
            unit_id | date       | device       | device_days | patient_days
            ICU     | 2026-03-01 | central_line | 100         | 400
            ICU     | 2026-04-10 | central_line | 100         | 400
            ICU     | 2026-04-11 | central_line | 100         | 400
            ICU     | 2026-05-01 | central_line | 100         | 400
        """,
        **later,
    )
    kpi_spec(
        "hai_sir",
        grain="year",
        expected={"2026": 1 / 2},
        infection_prediction="""
            unit_id | hai_type | month      | predicted | baseline_year
            ICU     | clabsi   | 2026-03-01 | 2         | 2022
            ICU     | clabsi   | 2026-04-01 | 4         | 2022
        """,
        **later,
    )


PREDICTED = """
    unit_id | hai_type | month      | predicted | baseline_year
    ICU     | clabsi   | 2026-03-01 | {0}       | 2022
    W       | cauti    | 2026-03-01 | 0         | 2022
    W       | ssi      | 2026-02-01 | 7         | 2015
"""


@pytest.mark.parametrize(("n", "predicted", "ratio"), [(5, 3.42, 1.46), (12, 8.5, 1.41)])
def test_infections_are_held_against_the_number_predicted(kpi_spec, n, predicted, ratio):
    """Example W14: 5 against 3.42, 12 against 8.5."""
    kpi_spec(
        "hai_sir",
        grain="quarter",
        digits=2,
        expected={"2026-Q1": ratio},
        infection_event="\n".join(["unit_id | hai_type | event_date", *["ICU | clabsi | 2026-03-31"] * n]),
        infection_prediction=PREDICTED.format(predicted),
        unit=UNITS,
    )


def test_only_infections_with_a_prediction_from_the_newest_baseline_count(kpi_spec):
    kpi_spec(
        "hai_sir",
        by="hai_type",
        grain="quarter",
        expected={("2026-Q1", "clabsi"): 0.5},
        infection_event="""
            unit_id | hai_type | event_date
            ICU     | clabsi   | 2026-03-31
            ICU     | clabsi   | 2026-02-28
            W       | clabsi   | 2026-03-31
            W       | ssi      | 2026-02-10
            ICU     | vae      | 2026-03-10
        """,
        infection_prediction=PREDICTED.format(2),
        unit=UNITS,
    )


@pytest.mark.parametrize(
    ("kpi", "share", "n"), [("hand_hygiene_pct", 75, 4), ("hand_hygiene_electronic_pct", 50, 2)]
)
def test_watched_and_counted_moments_are_never_pooled(kpi_spec, kpi, share, n):
    kpi_spec(
        kpi,
        expected={"2026-03": share},
        expected_n={"2026-03": n},
        hand_hygiene_obs="""
            unit_id | obs_date   | compliant | method     | moment | staff_group
            ICU     | 2026-03-01 | true      | direct     | 1      | rn
            ICU     | 2026-03-02 | true      | direct     | 5      | rn
            W       | 2026-03-31 | true      | direct     | 2      | physician
            W       | 2026-03-31 | false     | direct     | 4      | physician
            W       | 2026-03-31 | true      | electronic | 1      | rn
            W       | 2026-03-31 | false     | electronic | 1      | rn
        """,
        unit=UNITS,
    )


CASES = """
    bundle_case_id | encounter_id | element_code | bundle | due_ts           | done_ts          | eligible | contraindicated | sample_weight
    just           | just         | antibiotic   | sepsis | 2026-03-01 12:00 | 2026-03-01 12:00 | true     | false           |
    just           | just         | lactate      | sepsis |                  | 2026-03-01 19:00 | true     | false           |
    just           | just         | fluids       | sepsis | 2026-03-01 12:00 |                  | true     | true            |
    just           | just         | pressors     | sepsis | 2026-03-01 12:00 |                  | false    | false           |
    late           | late         | antibiotic   | sepsis | 2026-03-01 12:00 | 2026-03-01 12:01 | true     | false           | 2
    late           | late         | lactate      | sepsis | 2026-03-01 12:00 | 2026-03-01 11:00 | true     | false           | 2
    never          | never        | lactate      | sepsis |                  |                  | true     | false           |
    none           | none         | fluids       | sepsis | 2026-03-01 12:00 |                  | true     | true            |
    open           | open         | lactate      | sepsis | 2026-03-01 12:00 | 2026-03-01 11:00 | true     | false           |
    other          | other        | swallow      | stroke | 2026-03-01 12:00 | 2026-03-01 11:00 | true     | false           |
"""


def test_a_sepsis_case_passes_when_every_step_that_applied_was_done_in_time(kpi_spec):
    """Four cases: one passed, one a minute late with a weight of 2, one never done; a case without steps is none."""
    stays = [
        f"{name} | 2026-03-01 09:00 | 2026-03-09 10:00" for name in ("just", "late", "never", "none", "other")
    ]
    kpi_spec(
        "sepsis_bundle_pct",
        expected={"2026-03": 25},
        expected_n={"2026-03": 3},
        bundle_case=CASES,
        encounter="\n".join(["encounter_id | admit_ts | discharge_ts", *stays, "open | 2026-03-01 09:00 |"]),
    )


def test_a_step_of_sepsis_care_counts_for_itself(kpi_spec):
    """Of two antibiotics one was late, with a weight of 2; of three lactates one was never taken. A step that did not
    apply is none, whatever became of the others."""
    stays = [
        f"{name} | 2026-03-01 09:00 | 2026-03-09 10:00" for name in ("just", "late", "never", "none", "other")
    ]
    kpi_spec(
        "sepsis_step_pct",
        by="step",
        expected={("2026-03", "antibiotic"): 100 / 3, ("2026-03", "lactate"): 75},
        expected_n={("2026-03", "antibiotic"): 2, ("2026-03", "lactate"): 3},
        bundle_case=CASES,
        encounter="\n".join(["encounter_id | admit_ts | discharge_ts", *stays, "open | 2026-03-01 09:00 |"]),
    )
