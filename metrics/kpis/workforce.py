"""Who leaves, which posts stand empty, and how the hours are filled meanwhile."""

from metrics.kpi import Direction, Kpi, Level, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
LEFT_BY = "termination_type"
STAFF = ("staff_group", "job_role", "employment_type", "tenure_band", "age_band", "sex", "ethnicity")
LEAVING = ("employee.hire_date", "employee.termination_date", "employee.employment_type")
HOURS = ("shift.pay_code", "shift.hours", "shift.work_date")
NOT_LEAVERS = (
    "Deaths, ended contracts, moves inside the organisation and people rehired within 30 days do not count."
)


def turnover(
    stem: str,
    title: str,
    who: str,
    *leavers: str,
    where: str = "TRUE",
    needs: tuple[str, ...] = (),
    by: tuple[str, ...] = STAFF,
    caution: str = NOT_LEAVERS,
    yields_to: tuple[str, ...] = (),
    stock: tuple[str, str, str] = ("headcount_start", "headcount_end", "avg_headcount_12m"),
) -> tuple[Kpi, Kpi]:
    """A rolling twelve-month rate, and the monthly rate whose chart judges it: rolling values follow each other.

    With the reason of leaving among `by` the leavers of each are held against everybody.
    """
    start, end, average = stock
    parts = tuple(name for name in by if name == LEFT_BY)
    common = {
        "number": "3.01",
        "unit": "%",
        "direction": Direction.LOWER,
        "by": by,
        "parts": parts,
        "heads": "headcount_end",
        "eligible": where,
        "owner": "Chief people officer",
        "needs": LEAVING + needs,
        "pair": "vacancy_rate_pct",
        "grains": MONTHLY,
        "maturity_days": 7,
        "min_show": 20,
        "min_rag": 50,
    }
    rolling = Kpi(
        id=f"{stem}_12m_pct",
        title=f"{title}, 12 months",
        value=Ratio(
            Level(" + ".join(f"{name}_12m" for name in leavers), "v_staff_month"),
            Level(average, "v_staff_month"),
            per=100,
        ),
        valid="avg_headcount_12m IS NOT NULL",
        means=f"Share of {who} that left in the last year.",
        formula="Leavers of the 12 months ending with the period, divided by the mean of 13 month-end headcounts.",
        why="Every leaver costs months of recruiting and training; a year of them smooths the seasons away.",
        caution=f"{caution} Needs 13 month ends. Judged by the monthly rate, never by its own run.",
        judged_by=f"{stem}_monthly_pct",
        yields_to=tuple(f"{one}_12m_pct" for one in yields_to),
        part_heads="leavers_12m" if parts else "",
        chart="line",
        **common,
    )
    monthly = Kpi(
        id=f"{stem}_monthly_pct",
        title=f"{title}, monthly",
        value=Ratio(
            Sum(" + ".join(leavers), "v_staff_month"),
            Sum(f"({start} + {end}) * 0.5", "v_staff_month"),
            per=100,
        ),
        means=f"Share of {who} that left in a month.",
        formula="Leavers of the month, divided by the mean of the headcounts at its start and end; "
        "over longer periods the mean monthly rate.",
        why="The first place where a change in leaving shows, and the series that can be judged fairly.",
        caution=f"{caution} Seasonal: do not multiply by 12.",
        part_heads="leavers" if parts else "",
        yields_to=tuple(f"{one}_monthly_pct" for one in yields_to),
        **common,
    )
    return rolling, monthly


turnover_12m_pct, turnover_monthly_pct = turnover(
    "turnover", "Staff turnover", "the permanent workforce", "leavers", by=(*STAFF, LEFT_BY)
)
turnover_voluntary_12m_pct, turnover_voluntary_monthly_pct = turnover(
    "turnover_voluntary",
    "Voluntary turnover",
    "the permanent workforce by their own choice",
    "leavers_voluntary",
    needs=("employee.termination_type",),
    yields_to=("turnover",),
)
rn_turnover_12m_pct, rn_turnover_monthly_pct = turnover(
    "rn_turnover",
    "Registered nurse turnover",
    "permanent registered nurses",
    "leavers",
    where="staff_group = 'rn'",
    needs=("employee.staff_group",),
    by=(*(name for name in STAFF if name != "staff_group"), LEFT_BY),
)

