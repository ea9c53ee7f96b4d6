"""What a market shows: one declaration each of the indicators it leaves out and of those it looks at first.

A market chooses, it never changes a formula: what it leaves out can still be asked. Charts and rule sets that a market
does another way stand with their KPI (`chart_in`, `rules_in`). The order is that of the executive home of kpis.md 7.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from metrics.kpi import Kpi
from metrics.question import Access

COMMON = (
    "amb_no_show_rate", "occupancy_midnight_pct", "los_index_oe", "alos_days", "delayed_discharge_day_pct",
    "or_room_utilisation_pct", "readmission_30d_pct", "mortality_oe", "harm_incidents_per_1000",
    "falls_injury_per_1000", "hai_sir",
)  # fmt: skip
LAST = (
    "complaint_on_time_pct", "turnover_12m_pct", "agency_hours_pct", "vacancy_rate_pct", "operating_margin_pct",
    "budget_variance_pct",
)  # fmt: skip
# Standards, surveys and figures of one country that mean nothing in another.
OF_THE_NHS = (
    "ed_4h_handover_clock_pct", "ed_4h_pct", "ed_12h_arrival_pct", "ed_12h_dta_count", "rtt_52w_count",
    "rtt_list_size", "rtt_median_weeks", "rtt_within_18w_pct", "amb_no_show_nhs_dna_rate",
    "cancel_not_rebooked_28d_pct", "fft_negative_pct", "fft_positive_pct", "complaint_ack_3wd_pct",
    "mortality_oe_shmi",
)  # fmt: skip
# Where the NHS counts another way than the one that stands first elsewhere: a stay within one day is 0 days, who left
# unseen is in neither part of those who did not attend, and an operation is cancelled on the day by the hospital alone.
NHS_VARIANTS = {
    "alos_days": "alos_zero_days", "amb_no_show_rate": "amb_no_show_nhs_dna_rate",
    "or_day_of_surgery_cancel_pct": "or_day_of_surgery_cancel_nonclinical_pct",
}  # fmt: skip
OF_THE_US = ("amb_no_show_rate", "ed_ecat_gap_pct", "falls_cms1017", "cost_to_charge_ratio")
US_COHORTS = "readmission_cohort_"
# Numbers of the catalogue, up to a dot: 5 = the revenue cycle, 6.01 to 6.04 = surveys of the CAHPS family.
US_NUMBERS = ("4.01", "4.02", "4.05", "5", "6.01", "6.02", "6.03", "6.04")
INPATIENT = (
    "2", "3.08", "3.10", "4.01", "4.02", "4.03", "4.04", "4.05", "4.06", "4.10", "6.01", "6.02", "6.03", "7.02", "7.03",
    "7.04", "7.05", "7.06", "7.07", "7.08", "7.09", "7.11", "7.12", "10.03", "10.04",
)  # fmt: skip


@dataclass(frozen=True)
class Market:
    """`first` are the KPIs of its home in their order; `unused` ids, beginnings of ids that end in `_`, and numbers.

    `variants` stand in the place of what pages name for every market. `leaves_as` is its own rule for small numbers, by which what leaves a house that hides none is hidden (kpis.md 6.1).
    """

    name: str
    title: str
    first: tuple[str, ...]
    unused: tuple[str, ...] = ()
    leaves_as: str = "cms"
    variants: Mapping[str, str] = field(default_factory=dict)

    def uses(self, kpi: Kpi) -> bool:
        """Whether the market lists a KPI; one that it looks at first is always listed."""
        if kpi.id in self.first:
            return True
        numbers = (kpi.number, kpi.number.partition(".")[0])
        return not any(
            one in (kpi.id, *numbers) or (one.endswith("_") and kpi.id.startswith(one)) for one in self.unused
        )

    def counted(self, *kpis: str) -> list[str]:
        """These KPIs as the market counts them, each once."""
        return list(dict.fromkeys(self.variants.get(kpi, kpi) for kpi in kpis))

    def place(self, kpi_id: str) -> int:
        """Where a KPI stands on the home of the market; those it does not name come after all it does."""
        return self.first.index(kpi_id) if kpi_id in self.first else len(self.first)


US_HOME = (
    "ed_los_discharged_median", "ed_lwbs_rate", "ed_boarding_over_4h_pct", "amb_tnaa_days", *COMMON,
    "hcahps_recommend_pct", *LAST, "days_in_ar_net",
)  # fmt: skip

MARKETS: dict[str, Market] = {
    market.name: market
    for market in (
        Market("generic", "Any market", US_HOME),
        Market("us_hospital", "Hospital, United States", US_HOME, OF_THE_NHS),
        Market(
            "us_ambulatory",
            "Clinics, United States",
            (
                "ed_los_discharged_median", "ed_lwbs_rate", "amb_tnaa_days", "amb_no_show_rate",
                "amb_checkin_to_roomed_median", "amb_cycle_time_median", "amb_slot_utilisation_pct",
                "amb_booking_lead_days_median", "amb_provider_cancel_rate", "readmission_30d_pct",
                "cgcahps_top_box_pct", "telehealth_completion_pct", *LAST[:5], "net_collection_rate_pct",
                "denial_rate_initial_pct", "charge_lag_days_median", "days_in_ar_net",
            ),
            (*OF_THE_NHS, *INPATIENT),
        ),
        Market(
            "nhs_trust",
            "Trust, NHS in England",
            (
                "ed_4h_pct", "ed_lwbs_rate", "ed_12h_arrival_pct", "rtt_within_18w_pct",
                *(NHS_VARIANTS.get(one, one) for one in COMMON), "fft_positive_pct", *LAST, "cost_per_weighted_case",
            ),
            (*OF_THE_US, US_COHORTS, *US_NUMBERS),
            leaves_as="nhs_hes",
            variants=NHS_VARIANTS,
        ),
    )
}  # fmt: skip


def used(kpis: Iterable[Kpi], market: str) -> tuple[Kpi, ...]:
    """The KPIs that a market lists, those of its home first and in their order."""
    chosen = MARKETS[market]
    return tuple(sorted((kpi for kpi in kpis if chosen.uses(kpi)), key=lambda kpi: chosen.place(kpi.id)))


def outside(access: Access, market: str) -> Access:
    """The same rights for what leaves the house: small numbers that those who work there see are hidden in it."""
    return replace(access, leaves_as=MARKETS[market].leaves_as)


__all__ = ["MARKETS", "Market", "outside", "used"]
