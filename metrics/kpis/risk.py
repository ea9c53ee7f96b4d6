"""Known weaknesses and promises: findings, policies, actions and investigations against their dates."""

from metrics.kpi import Count, Direction, Kpi, Level, Quantile, Ratio

FINDINGS = "v_finding_month"
POLICIES = "v_policy_month"
ACTIONS = "v_action"
OPEN_ACTIONS = "v_action_month"
EVENTS = "v_incident"
LEAD = {"owner": "Risk and compliance lead", "grains": ("month", "quarter", "year"), "is_person_count": False}


def flag(column: str) -> str:
    return f"CASE WHEN {column} THEN 1 ELSE 0 END"


def stock(**fields) -> Kpi:
    """A number of things at the end of the month."""
    return Kpi(
        **{"direction": Direction.LOWER, "min_show": 0, "min_rag": 0, "maturity_days": 3} | LEAD | fields
    )


FINDING_DIMS = ("risk_rating", "department", "owner", "standard")
FINDING_WHY = "A weakness that is known, dated and left alone is the first thing an inspector asks about."
RAISED = ("audit_finding.raised_date", "audit_finding.due_date")
CURRENT = "A deadline that was moved counts as moved: read it beside the first deadlines."

audit_findings_overdue_count = stock(
    id="audit_findings_overdue_count",
    number="9.01",
    title="Overdue audit findings",
    unit="findings",
    value=Level(flag("is_overdue"), FINDINGS),
    by=FINDING_DIMS,
    means="Audit findings still open after their deadline at the end of the month.",
    formula="Findings raised by the end of the month, not closed then, with a current deadline before it.",
    why=FINDING_WHY,
    caution=CURRENT,
    needs=RAISED,
    pair="audit_findings_overdue_original_count",
)
audit_findings_overdue_original_count = stock(
    id="audit_findings_overdue_original_count",
    number="9.01",
    title="Audit findings past their first deadline",
    unit="findings",
    value=Level(flag("is_overdue_original"), FINDINGS),
    by=FINDING_DIMS,
    means="Audit findings still open after the deadline that was set first.",
    formula="Findings raised by the end of the month, not closed then, with a first deadline before it.",
    why="Moving a deadline does not mend the weakness.",
    caution="Where the first deadline was not kept, the current one stands in.",
    needs=(*RAISED, "audit_finding.original_due_date"),
    pair="audit_findings_overdue_count",
)
audit_findings_overdue_pct = stock(
    id="audit_findings_overdue_pct",
    number="9.01",
    title="Overdue share of open audit findings",
    unit="%",
    value=Ratio(Level(flag("is_overdue"), FINDINGS), Level(flag("is_open"), FINDINGS), per=100),
    by=FINDING_DIMS,
    means="Share of open audit findings that are past their deadline.",
    formula="Open findings with a current deadline before the end of the month, divided by all open findings.",
    why=FINDING_WHY,
    caution=f"{CURRENT} Without an open finding there is no share.",
    needs=RAISED,
    bounds=(0, 100),
    pair="audit_findings_open_count",
)
audit_findings_open_count = stock(
    id="audit_findings_open_count",
    number="9.01",
    title="Open audit findings",
    unit="findings",
    direction=Direction.NEUTRAL,
    value=Level(flag("is_open"), FINDINGS),
    by=FINDING_DIMS,
    means="Audit findings not closed at the end of the month.",
    formula="Findings raised by the end of the month and not closed then.",
    why="The work that audits have left to do.",
    caution="More may mean more auditing, not more weakness.",
    needs=RAISED,
    pair="audit_findings_overdue_count",
)
audit_finding_age_median = stock(
    id="audit_finding_age_median",
    number="9.01",
    title="Age of open audit findings",
    unit="days",
    value=Quantile(0.5, "age_days", FINDINGS),
    eligible="is_open",
    by=FINDING_DIMS,
    means="Days since an open finding was raised: half are older.",
    formula="Days from raising to the end of the month of findings open then, median.",
    why="A short list of very old findings is worse than a long list of new ones.",
    caution="Closing many young findings makes it rise.",
    needs=RAISED,
    pair="audit_findings_open_count",
    **{"grains": ("month",)},
)

POLICY = {
    "number": "9.02",
    "by": ("department", "owner"),
    "caution": "Earlier months are rebuilt from the present register: a policy counts from its last approval on.",
    "needs": ("policy_document.policy_id",),
}
policy_review_overdue_pct = stock(
    id="policy_review_overdue_pct",
    title="Policies past their review date",
    unit="%",
    value=Ratio(Level(flag("is_overdue"), POLICIES), Level("1", POLICIES), per=100),
    means="Share of policies in force that were not reviewed in time.",
    formula="Policies in force at the end of the month with a review date before it, or none, divided by all in force.",
    why="Staff follow what is written, also when it is out of date.",
    bounds=(0, 100),
    min_show=10,
    min_rag=20,
    pair="policy_due_90d_count",
    **{k: v for k, v in POLICY.items()},
)
policy_due_90d_count = stock(
    id="policy_due_90d_count",
    title="Policies to review within 90 days",
    unit="policies",
    direction=Direction.NEUTRAL,
    value=Level(flag("is_due_90d"), POLICIES),
    means="Policies in force whose review falls due within 90 days.",
    formula="Policies in force at the end of the month with a review date from that day to 90 days later.",
    why="Reviews take weeks: this is the list to start on.",
    pair="policy_review_overdue_pct",
    **POLICY,
)

