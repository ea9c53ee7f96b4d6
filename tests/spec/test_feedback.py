"""Who answers, what people complain about, and how fast they hear back."""

import pytest

title = "Answers and complaints"

UNITS = """
    unit_id | unit_type | is_inpatient_bedded
    A       | med_surg  | true
    N       | nursery   | true
    C       | clinic    | false
"""


@pytest.mark.parametrize(
    ("kpi", "rate"), [("survey_response_rate_pct", 25), ("survey_response_rate_incl_partial_pct", 50)]
)
def test_who_was_not_eligible_or_not_reached_could_not_answer(kpi_spec, kpi, rate):
    """The month is that of the discharge, not of the invitation; without a visit the date on the invitation stands."""
    kpi_spec(
        kpi,
        expected={"2026-02": rate, "2026-03": 100},
        expected_n={"2026-02": 4, "2026-03": 1},
        survey_invitation="""
            encounter_id | event_date | sent_date  | is_eligible | undeliverable | final_status
            E            | 2026-04-01 | 2026-03-02 | true        | false         | complete
                         | 2026-02-03 | 2026-03-02 | true        | false         | partial
                         |            | 2026-02-28 | true        | false         | no_response
                         | 2026-02-03 |            | true        | false         | refused
                         | 2026-02-03 |            | false       | false         | complete
                         | 2026-02-03 |            | true        | true          | no_response
                         | 2026-02-03 |            | true        | false         | ineligible
                         | 2026-03-03 |            | true        | false         | complete
        """,
        encounter="encounter_id | discharge_ts \n E | 2026-02-27 10:00",
    )


@pytest.mark.parametrize(
    ("kpi", "rates"),
    [
        ("survey_sample_response_rate_pct", (25, 50)),
        ("survey_sample_response_rate_incl_partial_pct", (75, 50)),
    ],
)
def test_where_only_totals_are_known_the_sample_is_held_against_what_came_back(kpi_spec, kpi, rates):
    """Two strata of one and three; the month is that of the visit. Where people were invited by name, where a stratum is
    not known, and where more came back than was asked, there is no rate."""
    kpi_spec(
        kpi,
        expected={"2026-02": rates[0], "2026-03": rates[1]},
        survey_sample="""
            facility_id | survey_type | month      | stratum | sample_size
            A           | hcahps      | 2026-02-01 | x       | 1
            A           | hcahps      | 2026-02-01 | y       | 3
            A           | hcahps      | 2026-03-01 | all     | 2
            A           | cgcahps     | 2026-03-01 | all     | 9
            A           | nps         | 2026-03-01 | x       | 9
            A           | nps         | 2026-03-01 | y       |
            A           | hcahps      | 2026-04-01 | all     | 1
        """,
        survey_response="""
            response_id | facility_id | encounter_id | survey_type | event_date | response_date | is_complete
            1           | A           | E            | hcahps      | 2026-03-30 | 2026-04-20    | true
            2           | A           |              | hcahps      | 2026-02-11 | 2026-03-02    | false
            3           | A           |              | hcahps      | 2026-02-12 | 2026-03-02    | false
            4           | A           |              | hcahps      | 2026-03-12 | 2026-03-20    | true
            5           | A           |              | hcahps      | 2026-04-12 | 2026-04-20    | true
            6           | A           |              | hcahps      | 2026-04-12 | 2026-04-20    | true
        """,
        survey_invitation="""
            facility_id | survey_type | event_date | final_status
            A           | cgcahps     | 2026-03-04 | complete
        """,
        encounter="encounter_id | facility_id | discharge_ts \n E | A | 2026-02-27 10:00",
    )


FFT = """
    survey_type | version | item_code | scale | top_box_values
    fft         | 1       | Q         | fft6  | ['Very good']
    fft         | 1       | R         | fft6  | [5]
    fft         | 1       | S         | fft6  | [1]
    fft         | 1       | age       | 0_10  | []
"""


ANSWERS = [
    ("Very good", "Q"), (" good ", "Q"), ("Neither good nor poor", "Q"), ("neither", "Q"), ("Poor", "Q"), ("Very poor", "Q"),
    ("Don't know", "Q"), ("", "Q"), ("5", "R"), ("4", "R"), ("3", "R"), ("2", "R"), ("1", "R"), ("1", "S"), ("2", "S"), ("3", "S"),
    ("4", "S"), ("5", "S"), ("6", "S"), ("1", "age"),
]  # fmt: skip


