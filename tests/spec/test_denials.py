"""What became of four refused claims."""

import pytest

title = "Denied money"

FOUR_DENIALS = """
    claim_id | original_claim_id | payer_id | denial_date | appeal_date | resolved_date | overturned | billed_amount
    won      |                   | p        | 2026-01-05  | 2026-01-20  | 2026-02-10    | true       | 900
    lost     |                   | p        | 2026-01-08  | 2026-01-30  | 2026-03-01    | false      | 400
    let-go   |                   | p        | 2026-01-12  |             | 2026-01-31    | false      | 150
    waiting  |                   | p        | 2026-01-31  | 2026-02-15  |               |            | 250
    again    | won               | p        | 2026-01-15  |             |               |            | 900
    paid     |                   | p        |             |             |               |            | 5000
"""


@pytest.mark.parametrize(
    ("kpi_id", "value"),
    [
        ("denials_count", 4),
        ("denied_amount", 1700),
        ("denied_appealed_amount", 1550),
        ("denied_won_amount", 900),
        ("denied_lost_amount", 550),
        ("denied_open_amount", 250),
    ],
)
def test_denied_money_is_won_lost_or_open(kpi_spec, kpi_id, value):
    """900 recovered, 550 lost and 250 open are the 1,700 that were denied; a claim sent again is no new denial."""
    kpi_spec(kpi_id, expected={"2026-01": value}, claim=FOUR_DENIALS)


def test_a_closed_denial_without_an_outcome_stays_open(kpi_spec):
    """Nobody wrote down how it ended: neither recovered nor lost."""
    kpi_spec(
        "denied_open_amount",
        expected={"2026-01": 80},
        claim="""
            claim_id | payer_id | denial_date | resolved_date | overturned | billed_amount
            silent   | p        | 2026-01-05  | 2026-02-10    |            | 80
        """,
    )
