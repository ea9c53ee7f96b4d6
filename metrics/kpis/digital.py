"""The patient portal and monitoring at home."""

from metrics.kpi import Count, Direction, Kpi, Level, Quantile, Ratio

PATIENTS = "v_portal_month"
MESSAGES = "v_portal_message"
PERIODS = "v_rpm_period"
PEOPLE = ("age_band", "sex", "language", "ethnicity", "deprivation_quintile")
DIGITAL = {"owner": "Digital care lead", "direction": Direction.HIGHER}

PORTAL = {
    "number": "8.03",
    "unit": "%",
    "by": PEOPLE,
    "eligible": "age_band <> '0-17'",
    "grains": ("month", "quarter", "year"),
    "why": "Who can read results and write to the clinic calls less and misses less.",
    "pair": "portal_reply_within_2wd_pct",
    "min_show": 50,
    "min_rag": 200,
    "bounds": (0, 100),
} | DIGITAL
SEEN = "patients with a kept appointment or a finished visit in the last 12 months"

portal_activation_pct = Kpi(
    id="portal_activation_pct",
    title="Patients with a portal account",
    value=Ratio(Level("activated", PATIENTS), Level("patients", PATIENTS), per=100),
    means="Share of active patients who have a working portal account.",
    formula=f"At the end of the month: of the {SEEN}, those whose account was activated by then. Alive, aged 18 or more; each "
    "patient counts where last seen.",
    caution="An account is not yet use. Children and their proxies are counted apart.",
    needs=("portal_account.activated_ts",),
    **PORTAL,
)
portal_activation_active_pct = Kpi(
    id="portal_activation_active_pct",
    title="Patients who use the portal",
    value=Ratio(Level("in_use", PATIENTS), Level("patients", PATIENTS), per=100),
    means="Share of active patients who have logged in to the portal within a year.",
    formula=f"At the end of the month: of the {SEEN}, those with an activated account and a login within 12 months before. Alive, "
    "aged 18 or more.",
    caution="Sources keep only the last login: a later one counts for earlier months too.",
    yields_to=("portal_activation_pct",),
    needs=("portal_account.activated_ts", "portal_account.last_login_ts"),
    **PORTAL,
)

REPLY = {
    "number": "8.03",
    "by": ("weekday", *PEOPLE),
    "needs": ("portal_message.sent_ts", "portal_message.first_reply_ts"),
    "pair": "portal_activation_pct",
    "min_show": 20,
    "min_rag": 50,
    "owner": "Digital care lead",
}

portal_reply_within_2wd_pct = Kpi(
    id="portal_reply_within_2wd_pct",
    title="Messages answered within 2 working days",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Count(MESSAGES, "coalesce(reply_working_days <= 2, FALSE)"), Count(MESSAGES), per=100),
    valid="reply_working_days IS NOT NULL OR open_working_days > 2",
    means="Share of portal messages that got a first reply by the end of the second working day.",
    formula="Messages with a first reply at most two working days after the day they were sent, divided by all messages that were "
    "answered or have been open longer than that.",
    why="Whoever gets no answer calls, or comes to the emergency department.",
    caution="A first reply is not a solution. Messages of the last two working days wait in the coverage.",
    chart="p_prime",
    bounds=(0, 100),
    **REPLY,
)
portal_reply_hours_median = Kpi(
    id="portal_reply_hours_median",
    title="Time to the first reply",
    unit="hours",
    direction=Direction.LOWER,
    value=Quantile(0.5, "reply_seconds", MESSAGES, per=1 / 3600),
    valid="reply_seconds >= 0",
    means="Hours until a portal message is answered for the first time: half wait longer.",
    formula="Hours from sending to the first reply, nights and weekends included, over messages that have been answered.",
    why="It is the wait that the patient feels.",
    caution="Unanswered messages are not in it and lower the coverage.",
    **REPLY,
)


def adherence(days: int, **fields) -> Kpi:
    """The share of 30-day periods with readings on so many days."""
    return Kpi(
        number="8.04",
        unit="%",
        value=Ratio(Count(PERIODS, f"reading_days >= {days}"), Count(PERIODS), per=100),
        by=("programme", "age_band", "device"),
        means=f"Share of monitoring periods of 30 days with readings on {days} days or more.",
        formula=f"Complete 30-day periods with readings on at least {days} days, divided by all complete 30-day periods, counted "
        "from the start of each enrolment.",
        why="Monitoring helps only when the readings come.",
        needs=("rpm_enrolment.start_date", "rpm_day.has_reading"),
        min_show=10,
        min_rag=30,
        chart="p_prime",
        bounds=(0, 100),
        **DIGITAL,
        **fields,
    )


rpm_adherence_pct = adherence(
    16,
    id="rpm_adherence_pct",
    title="Monitoring at home kept up",
    caution="Several readings on a day are one day. Days in hospital count like others. The last, unfinished period is left out.",
    pair="rpm_adherence_2d_pct",
)
rpm_adherence_2d_pct = adherence(
    2,
    id="rpm_adherence_2d_pct",
    yields_to=("rpm_adherence_pct",),
    title="Monitoring at home, any use",
    caution="Two days of thirty are a sign of life, not of monitoring: read it beside the share with 16 days.",
    pair="rpm_adherence_pct",
)
