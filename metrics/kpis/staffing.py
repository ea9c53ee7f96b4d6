"""Hours of care and staff, set against patients, beds and output."""

from datetime import date

from metrics.kpi import Direction, Kpi, Ratio, Sum

MONTHLY = ("month", "quarter", "year")
CARE = ("shift.hours", "shift.is_direct_care", "shift.staff_group", "encounter_location.in_ts")
UNLIKE = (
    "Units that count patient days in different ways cannot be compared. A midnight count overstates the hours of "
    "units with many short stays. A day without a time card of the unit is left out with its patients."
)


def care(**fields) -> Kpi:
    """Nursing hours over patient days of the same units."""
    return Kpi(
        **{
            "number": "3.08",
            "unit": "h per patient day",
            "direction": Direction.TARGET,
            "by": ("unit_type",),
            "valid": "nursing_hours IS NOT NULL",
            "owner": "Chief nursing officer",
            "needs": CARE,
            "caution": UNLIKE,
            "maturity_days": 7,
            "min_show": 50,
            "min_rag": 200,
            "decimals": 2,
            "is_person_count": False,
        }
        | fields
    )


nursing_hppd = care(
    id="nursing_hppd",
    title="Nursing hours per patient day",
    value=Ratio(Sum("hours", "v_care_hours"), Sum("patient_days", "v_care_day")),
    by=("unit_type", "staff_group"),
    parts=("staff_group",),
    means="How much nursing care each patient received per day.",
    formula="Worked hours of nurses and care assistants in direct care, agency and overtime included, divided by the "
    "patient days of the same units.",
    why="Too few hours harm patients, too many are paid for elsewhere: every unit has a range that is right for it.",
    pair="overtime_pct",
)

rn_hppd = care(
    id="rn_hppd",
    title="Registered nurse hours per patient day",
    value=Ratio(Sum("rn_hours", "v_care_day"), Sum("patient_days", "v_care_day")),
    means="How much care by registered nurses each patient received per day.",
    formula="Worked hours of registered nurses in direct care, divided by the patient days of the same units.",
    why="What registered nurses do cannot be made up for with more hours of others.",
    pair="nursing_hppd",
)

rn_skill_mix_pct = care(
    id="rn_skill_mix_pct",
    title="Registered nurses among nursing hours",
    unit="%",
    value=Ratio(Sum("rn_hours", "v_care_day"), Sum("nursing_hours", "v_care_day"), per=100),
    means="Share of nursing hours worked by registered nurses.",
    formula="Worked hours of registered nurses in direct care, divided by those of nurses and care assistants together.",
    why="The same number of hours is another kind of care when fewer of them are those of registered nurses.",
    caution="A rise can mean more registered nurses or fewer assistants: read it beside the hours.",
    min_show=200,
    min_rag=1000,
    decimals=1,
    bounds=(0, 100),
    pair="nursing_hppd",
)

shift_fill_rate_pct = Kpi(
    id="shift_fill_rate_pct",
    number="3.08",
    title="Filled shifts",
    unit="%",
    direction=Direction.TARGET,
    value=Ratio(Sum("worked_hours", "v_shift_fill"), Sum("planned_hours", "v_shift_fill"), per=100),
    by=("staff_group", "shift_of_day"),
    means="Share of the rostered hours that were worked.",
    formula="Worked hours, agency and overtime included, divided by rostered hours of the units and groups with a roster.",
    why="A roster that is not filled is the first thing patients and nurses notice.",
    caution="Above 100 % more was worked than planned: sitters, sicker patients, or a plan that is too thin. "
    "A night shift counts on the date it began.",
    owner="Chief nursing officer",
    needs=("shift.planned_hours", "shift.hours", "shift.shift_kind"),
    pair="agency_hours_pct",
    maturity_days=7,
    min_show=200,
    min_rag=1000,
    is_person_count=False,
)

OUTPUT = ("shift.hours", "stat_volume.quantity", "unit.cost_centre_id")

