"""How well a process works: defects, yield, capability, and whether its data can be trusted."""

from metrics.kpi import Direction, Exposure, Kpi, ProductRatio, Quantile, Ratio, SigmaLevel, Sum

STEPS = "v_process_step"
CAPABILITY = "v_capability_month"
LEAD = {"owner": "Improvement lead", "grains": ("month", "quarter", "year"), "is_person_count": False}
SAMPLED = ("process_sample.units", "process_sample.defects", "process_sample.opportunities_per_unit")
ONE_PROCESS = "Pick one process: across several it says nothing."
DEFECTS = Sum("defects", STEPS)
CHANCES = Exposure("opportunities", STEPS)
DEFECT_MIN = {"min_show": 200, "min_rag": 1000, "by": ("process_id", "step_code"), "number": "9.05"}

dpmo = Kpi(
    id="dpmo",
    title="Defects per million opportunities",
    unit="per million",
    decimals=0,
    direction=Direction.LOWER,
    value=Ratio(DEFECTS, CHANCES, per=1_000_000),
    means="Defects for every million chances to make one.",
    formula="Defects divided by units times the number of things that can go wrong in each, times a million.",
    why="One scale for processes as different as a drug round and a discharge letter.",
    caution=f"Counts defects, not defective units. {ONE_PROCESS} Keep the number of opportunities fixed.",
    needs=SAMPLED,
    chart="u_prime",
    pair="first_pass_yield_pct",
    **DEFECT_MIN,
    **LEAD,
)


def sigma(kpi_id: str, title: str, shift: float, convention: str) -> Kpi:
    """Defects per opportunity as a distance in standard deviations."""
    return Kpi(
        id=kpi_id,
        title=title,
        unit="sigma",
        decimals=2,
        direction=Direction.HIGHER,
        value=SigmaLevel(DEFECTS, CHANCES, shift),
        means="How many standard deviations lie between the process and a defect; higher is better.",
        formula=f"Normal quantile of the share of opportunities without a defect{convention}.",
        why="Makes a step from 99 to 99.9 % right as visible as one from 90 to 99 %.",
        caution=f"{ONE_PROCESS} Without a single defect there is no level: the verdict then says that it is beyond the scale, "
        "and what the 95 % interval of the defects makes sure.",
        needs=SAMPLED,
        bounds=(None, None),
        pair="dpmo",
        **DEFECT_MIN,
        **LEAD,
    )


sigma_level = sigma("sigma_level", "Sigma level", 1.5, ", plus 1.5 (short-term convention)")
sigma_long = sigma("sigma_long", "Sigma level, long-term", 0, ", without the usual shift of 1.5")

YIELD = {
    "number": "9.07",
    "unit": "%",
    "direction": Direction.HIGHER,
    "needs": ("process_sample.units", "process_sample.units_right_first_time"),
    "min_show": 20,
    "min_rag": 50,
    "bounds": (0, 100),
    **LEAD,
}
first_pass_yield_pct = Kpi(
    id="first_pass_yield_pct",
    title="Right first time",
    value=Ratio(Sum("right_first_time", STEPS), Exposure("units", STEPS), per=100),
    by=("process_id", "step_code"),
    means="Share of items that were right the first time.",
    formula="Units right first time divided by units started.",
    why="Rework is work that nobody planned and nobody pays for.",
    caution="What is mended later still failed. Read one step or one process at a time.",
    chart="p_prime",
    pair="rolled_throughput_yield_pct",
    **YIELD,
)
rolled_throughput_yield_pct = Kpi(
    id="rolled_throughput_yield_pct",
    title="Right first time through all steps",
    value=ProductRatio(Sum("right_first_time", STEPS), Sum("units", STEPS), over="step_code", per=100),
    by=("process_id",),
    means="Chance that an item goes through every step without rework.",
    formula="Share right first time of each step, multiplied over the steps; unknown while one step has no units.",
    why="Ten steps at 95 % each leave only 60 % untouched.",
    caution=f"The product of the steps, never their mean. {ONE_PROCESS}",
    pair="first_pass_yield_pct",
    **YIELD,
)


def capability(
    kpi_id: str, title: str, column: str, means: str, formula: str, caution: str, pair: str
) -> Kpi:
    """An index per process and hospital; over several of them the least capable one."""
    return Kpi(
        id=kpi_id,
        number="9.06",
        title=title,
        unit="index",
        direction=Direction.HIGHER,
        value=Quantile(0, column, CAPABILITY),
        by=("process",),
        eligible="n_values >= 20",
        valid="is_stable",
        means=means,
        formula=f"{formula} Twelve months of single values; over several processes or hospitals the lowest.",
        why="A mean inside the promise does not help the patients outside it.",
        caution=f"{caution} Not computed while the monthly medians show a special cause: an unstable process promises "
        "nothing.",
        needs=("kpi_target.upper_spec",),
        min_show=1,
        min_rag=1,
        bounds=(None, None),
        chart="line",
        pair=pair,
        **{**LEAD, "grains": ("month",)},
    )


