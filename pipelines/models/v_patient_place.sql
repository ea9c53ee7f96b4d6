-- Where a patient belongs: the facility of the last kept appointment or finished visit. Only filled for sites that
-- send portal messages or monitoring, because nothing else asks for it.
-- reads: appointment, encounter, facility, portal_message, rpm_enrolment
-- by: patient_id
-- from appointment: patient_id
-- from encounter: patient_id
-- from portal_message: patient_id
-- from rpm_enrolment: patient_id
WITH asked AS (
  SELECT patient_id FROM live.portal_message
  UNION
  SELECT patient_id FROM live.rpm_enrolment
),
seen AS (
  SELECT a.patient_id, a.facility_id, a.scheduled_start_ts AS seen_ts
  FROM live.appointment a
  SEMI JOIN asked USING (patient_id)
  WHERE a.status = 'completed'
  UNION ALL
  SELECT e.patient_id, e.facility_id, e.discharge_ts
  FROM live.encounter e
  SEMI JOIN asked USING (patient_id)
  WHERE e.discharge_ts IS NOT NULL AND e.status NOT IN ('planned', 'cancelled')
)
SELECT s.patient_id, s.facility_id, '?:' || s.facility_id AS unit_id,
  CAST(timezone(f.time_zone, s.seen_ts) AS DATE) AS last_seen_date
FROM seen s
JOIN live.facility f USING (facility_id)
QUALIFY row_number() OVER (PARTITION BY s.patient_id ORDER BY s.seen_ts DESC, s.facility_id) = 1
