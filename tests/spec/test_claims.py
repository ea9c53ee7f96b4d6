"""Claims on their way and denials to their end."""

title = "Claims"

TOOL = """
    claim_id | original_claim_id | scrubber_accept_date | had_manual_edit | edit_failed | ack_status | payer_ack_status | first_result
    clean    |                   | 2026-03-01           | false           | false       | accepted   | accepted         | denied
    quiet    |                   | 2026-03-31           | false           |             |            |                  |
    errors   |                   | 2026-03-02           | false           | false       | accepted_with_errors | accepted | paid
    touched  |                   | 2026-03-02           | true            | false       | accepted   | accepted         | paid
    failed   |                   | 2026-03-02           | false           | true        | accepted   | accepted         | paid
    refused  |                   | 2026-03-02           | false           | false       | rejected   |                  |
    returned |                   | 2026-03-02           | false           | false       | accepted   | rejected         |
    bounced  |                   | 2026-03-02           | false           | false       | accepted   | accepted         | rejected
    unknown  |                   | 2026-03-02           |                 | false       | accepted   | accepted         | paid
    again    | clean             | 2026-03-09           | false           | false       | accepted   | accepted         | paid
    not-yet  |                   |                      | false           | false       |            |                  |
"""


def test_a_clean_claim_went_out_untouched_and_was_not_rejected(kpi_spec):
    """A denial is no fault of the claim form; a rejection is. A tool that does not say leaves the claim out."""
    kpi_spec(
        "clean_claim_rate_pct",
        expected={"2026-03": 100 * 3 / 8},
        expected_coverage={"2026-03": 8 / 9},
        claim=TOOL,
    )


ANSWERS = """
    claim_id | original_claim_id | payer_id   | first_adjudication_date | first_result | final_result | resubmission_count
    paid     |                   | commercial | 2026-03-01              | paid         | paid         | 0
    patient  |                   | commercial | 2026-03-02              | denied       | patient_resp | 0
    twice    |                   | commercial | 2026-03-03              | denied       | paid         | 1
    partial  |                   | commercial | 2026-03-04              | partial      | partial      | 0
    lost     |                   | commercial | 2026-03-05              | denied       | written_off  | 0
    open     |                   | commercial | 2026-03-31              | paid         |              | 0
    rebill   | twice             | commercial | 2026-03-20              | paid         | paid         | 0
    rejected |                   | commercial | 2026-03-20              | rejected     | paid         | 0
"""


def test_first_pass_resolution_needs_no_second_submission(kpi_spec):
    """Left to the patient's deductible is settled as well."""
    kpi_spec("first_pass_resolution_pct", expected={"2026-03": 100 * 2 / 6}, claim=ANSWERS)


SENT = "\n".join(
    f"c{month}-{i} | | p | 2026-{month:02}-10 | |"
    for month, n in ((1, 2), (2, 4), (3, 6), (4, 1))
    for i in range(n)
)
DENIED = """
    d1  |  | p | 2026-01-15 | 2026-04-02 | denied
    d2  |  | p | 2026-01-15 | 2026-04-30 | denied
    old |  | p | 2026-02-15 | 2026-03-02 | denied
    re  | d1 | p | 2026-02-15 | 2026-04-02 | denied
    ok  |  | p | 2026-03-15 | 2026-04-02 | paid
"""
HEADER = (
    "claim_id | original_claim_id | payer_id | first_submit_date | first_adjudication_date | first_result \n"
)


def test_denials_against_a_usual_month_of_claims_sent(kpi_spec):
    """Two denials in April; 4, 5 and 7 claims were sent from January to March, so a usual month has 16 / 3."""
    kpi_spec("denial_rate_hfma_pct", expected={"2026-04": 100 * 2 / (16 / 3)}, claim=HEADER + SENT + DENIED)


def test_a_payer_who_was_sent_nothing_has_no_such_rate(kpi_spec):
    kpi_spec(
        "denial_rate_hfma_pct",
        by="payer_id",
        expected={("2026-04", "p"): 37.5, ("2026-04", "other"): None, ("2026-04", "kind"): 0.0},
        claim=HEADER + SENT + DENIED + "x | | other | | 2026-04-05 | denied \n y | | kind | 2026-02-05 | | ",
    )


DENIALS = """
    claim_id | original_claim_id | payer_id | denial_date | appeal_date | resolved_date | overturned | billed_amount
    won      |                   | p        | 2026-01-05  | 2026-01-05  | 2026-03-01    | true       | 900
    lost     |                   | p        | 2026-01-05  | 2026-01-25  | 2026-03-31    | false      | 100
    silent   |                   | p        | 2026-01-05  |             | 2026-03-15    |            | 100
    open     |                   | p        | 2026-01-05  | 2026-01-15  |               |            | 100
    early    |                   | p        | 2026-01-05  | 2026-01-04  | 2026-02-15    | true       | 100
    paid     |                   | p        |             |             | 2026-03-15    | true       | 100
    rebill   | won               | p        | 2026-01-05  | 2026-01-15  | 2026-03-15    | true       | 100
"""


def test_a_won_denial_counts_when_it_is_closed(kpi_spec):
    kpi_spec(
        "denial_overturn_pct",
        expected={"2026-02": 100.0, "2026-03": 50.0},
        expected_coverage={"2026-03": 2 / 3},
        claim=DENIALS,
    )
    kpi_spec("denial_overturn_dollars_pct", expected={"2026-02": 100.0, "2026-03": 90.0}, claim=DENIALS)


def test_days_to_appeal_count_from_the_denial(kpi_spec):
    """0, 10 and 20 days; an appeal before the denial is a mistake."""
    kpi_spec(
        "denial_days_to_appeal_median",
        expected={"2026-01": 10.0},
        expected_coverage={"2026-01": 3 / 4},
        claim=DENIALS,
    )


def test_the_follow_up_team_knows_what_the_claim_leaves_open(kpi_spec):
    """Two cases of one claim: closed when both are, won when anything came back."""
    tables = {
        "claim": "claim_id | payer_id | billed_amount \n a | p | 100 \n b | p | 300",
        "denial_case": """
            denial_case_id | claim_id | received_date | appeal_date | resolved_date | denied_amount | recovered_amount
            1              | a        | 2026-01-05    | 2026-01-09  | 2026-02-01    | 40            | 10
            2              | a        | 2026-01-07    |             | 2026-03-01    | 20            | 0
            3              | b        | 2026-01-07    |             | 2026-03-01    | 120           | 0
            4              |          | 2026-01-07    |             | 2026-03-01    | 120           | 0
        """,
    }
    kpi_spec("denial_overturn_pct", expected={"2026-03": 50.0}, **tables)
    kpi_spec("denial_overturn_dollars_pct", expected={"2026-03": 100 * 60 / 180}, **tables)
    kpi_spec("denial_days_to_appeal_median", expected={"2026-01": 4.0}, **tables)