productive_hours_per_uos = Kpi(
    id="productive_hours_per_uos",
    number="3.09",
    title="Worked hours per unit of service",
    unit="h per unit of service",
    direction=Direction.LOWER,
    value=Ratio(Sum("worked_hours", "v_output_month"), Sum("quantity", "v_output_month")),
    by=("cost_centre_id", "statistic", "service_line"),
    eligible="NOT is_fixed",
    valid="worked_hours IS NOT NULL AND quantity IS NOT NULL",
    means="Labour used per unit of output: a visit, a test, an operation, a patient day.",
    formula="Worked hours of a cost centre, agency and overtime included, divided by its units of service.",
    why="Shows whether hours follow the work, department by department.",
    caution="Compare a department with itself: above one department the units of service are of different kinds. "
    "Departments that count calendar days are left out.",
    owner="Chief operating officer",
    needs=OUTPUT,
    pair="overtime_pct",
    grains=MONTHLY,
    maturity_days=15,
    min_show=1,
    min_rag=30,
    decimals=2,
    is_person_count=False,
)

productivity_index_pct = Kpi(
    id="productivity_index_pct",
    number="3.09",
    title="Productivity against target hours",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Sum("target_hours", "v_output_month"), Sum("worked_hours", "v_output_month"), per=100),
    by=("cost_centre_id", "statistic", "service_line"),
    eligible="NOT is_fixed",
    valid="worked_hours > 0 AND target_hours IS NOT NULL",
    means="Hours the work should have taken, as share of the hours it took; 100 is on target, more is better.",
    formula="Budgeted hours per budgeted unit of service times the units of service, divided by the hours worked.",
    why="Adds departments of different kinds fairly, since each is held against its own target.",
    caution="Well above 100 can mean that too few people did too much: read it beside overtime, falls and turnover.",
    owner="Chief operating officer",
    needs=(*OUTPUT, "stat_volume.budget_quantity", "budget.budget_hours"),
    pair="overtime_pct",
    grains=MONTHLY,
    maturity_days=15,
    min_show=200,
    min_rag=1000,
    is_person_count=False,
)


def per_bed(**fields) -> Kpi:
    """Full-time equivalents over beds in use."""
    return Kpi(
        **{
            "number": "3.10",
            "unit": "FTE per bed",
            "direction": Direction.TARGET,
            "by": (),
            "owner": "Chief operating officer",
            "grains": MONTHLY,
            "maturity_days": 15,
            "min_show": 10,
            "min_rag": 10,
            "min_of": "beds",
            "decimals": 2,
            "is_person_count": False,
            "pair": "nursing_hppd",
        }
        | fields
    )


ADJUSTED = ("shift.hours", "gl_entry.amount", "account.account_class", "encounter_location.in_ts")
IN_HOURS = "Hours worked, not contracts: physicians without a time card are missing. Sites without inpatients are left out."

fte_per_occupied_bed = per_bed(
    id="fte_per_occupied_bed",
    title="Staff per occupied bed",
    value=Ratio(Sum("worked_fte_days", "v_fte_month"), Sum("adjusted_patient_days", "v_fte_month")),
    valid="adjusted_patient_days IS NOT NULL",
    means="Size of the workforce for each occupied bed, outpatient work counted as beds.",
    formula="Worked hours as full-time equivalents (2,080 hours a year), divided by adjusted patient days per day.",
    why="The oldest measure of whether staff and work grow together.",
    caution=f"{IN_HOURS} A rise of outpatient prices moves the adjustment.",
    needs=ADJUSTED,
)

fte_per_occupied_bed_paid = per_bed(
    id="fte_per_occupied_bed_paid",
    title="Paid staff per occupied bed",
    value=Ratio(Sum("paid_fte_days", "v_fte_month"), Sum("adjusted_patient_days", "v_fte_month")),
    valid="adjusted_patient_days IS NOT NULL",
    means="Paid workforce for each occupied bed, sick leave and holidays included.",
    formula="All paid hours as full-time equivalents (2,080 hours a year), divided by adjusted patient days per day.",
    why="What the payroll carries for each bed, at work or not.",
    caution=f"{IN_HOURS} A rise of outpatient prices moves the adjustment.",
    needs=ADJUSTED,
)

