"""Time lost to sickness."""

from metrics.kpi import Direction, Exposure, Kpi, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
STAFF = ("staff_group", "job_role", "employment_type", "tenure_band", "age_band", "sex", "ethnicity")
SPELLS = (
    "absence.start_date",
    "absence.reason_group",
    "absence.fte_lost_per_day",
    "employee.contracted_fte",
)
WINTER = (
    "Rises every winter: compare with the same month of the year before. Agency and bank staff are left out."
)


def absence(**fields) -> Kpi:
    """A rate over employed staff, spells cut at month ends."""
    return Kpi(
        **{
            "number": "3.07",
            "unit": "%",
            "direction": Direction.LOWER,
            "by": STAFF,
            "owner": "Chief people officer",
            "needs": SPELLS,
            "caution": WINTER,
            "pair": "agency_hours_pct",
            "grains": MONTHLY,
            "maturity_days": 7,
            "heads": "heads",
            "min_show": 300,
            "min_rag": 1500,
        }
        | fields
    )


sickness_absence_pct = absence(
    id="sickness_absence_pct",
    title="Sickness absence",
    value=Ratio(Sum("sick_fte_days", "v_absence_month"), Exposure("fte_days", "v_absence_month"), per=100),
    means="Share of contracted time lost to sickness.",
    formula="FTE lost to sickness on every calendar day, divided by the contracted FTE in post on every calendar day.",
    why="Sick colleagues are replaced by overtime and agency hours; a rise often tells of strain before people leave.",
    caution=f"{WINTER} Spells still open count up to the end of the data.",
    bounds=(0, 100),
)

sickness_by_reason_pct = absence(
    id="sickness_by_reason_pct",
    title="Sickness absence by reason",
    value=Ratio(Sum("sick_fte_days", "v_absence_reason"), Sum("fte_days", "v_absence_month"), per=100),
    by=("absence_reason", *STAFF),
    parts=("absence_reason",),
    part_heads="people",
    means="Share of contracted time lost to each reason of sickness.",
    formula="FTE lost to spells of one reason on every calendar day, divided by the contracted FTE of everybody in post on "
    "every calendar day; the reasons add up to sickness absence.",
    why="Backs, minds and colds need different help, and only one of them follows the winter.",
    caution=f"{WINTER} A reason that fewer than ten people share is not told.",
    needs=(*SPELLS, "absence.reason"),
    min_show=10,
    min_rag=30,
    pair="sickness_absence_pct",
    bounds=(0, 100),
)

sickness_absence_hours_pct = absence(
    id="sickness_absence_hours_pct",
    title="Sickness absence in hours",
    value=Ratio(
        Sum("CASE WHEN pay_code = 'sick' THEN hours ELSE 0 END", "v_shift"), Sum("hours", "v_shift"), per=100
    ),
    by=("staff_group", "weekday"),
    eligible="pay_code IN ('regular', 'orientation', 'education', 'pto', 'sick', 'other_nonproductive')",
    means="Share of scheduled hours that were paid as sick.",
    formula="Sick hours divided by regular, orientation, education, leave, sick and other paid hours without overtime.",
    why="What time cards know of sickness, where absence spells are not recorded.",
    caution=f"{WINTER} Unpaid sickness is not on a time card. Rests on hours, not on calendar days: never mix the two.",
    needs=("shift.pay_code", "shift.hours", "shift.work_date"),
    grains=("day", "week", "month", "quarter", "year"),
    heads="",
    min_show=200,
    min_rag=1000,
    is_person_count=False,
    bounds=(0, 100),
)

long_term_share_pct = absence(
    id="long_term_share_pct",
    title="Long-term share of sickness",
    direction=Direction.NEUTRAL,
    value=Ratio(
        Sum("long_sick_fte_days", "v_absence_month"), Exposure("sick_fte_days", "v_absence_month"), per=100
    ),
    means="Share of the time lost to sickness that lies in spells of more than 28 days.",
    formula="FTE days lost in sickness spells of more than 28 calendar days, divided by all FTE days lost to sickness.",
    why="Long and short sickness have different causes and need different help.",
    caution="A spell still open counts as long once it has lasted more than 28 days; earlier months then change with it.",
    heads="sick_people",
    min_show=30,
    min_rag=150,
    bounds=(0, 100),
    pair="sickness_absence_pct",
)

spells_per_100_staff = absence(
    id="spells_per_100_staff",
    title="Sickness spells per 100 staff",
    unit="spells per 100 staff",
    value=Ratio(Sum("spells", "v_absence_month"), Sum("heads", "v_absence_month"), per=100),
    means="How often people fall ill in a month.",
    formula="Sickness spells begun in the month per 100 people in post at its end; over longer periods the mean month.",
    why="Many short spells disturb rosters more than the same days in few long ones.",
    min_show=20,
    min_rag=50,
    decimals=1,
    pair="sickness_absence_pct",
)
