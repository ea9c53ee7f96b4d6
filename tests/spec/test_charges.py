"""From service to charge, and who pays."""

import pytest

title = "Charges"

LINES = """
    charge_id | unit_id | service_date | post_date  | rev_code | amount | is_late | is_reversal
    same-day  | Ward-A  | 2026-03-02   | 2026-03-02 | 0300     | 100    | false   | false
    early     | Ward-A  | 2026-03-05   | 2026-03-02 | 0250     | 100    | false   | false
    one       | Ward-A  | 2026-03-01   | 2026-03-02 | 0270     | 300    | false   | false
    three     | Ward-A  | 2026-02-27   | 2026-03-02 | 450      | 400    | false   | false
    late      | Ward-A  | 2026-02-21   | 2026-03-31 |          | 100    | true    | false
    room      | Ward-A  | 2026-01-01   | 2026-03-02 | 0120     | 900    | false   | false
    icu       | Ward-A  | 2026-01-01   | 2026-03-02 | 200      | 100    | true    | false
    credit    | Ward-A  | 2026-01-01   | 2026-03-02 | 0300     | -100   | true    | true
    discount  | Ward-A  | 2026-01-01   | 2026-03-02 | 0300     | -10    | true    | false
    no-date   | Ward-A  | 2026-03-01   |            | 0300     | 100    | false   | false
"""


def test_charge_lag_is_the_days_from_service_to_posting(kpi_spec):
    """0, 0 (posted before the service), 1, 3 and 38 days; room charges, credits and undated lines are out."""
    kpi_spec("charge_lag_days_median", expected={"2026-03": 1.0}, expected_n={"2026-03": 5}, charge=LINES)
    kpi_spec("charge_lag_days_p90", expected={"2026-03": 3 + 0.6 * 35}, charge=LINES)


def test_charge_lag_by_amount_weighs_the_dear_lines(kpi_spec):
    kpi_spec(
        "charge_lag_dollar_weighted_days",
        expected={"2026-03": (300 * 1 + 400 * 3 + 100 * 38) / 1000},
        charge=LINES,
    )


def test_late_charges_are_a_share_of_all_charged_money(kpi_spec):
    kpi_spec("late_charge_pct", expected={"2026-03": 100 * 200 / 2000}, charge=LINES)


@pytest.mark.parametrize(
    ("code", "is_room"),
    [
        ("0100", True),
        ("0219", True),
        ("219", True),
        ("0220", False),
        ("099", False),
        ("0099", False),
        ("1100", False),
    ],
)
def test_room_charges_are_the_revenue_codes_100_to_219(kpi_spec, code, is_room):
    kpi_spec(
        "charge_lag_days_median",
        expected={"2026-03": None if is_room else 1.0},
        charge=f"charge_id | unit_id | service_date | post_date | rev_code | amount \n a | U | 2026-03-01 | 2026-03-02 | {code} | 5",
    )


VISITS = """
    encounter_id | facility_id | discharge_ts     | payer_id         | encounter_class | service_line | status
    care         | F           | 2026-03-31 23:30 | medicare_ffs     | inpatient       | Heart        | finished
    plan         | F           | 2026-03-10 10:00 | medicare_advantage | ed            | Heart        | finished
    poor         | F           | 2026-03-10 10:00 | medicaid_managed | ed              |              | finished
    aid          | F           | 2026-03-10 10:00 | medicaid         | ed              |              | finished
    firm         | F           | 2026-03-10 10:00 | commercial       | ed              |              | finished
    own          | F           | 2026-03-10 10:00 | self_pay         | ed              |              | finished
    army         | F           | 2026-03-10 10:00 | va_tricare       | ed              |              | finished
    nobody       | F           | 2026-03-10 10:00 |                  | ed              |              | finished
    off          | F           | 2026-03-10 10:00 | commercial       | ed              |              | cancelled
    no-bill      | F           | 2026-03-10 10:00 | commercial       | ed              |              | finished
"""
AMOUNTS = dict(care=300, plan=100, poor=150, aid=50, firm=200, own=60, army=40, nobody=90, off=999)
BILLED = "encounter_id | unit_id | service_date | amount | payer_id \n" + "\n".join(
    f"{visit} | Ward-A | 2026-03-01 | {amount} | other" for visit, amount in AMOUNTS.items()
)
LOOSE = BILLED + "\n | Ward-A | 2026-03-31 | 10 | commercial"


def test_payer_shares_sum_to_a_hundred_with_the_unknown_as_a_class(kpi_spec):
    """By the payer of the visit; a visit without one by that of the charge, a charge without a visit by its own."""
    found = kpi_spec(
        "payer_mix_pct",
        by="payer_class",
        expected={
            ("2026-03", "medicare_ffs"): 30.0,
            ("2026-03", "medicare_advantage"): 10.0,
            ("2026-03", "medicaid_managed"): 15.0,
            ("2026-03", "medicaid"): 5.0,
            ("2026-03", "commercial"): 21.0,
            ("2026-03", "self_pay"): 6.0,
            ("2026-03", "va_tricare"): 4.0,
            ("2026-03", "other"): 9.0,
        },
        encounter=VISITS,
        charge=LOOSE,
    )
    assert sum(row["value"] for row in found.values()) == pytest.approx(100)


@pytest.mark.parametrize(
    ("group", "share"),
    [("medicare", 40.0), ("medicaid", 20.0), ("commercial", 21.0), ("self_pay", 6.0), ("other", 13.0)],
)
def test_groups_of_payers_as_series(kpi_spec, group, share):
    kpi_spec(f"payer_mix_{group}_pct", expected={"2026-03": share}, encounter=VISITS, charge=LOOSE)


def test_payer_mix_by_visits_and_by_net_revenue(kpi_spec):
    """Eight visits with a bill; a cancelled one and one without charges are no part of the mix."""
    classes = ("medicare_ffs", "medicare_advantage", "medicaid_managed", "medicaid", "commercial", "self_pay")
    kpi_spec(
        "payer_mix_encounters_pct",
        by="payer_class",
        expected={("2026-03", c): 12.5 for c in (*classes, "va_tricare", "other")},
        encounter=VISITS,
        charge=BILLED,
    )
    kpi_spec(
        "payer_mix_net_pct",
        by="payer_class",
        expected={("2026-03", "medicare_ffs"): 75.0, ("2026-03", "commercial"): 25.0},
        encounter=VISITS,
        patient_cost="encounter_id | net_revenue \n care | 300 \n firm | 100",
    )


def test_a_charge_that_no_payer_is_known_for_is_unknown(kpi_spec):
    kpi_spec(
        "payer_mix_pct",
        by="payer_class",
        expected={("2026-03", "unknown"): 100.0},
        charge="encounter_id | unit_id | service_date | amount \n | Ward-A | 2026-03-31 | 10",
    )
