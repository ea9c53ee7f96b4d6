"""Courses and licences that must be in date."""

from metrics.kpi import Direction, Kpi, Level, Ratio

MONTHLY = ("month", "quarter", "year")
STAFF = ("staff_group", "job_role", "employment_type")
PEOPLE = (*STAFF, "tenure_band", "age_band", "sex", "ethnicity")
COURSES = (
    "training_requirement.course_id",
    "training_record.completed_date",
    "employee.job_role",
    "employee.hire_date",
)
LICENCES = (
    "credential.expiry_date",
    "credential.verified",
    "credential_requirement.credential_type",
    "employee.job_role",
)
EXCUSED = (
    "New starters in their grace and people on leave for more than 28 days are left out. What is required follows the "
    "role held at the month end; agency staff are not in it."
)
NO_EXCUSE = (
    "Leave is no excuse: a licence that lapsed meanwhile counts as lapsed. Nothing on file counts as not valid. "
    "Where renewals overwrite the old record, earlier months look worse than they were."
)


def at_month_end(**fields) -> Kpi:
    """A share of what is required, counted at month ends."""
    return Kpi(
        **{
            "unit": "%",
            "direction": Direction.HIGHER,
            "owner": "Chief people officer",
            "grains": MONTHLY,
            "maturity_days": 7,
            "min_show": 20,
            "min_rag": 50,
            "bounds": (0, 100),
            "is_person_count": False,
        }
        | fields
    )


training_compliance_pct = at_month_end(
    id="training_compliance_pct",
    number="3.11",
    title="Mandatory training compliance",
    value=Ratio(Level("in_date", "v_training_month"), Level("required", "v_training_month"), per=100),
    by=(*PEOPLE, "course_id"),
    heads="people",
    heads_by=(("course_id", "required"),),
    is_person_count=True,
    means="Share of required courses that are in date.",
    formula="Pairs of a person and a required course with a pass in date, divided by all such pairs, at month end.",
    why="Courses in date are what an inspection asks for first, and what people fall back on in an emergency.",
    caution=EXCUSED,
    needs=COURSES,
    chart="p_prime",
    pair="training_compliance_person_pct",
)

training_compliance_person_pct = at_month_end(
    id="training_compliance_person_pct",
    number="3.11",
    title="Staff with all courses in date",
    value=Ratio(Level("all_in_date", "v_trained_month"), Level("people", "v_trained_month"), per=100),
    by=PEOPLE,
    heads="people",
    is_person_count=True,
    means="Share of people whose required courses are all in date.",
    formula="People with a pass in date of every course they need, divided by people who need at least one, at month end.",
    why="Nine courses of ten in date can still mean that hardly anybody is fully trained.",
    caution=EXCUSED,
    needs=COURSES,
    chart="p_prime",
    pair="training_compliance_pct",
)

credential_valid_pct = at_month_end(
    id="credential_valid_pct",
    number="3.12",
    title="Licences in date",
    value=Ratio(Level("valid", "v_credential_month"), Level("required", "v_credential_month"), per=100),
    by=(*STAFF, "credential_type"),
    means="Share of required licences and certificates that are valid.",
    formula="Required licences and certificates that are verified and in date, divided by all that are required of the "
    "people in post, at month end.",
    why="Nobody may treat patients without a licence: one that lapsed is a safety matter, not a statistic.",
    caution=NO_EXCUSE,
    needs=LICENCES,
    min_show=1,
    min_rag=20,
    chart="run",
    pair="credential_lapsed_count",
)


def licences(kpi_id: str, title: str, column: str, means: str, formula: str, why: str) -> Kpi:
    """A number of licences at month end, shown however small it is."""
    return at_month_end(
        id=kpi_id,
        number="3.12",
        title=title,
        unit="licences",
        direction=Direction.LOWER,
        value=Level(column, "v_credential_month"),
        by=(*STAFF, "credential_type"),
        means=means,
        formula=formula,
        why=why,
        caution=NO_EXCUSE,
        needs=LICENCES,
        min_show=0,
        min_rag=0,
        bounds=(0, None),
        decimals=0,
        pair="credential_valid_pct",
    )


credential_lapsed_count = licences(
    "credential_lapsed_count",
    "Lapsed licences",
    "lapsed",
    "Required licences and certificates that have run out.",
    "Required licences and certificates with a record, none of which is in date at month end.",
    "Each one is a person who may not do their work until it is renewed.",
)

credential_expiring_30d, credential_expiring_60d, credential_expiring_90d = (
    licences(
        f"credential_expiring_{days}d",
        f"Licences running out within {days} days",
        f"expiring_{days}d",
        f"Valid licences and certificates that run out within {days} days.",
        f"Required licences and certificates that are valid at month end and run out within {days} days after it.",
        "The list to work through before any of them lapses.",
    )
    for days in (30, 60, 90)
)
