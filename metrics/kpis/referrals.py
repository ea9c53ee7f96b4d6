"""Patients waiting from referral to treatment (NHS), at the end of each month."""

from metrics.kpi import Direction, Kpi, Level, Quantile, Ratio

WAITING = "v_waiting"
LIST = {
    "number": "1.13",
    "by": ("specialty", "age_band", "sex", "ethnicity", "deprivation_quintile"),
    "owner": "Access lead",
    "needs": ("referral.clock_start_date",),
    "min_show": 20,
    "min_rag": 50,
}
STOCK = {"grains": ("month", "quarter", "year")}
OPEN = "Pathways open on the last date of the month: the clock has started and has not stopped; void ones left out"

rtt_within_18w_pct = Kpi(
    id="rtt_within_18w_pct",
    title="Waiting 18 weeks or less",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(
        Level("CASE WHEN waited_days <= 126 THEN 1 ELSE 0 END", WAITING), Level("1", WAITING), per=100
    ),
    means="Share of people still waiting for treatment who have waited no more than 18 weeks.",
    formula=f"{OPEN}. Those that have waited at most 126 days, divided by all.",
    why="It is the waiting-time standard that patients of the NHS are promised.",
    caution="Treating the longest waiters first lowers it for a while. A pathway without a start date is not in it.",
    pair="rtt_list_size",
    bounds=(0, 100),
    **STOCK,
    **LIST,
)

rtt_52w_count = Kpi(
    id="rtt_52w_count",
    title="Waiting over a year",
    unit="patients",
    direction=Direction.LOWER,
    value=Level("CASE WHEN waited_days > 364 THEN 1 ELSE 0 END", WAITING),
    means="How many people have been waiting for treatment for more than 52 weeks.",
    formula=f"{OPEN}. Those that have waited more than 364 days.",
    why="Each of them has waited longer than anybody should.",
    caution="A few long waits can be the patient's own choice.",
    yields_to=("rtt_list_size",),
    apart_from=("rtt_within_18w_pct",),
    pair="rtt_within_18w_pct",
    **STOCK,
    **(LIST | {"min_show": 1}),
)

rtt_list_size = Kpi(
    id="rtt_list_size",
    title="People waiting for treatment",
    unit="patients",
    direction=Direction.LOWER,
    value=Level("1", WAITING),
    means="How many people are waiting from referral to treatment.",
    formula=f"{OPEN}. All of them.",
    why="A list that grows shows that more people come than are treated.",
    caution="One person can be on it with two problems. Tidying the list makes it shorter without a treatment.",
    pair="rtt_within_18w_pct",
    **STOCK,
    **LIST,
)

rtt_median_weeks = Kpi(
    id="rtt_median_weeks",
    title="Waiting so far, median",
    unit="weeks",
    decimals=1,
    direction=Direction.LOWER,
    value=Quantile(0.5, "waited_days", WAITING, per=1 / 7),
    means="Half of the people who are still waiting have waited longer than this.",
    formula=f"{OPEN}. The middle of their waits so far, in weeks.",
    why="The share within 18 weeks says nothing about how long the others wait.",
    caution="Says how long people have waited so far, not how long they will wait.",
    pair="rtt_within_18w_pct",
    grains=("month",),
    **LIST,
)
