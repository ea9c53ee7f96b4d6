"""Groups of staff in the staff per occupied bed: parts of a whole, unknown where nobody writes their hours down."""

from tests.spec.test_staffing import BEDS, LEDGER, PAID, PLACES, TABLES

title = "Staff per bed by group"


def test_groups_of_staff_add_up_to_the_staff_per_bed(kpi_spec):
    """Of 200 worked hours 140 are of nurses, wherever they work, and 60 of others; each over 16 adjusted days."""
    groups = TABLES | {
        "shift": PAID
        + "    2026-03-02 | Ward | lpn | regular | 8 \n    2026-03-02 | Desk | app | regular | 4"
    }
    for word, hours in (("rn", 140), ("support", 8), ("medical", 4), ("other", 60)):
        kpi_spec(
            f"fte_per_occupied_bed_{word}", digits=6, expected={"2026-03": hours * 365 / 2080 / 16}, **groups
        )


def test_a_group_that_never_has_a_time_card_is_unknown_and_not_absent(kpi_spec):
    """Doctors of H have no cards at all: a site beside it that has them stands alone, and a month without one is 0."""
    two = {
        "unit": PLACES + "\n Clinic | G | true",
        "v_bed_day": BEDS
        + """    G | Clinic | 2026-03-01 | med_surg | 5 | 8
    G | Clinic | 2026-04-01 | med_surg | 5 | 8
""",
        "gl_entry": LEDGER
        + """    G | gross_ip_revenue | 2026-03-01 | 100
    G | gross_ip_revenue | 2026-04-01 | 100
""",
        "shift": PAID
        + """    2026-03-01 | Clinic | physician | regular | 10
    2026-04-01 | Clinic | admin     | regular | 10
""",
    }
    year = 365 / 2080
    medical = "fte_per_occupied_bed_medical"
    kpi_spec(medical, digits=6, expected={"2026-03": 10 * year / 5, "2026-04": 0}, **two)
    kpi_spec(
        medical,
        digits=6,
        by="facility_id",
        expected={("2026-03", "H"): None, ("2026-03", "G"): 10 * year / 5, ("2026-04", "G"): 0},
        **two,
    )
    kpi_spec(
        "nurse_to_bed_ratio",
        digits=6,
        by="facility_id",
        expected={("2026-03", "H"): 100 * year / 16, ("2026-03", "G"): None, ("2026-04", "G"): None},
        **two,
    )
