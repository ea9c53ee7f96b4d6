-- One emergency visit that the patient left for home, with the next unplanned arrival anywhere in the network.
-- reads: ed_visit, encounter, v_ed_visit, v_visit_reach
-- by: encounter_id
-- from v_ed_visit: SELECT encounter_id FROM changed
-- from ed_visit: SELECT encounter_id FROM changed
-- from ed_visit: SELECT encounter_id FROM live.encounter
--   SEMI JOIN (SELECT patient_id FROM live.encounter SEMI JOIN changed USING (encounter_id)) USING (patient_id)
-- from v_visit_reach: SELECT encounter_id FROM live.ed_visit
--   WHERE departure_ts >= (SELECT min(last_date) FROM changed) - INTERVAL 5 DAY
-- from encounter: SELECT encounter_id FROM changed
-- from encounter: SELECT encounter_id FROM live.encounter SEMI JOIN changed USING (patient_id)
-- only v_visit_reach: feed = 'ed_visit'
-- Any unplanned arrival is a return, also of a patient who is dead on arrival or still in the department. A visit that
-- began before the patient left is not a return. Follow-up ends with the last event of any department,
-- or after three days. The visits of the patients of a part are few, and as a list they are taken for few.
WITH gone AS (
  SELECT v.*, e.patient_id, CASE WHEN v.stay_seconds BETWEEN 0 AND 2592000 THEN s.departure_ts END AS left_ts
  FROM v_ed_visit v
  JOIN live.ed_visit s ON s.encounter_id = v.encounter_id
  JOIN live.encounter e ON e.encounter_id = v.encounter_id
  WHERE v.disposition IN ('discharged', 'lwbs', 'left_before_complete', 'ama')
    /* parts: v.encounter_id IN (FROM touched) AND s.encounter_id IN (FROM touched) AND e.encounter_id IN (FROM touched) */
),
arrival AS (
  SELECT e.patient_id, v.arrival_ts, v.disposition = 'admitted' AS is_admitted
  FROM live.ed_visit v
  JOIN live.encounter e USING (encounter_id)
  WHERE NOT v.is_scheduled_return AND e.status <> 'cancelled' /* parts: v.encounter_id IN (
      SELECT unnest(list(encounter_id)) FROM live.encounter WHERE patient_id IN (SELECT patient_id FROM gone)) */
),
horizon AS (
  SELECT max(last_ts) AS last_ts FROM v_visit_reach WHERE feed = 'ed_visit'
)
SELECT g.encounter_id, g.facility_id, g.unit_id, g.visit_date, g.weekday, g.arrival_hour_band, g.acuity,
  g.arrival_mode, g.ed_type, g.age_band, g.sex, g.ethnicity, g.deprivation_quintile, g.mental_health,
  CASE WHEN g.disposition = 'discharged' THEN 'sent_home' ELSE 'gave_up' END AS left_how,
  CAST(CASE WHEN g.left_ts IS NOT NULL THEN least(epoch(h.last_ts) - epoch(g.left_ts), 259200) END AS BIGINT)
    AS followed_seconds,
  CAST(epoch(a.arrival_ts) - epoch(g.left_ts) AS BIGINT) AS return_seconds,
  coalesce(a.is_admitted, FALSE) AS is_return_admitted
FROM gone g
CROSS JOIN horizon h
ASOF LEFT JOIN arrival a ON a.patient_id = g.patient_id AND g.left_ts < a.arrival_ts
