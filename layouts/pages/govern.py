"""Governance and improvement: are duties met, and do processes do what they promise?"""

from layouts.blocks import further, tiles
from layouts.leading import lead
from layouts.listed import openings
from layouts.page import Block, Page
from layouts.trail import trail

DUTIES = (
    "audit_findings_overdue_pct",
    "policy_review_overdue_pct",
    "action_plan_on_time_pct",
    "investigation_on_time_pct",
    "dq_completeness_pct",
)
PROCESS = ("process_cpk", "first_pass_yield_pct", "rolled_throughput_yield_pct", "sigma_level")

page = Page(
    title="Governance",
    path="/govern",
    order=25,
    group="Govern",
    icon="govern",
    lead="Findings, policies and actions that are overdue, how capable the processes are, and what they use.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*DUTIES, *PROCESS),
        tiles("Duties", *DUTIES),
        tiles("Processes", *PROCESS),
        further(
            "Further indicators of governance, equity and sustainability", ("9.", "10."), *DUTIES, *PROCESS
        ),
        Block(openings, height=200),
        Block(trail, height=420),
    ),
)