turnover_incl_internal_12m_pct, turnover_incl_internal_monthly_pct = turnover(
    "turnover_incl_internal",
    "Staff lost to leaving and moving",
    "the permanent workforce",
    "leavers",
    "moves_out",
    needs=("employee_assignment.valid_from",),
    yields_to=("turnover", "turnover_voluntary"),
    caution="Counts moves to another unit beside leavers: read it for a unit, where both must be replaced.",
)

turnover_fte_12m_pct, turnover_fte_monthly_pct = turnover(
    "turnover_fte",
    "Turnover in full-time equivalents",
    "the contracted permanent time",
    "leavers_fte",
    needs=("employee.contracted_fte",),
    by=(*STAFF, LEFT_BY),
    stock=("fte_start", "fte_end", "avg_fte_12m"),
)


def vacancy(
    kpi_id: str, title: str, empty: str, means: str, formula: str, caution: str, **more: tuple[str, ...]
) -> Kpi:
    """Empty posts over posts that may be filled, at month end."""
    return Kpi(
        id=kpi_id,
        number="3.03",
        title=title,
        unit="%",
        direction=Direction.LOWER,
        value=Ratio(
            Level(empty, "v_position_month"), Level("budgeted_fte - frozen_fte", "v_position_month"), per=100
        ),
        by=("staff_group", "job_role"),
        means=means,
        formula=formula,
        why="An empty post is filled with overtime, agency hours or a closed bed.",
        caution=caution,
        owner="Chief people officer",
        needs=("position.budgeted_fte", "position.filled_fte", "position.frozen_fte", *more.get("needs", ())),
        pair="turnover_12m_pct",
        grains=MONTHLY,
        maturity_days=7,
        min_show=10,
        min_rag=20,
        is_person_count=False,
    )


vacancy_rate_pct = vacancy(
    "vacancy_rate_pct",
    "Vacancy rate",
    "vacant_fte",
    "Share of budgeted posts with nobody in them.",
    "Budgeted less filled less frozen FTE, at least 0 in each unit and role, divided by budgeted less frozen FTE, at "
    "month end.",
    "People on long leave count as filled. Too many in one role do not hide gaps in another.",
)
vacancy_available_pct = vacancy(
    "vacancy_available_pct",
    "Posts without anybody available",
    "unavailable_fte",
    "Share of budgeted posts with nobody in them or with somebody on long leave.",
    "Budgeted less filled less frozen FTE plus the FTE of people on leave of more than 28 days, at least 0 in each "
    "unit and role, divided by budgeted less frozen FTE, at month end.",
    "Counts leave of every kind, parental leave as well. Too many in one role do not hide gaps in another.",
    needs=("absence.start_date",),
)

overtime_pct = Kpi(
    id="overtime_pct",
    number="3.05",
    title="Overtime share",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(
        Sum("CASE WHEN pay_code = 'overtime' THEN hours ELSE 0 END", "v_shift"),
        Sum("hours", "v_shift"),
        per=100,
    ),
    by=("staff_group", "weekday", "shift_of_day"),
    eligible="pay_code IN ('regular', 'overtime', 'per_diem')",
    means="Share of worked hours paid as overtime.",
    formula="Overtime hours divided by regular, overtime and per diem hours.",
    why="Overtime covers gaps at a price: tired staff, errors, and the next resignation.",
    caution="Agency hours are left out; a night shift counts on the date it began. Double pay is cost, not hours.",
    owner="Chief nursing officer",
    needs=HOURS,
    pair="agency_hours_pct",
    maturity_days=7,
    min_show=200,
    min_rag=1000,
    is_person_count=False,
)

agency_hours_pct = Kpi(
    id="agency_hours_pct",
    number="3.06",
    title="Agency share",
    unit="%",
    direction=Direction.LOWER,
    value=Ratio(
        Sum("CASE WHEN pay_code = 'agency' THEN hours ELSE 0 END", "v_shift"),
        Sum("hours", "v_shift"),
        per=100,
    ),
    by=("staff_group", "weekday", "shift_of_day"),
    eligible="pay_code IN ('regular', 'overtime', 'agency', 'per_diem')",
    means="Share of worked hours bought from agencies.",
    formula="Agency hours divided by regular, overtime, agency and per diem hours.",
    why="The dearest way to fill a shift, and the one that knows the ward least.",
    caution="The own bank (per diem) is not agency; travelling nurses are.",
    owner="Chief nursing officer",
    needs=HOURS,
    pair="overtime_pct",
    maturity_days=7,
    min_show=200,
    min_rag=1000,
    is_person_count=False,
)
