"""Emergency visits of a source that keeps times as places, orders and further visits of a patient (FHIR).

The clock runs from the first to the last emergency place that touches the visit; without one, from the start to the
end of the visit. A visit kept for triage alone is part of the treatment visit that it overlaps or that starts within
two hours of its end: it gives that visit its places and is voided.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from pipelines.sqltext import literal

WITHIN = "INTERVAL 120 MINUTE"
# Mental illness in ICD-10 is chapter F without F10 to F19, disorders by substances.
MENTAL_ICD10 = "^F(0[1-9]|[2-9])"

VISITS = """
CREATE OR REPLACE TEMP TABLE ed_part AS
SELECT v.encounter_id, e.patient_id, coalesce(v.is_triage_only, false) AS is_triage, e.encounter_class,
  e.start_ts, coalesce(e.discharge_ts, e.start_ts) AS end_ts, e.discharge_ts
FROM ed_visit AS v JOIN encounter AS e USING (encounter_id)
WHERE v.source_id = {source} AND NOT v.is_deleted AND NOT e.is_deleted
"""
PLACES = """
CREATE OR REPLACE TEMP TABLE ed_place AS
SELECT l.encounter_id, l.in_ts, l.out_ts, u.unit_type = 'treatment_room' AS is_room
FROM encounter_location AS l JOIN unit AS u USING (unit_id)
WHERE u.unit_type IN ('ed', 'treatment_room') AND NOT l.is_derived AND NOT l.is_deleted
  AND l.encounter_id IN (SELECT encounter_id FROM ed_part)
"""
# Every treatment visit with itself and with the triage that belongs to it.
WHOLES = f"""
CREATE OR REPLACE TEMP TABLE ed_whole AS
SELECT encounter_id, encounter_id AS part_id, start_ts AS part_start FROM ed_part
UNION ALL
SELECT t.encounter_id, p.encounter_id, p.start_ts
FROM ed_part AS t JOIN ed_part AS p USING (patient_id)
WHERE p.is_triage AND NOT t.is_triage
  AND ((p.start_ts <= t.start_ts AND p.end_ts >= t.start_ts - {WITHIN})
    OR (p.start_ts >= t.start_ts AND p.end_ts <= t.end_ts))
"""
TIMES = f"""
CREATE OR REPLACE TEMP TABLE ed_times AS
WITH touching AS (
  SELECT v.encounter_id, min(l.in_ts) AS first_ts, max(l.out_ts) AS last_ts
  FROM ed_part AS v JOIN ed_whole AS w USING (encounter_id) JOIN ed_place AS l ON l.encounter_id = w.part_id
  WHERE NOT l.is_room AND ((l.in_ts <= v.start_ts AND (l.out_ts IS NULL OR l.out_ts >= v.start_ts - {WITHIN}))
    OR (l.in_ts > v.start_ts AND l.in_ts <= v.end_ts))
  GROUP BY ALL
),
roomed AS (SELECT encounter_id, min(in_ts) AS roomed_ts FROM ed_place WHERE is_room GROUP BY ALL),
triaged AS (SELECT encounter_id, min(part_start) AS triage_ts FROM ed_whole WHERE part_id <> encounter_id GROUP BY ALL),
ordered AS (
  SELECT v.encounter_id, min(o.ordered_ts) FILTER (o.order_type = 'decision_to_admit') AS admit_ts,
    max(o.ordered_ts) FILTER (o.order_type = 'decision_to_transfer') AS transfer_ts
  FROM ed_part AS v JOIN patient_order AS o ON o.patient_id = v.patient_id AND o.ordered_ts BETWEEN v.start_ts AND v.end_ts
    AND coalesce(o.encounter_id, v.encounter_id) = v.encounter_id
  WHERE NOT (o.is_deleted OR o.is_void) GROUP BY ALL
),
observed AS (
  SELECT DISTINCT v.encounter_id FROM ed_part AS v JOIN encounter AS o ON o.patient_id = v.patient_id
    AND o.start_ts >= v.start_ts AND o.discharge_ts <= v.end_ts
  WHERE o.encounter_class = 'observation' AND o.status = 'finished' AND NOT (o.is_deleted OR o.is_void)
),
mental AS (
  SELECT DISTINCT encounter_id FROM encounter_diagnosis WHERE seq = 1 AND NOT (is_deleted OR is_void)
    AND ({{mental}} OR (code_system = 'icd10' AND regexp_matches(dx_code, '{MENTAL_ICD10}')))
)
SELECT v.encounter_id,
  v.is_triage AND v.encounter_id IN (SELECT part_id FROM ed_whole WHERE part_id <> encounter_id) AS is_part,
  coalesce(p.first_ts, v.start_ts) AS arrival_ts,
  coalesce(p.last_ts, CASE WHEN v.encounter_class <> 'inpatient' THEN v.discharge_ts END) AS departure_ts,
  r.roomed_ts, t.triage_ts, o.admit_ts, o.transfer_ts, observed.encounter_id IS NOT NULL AS was_observed,
  mental.encounter_id IS NOT NULL AS is_mental
FROM ed_part AS v LEFT JOIN touching AS p USING (encounter_id) LEFT JOIN roomed AS r USING (encounter_id)
LEFT JOIN triaged AS t USING (encounter_id) LEFT JOIN ordered AS o USING (encounter_id)
LEFT JOIN observed USING (encounter_id) LEFT JOIN mental USING (encounter_id)
"""
UPDATE = """
UPDATE ed_visit SET arrival_ts = n.arrival_ts, departure_ts = n.departure_ts, is_void = n.is_part,
  roomed_ts = n.roomed_ts, triage_ts = coalesce(n.triage_ts, ed_visit.triage_ts),
  decision_to_admit_ts = n.admit_ts, decision_to_transfer_ts = n.transfer_ts,
  had_observation = n.was_observed, mental_health_flag = n.is_mental
FROM ed_times AS n WHERE ed_visit.encounter_id = n.encounter_id
"""


def derive_times(con: duckdb.DuckDBPyConnection, source: str, mental: Collection[str]) -> None:
    """Make the emergency visits of a source anew from what is loaded; `mental`: diagnosis codes of mental illness."""
    codes = ", ".join(literal(code) for code in sorted(mental))
    con.execute(VISITS.format(source=literal(source)))
    con.execute(PLACES)
    con.execute(WHOLES)
    con.execute(TIMES.format(mental=f"dx_code IN ({codes})" if codes else "false"))
    con.execute(UPDATE)
    for table in ("ed_part", "ed_place", "ed_whole", "ed_times"):
        con.execute(f"DROP TABLE {table}")


__all__ = ["derive_times"]
