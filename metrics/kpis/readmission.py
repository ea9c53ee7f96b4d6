"""Who comes back to hospital, unplanned."""

from metrics.kpi import Count, Direction, Kpi, Ratio

STAYS = "v_readmission"


def within(days: int, **fields) -> Kpi:
    """Share of index stays that were followed by an unplanned return; only stays watched long enough count."""
    return Kpi(
        id=f"readmission_{days}d_pct",
        number="7.01",
        title=f"{days}-day unplanned readmission",
        unit="%",
        direction=Direction.LOWER,
        value=Ratio(Count(STAYS, f"is_readmitted_{days}d"), Count(STAYS), per=100),
        eligible=f"is_index AND followed_days >= {days}",
        by=("service_line", "payer_class", "disposition", "age_band", "sex"),
        means=f"Share of discharged patients back in hospital unplanned within {days} days.",
        formula=f"Index stays whose first following inpatient stay starts 0 to {days} days after discharge and is "
        "unplanned, divided by all index stays. Not an index stay: death, against advice, transfer to another hospital, "
        "psychiatric, rehabilitation and cancer care, newborns, patients under 18.",
        why="A return soon after going home is often a discharge that was not ready.",
        caution="Counts returns within the network only. When the first return is planned, later ones do not count. "
        "Not adjusted for risk.",
        owner="Quality lead",
        needs=("encounter.patient_id", "encounter.admit_ts", "encounter.discharge_ts"),
        pair="alos_days",
        grains=("month", "quarter", "year"),
        maturity_days=days + 7,
        min_show=20,
        min_rag=50,
        chart="p_prime",
        bounds=(0, 100),
        **fields,
    )


readmission_7d_pct = within(7)
readmission_30d_pct = within(30)
readmission_90d_pct = within(90)
