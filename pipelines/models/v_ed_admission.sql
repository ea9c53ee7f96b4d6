-- One emergency visit that led to an admission, with the ward that received it and the days of the stay.
-- reads: ed_visit, encounter, encounter_location, facility, unit
-- by: encounter_id
-- from ed_visit: encounter_id
-- from encounter: SELECT v.encounter_id FROM live.ed_visit v JOIN changed c ON c.encounter_id = v.inpatient_encounter_id
-- from encounter_location: SELECT v.encounter_id FROM live.ed_visit v JOIN changed c ON c.encounter_id = v.inpatient_encounter_id
-- A table of its own for the same reason as v_ed_person. The days are those of the emergency department's clock.
WITH admitted AS (
  SELECT v.encounter_id, v.inpatient_encounter_id, v.facility_id, v.unit_id, v.arrival_ts, f.time_zone
  FROM live.ed_visit v
  JOIN live.facility f USING (facility_id)
  WHERE v.inpatient_encounter_id IS NOT NULL
),
received AS (
  SELECT l.encounter_id, min_by(l.unit_id, (l.in_ts, l.unit_id)) AS unit_id
  FROM live.encounter_location l
  JOIN live.unit u ON u.unit_id = l.unit_id AND u.is_inpatient_bedded
  WHERE l.patient_class = 'inpatient'
    AND l.encounter_id IN (SELECT inpatient_encounter_id FROM admitted)
  GROUP BY l.encounter_id
)
SELECT a.encounter_id, a.facility_id, a.unit_id,
  CAST(timezone(a.time_zone, a.arrival_ts) AS DATE) AS arrival_date,
  coalesce(r.unit_id, 'unknown') AS receiving_unit_id,
  CAST(timezone(a.time_zone, e.admit_ts) AS DATE) AS admit_date,
  CAST(timezone(a.time_zone, e.discharge_ts) AS DATE) AS discharge_date
FROM admitted a
LEFT JOIN live.encounter e ON e.encounter_id = a.inpatient_encounter_id
LEFT JOIN received r ON r.encounter_id = a.inpatient_encounter_id
