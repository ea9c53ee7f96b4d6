"""Deaths, patient by patient."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.bench import Row, Tables, Values
from tests.oracle.hospital import age_band, local, share, valued
from tests.oracle.plain import ratio


def stays(tables: Tables) -> list[Row]:
    """Finished stays without newborns, with every death that can be known of."""
    people = {p["patient_id"]: p for p in tables["patient"]}
    done = [e for e in tables["encounter"] if e["discharge_ts"] is not None]
    last_day = max((local(e, e["discharge_ts"]).date() for e in done), default=None)
    mine: dict[str, list[Row]] = {}
    for stay in done:
        if not stay["is_newborn"]:
            person = people.get(stay["patient_id"], {})
            mine.setdefault(person.get("merged_into_patient_id") or stay["patient_id"], []).append(stay)
    found = []
    for who, chain in mine.items():
        chain = sorted(chain, key=lambda s: (s["discharge_ts"], s["encounter_id"]))
        for stay in chain:
            record = people.get(stay["patient_id"], {})
            death = people.get(who, {}).get("death_date") or record.get("death_date")
            admitted, left = (local(stay, stay[name]).date() for name in ("admit_ts", "discharge_ts"))
            died = stay["discharge_disposition"] == "died"
            risks = [
                Fraction(str(x["expected"]))
                for x in tables["expected_value"]
                if x["encounter_id"] == stay["encounter_id"] and x["model"] == "mortality"
            ]
            found.append(
                {
                    "facility_id": stay["facility_id"],
                    "unit_id": stay["discharge_unit_id"] or f"?:{stay['facility_id']}",
                    "age_band": age_band(tables, stay["patient_id"], admitted),
                    "day": left,
                    "died": died,
                    "soon": (died and (left - admitted).days <= 30)
                    or (death is not None and 0 <= (death - admitted).days <= 30),
                    "after": died
                    or (death is not None and stay is chain[-1] and 0 <= (death - left).days <= 30),
                    "ripe": (last_day - left).days >= 30,
                    "expected": risks[0] if risks else None,
                }
            )
    return found


def deaths(column: str, only_ripe: bool):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [s for s in stays(tables) if s["ripe"] or not only_ripe]
        return share(rows, by, grain, lambda s: s[column])

    return slow


def against_expectation(column: str, only_ripe: bool):
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [s for s in stays(tables) if s["expected"] is not None and (s["ripe"] or not only_ripe)]
        return valued(
            rows, by, grain, lambda g: ratio(sum(s[column] for s in g), sum(s["expected"] for s in g))
        )

    return slow


ORACLE = {
    "mortality_crude_pct": deaths("died", only_ripe=False),
    "mortality_30d_pct": deaths("soon", only_ripe=True),
    "mortality_oe": against_expectation("died", only_ripe=False),
    "mortality_oe_shmi": against_expectation("after", only_ripe=True),
}
