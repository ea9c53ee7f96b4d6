"""Clinics: how long until an appointment, how long in the waiting room, and which appointments are lost?"""

from data.language import mark
from layouts.blocks import further, multiples, tiles
from layouts.breakdown import ranking
from layouts.clinicians import clinicians
from layouts.leading import attention, lead
from layouts.page import Page
from layouts.sections import folded

TILES = (
    "amb_tnaa_days",
    "rtt_within_18w_pct",
    "amb_booking_lead_days_median",
    "amb_no_show_rate",
    "amb_no_show_nhs_dna_rate",
    "amb_late_cancel_rate",
    "amb_slot_utilisation_pct",
    "amb_checkin_to_roomed_median",
    "amb_cycle_time_median",
    "amb_provider_cancel_rate",
)
NUMBERS = ("1.09", "1.1", "8.")

page = Page(
    title="Clinics and access",
    path="/clinics",
    also=("clinics", "outpatients"),
    order=11,
    group="Performance",
    numbers=NUMBERS,
    icon="clinics",
    lead="How long patients wait for an appointment and in the clinic, and how many appointments nobody uses.",
    has_breakdown=True,
    can_look_back=True,
    blocks=(
        lead(*TILES),
        attention(*TILES),
        *folded(
            "Waits and lost appointments",
            tiles("From the referral to the room", *TILES),
            note=mark("from the referral to the room"),
        ),
        *folded(
            "By place",
            ranking("amb_no_show_rate", twin="amb_no_show_nhs_dna_rate"),
            multiples("amb_checkin_to_roomed_median"),
            clinicians("amb_no_show_rate", twin="amb_no_show_nhs_dna_rate"),
            note=mark("who does not come, and where the wait is longest"),
        ),
        *folded(
            "More on clinics",
            further("Further clinic indicators", NUMBERS, *TILES),
            note=mark("every other indicator"),
        ),
    ),
)
