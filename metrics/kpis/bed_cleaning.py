"""From a bed that is empty to a bed that is ready."""

from metrics.kpi import Direction, Kpi, Quantile

CLEANS = "v_bed_clean"
UP_TO_12_HOURS = "BETWEEN 0 AND 43200"


def cleaned(quantile: float, seconds: str, needs: tuple[str, ...], **fields) -> Kpi:
    """A quantile of one stretch of time of the finished cleans."""
    return Kpi(
        number="2.08",
        unit="min",
        direction=Direction.LOWER,
        value=Quantile(quantile, seconds, CLEANS, per=1 / 60),
        by=("clean_type", "hour_band", "weekday"),
        valid=f"{seconds} {UP_TO_12_HOURS} AND NOT is_before_exit",
        why="The next patient waits for it, often in a corridor.",
        caution="Cleans after an infection take longer: look at one kind at a time. Over 12 hours the bed was out of use, and the "
        "clean does not count.",
        owner="Facilities lead",
        needs=("bed_clean_event.dirty_ts", "bed_clean_event.clean_end_ts", *needs),
        pair="occupancy_midnight_pct",
        min_show=10,
        min_rag=30,
        is_person_count=False,
        **fields,
    )


ALL = {
    "formula": "Minutes from bed empty to bed ready, over finished cleans; a bed called empty before its patient left does not count."
}

bed_clean_turnaround_median = cleaned(
    0.5,
    "turnaround_seconds",
    (),
    id="bed_clean_turnaround_median",
    title="Bed ready after a patient",
    means="Minutes from a bed being empty to the bed being ready: half take longer.",
    **ALL,
)
bed_clean_turnaround_p90 = cleaned(
    0.9,
    "turnaround_seconds",
    (),
    id="bed_clean_turnaround_p90",
    title="Bed ready after a patient, slowest tenth",
    means="One bed in ten takes longer than this to be ready.",
    **ALL,
)
bed_clean_response_median = cleaned(
    0.5,
    "response_seconds",
    ("bed_clean_event.clean_start_ts",),
    id="bed_clean_response_median",
    title="Wait for the cleaner",
    means="Minutes from a bed being empty to the cleaning beginning: half take longer.",
    formula="Minutes from bed empty to the start of cleaning, over finished cleans.",
)
bed_clean_work_median = cleaned(
    0.5,
    "work_seconds",
    ("bed_clean_event.clean_start_ts",),
    id="bed_clean_work_median",
    title="Time to clean a bed",
    means="Minutes from the start of cleaning to the bed being ready: half take longer.",
    formula="Minutes from the start to the end of cleaning, over finished cleans.",
)
