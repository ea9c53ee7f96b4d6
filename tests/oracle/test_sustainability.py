"""The compiled energy KPIs agree with the slow ones on meters that nobody thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import FAMILY
from tests.oracle.bench import Bench
from tests.oracle.effort import examples
from tests.oracle.hospital import UNITS, ZONES
from tests.oracle.sustainability import ORACLE

BENCH = Bench("v_fuel_month", "v_energy_month")
DATES = [date(2026, month, day) for month in range(1, 7) for day in (1, 2, 27, 28)] + [
    date(2026, 1, 31),
    date(2026, 4, 30),
]


@st.composite
def meters(draw) -> dict:
    use = [
        {"facility_id": f, "month": date(2026, month, 1), "fuel": fuel, "kwh": draw(st.sampled_from([0, 10.5, 300])),
         "kgco2e": draw(st.sampled_from([0, 2.25, 60]))}
        for f in "AB"
        for fuel in ("electricity", "gas")
        for month in draw(st.sets(st.integers(1, 7), max_size=7))
    ]  # fmt: skip
    beds = [
        {"facility_id": unit[0], "unit_id": unit, "bed_date": day, "patients": draw(st.integers(0, 4))}
        for unit in ("A1", "A2", "B1")
        for day in draw(st.sets(st.sampled_from(DATES), max_size=6))
    ]
    places = [
        {"facility_id": f, "time_zone": zone, "floor_area_m2": draw(st.sampled_from([None, 0, 120, 999.5]))}
        for f, zone in ZONES.items()
    ]
    return {"facility": places, "unit": UNITS, "energy_use": use, "v_bed_day": beds}


def test_every_energy_kpi_has_a_second_implementation():
    assert set(ORACLE) == {kpi for kpi, family in FAMILY.items() if family == "sustainability"}


@settings(max_examples=examples(60), deadline=None)
@given(meters(), st.sampled_from(["", "facility_id", "fuel"]), st.sampled_from(["month", "quarter", "year"]))
def test_two_implementations_agree(building, by, grain):
    BENCH.compare(ORACLE, building, by, grain)