WITHIN = "Sigma is the mean step between neighbouring values over 1.128."
OVERALL = "Sigma is the standard deviation of all values."
process_cpk = capability(
    "process_cpk",
    "Process capability (Cpk)",
    "cpk",
    "Whether the process can stay inside the limits we promise: above 1.33 it usually can.",
    f"Distance from the mean to the nearer limit over three sigma. {WITHIN}",
    "Times are skewed: read it with the share inside the limits.",
    "pct_within_spec",
)
process_cp = capability(
    "process_cp",
    "Process capability if centred (Cp)",
    "cp",
    "What the process could reach if its mean lay in the middle of the limits.",
    f"Width of the limits over six sigma; needs both limits. {WITHIN}",
    "A high value with a low Cpk means: right width, wrong place.",
    "process_cpk",
)
process_ppk = capability(
    "process_ppk",
    "Process performance (Ppk)",
    "ppk",
    "How the process kept the promised limits over the whole year, drifts included.",
    f"Distance from the mean to the nearer limit over three sigma. {OVERALL}",
    "Lower than Cpk when the process wandered.",
    "process_cpk",
)
process_pp = capability(
    "process_pp",
    "Process performance if centred (Pp)",
    "pp",
    "How the process would have kept the limits over the year if its mean lay in the middle.",
    f"Width of the limits over six sigma; needs both limits. {OVERALL}",
    "A high value with a low Ppk means: right width, wrong place.",
    "process_ppk",
)
process_ppk_median = capability(
    "process_ppk_median",
    "Process performance of skewed times",
    "ppk_median",
    "How the slowest cases lie to the upper limit, without assuming a bell curve.",
    "Upper limit minus median, over the 99.865 % quantile minus median.",
    "Needs an upper limit and, to be steady, a thousand values.",
    "process_ppk",
)
pct_within_spec = Kpi(
    id="pct_within_spec",
    number="9.06",
    title="Values inside the promised limits",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Sum("n_within", CAPABILITY), Exposure("n_values", CAPABILITY), per=100),
    by=("process",),
    means="Share of single cases inside the promised limits, over twelve months.",
    formula="Values not below the lower and not above the upper limit, divided by all values of the twelve months.",
    why="The plainest answer to the question whether we keep our promise.",
    caution=f"{ONE_PROCESS} Twelve months overlap from month to month, so it moves slowly.",
    needs=("kpi_target.upper_spec",),
    min_show=20,
    min_rag=50,
    bounds=(0, 100),
    chart="line",
    pair="process_cpk",
    **{**LEAD, "grains": ("month",)},
)

dq_completeness_pct = Kpi(
    id="dq_completeness_pct",
    number="9.08",
    title="Data completeness",
    unit="%",
    direction=Direction.HIGHER,
    value=Ratio(Sum("valid_rows", "v_completeness"), Exposure("eligible_rows", "v_completeness"), per=100),
    heads="eligible_rows",
    by=("field", "source_id"),
    means="Share of the fields behind these numbers that were filled in.",
    formula="Filled fields divided by fields that should be filled, over the fields that waiting times, theatre times, "
    "coding and incident reports need.",
    why="A number is only as good as what was typed in at the bedside.",
    caution="A field that is filled is not yet right. Every KPI shows its own coverage beside it.",
    owner="Data steward",
    needs=("encounter.start_ts",),
    grains=("week", "month", "quarter", "year"),
    # Codes are written weeks after patients left; until then a month looks worse than it is.
    maturity_days=30,
    min_show=1,
    min_rag=1,
    bounds=(0, 100),
    is_person_count=False,
    pair="demographic_completeness_pct",
)

FAULTS = {
    "number": "9.08",
    "unit": "%",
    "decimals": 2,
    "direction": Direction.LOWER,
    "owner": "Data steward",
    "grains": ("week", "month", "quarter", "year"),
    "min_show": 1,
    "min_rag": 100,
    "bounds": (0, 100),
    "is_person_count": False,
    "pair": "dq_completeness_pct",
}

dq_negative_duration_pct = Kpi(
    id="dq_negative_duration_pct",
    title="Times that end before they begin",
    value=Ratio(Sum("reversed", "v_duration_check"), Exposure("pairs", "v_duration_check"), per=100),
    heads="pairs",
    by=("field",),
    means="Share of pairs of time stamps behind these numbers whose second stamp lies before the first.",
    formula="Pairs of time stamps in the wrong order divided by all pairs of which both are known, over the stamps of emergency "
    "visits, clinic visits and operating rooms.",
    why="A clock that is wrong, or a stamp that was typed in later, spoils every waiting time around it.",
    caution="Each such pair is left out of the waiting times. A pair in the right order can still be wrong.",
    needs=("ed_visit.arrival_ts or appointment.check_in_ts or procedure_case.patient_out_ts",),
    **FAULTS,
)

dq_duplicate_pct = Kpi(
    id="dq_duplicate_pct",
    title="Records written down twice",
    value=Ratio(Sum("repeated", "v_duplicate"), Exposure("recorded", "v_duplicate"), per=100),
    heads="recorded",
    by=("record",),
    means="Share of visits, appointments and operations that say again what another record says.",
    formula="Records that share with another one the patient, the class of visit and the start, the patient, the clinic and the "
    "planned start, or the operating room and the moment of entering it, less one of each group, divided by all records "
    "with a time of day.",
    why="A visit that is counted twice makes every number of visits, waits and money behind it wrong.",
    caution="Two sources that write down different minutes are not recognised. Some twice is right: a case of two procedures.",
    needs=("encounter.start_ts or appointment.scheduled_start_ts or procedure_case.patient_in_ts",),
    **FAULTS,
)