PROMISED = {
    "number": "9.03",
    "unit": "%",
    "direction": Direction.HIGHER,
    "by": ("department", "owner", "source"),
    "valid": "TRUE",
    "why": "A promise that nobody keeps teaches that promises do not matter.",
    "min_show": 5,
    "min_rag": 15,
    "maturity_days": 3,
    "chart": "p",
    "bounds": (0, 100),
    "needs": ("action_plan.original_due_date", "action_plan.current_due_date"),
}


def kept(kpi_id: str, title: str, moment: str, deadline: str, where: str = "TRUE", **fields) -> Kpi:
    """Promised actions done by their deadline."""
    extra = "" if where == "TRUE" else f" AND {where}"
    return Kpi(
        **{
            "id": kpi_id,
            "title": title,
            "value": Ratio(Count(ACTIONS, "is_in_time"), Count(ACTIONS), per=100),
            "eligible": f"moment = '{moment}' AND is_promised{extra}",
            "formula": f"Actions completed on or before {deadline}, divided by all with that deadline in the period; "
            "actions cancelled by then are left out, those cancelled later are misses.",
            "caution": "An action still open after its deadline is a miss at once.",
        }
        | PROMISED
        | LEAD
        | fields
    )


action_plan_on_time_pct = kept(
    "action_plan_on_time_pct",
    "Actions completed on time",
    "original_due",
    "their first deadline",
    means="Share of promised actions that were done by the day first promised.",
    pair="action_plan_on_time_current_pct",
)
action_plan_on_time_current_pct = kept(
    "action_plan_on_time_current_pct",
    "Actions completed by the current deadline",
    "current_due",
    "their current deadline",
    means="Share of promised actions that were done by the deadline as last set.",
    pair="action_plan_on_time_pct",
)
milestone_on_time_pct = kept(
    "milestone_on_time_pct",
    "Project milestones on time",
    "original_due",
    "their first deadline",
    "source = 'project'",
    by=("department", "owner"),
    means="Share of project milestones that were reached by the day first promised.",
    pair="action_slippage_days_median",
)
action_slippage_days_median = Kpi(
    id="action_slippage_days_median",
    number="9.03",
    title="How late actions are completed",
    unit="days",
    direction=Direction.LOWER,
    value=Quantile(0.5, "slippage_days", ACTIONS),
    by=("department", "owner", "source"),
    eligible="moment = 'completed'",
    means="Days from the first deadline to completion: half are later. Below zero is early.",
    formula="Completion date minus first deadline of the actions completed in the period, median.",
    why="Says whether a miss is a day or a quarter.",
    caution="Actions never completed are not in it.",
    needs=("action_plan.original_due_date", "action_plan.completed_date"),
    min_show=5,
    min_rag=15,
    bounds=(None, None),
    pair="action_plan_on_time_pct",
    **LEAD,
)
actions_overdue_count = stock(
    id="actions_overdue_count",
    number="9.03",
    title="Overdue actions",
    unit="actions",
    value=Level(flag("is_overdue"), OPEN_ACTIONS),
    by=("department", "owner", "source"),
    means="Promised actions still open after their deadline at the end of the month.",
    formula="Actions made by the end of the month, neither done nor cancelled then, with a current deadline before it.",
    why="The list to go through in the next meeting.",
    caution=CURRENT,
    needs=("action_plan.current_due_date",),
    pair="action_plan_on_time_pct",
)

investigation_on_time_pct = Kpi(
    id="investigation_on_time_pct",
    number="9.04",
    title="Serious events investigated on time",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Count(EVENTS, "is_investigated_in_time"), Count(EVENTS), per=100),
    by=("category",),
    eligible="moment = 'investigation_due' AND is_serious",
    means="Share of serious events whose investigation was closed by its deadline.",
    formula="Serious events with an investigation closed on or before its due date, divided by all whose due date lies "
    "in the period.",
    why="Patients and families wait for the answer, and the cause is still there.",
    caution="An investigation still open after its due date is a miss at once.",
    needs=("incident.investigation_due_date", "incident.is_serious"),
    min_show=3,
    min_rag=10,
    chart="p",
    bounds=(0, 100),
    maturity_days=7,
    pair="serious_days_between",
    owner="Quality lead",
    grains=("month", "quarter", "year"),
)
