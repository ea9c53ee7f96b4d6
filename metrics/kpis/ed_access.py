"""Access and timeliness of emergency care: the four failures of the ECAT measure, together and each alone."""

from metrics.kpi import Count, Direction, Kpi, Ratio
from metrics.kpis.ed_waits import DIMS, STAY, VISITS, WITHIN_30_DAYS

# The measure counts whole minutes: 60 minutes and 59 seconds are 60 minutes.
LATE_ROOM = "coalesce(roomed_seconds >= 3660, FALSE)"
LEFT = "disposition = 'lwbs'"
BOARDED = (
    "(NOT had_observation AND (coalesce(disposition = 'admitted' AND boarding_seconds >= 14460, FALSE) "
    "OR coalesce(transfer_seconds >= 14460, FALSE)))"
)
LONG_STAY = "(NOT had_observation AND coalesce(stay_seconds >= 28860, FALSE))"
GROUPS = "four groups: children and adults, with and without mental illness as the principal diagnosis"


def failure(where: str, **fields) -> Kpi:
    """A share of the visits that ended, in the groups that the measure declares."""
    return Kpi(
        **{
            "unit": "%",
            "direction": Direction.LOWER,
            "value": Ratio(Count(VISITS, where), Count(VISITS), per=100),
            "valid": f"disposition = 'lwbs' OR stay_seconds {WITHIN_30_DAYS}",
            "by": (*DIMS, "access_group"),
            "owner": "ED clinical lead",
            "min_show": 20,
            "min_rag": 50,
            "chart": "p_prime",
            "bounds": (0, 100),
            "number": "1.08",
            "pair": "ed_los_admitted_median",
        }
        | fields
    )


ed_ecat_gap_pct = failure(
    f"{LATE_ROOM} OR {LEFT} OR {BOARDED} OR {LONG_STAY}",
    id="ed_ecat_gap_pct",
    title="Visits with an access gap (ECAT)",
    means="Share of emergency visits hit by at least one of four access failures.",
    formula="Visits with over 60 minutes to a room, leaving unseen, over 240 minutes from the decision to admit or the "
    "order to transfer until leaving, or over 480 minutes in all (the last two not in observation stays), divided by "
    f"all visits that ended. Told in {GROUPS}.",
    why="One number for access that cannot be improved by moving the wait to another place.",
    caution="Minutes count whole, as in the measure. A missing room time counts as no gap. Arrival is the first time in "
    "an emergency place, where the programme's own logic takes the last: the stricter clock. The programme turns the "
    "share into a score by volume; this is the raw share.",
    needs=(*STAY, "ed_visit.disposition", "ed_visit.roomed_ts"),
)

ed_ecat_room_pct = failure(
    LATE_ROOM,
    id="ed_ecat_room_pct",
    yields_to=("ed_ecat_gap_pct",),
    title="Over an hour to a room",
    means="Share of emergency visits that waited more than 60 minutes for a treatment room.",
    formula="Visits with over 60 minutes from arrival to a treatment room, divided by all visits that ended.",
    why="Waiting in the hall is waiting without care, and the part of the gap that the department can change most.",
    caution="A visit without a room time counts as no failure: read it with the completeness of room times.",
    needs=(*STAY, "ed_visit.roomed_ts"),
)

ed_ecat_boarding_pct = failure(
    BOARDED,
    id="ed_ecat_boarding_pct",
    yields_to=("ed_ecat_gap_pct",),
    title="Over four hours after the decision",
    means="Share of emergency visits that waited more than 240 minutes for a bed or a transfer.",
    formula="Visits with over 240 minutes from the decision to admit or the order to transfer until leaving, without "
    "observation stays, divided by all visits that ended.",
    why="Care in the department is finished, and the patient still takes its place.",
    caution="All visits stand below the line, not the admitted alone: the share of a small hospital that transfers "
    "seldom is small.",
    needs=(*STAY, "ed_visit.disposition", "ed_visit.decision_to_admit_ts"),
)

ed_ecat_stay_pct = failure(
    LONG_STAY,
    id="ed_ecat_stay_pct",
    yields_to=("ed_ecat_gap_pct",),
    title="Over eight hours in the ED",
    means="Share of emergency visits that lasted more than 480 minutes.",
    formula="Visits with over 480 minutes from arrival to departure, without observation stays, divided by all visits "
    "that ended.",
    why="A whole shift in the department harms the old and the ill in mind first.",
    caution="Observation stays are left out above the line, not below it.",
    needs=(*STAY, "ed_visit.disposition"),
)
