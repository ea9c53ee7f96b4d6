-- One field of one source in one facility on one date: how many rows should hold it, and how many do.
-- reads: appointment, ed_visit, encounter, facility, incident, procedure_case
-- by: seen_date
-- from ed_visit: SELECT CAST(timezone(f.time_zone, c.arrival_ts) AS DATE) FROM changed c JOIN live.facility f USING (facility_id)
-- from encounter: SELECT CAST(timezone(f.time_zone, c.discharge_ts) AS DATE) FROM changed c JOIN live.facility f USING (facility_id)
-- from appointment: SELECT CAST(timezone(f.time_zone, c.scheduled_start_ts) AS DATE) FROM changed c
--   JOIN live.facility f USING (facility_id)
-- from procedure_case: SELECT CAST(timezone(f.time_zone, coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts)) AS DATE)
--   FROM changed c JOIN live.facility f USING (facility_id)
-- from incident: SELECT CAST(timezone(f.time_zone, c.reported_ts) AS DATE) FROM changed c JOIN live.facility f USING (facility_id)
-- A field counts where the care that fills it took place: nobody who left unseen has a time at which a provider came.
WITH ed AS (
  SELECT e.*, CAST(timezone(f.time_zone, e.arrival_ts) AS DATE) AS day
  FROM live.ed_visit e
  JOIN live.facility f USING (facility_id)
  WHERE e.disposition NOT IN ('in_progress', 'dead_on_arrival')
    /* parts: e.arrival_ts BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched)
      AND CAST(timezone(f.time_zone, e.arrival_ts) AS DATE) IN (FROM touched) */
),
stay AS (
  SELECT e.*, CAST(timezone(f.time_zone, e.discharge_ts) AS DATE) AS day
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  WHERE e.encounter_class = 'inpatient' AND e.discharge_ts IS NOT NULL AND e.status <> 'cancelled'
    /* parts: e.discharge_ts BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched)
      AND CAST(timezone(f.time_zone, e.discharge_ts) AS DATE) IN (FROM touched) */
),
visit AS (
  SELECT a.*, CAST(timezone(f.time_zone, a.scheduled_start_ts) AS DATE) AS day
  FROM live.appointment a
  JOIN live.facility f USING (facility_id)
  WHERE a.status = 'completed'
    /* parts: a.scheduled_start_ts BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched)
      AND CAST(timezone(f.time_zone, a.scheduled_start_ts) AS DATE) IN (FROM touched) */
),
operation AS (
  SELECT c.*, CAST(timezone(f.time_zone, coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts)) AS DATE) AS day
  FROM live.procedure_case c
  JOIN live.facility f USING (facility_id)
  WHERE c.status = 'done'
    /* parts: coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts) BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched)
      AND CAST(timezone(f.time_zone, coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts)) AS DATE) IN (FROM touched) */
),
report AS (
  SELECT i.*, CAST(timezone(f.time_zone, i.reported_ts) AS DATE) AS day
  FROM live.incident i
  JOIN live.facility f USING (facility_id)
  WHERE TRUE /* parts: i.reported_ts BETWEEN
      (SELECT min(seen_date) - 2 FROM touched) AND (SELECT max(seen_date) + 2 FROM touched)
      AND CAST(timezone(f.time_zone, i.reported_ts) AS DATE) IN (FROM touched) */
),
counted AS (
  SELECT 'ed_visit.triage_ts' AS field, source_id, facility_id, day, count(*) AS eligible_rows, count(triage_ts) AS valid_rows
  FROM ed WHERE disposition <> 'lwbs' GROUP BY ALL
  UNION ALL
  SELECT 'ed_visit.provider_seen_ts', source_id, facility_id, day, count(*), count(provider_seen_ts)
  FROM ed WHERE disposition <> 'lwbs' GROUP BY ALL
  UNION ALL
  SELECT 'ed_visit.departure_ts', source_id, facility_id, day, count(*), count(departure_ts) FROM ed GROUP BY ALL
  UNION ALL
  SELECT 'ed_visit.decision_to_admit_ts', source_id, facility_id, day, count(*), count(decision_to_admit_ts)
  FROM ed WHERE disposition = 'admitted' GROUP BY ALL
  UNION ALL
  SELECT 'encounter.discharge_disposition', source_id, facility_id, day, count(*),
    count(*) FILTER (WHERE discharge_disposition <> 'unknown') FROM stay GROUP BY ALL
  UNION ALL
  SELECT 'encounter.principal_dx', source_id, facility_id, day, count(*), count(principal_dx) FROM stay GROUP BY ALL
  UNION ALL
  SELECT 'encounter.drg_code', source_id, facility_id, day, count(*), count(drg_code) FROM stay GROUP BY ALL
  UNION ALL
  SELECT 'encounter.payer_id', source_id, facility_id, day, count(*), count(*) FILTER (WHERE payer_id <> 'class:unknown')
  FROM stay GROUP BY ALL
  UNION ALL
  SELECT 'appointment.roomed_ts', source_id, facility_id, day, count(*), count(roomed_ts) FROM visit GROUP BY ALL
  UNION ALL
  SELECT 'procedure_case.patient_in_ts', source_id, facility_id, day, count(*), count(patient_in_ts) FROM operation GROUP BY ALL
  UNION ALL
  SELECT 'procedure_case.patient_out_ts', source_id, facility_id, day, count(*), count(patient_out_ts) FROM operation GROUP BY ALL
  UNION ALL
  SELECT 'incident.unit_id', source_id, facility_id, day, count(*), count(*) FILTER (WHERE unit_id NOT LIKE '?:%')
  FROM report GROUP BY ALL
)
SELECT field, source_id, facility_id, '?:' || facility_id AS unit_id, day AS seen_date, eligible_rows, valid_rows
FROM counted
WHERE day IS NOT NULL
