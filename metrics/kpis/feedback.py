"""What patients say and complain about, and how fast they hear back."""

from datetime import date

from metrics.kpi import Count, Direction, Exposure, Kpi, Quantile, Ratio, Sum

FFT = "v_fft_answer"
COMPLAINTS = "v_complaint"
CARE = "v_complaint_day"
PATIENTS = ("service_line", "age_band", "sex", "language", "ethnicity")
LEAD = {"owner": "Patient experience lead", "grains": ("month", "quarter", "year")}


def friends_and_family(
    kpi_id: str, title: str, answers: str, direction: Direction, means: str, pair: str
) -> Kpi:
    """Share of all answers, don't know included."""
    return Kpi(
        id=kpi_id,
        number="6.07",
        title=title,
        unit="%",
        direction=direction,
        value=Ratio(
            Sum(f"CASE WHEN answer IN ({answers}) THEN answers ELSE 0 END", FFT),
            Exposure("answers", FFT),
            per=100,
        ),
        heads="answers",
        by=("mode", "unit_type", *PATIENTS),
        means=means,
        formula="These answers divided by all answers to the question how good the service was, don't know included.",
        why="One question that everybody can answer before leaving.",
        caution="Anybody may answer, as often as they like: read it beside the number of answers. The question changed "
        "in April 2020: do not compare across that date.",
        breaks=(date(2020, 4, 1),),
        needs=("survey_item.scale", "survey_response.survey_type", "survey_answer.raw_value"),
        maturity_days=7,
        min_show=10,
        min_rag=30,
        chart="p_prime",
        bounds=(0, 100),
        pair=pair,
        apart_from=(pair,) if direction is Direction.LOWER else (),
        **LEAD,
    )


fft_positive_pct = friends_and_family(
    "fft_positive_pct",
    "Friends and Family Test, good or very good",
    "'very_good', 'good'",
    Direction.HIGHER,
    "Share of patients who call the service good or very good.",
    "fft_negative_pct",
)
fft_negative_pct = friends_and_family(
    "fft_negative_pct",
    "Friends and Family Test, poor or very poor",
    "'poor', 'very_poor'",
    Direction.LOWER,
    "Share of patients who call the service poor or very poor.",
    "fft_positive_pct",
)


ABOUT = ("subject", "channel", *PATIENTS)


def complaint_rate(kpi_id: str, title: str, where: str, column: str, **fields) -> Kpi:
    """Complaints for every 1,000 patient days or visits, while complaints arrive."""
    return Kpi(
        id=kpi_id,
        number="6.08",
        title=title,
        decimals=2,
        direction=Direction.LOWER,
        value=Ratio(
            Count(COMPLAINTS, f"moment = 'received' AND {where}"),
            Exposure(column, CARE),
            per=1000,
        ),
        by=ABOUT,
        parts=ABOUT,
        why="Behind each written complaint stand several patients who said nothing.",
        caution="Complaints and grievances only: a concern settled at once and a compliment do not count. A complaint "
        "about several things counts once; a reopened one is not new.",
        min_show=500,
        min_rag=2000,
        maturity_days=7,
        chart="u_prime",
        pair="complaint_resolution_days_median",
        **fields,
        **LEAD,
    )


complaints_per_1000_patient_days = complaint_rate(
    "complaints_per_1000_patient_days",
    "Complaints about wards",
    "is_bedded",
    "patients",
    unit="per 1,000 patient days",
    means="Complaints about wards, for every 1,000 days spent in a bed.",
    formula="Complaints and grievances received about units with beds, divided by patient days, times 1,000.",
    needs=("complaint.received_date", "complaint.unit_id", "encounter_location.in_ts"),
)
complaints_per_1000_visits = complaint_rate(
    "complaints_per_1000_visits",
    "Complaints about clinics and emergency departments",
    "NOT is_bedded",
    "visits",
    unit="per 1,000 visits",
    means="Complaints about clinics and emergency departments, for every 1,000 visits.",
    formula="Complaints and grievances received about units without beds, divided by emergency visits and kept "
    "appointments, times 1,000.",
    needs=("complaint.received_date", "complaint.unit_id", "appointment.scheduled_start_ts"),
)


def complaint(**fields) -> Kpi:
    """A share or a time of complaints."""
    return Kpi(
        **{
            "number": "6.09",
            "unit": "%",
            "direction": Direction.HIGHER,
            "by": ABOUT,
            "chart": "p_prime",
            "bounds": (0, 100),
            "maturity_days": 7,
            "min_show": 5,
            "min_rag": 15,
            "pair": "complaints_per_1000_patient_days",
        }
        | LEAD
        | fields
    )


