"""Whether patients answer surveys: of those who were invited one by one, and of samples of which only totals are known."""

from metrics.kpi import Count, Direction, Exposure, Kpi, Ratio, Sum
from metrics.kpis.feedback import LEAD, PATIENTS

INVITED = "v_invitation"
SAMPLED = "v_sampled"
RATE = {
    "number": "6.06",
    "unit": "%",
    "direction": Direction.HIGHER,
    "why": "Scores of the few who answer say little about the many who do not.",
    "maturity_days": 90,
    "min_show": 30,
    "min_rag": 100,
    "chart": "p_prime",
    "bounds": (0, 100),
    **LEAD,
}


def response_rate(kpi_id: str, title: str, statuses: str, means: str, **fields) -> Kpi:
    """Who answered, of those who could."""
    return Kpi(
        id=kpi_id,
        title=title,
        value=Ratio(Count(INVITED, f"final_status IN ({statuses})"), Count(INVITED), per=100),
        by=("survey_type", "mode", *PATIENTS),
        means=means,
        formula="Invited patients who answered, divided by all invited patients who were eligible and could be reached.",
        caution="Anonymous surveys have no invitations. Do not compare survey modes: letters and messages are answered "
        "by different people.",
        needs=("survey_invitation.final_status",),
        **RATE,
        **fields,
    )


survey_response_rate_pct = response_rate(
    "survey_response_rate_pct",
    "Survey response rate",
    "'complete'",
    "Share of invited patients who filled in the survey.",
    pair="hcahps_overall_9_10_pct",
)
survey_response_rate_incl_partial_pct = response_rate(
    "survey_response_rate_incl_partial_pct",
    "Survey response rate, partial answers included",
    "'complete', 'partial'",
    "Share of invited patients who answered at least a part of the survey.",
    pair="survey_response_rate_pct",
    yields_to=("survey_response_rate_pct",),
)


def sampled_rate(kpi_id: str, title: str, outcomes: str, means: str, **fields) -> Kpi:
    """The same where a vendor tells how many were sampled, and not who."""
    return Kpi(
        id=kpi_id,
        title=title,
        value=Ratio(
            Sum(f"CASE WHEN outcome IN ({outcomes}) THEN patients ELSE 0 END", SAMPLED),
            Exposure("patients", SAMPLED),
            per=100,
        ),
        heads="patients",
        by=("survey_type", "mode"),
        means=means,
        formula="Surveys that came back for a month of discharge, divided by the patients sampled for it, where the vendor "
        "tells the sample of a facility as a total and no single invitations.",
        caution="Who could not be reached stays in the sample, so it lies below the response rate of single invitations. A "
        "month with more answers than sampled patients is left out.",
        needs=("survey_sample.sample_size", "survey_response.is_complete"),
        **RATE,
        **fields,
    )


survey_sample_response_rate_pct = sampled_rate(
    "survey_sample_response_rate_pct",
    "Survey response rate of sample totals",
    "'complete'",
    "Share of sampled patients who filled in the survey.",
    pair="survey_response_rate_pct",
)
survey_sample_response_rate_incl_partial_pct = sampled_rate(
    "survey_sample_response_rate_incl_partial_pct",
    "Survey response rate of sample totals, partial answers included",
    "'complete', 'partial'",
    "Share of sampled patients who answered at least a part of the survey.",
    pair="survey_sample_response_rate_pct",
    yields_to=("survey_sample_response_rate_pct",),
)
