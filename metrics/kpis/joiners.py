"""Who joins, how long it takes to win them, who stays the first year, and who has stayed for years."""

from metrics.kpi import Count, Direction, Kpi, Level, Quantile, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
STAFF = ("staff_group", "job_role", "employment_type", "age_band", "sex", "ethnicity")
LEAVING = ("employee.hire_date", "employee.termination_date", "employee.employment_type")
COHORT = (
    "Looks back a year by nature: read early leaving beside it. Permanent staff only; who moved to another unit stays "
    "with the unit that hired them; a new contract within 30 days is no new hire."
)


def cohort(**fields) -> Kpi:
    """A share of people who joined."""
    return Kpi(
        **{
            "number": "3.02",
            "unit": "%",
            "direction": Direction.LOWER,
            "by": STAFF,
            "owner": "Chief people officer",
            "needs": LEAVING,
            "pair": "turnover_12m_pct",
            "grains": MONTHLY,
            "maturity_days": 7,
            "min_show": 10,
            "min_rag": 30,
            "chart": "line",
            "bounds": (0, 100),
            "heads": "hires_12m",
            "caution": COHORT,
        }
        | fields
    )


first_year_turnover_pct = cohort(
    id="first_year_turnover_pct",
    title="First-year turnover",
    value=Ratio(Level("left_first_year_12m", "v_hire_month"), Level("hires_12m", "v_hire_month"), per=100),
    valid="hires_12m IS NOT NULL",
    means="Share of new starters who leave within a year.",
    formula="Of the people hired in the 12 months that ended 12 months ago, those who left within 365 days of their "
    "first day (day 365 included), divided by all of them.",
    why="Who leaves in the first year costs a full recruitment and gives little back: it says how well we hire and settle.",
    caution=f"{COHORT} Judged by the quarterly cohorts, never by its own run.",
    judged_by="first_year_turnover_cohort_pct",
)

first_year_turnover_cohort_pct = cohort(
    id="first_year_turnover_cohort_pct",
    title="First-year turnover by hiring quarter",
    value=Ratio(Sum("left_first_year", "v_hire_month"), Sum("hires", "v_hire_month"), per=100),
    means="Share of the people hired in the same quarter of the year before who left within a year.",
    formula="Of the people hired in the same period of the year before, those who left within 365 days, divided by all.",
    why="Cohorts that do not overlap can be judged fairly.",
    heads="hires",
    grains=("quarter", "year"),
    chart="p",
)

leave_90d_pct = cohort(
    id="leave_90d_pct",
    title="Leaving within 90 days",
    value=Ratio(Level("left_90d", "v_hire_month"), Level("hires_to_3m_ago", "v_hire_month"), per=100),
    valid="hires_to_3m_ago IS NOT NULL",
    heads="hires_to_3m_ago",
    means="Share of new starters who leave within 90 days.",
    formula="Of the people hired in the 12 months that ended 3 months ago, those who left within 90 days of their first "
    "day, divided by all of them.",
    why="The early sign of first-year turnover, nine months sooner.",
    caution="A year of hires moves slowly: compare with the same month of the year before. Permanent staff only.",
    pair="first_year_turnover_pct",
)

first_year_share_of_leavers_pct = cohort(
    id="first_year_share_of_leavers_pct",
    title="Leavers in their first year",
    value=Ratio(
        Level("leavers_first_year_12m", "v_staff_month"), Level("leavers_12m", "v_staff_month"), per=100
    ),
    valid="avg_headcount_12m IS NOT NULL",
    heads="leavers_12m",
    means="Share of all leavers who had served less than a year.",
    formula="Leavers of the 12 months ending with the period with less than a year of service, divided by all leavers.",
    why="Says where to act: on hiring and settling in, or on keeping the experienced.",
    caution="Another number than first-year turnover: it falls when more of the experienced leave. Never mix the two.",
    pair="first_year_turnover_pct",
)

stability_index_pct = cohort(
    id="stability_index_pct",
    number="3.01",
    title="Stability of staff",
    direction=Direction.HIGHER,
    value=Ratio(Level("heads_settled", "v_staff_month"), Level("heads_12m_ago", "v_staff_month"), per=100),
    valid="heads_12m_ago IS NOT NULL",
    heads="heads_12m_ago",
    means="Share of last year's workforce that is still here.",
    formula="People with at least 12 months of service at the end of the period, divided by the heads 12 months before.",
    why="Turnover counts how often posts change hands; this says how many people stayed.",
    caution="Permanent staff. Service begins with the present employment; in one unit people who moved in count as well, "
    "so that it can exceed 100 %.",
    needs=(*LEAVING, "employee.employee_id"),
    min_show=20,
    min_rag=50,
    bounds=(0, None),
)


def filling(**fields) -> Kpi:
    """How long it takes to fill a vacancy, placed on the day of the accepted offer."""
    return Kpi(
        **{
            "number": "3.04",
            "unit": "days",
            "direction": Direction.LOWER,
            "by": ("staff_group", "job_role"),
            "eligible": "NOT is_evergreen",
            "why": "Every day a post stands empty is a day of overtime, agency hours or closed beds.",
            "caution": "Calendar days, weekends included. Vacancies still open do not count yet: a long one shows only "
            "when it is filled. Permanent pool adverts are left out.",
            "owner": "Chief people officer",
            "needs": (
                "requisition.approved_date",
                "requisition.offer_accepted_date",
                "requisition.is_evergreen",
            ),
            "pair": "vacancy_rate_pct",
            "grains": MONTHLY,
            "maturity_days": 7,
            "min_show": 5,
            "min_rag": 15,
            "decimals": 0,
            "is_person_count": False,
        }
        | fields
    )


time_to_fill_days_median = filling(
    id="time_to_fill_days_median",
    title="Time to fill",
    value=Quantile(0.5, "days_to_fill", "v_requisition"),
    valid="days_to_fill >= 0",
    means="Days from an approved vacancy to an accepted offer.",
    formula="Median of offer accepted minus approved, over the offers accepted in the period.",
)

time_to_fill_days_mean = filling(
    id="time_to_fill_days_mean",
    title="Time to fill, mean",
    value=Ratio(Sum("days_to_fill", "v_requisition"), Count("v_requisition")),
    valid="days_to_fill >= 0",
    means="Mean days from an approved vacancy to an accepted offer, as recruiters' surveys report it.",
    formula="Sum of offer accepted minus approved, divided by the offers accepted in the period.",
    decimals=1,
)

time_to_fill_posted_days_median = filling(
    id="time_to_fill_posted_days_median",
    title="Time to fill from the advert",
    value=Quantile(0.5, "days_from_post", "v_requisition"),
    valid="days_from_post >= 0",
    means="Days from an advertised vacancy to an accepted offer.",
    formula="Median of offer accepted minus advertised, over the offers accepted in the period.",
    needs=("requisition.posted_date", "requisition.offer_accepted_date", "requisition.is_evergreen"),
)

time_to_start_days_median = filling(
    id="time_to_start_days_median",
    title="Time to first day",
    value=Quantile(0.5, "days_to_start", "v_requisition"),
    valid="days_to_start >= 0",
    means="Days from an approved vacancy to the first day at work.",
    formula="Median of first day minus approved, over the offers accepted in the period.",
    needs=("requisition.approved_date", "requisition.start_date", "requisition.is_evergreen"),
)
