"""What it takes to heat, light and run the hospital."""

from metrics.kpi import Direction, Exposure, Kpi, Ratio, Sum

METERS = "v_energy_month"
FUELS = "v_fuel_month"
COMMON = {
    "direction": Direction.LOWER,
    "by": ("fuel",),
    "parts": ("fuel",),
    "eligible": "TRUE",
    "owner": "Estates lead",
    "maturity_days": 45,
    "min_show": 1,
    "min_rag": 1,
    "is_person_count": False,
}
MONTHLY = {"valid": "is_complete AND patient_days > 0", "grains": ("month", "quarter", "year")}
DAYS = Exposure("patient_days", METERS)
WEATHER = "Weather drives it: compare with the same month of last year. Months in which a meter reading is missing do not count."

energy_kwh_per_bed_day = Kpi(
    id="energy_kwh_per_bed_day",
    number="10.03",
    title="Energy per patient day",
    unit="kWh",
    decimals=0,
    value=Ratio(Sum("kwh", FUELS, "is_complete AND patient_days > 0"), DAYS),
    means="Building energy used for each day a patient spends in a bed.",
    formula="Energy of all fuels divided by patient days, of months with every meter read.",
    why="Energy that is not used costs nothing and heats nothing.",
    caution=f"{WEATHER} Sites with many outpatients look wasteful: use energy per square metre there.",
    needs=("energy_use.kwh", "encounter_location.in_ts"),
    pair="emissions_kgco2e_per_bed_day",
    **MONTHLY,
    **COMMON,
)
energy_kwh_per_m2 = Kpi(
    id="energy_kwh_per_m2",
    number="10.03",
    title="Energy per square metre and year",
    unit="kWh per m²",
    decimals=0,
    value=Ratio(
        Sum("kwh", FUELS, "is_complete AND floor_area_m2 > 0"),
        Exposure("CAST(floor_area_m2 / 12.0 AS DECIMAL(18, 9))", METERS),
    ),
    valid="is_complete AND floor_area_m2 > 0",
    means="Building energy used in a year for each square metre of heated floor.",
    formula="Energy of all fuels divided by heated floor area, each month with a twelfth of the area.",
    why="The way buildings are compared, whatever is done inside them.",
    caution="A year with missing months is scaled up from the others: winter months weigh more than their share.",
    needs=("energy_use.kwh", "facility.floor_area_m2"),
    grains=("year",),
    pair="energy_kwh_per_bed_day",
    **COMMON,
)
emissions_kgco2e_per_bed_day = Kpi(
    id="emissions_kgco2e_per_bed_day",
    number="10.04",
    title="Emissions per patient day",
    unit="kg CO₂e",
    decimals=1,
    value=Ratio(Sum("kgco2e", FUELS, "is_complete AND patient_days > 0"), DAYS),
    means="Carbon from fuels and electricity for each day a patient spends in a bed.",
    formula="Emissions of all fuels (energy times the factor of the year) divided by patient days, of months with every "
    "meter read.",
    why="Health care heats the climate that makes people ill.",
    caution=f"{WEATHER} Anaesthetic gases, travel and purchases are not in it.",
    needs=("energy_use.kgco2e", "encounter_location.in_ts"),
    pair="energy_kwh_per_bed_day",
    **MONTHLY,
    **COMMON,
)
