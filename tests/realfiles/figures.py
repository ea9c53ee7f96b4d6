"""The plain figures of the public sets, computed from the canonical tables of a home that has loaded them.

Run as a program it loads one set into a folder and prints the figures as JSON: `python figures.py SET FOLDER`. That way
a test can ask for them under another time zone of the machine.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PROFILES = ROOT / "tests" / "profiles"
SETS = {
    "hospital_er": ("hospital_er/Hospital ER.csv", "hospital_er.toml"),
    "or_2022q1": ("or_2022q1/*.csv", "or_2022q1.toml"),
    "noshow": ("noshow/*.csv", "noshow.toml"),
    "synthea27_csv": ("synthea27_csv/*.csv", ""),
    "fhir_bulk_10": ("fhir_bulk_10/*.ndjson", "fhir_bulk_10.toml"),
}
Rows = Callable[[str], list[tuple[Any, ...]]]


def load_set(name: str, folder: Path) -> tuple[list[dict[str, Any]], Rows]:
    """Load one set the ordinary way; gives the load log and a way to ask the published generation."""
    from data.settings import read_settings
    from data.warehouse import Warehouse, build
    from pipelines.load import load

    pattern, profile = SETS[name]
    settings = read_settings(folder / name)
    with build(settings, "test") as candidate:
        files = sorted(DATA.glob(pattern))
        report = load(
            candidate, settings, files, PROFILES / profile if profile else None, "run", date(2024, 3, 1)
        )
        candidate.publish()
    generation = Warehouse(settings).generation()
    assert generation is not None
    return report.files, generation.rows


def fixed(value: Any, digits: int) -> str:
    return f"{float(value):.{digits}f}"


def xmr(values: list[float]) -> tuple[float, float, float, float]:
    """Centre, mean moving range and both limits of an XmR chart."""
    centre = statistics.fmean(values)
    moving = statistics.fmean(abs(b - a) for a, b in pairwise(values))
    return centre, moving, centre - 2.66 * moving, centre + 2.66 * moving


def hospital_er(rows: Rows) -> dict[str, Any]:
    wait = "epoch(v.provider_seen_ts) - epoch(v.arrival_ts)"
    local = "timezone(f.time_zone, v.arrival_ts)"
    visits = f"SELECT ({wait}) / 60.0 AS wait, {local} AS arrived, disposition, encounter_id FROM live.ed_visit AS v JOIN live.facility AS f USING (facility_id)"
    row = rows(
        f"SELECT count(*), avg(wait), median(wait), quantile_cont(wait, 0.9), 100.0 * avg((wait <= 30)::INT), min(wait), max(wait), "
        f"strftime(min(arrived), '%Y-%m-%d %H:%M'), strftime(max(arrived), '%Y-%m-%d %H:%M'), "
        f"count(*) FILTER (disposition = 'admitted'), 100.0 * avg((disposition = 'admitted')::INT), count(DISTINCT encounter_id) FROM ({visits})"
    )[0]
    score = rows(
        "SELECT count(*), avg(value_num), 100.0 * (count(*) FILTER (value_num >= 9) - count(*) FILTER (value_num <= 6)) / count(*) FROM live.survey_answer"
    )[0]
    services = dict(rows("SELECT coalesce(service, 'None'), count(*) FROM live.encounter GROUP BY 1"))
    months = rows(
        f"SELECT strftime(arrived, '%Y-%m') AS month, count(*), avg(wait), avg(a.value_num), count(a.value_num) FROM ({visits}) AS v "
        f"LEFT JOIN live.survey_response AS r USING (encounter_id) LEFT JOIN live.survey_answer AS a USING (response_id) GROUP BY 1 ORDER BY 1"
    )
    days = [
        n for (n,) in rows(f"SELECT count(*) FROM ({visits}) GROUP BY arrived::DATE ORDER BY arrived::DATE")
    ]
    waits, scores, daily = xmr([m[2] for m in months]), xmr([m[3] for m in months]), xmr(days)
    early = float(row[4]) / 100
    spread = 3 * (early * (1 - early) / months[0][1]) ** 0.5
    return {
        "visits": row[0], "distinct": row[11], "mean wait": fixed(row[1], 5), "median": row[2], "p90": row[3],
        "within 30": fixed(row[4], 3), "min": row[5], "max": row[6], "first": row[7], "last": row[8],
        "admitted": [row[9], fixed(row[10], 3)],
        "satisfaction": [score[0], fixed(100 * score[0] / row[0], 3), fixed(score[1], 5), fixed(score[2], 3)],
        "services": [services[s] for s in ("None", "General Practice", "Orthopedics")],
        "days": [len(days), fixed(statistics.fmean(days), 3), min(days), max(days)],
        "months": [[m[0], m[1], fixed(m[2], 4), fixed(m[3], 4), m[4]] for m in months],
        "xmr wait": [fixed(v, 5) for v in waits], "xmr score": [fixed(scores[i], 5) for i in (0, 2, 3)],
        "xmr days": [fixed(daily[i], 5) for i in (0, 2, 3)], "days outside": sum(not daily[2] <= n <= daily[3] for n in days),
        "p chart": [fixed(early, 6), fixed(early - spread, 6), fixed(early + spread, 6)],
    }  # fmt: skip


def or_2022q1(rows: Rows) -> dict[str, Any]:
    local = "(timezone(f.time_zone, patient_in_ts))::DATE"
    cases = (
        f"SELECT *, {local} AS day, (epoch(patient_out_ts) - epoch(patient_in_ts)) / 60.0 AS in_room, "
        f"(epoch(patient_in_ts) - epoch(sched_start_ts)) / 60.0 AS late, row_number() OVER w AS nth, "
        f"(epoch(patient_in_ts) - epoch(lag(patient_out_ts) OVER w)) / 60.0 AS gap "
        f"FROM live.procedure_case AS v JOIN live.facility AS f USING (facility_id) WINDOW w AS (PARTITION BY room_id, {local} ORDER BY patient_in_ts, v.source_row)"
    )
    row = rows(
        f"SELECT count(*), count(*) FILTER (nth = 1), count(gap), median(gap), avg(gap), count(*) FILTER (gap < 0), "
        f"avg(gap) FILTER (gap >= 0), avg(in_room), 100.0 * avg((in_room > sched_minutes)::INT), 100.0 * sum(sched_minutes) / sum(in_room), "
        f"sum(in_room), {', '.join(f'100.0 * avg((late <= {grace})::INT) FILTER (nth = 1)' for grace in (0, 5, 15))} FROM ({cases})"
    )[0]
    planned = rows(
        "SELECT count(*), sum(epoch(block_end_ts) - epoch(block_start_ts)) / 60.0 FROM live.or_block"
    )[0]
    return {
        "cases": row[0], "room days": row[1], "turnovers": row[2], "median": row[3], "mean": fixed(row[4], 4), "negative": row[5],
        "mean of the others": fixed(row[6], 4), "in room": fixed(row[7], 4), "overrun": fixed(row[8], 2), "booked": fixed(row[9], 3),
        "on time": [fixed(v, 2) for v in row[11:14]], "sessions": planned[0], "utilisation": fixed(100 * row[10] / planned[1], 3),
    }  # fmt: skip


def noshow(rows: Rows) -> dict[str, Any]:
    day = "timezone(f.time_zone, scheduled_start_ts)::DATE"
    visits = (
        f"SELECT *, {day} AS day, {day} - timezone(f.time_zone, booked_ts)::DATE AS lead, status = 'no_show' AS missed "
        f"FROM live.appointment JOIN live.facility AS f USING (facility_id)"
    )
    row = rows(
        f"SELECT count(*), count(DISTINCT patient_id), count(DISTINCT day), 100.0 * avg(missed::INT), avg(lead), median(lead), "
        f"count(*) FILTER (lead < 0), 100.0 * avg(missed::INT) FILTER (lead = 0) FROM ({visits})"
    )[0]
    share = float(row[3]) / 100
    outside = [
        text
        for text, n, missed in rows(
            f"SELECT strftime(day, '%m-%d'), count(*), sum(missed::INT) FROM ({visits}) GROUP BY day ORDER BY day"
        )
        if abs(missed / n - share) > 3 * (share * (1 - share) / n) ** 0.5
    ]
    return {
        "appointments": row[0], "patients": row[1], "days": row[2], "missed": fixed(row[3], 4), "lead": fixed(row[4], 4),
        "median lead": row[5], "negative leads": row[6], "same day": fixed(row[7], 3), "p": fixed(share, 6), "outside": outside,
    }  # fmt: skip


def synthea27_csv(rows: Rows) -> dict[str, Any]:
    classes = dict(rows("SELECT service, count(*) FROM live.encounter GROUP BY 1"))
    stay = rows(
        "SELECT avg(epoch(discharge_ts) - epoch(start_ts)) FROM live.encounter WHERE encounter_class = 'inpatient'"
    )[0][0]
    cost = rows(
        "SELECT avg(total_cost), sum(total_cost)::VARCHAR, 100.0 * sum(net_revenue) / sum(total_cost) FROM live.patient_cost"
    )[0]
    charge = rows("SELECT count(*), sum(amount)::VARCHAR FROM live.charge")[0]
    paid = {
        t: [n, s]
        for t, n, s in rows(
            "SELECT reason_code, count(*), sum(amount)::VARCHAR FROM live.payment_txn GROUP BY 1"
        )
    }
    claims = rows(
        "SELECT count(*), count(*) FILTER (final_result = 'paid'), avg(billed_amount), sum(billed_amount)::VARCHAR FROM live.claim"
    )[0]
    orphans = rows(
        "SELECT count(*) FROM live.payment_txn AS t ANTI JOIN live.claim AS c ON c.claim_id = t.claim_id"
    )[0][0]
    years = rows(
        "SELECT min(timezone('UTC', start_ts)::DATE)::VARCHAR, max(timezone('UTC', start_ts)::DATE)::VARCHAR FROM live.encounter"
    )[0]
    emergency = rows(
        "SELECT count(*), min(epoch(departure_ts) - epoch(arrival_ts)), max(epoch(departure_ts) - epoch(arrival_ts)) FROM live.ed_visit"
    )[0]
    stays = rows("SELECT count(*) FROM live.encounter_location WHERE is_derived")[0][0]
    return {
        "patients": rows("SELECT count(*) FROM live.patient")[0][0], "encounters": sum(classes.values()),
        "classes": [classes[c] for c in ("wellness", "ambulatory", "outpatient", "emergency", "inpatient", "urgentcare")],
        "stay": [fixed(stay / 86400, 5), fixed(stay / 3600, 3)], "cost": [fixed(cost[0], 4), cost[1], fixed(cost[2], 4)],
        "charges": list(charge), "payments": paid["PAYMENT"], "in": paid["TRANSFERIN"][1], "out": paid["TRANSFEROUT"][1],
        "claims": [claims[0], claims[1], fixed(claims[2], 4), claims[3]], "orphans": orphans, "years": list(years),
        "emergency": [emergency[0], float(emergency[1]), float(emergency[2])], "stays": stays,
    }  # fmt: skip


def fhir_bulk_10(rows: Rows) -> dict[str, Any]:
    stays = (
        "SELECT (epoch(discharge_ts) - epoch(start_ts)) / 86400.0 AS days, (epoch(lead(start_ts) OVER w) - epoch(discharge_ts)) "
        "/ 86400.0 AS gap FROM live.encounter WHERE encounter_class = 'inpatient' WINDOW w AS (PARTITION BY patient_id ORDER BY start_ts)"
    )
    stay = rows(
        f"SELECT count(*), avg(days), median(days), sum(days), count(*) FILTER (gap <= 30) FROM ({stays})"
    )[0]
    return {
        "classes": dict(rows("SELECT encounter_class, count(*) FROM live.encounter GROUP BY 1")),
        "stays": [stay[0], fixed(stay[1], 5), fixed(stay[2], 5), fixed(stay[3], 3)], "returns": stay[4],
        "patients": rows("SELECT count(*) FROM live.patient SEMI JOIN live.encounter USING (patient_id)")[0][0],
        "emergency": list(rows("SELECT count(*), median(epoch(departure_ts) - epoch(arrival_ts)) FROM live.ed_visit")[0]),
        "years": list(rows("SELECT strftime(min(start_ts), '%Y-%m-%d'), strftime(max(start_ts), '%Y-%m-%d') FROM live.encounter")[0]),
        "procedures": rows("SELECT count(*) FROM live.procedure SEMI JOIN live.encounter USING (encounter_id)")[0][0],
        "diagnoses": rows("SELECT count(*) FROM live.encounter_diagnosis SEMI JOIN live.encounter USING (encounter_id)")[0][0],
        "clinicians": rows("SELECT count(*) FROM live.encounter SEMI JOIN live.provider AS p ON p.provider_id = attending_provider_id")[0][0],
    }  # fmt: skip


FIGURES = {
    "fhir_bulk_10": fhir_bulk_10,
    "hospital_er": hospital_er,
    "or_2022q1": or_2022q1,
    "noshow": noshow,
    "synthea27_csv": synthea27_csv,
}


def plain(value: Any) -> Any:
    """As JSON would give it back, so that figures from another process compare equal."""
    return json.loads(json.dumps(value, default=float))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(json.dumps(FIGURES[sys.argv[1]](load_set(sys.argv[1], Path(sys.argv[2]))[1]), default=float))