fte_per_occupied_bed_unadjusted = per_bed(
    id="fte_per_occupied_bed_unadjusted",
    title="Staff per occupied bed, inpatients only",
    value=Ratio(Sum("worked_fte_days", "v_fte_month"), Sum("patient_days", "v_fte_month")),
    valid="patient_days IS NOT NULL",
    means="Size of the workforce for each occupied inpatient bed.",
    formula="Worked hours as full-time equivalents (2,080 hours a year), divided by the average midnight census.",
    why="Needs no ledger, so that it can be shown where the adjusted one cannot.",
    caution=f"{IN_HOURS} Outpatient work is not in the beds, so it looks like more staff.",
    needs=("shift.hours", "encounter_location.in_ts"),
    pair="fte_per_occupied_bed",
)

nurse_to_bed_ratio = per_bed(
    id="nurse_to_bed_ratio",
    title="Registered nurses per staffed bed",
    value=Ratio(Sum("ward_rn_fte_days", "v_fte_month"), Sum("staffed_bed_days", "v_fte_month")),
    valid="staffed_bed_days IS NOT NULL AND ward_rn_fte_days IS NOT NULL",
    lit_by="worked hours of registered nurses in bedded units",
    version="2",
    effective=date(2026, 11, 30),
    means="Registered nurses at work on wards for each staffed bed.",
    formula="Worked hours of registered nurses in bedded units as full-time equivalents, divided by staffed beds.",
    why="Says whether beds are opened with the nurses they need.",
    caution="An average over wards: an intensive care bed needs several times the nurses of another. A facility without a "
    "time card of a registered nurse is left out; version 1 counted it as one without nurses.",
    needs=("shift.hours", "shift.staff_group", "bed_capacity.staffed_beds"),
)


def of_group(word: str, column: str, who: str, lit_by: str) -> Kpi:
    """The part of one group of staff in the staff per occupied bed; the four parts add up to it."""
    return per_bed(
        id=f"fte_per_occupied_bed_{word}",
        title=f"{who} per occupied bed",
        direction=Direction.NEUTRAL,
        value=Ratio(Sum(column, "v_fte_month"), Sum("adjusted_patient_days", "v_fte_month")),
        valid=f"adjusted_patient_days IS NOT NULL AND {column} IS NOT NULL",
        lit_by=lit_by,
        version="2",
        effective=date(2026, 11, 30),
        means=f"{who} at work for each occupied bed, outpatient work counted as beds.",
        formula="Worked hours of the group as full-time equivalents (2,080 hours a year), divided by adjusted patient days per "
        "day. Registered nurses, nursing support, medical and other staff add up to the staff per occupied bed.",
        why="Says which staff grow when the whole does.",
        caution=f"{IN_HOURS} A rise of outpatient prices moves the adjustment. A facility without any time card of the group "
        "is left out; version 1 counted it as one without such staff.",
        needs=(*ADJUSTED, "shift.staff_group"),
        pair="fte_per_occupied_bed",
    )


fte_per_occupied_bed_rn = of_group(
    "rn", "rn_fte_days", "Registered nurses", "worked hours of registered nurses (staff group rn)"
)
fte_per_occupied_bed_support = of_group(
    "support",
    "care_fte_days",
    "Nursing support",
    "worked hours of nursing support (staff groups lpn and care_assistant)",
)
fte_per_occupied_bed_medical = of_group(
    "medical",
    "medical_fte_days",
    "Medical staff",
    "worked hours of medical staff (staff groups physician and app)",
)
fte_per_occupied_bed_other = of_group(
    "other", "other_fte_days", "Other staff", "worked hours of staff of other groups"
)
