"""The waiting list at every month end, pathway by pathway."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import HALF, age_band, grouped, quantile, valued
from tests.oracle.plain import month_end, next_month, ratio


def waiting(tables: Tables) -> list[Row]:
    paths = [r for r in tables["referral"] if r["stop_reason"] != "null_void"]
    rows = []
    for path in paths:
        dates = [
            day
            for other in paths
            if other["facility_id"] == path["facility_id"]
            for day in (other["clock_start_date"], other["clock_stop_date"])
            if day
        ]
        start, stop = path["clock_start_date"], path["clock_stop_date"]
        if start is None:
            continue
        snapshot = month_end(start.replace(day=1))
        while snapshot <= max(dates) + timedelta(days=3):
            if stop is None or stop > snapshot:
                rows.append(
                    {
                        "facility_id": path["facility_id"],
                        "unit_id": f"?:{path['facility_id']}",
                        "specialty": path["specialty"],
                        "age_band": age_band(tables, path["patient_id"], snapshot),
                        "day": snapshot,
                        "waited": (snapshot - start).days,
                    }
                )
            snapshot = month_end(next_month(snapshot.replace(day=1)))
    return rows


def stock(value):
    """Only the last snapshot of a period counts, for every group alike."""

    def oracle(tables: Tables, by: str, grain: str) -> Values:
        rows = waiting(tables)
        last = {key[0]: max(r["day"] for r in group) for key, group in grouped(rows, "", grain).items()}
        found = {
            key: value([r for r in group if r["day"] == last[key[0]]])
            for key, group in grouped(rows, by, grain).items()
        }
        return {key: float(number) for key, number in found.items() if number is not None}

    return oracle


STOCK = {
    "rtt_within_18w_pct": stock(lambda g: ratio(sum(r["waited"] <= 18 * 7 for r in g), len(g), 100)),
    "rtt_52w_count": stock(lambda g: sum(r["waited"] > 52 * 7 for r in g) if g else None),
    "rtt_list_size": stock(lambda g: len(g) or None),
}
MEDIAN = {
    "rtt_median_weeks": lambda t, by, grain: valued(
        waiting(t), by, grain, lambda g: quantile([r["waited"] for r in g], HALF) * Fraction(1, 7)
    )
}