@pytest.mark.parametrize("kpi", ["fft_positive_pct", "fft_negative_pct"])
def test_dont_know_is_an_answer_to_the_friends_and_family_question(kpi_spec, kpi):
    """Of 18 answers six are good or very good and six poor or very poor; where 5 is the best the codes run backwards."""
    kpi_spec(
        kpi,
        expected={"2026-02": 100 * 6 / 18},
        survey_item=FFT,
        survey_response="\n".join(
            ["response_id | survey_type | version | response_date | event_date",
             *(f"r{i} | fft | 1 | 2026-02-03 | 2026-01-05" for i in range(len(ANSWERS)))]
        ),
        survey_answer="\n".join(
            ["response_id | item_code | raw_value", *(f"r{i} | {item} | {raw}" for i, (raw, item) in enumerate(ANSWERS))]
        ),
    )  # fmt: skip


def test_the_two_best_answers_are_positive_and_the_two_worst_negative(kpi_spec):
    for answer, good, bad in (
        ("Very good", 100, 0),
        ("2", 100, 0),
        ("3", 0, 0),
        ("4", 0, 100),
        ("Very poor", 0, 100),
    ):
        one = {
            "survey_item": FFT,
            "survey_response": "response_id | survey_type | version | event_date \n r | fft | 1 | 2026-02-03",
            "survey_answer": f"response_id | item_code | raw_value \n r | S | {answer}",
        }
        kpi_spec("fft_positive_pct", expected={"2026-02": good}, **one)
        kpi_spec("fft_negative_pct", expected={"2026-02": bad}, **one)


def test_counted_answers_stand_in_for_the_months_without_single_ones(kpi_spec):
    kpi_spec(
        "fft_positive_pct",
        expected={"2026-02": 100, "2026-03": 90},
        survey_item=FFT,
        survey_response="response_id | survey_type | version | response_date \n r | fft | 1 | 2026-02-20",
        survey_answer="response_id | item_code | raw_value \n r | Q | good",
        survey_count="""
            survey_type | unit_id | month      | item_code | raw_value | answers
            fft         | A       | 2026-02-01 | Q         | Poor      | 80
            fft         | A       | 2026-03-01 | Q         | Very good | 60
            fft         | A       | 2026-03-01 | R         | 4         | 30
            fft         | A       | 2026-03-01 | Q         | Poor      | 10
            nps         | A       | 2026-03-01 | Q         | Poor      | 10
        """,
    )


COMPLAINTS = """
    complaint_id | kind       | unit_id | received_date | acknowledged_date | due_date   | closed_date | reopened_date | outcome
    a            | complaint  | A       | 2026-03-06    | 2026-03-11        | 2026-03-20 | 2026-03-20  |               | upheld
    b            | grievance  | A       | 2026-03-06    | 2026-03-12        | 2026-03-20 | 2026-03-21  |               | partly_upheld
    c            | complaint  | C       | 2026-03-02    | 2026-03-02        | 2026-03-31 | 2026-03-04  | 2026-03-10    | not_upheld
    d            | complaint  | C       | 2026-03-02    | 2026-03-01        | 2026-03-09 | 2026-03-30  | 2026-03-10    | not_upheld
    e            | complaint  | A       | 2026-03-02    |                   | 2026-03-09 | 2026-03-04  |               | withdrawn
    f            | complaint  | N       | 2026-03-24    |                   | 2026-04-24 |             |               |
    g            | complaint  | A       | 2026-03-26    |                   |            |             |               |
    h            | concern    | A       | 2026-03-02    |                   | 2026-03-09 |             |               |
    i            | compliment | A       | 2026-03-02    |                   | 2026-03-09 | 2026-03-09  |               |
    j            | complaint  | A       | 2026-03-25    | 2026-03-30        | 2026-03-29 | 2026-03-24  |               |
"""


@pytest.mark.parametrize(
    ("kpi", "value", "n"),
    [
        ("complaint_resolution_days_median", 15, 3),
        ("complaint_resolution_days_p90", 25.4, 3),
        ("complaint_on_time_pct", 50, 4),
        ("complaint_ack_3wd_pct", 50, 6),
        ("complaint_upheld_pct", 200 / 3, 3),
    ],
)
def test_a_reopened_complaint_is_open_again_and_a_withdrawn_one_was_never_answered(kpi_spec, kpi, value, n):
    """The data reach 30 March. a 14 days, b 15, d 28 from its first receipt; c was closed and reopened; j is impossible.

    On time: a and j, not b and d; c is due on the 31st, after the data, and does not count yet. Acknowledged within
    three working days: a (Friday to Wednesday), c and j, not b, e and f; g is too young, d was acknowledged before it came.
    """
    kpi_spec(kpi, expected={"2026-03": value}, expected_n={"2026-03": n}, complaint=COMPLAINTS, unit=UNITS)


