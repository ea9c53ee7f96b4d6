"""People against posts: who is here, who came and went, and how many posts are paid for."""

from metrics.kpi import Direction, Kpi, Level, Sum
from metrics.kpis.workforce import STAFF as TRAITS

STAFF = "v_staff_month"
# Ten people or posts at least (kpis.md 6.1 and 3.03): a figure about fewer is a figure about somebody.
LEAST = 10


def fte(**fields) -> Kpi:
    """Full-time equivalents of permanent staff or of posts."""
    return Kpi(
        **{
            "number": "3.03",
            "unit": "FTE",
            "direction": Direction.NEUTRAL,
            "by": ("staff_group", "job_role"),
            "owner": "Chief people officer",
            "needs": ("employee.hire_date", "employee.termination_date", "employee.contracted_fte"),
            "grains": ("month", "quarter", "year"),
            "maturity_days": 7,
            "heads": "headcount_end",
            "min_show": LEAST,
            "min_rag": 20,
            "decimals": 0,
            "pair": "vacancy_rate_pct",
        }
        | fields
    )


staff_fte = fte(
    id="staff_fte",
    title="Permanent staff",
    value=Level("fte_end", STAFF),
    by=TRAITS,
    means="Contracted time of the permanent staff at the end of the period, in full-time equivalents.",
    formula="Contracted FTE of permanent staff on the last day of the period.",
    why="Who is here to fill the shifts before anybody is hired in.",
    caution="Agency, bank and temporary staff are not in it; people on long leave are. Not shown for fewer than ten people.",
)

left_fte = fte(
    id="left_fte",
    number="3.01",
    title="Staff who left",
    direction=Direction.LOWER,
    value=Sum("leavers_fte", STAFF),
    by=TRAITS,
    means="Contracted time of the permanent staff who left, in full-time equivalents.",
    formula="Contracted FTE of the leavers of the period.",
    why="Each of them has to be found, hired and trained again.",
    caution="Deaths, ended contracts, moves inside the organisation and people rehired within 30 days do not count.",
    bounds=(0, None),
    pair="turnover_12m_pct",
)

joined_fte = fte(
    id="joined_fte",
    number="3.02",
    title="Staff gained",
    value=Sum("fte_end - fte_start + leavers_fte", STAFF),
    # Who grows older changes the band without being gained.
    by=tuple(name for name in TRAITS if not name.endswith("_band")),
    means="Contracted time gained by hiring, moves and changed hours, in full-time equivalents.",
    formula="Contracted FTE at the end of the period less that at its start, plus that of the leavers.",
    why="Hiring only helps as far as it is more than leaving.",
    caution="People whose contract ended or who died lower it, and so do people who go part-time.",
    bounds=(None, None),
    pair="left_fte",
)

funded_fte = fte(
    id="funded_fte",
    title="Funded posts",
    value=Level("budgeted_fte - frozen_fte", "v_position_month"),
    means="Posts that are paid for and may be filled, in full-time equivalents.",
    formula="Budgeted FTE less frozen FTE at the end of the period.",
    why="What the plan says the work needs.",
    caution="Posts of every kind of contract: some of them are meant for people who are not permanent staff.",
    needs=("position.budgeted_fte", "position.frozen_fte"),
    heads="",
    min_show=1,
    is_person_count=False,
)

filled_fte = fte(
    id="filled_fte",
    title="Filled posts",
    value=Level("filled_fte", "v_position_month"),
    means="Posts that somebody holds, in full-time equivalents.",
    formula="Filled FTE of the list of posts at the end of the period.",
    why="What is left to fill is the difference to the funded posts.",
    caution="Differs from the permanent staff by people without a listed post and by posts held on other contracts.",
    needs=("position.filled_fte",),
    heads="filled_fte",
)