CLOSED = {
    "unit": "days",
    "direction": Direction.LOWER,
    "eligible": "moment = 'closed' AND outcome <> 'withdrawn'",
    "valid": "days_open >= 0",
    "formula": "Calendar days from the first receipt to the final answer of complaints closed in the period; withdrawn "
    "ones left out.",
    "caution": "A reopened complaint counts from its first receipt. Complaints still open are not in it: the oldest "
    "ones are missing until they are closed.",
    "needs": ("complaint.received_date", "complaint.closed_date"),
    "chart": "xmr",
    "bounds": (0, None),
}

complaint_resolution_days_median = complaint(
    id="complaint_resolution_days_median",
    title="Days to answer a complaint",
    value=Quantile(0.5, "days_open", COMPLAINTS),
    means="Days from a complaint to its final answer: half take longer.",
    why="Waiting for an answer is a second reason to complain.",
    **CLOSED,
)
complaint_resolution_days_p90 = complaint(
    id="complaint_resolution_days_p90",
    title="Days to answer a complaint, slowest tenth",
    value=Quantile(0.9, "days_open", COMPLAINTS),
    means="Days within which nine of ten complaints got their final answer.",
    why="The median hides the people who wait longest.",
    **CLOSED,
)
complaint_on_time_pct = complaint(
    id="complaint_on_time_pct",
    title="Complaints answered on time",
    value=Ratio(Count(COMPLAINTS, "is_in_time"), Count(COMPLAINTS), per=100),
    eligible="moment = 'due' AND outcome <> 'withdrawn'",
    means="Share of complaints that got their final answer by the promised day.",
    formula="Complaints closed on or before their due date, divided by all whose due date lies in the period; withdrawn "
    "ones left out.",
    why="A date was promised to somebody who was already unhappy.",
    caution="A complaint still open after its due date is a miss at once.",
    needs=("complaint.due_date", "complaint.closed_date"),
)
complaint_ack_3wd_pct = complaint(
    id="complaint_ack_3wd_pct",
    title="Complaints acknowledged within 3 working days",
    value=Ratio(Count(COMPLAINTS, "acknowledged_working_days <= 3"), Count(COMPLAINTS), per=100),
    eligible="moment = 'received' AND is_ack_ripe",
    valid="coalesce(acknowledged_working_days, 0) >= 0",
    means="Share of complaints that were acknowledged within three working days.",
    formula="Complaints acknowledged at most three working days after receipt, divided by all received; those without an "
    "acknowledgement count once three working days have passed.",
    why="People want to know that somebody has read what they wrote.",
    caution="Working days are those of the hospital's calendar.",
    needs=("complaint.received_date", "complaint.acknowledged_date"),
)
complaint_upheld_pct = complaint(
    id="complaint_upheld_pct",
    title="Complaints upheld",
    direction=Direction.NEUTRAL,
    value=Ratio(Count(COMPLAINTS, "outcome IN ('upheld', 'partly_upheld')"), Count(COMPLAINTS), per=100),
    eligible="moment = 'closed' AND outcome <> 'withdrawn'",
    valid="outcome <> 'unknown'",
    means="Share of closed complaints that were right, fully or in part.",
    formula="Complaints upheld or partly upheld, divided by all closed ones with a known outcome; withdrawn ones left out.",
    why="Shows whether complaints point at real faults, and whether we admit them.",
    caution="Neither high nor low is good by itself.",
    needs=("complaint.outcome", "complaint.closed_date"),
)


def comments(kpi_id: str, title: str, flag: str, said: str, direction: Direction, why: str, pair: str) -> Kpi:
    """Share of patients' own words that are of one kind."""
    return Kpi(
        id=kpi_id,
        number="6.10",
        title=title,
        unit="%",
        direction=direction,
        value=Ratio(Count("v_comment", flag), Count("v_comment"), per=100),
        by=("topic", "mode", *PATIENTS),
        means=f"Share of patients' own words that are {said}.",
        formula=f"Comments classified as {said} with a confidence of 0.7 or more, divided by all classified comments of "
        "three words or more.",
        why=why,
        caution="A classifier reads the words and errs: check a sample by hand before acting. Comments in languages it does "
        "not know are left out.",
        needs=("survey_comment.comment_sentiment", "survey_comment.sentiment_confidence"),
        min_show=20,
        min_rag=50,
        maturity_days=7,
        chart="p_prime",
        bounds=(0, 100),
        pair=pair,
        apart_from=(pair,) if direction is Direction.HIGHER else (),
        **LEAD,
    )


comment_negative_pct = comments(
    "comment_negative_pct",
    "Negative comments",
    "is_negative",
    "negative",
    Direction.LOWER,
    "Free text names what no question asked about.",
    "fft_positive_pct",
)
comment_positive_pct = comments(
    "comment_positive_pct",
    "Positive comments",
    "is_positive",
    "positive",
    Direction.HIGHER,
    "Praise shows what to keep, and staff should hear it.",
    "comment_negative_pct",
)