def test_a_complaint_counts_against_the_days_or_visits_of_its_kind_of_place(kpi_spec):
    """Five about ward A, none about the nursery's days (well babies are not counted), two about the clinic."""
    days = "unit_id | care_date | patients | visits \n A | 2026-03-01 | 500 | \n C | 2026-03-01 | | 250"
    kpi_spec(
        "complaints_per_1000_patient_days",
        expected={"2026-03": 10},
        complaint=COMPLAINTS,
        unit=UNITS,
        v_complaint_day=days,
    )
    kpi_spec(
        "complaints_per_1000_visits",
        expected={"2026-03": 12},
        complaint=COMPLAINTS,
        unit=UNITS,
        v_complaint_day=days,
    )


def test_complaints_by_subject_are_parts_of_one_rate(kpi_spec):
    """One complaint names no subject; each is held against the 200 patient days of all wards."""
    kpi_spec(
        "complaints_per_1000_patient_days",
        by="subject",
        expected={("2026-03", "food"): 10, ("2026-03", "unknown"): 5},
        complaint="""
            kind      | unit_id | received_date | subject
            complaint | A       | 2026-03-02    | food
            complaint | B       | 2026-03-02    | food
            grievance | A       | 2026-03-02    |
            concern   | A       | 2026-03-02    | noise
        """,
        unit="unit_id | unit_type \n A | med_surg \n B | icu",
        v_complaint_day="unit_id | care_date | patients \n A | 2026-03-02 | 150 \n B | 2026-03-02 | 50",
    )


def test_days_outside_the_complaints_are_not_days_without_one(kpi_spec):
    """Complaints reach from the 2nd to the 4th, the last sign being an acknowledgement."""
    beds = "\n".join(["unit_id | bed_date | patients", *(f"A | 2026-03-0{day} | 100" for day in range(1, 8))])
    kpi_spec(
        "complaints_per_1000_patient_days",
        expected={"2026-03": 1000 / 300},
        complaint="""
            kind      | unit_id | received_date | acknowledged_date
            complaint | A       | 2026-03-02    | 2026-03-04
        """,
        unit=UNITS,
        v_bed_day=beds,
    )


def test_visits_are_emergency_visits_and_kept_appointments(kpi_spec):
    kpi_spec(
        "complaints_per_1000_visits",
        expected={"2026-03": 250},
        complaint="kind | unit_id | received_date | closed_date \n complaint | C | 2026-03-02 | 2026-03-05",
        unit=UNITS,
        v_ed_visit="unit_id | visit_date \n ED | 2026-03-03 \n ED | 2026-03-06",
        v_appointment="""
            unit_id | appointment_date | status
            C       | 2026-03-02       | completed
            C       | 2026-03-05       | completed
            C       | 2026-03-05       | no_show
            C       | 2026-03-05       | completed
        """,
    )


def test_a_comment_counts_with_three_words_and_is_negative_only_when_the_classifier_is_sure(kpi_spec):
    kpi_spec(
        "comment_negative_pct",
        expected={"2026-02": 40},
        expected_n={"2026-02": 5},
        survey_response="response_id | response_date | survey_type \n r | 2026-02-03 | local",
        survey_comment="""
            response_id | item_code | comment_text             | comment_sentiment | sentiment_confidence
            r           | 1         | nobody came all night    | negative          | 0.7
            r           | 2         |                          | negative          | 0.9
            r           | 3         | it was quite bad         | negative          | 0.69
            r           | 4         | felt really safe         | positive          | 0.9
            r           | 5         | so so overall            | negative          |
            r           | 6         | very bad                 | negative          | 0.9
            r           | 7         | no language we know here |                   |
        """,
    )


def test_praise_counts_when_the_classifier_is_sure_and_what_is_neither_counts_as_neither(kpi_spec):
    kpi_spec(
        "comment_positive_pct",
        expected={"2026-02": 25},
        expected_n={"2026-02": 4},
        survey_response="response_id | response_date | survey_type \n r | 2026-02-03 | local",
        survey_comment="""
            response_id | item_code | comment_text             | comment_sentiment | sentiment_confidence
            r           | 1         | the staff were wonderful | positive          | 0.7
            r           | 2         | it was quite good        | positive          | 0.69
            r           | 3         | nobody came all night    | negative          | 0.9
            r           | 4         | it was as usual          | neutral           | 0.9
            r           | 5         | very good                | positive          | 0.9
        """,
    )
