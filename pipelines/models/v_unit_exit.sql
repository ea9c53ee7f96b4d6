-- One departure of an inpatient from a unit: a discharge, or a transfer to another unit. Newborns are left out.
-- reads: encounter, encounter_location, facility, unit, v_discharge
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.encounter_location)
-- A trip to theatre, recovery or imaging keeps the bed: such stays are skipped before looking for the next unit.
WITH ward_stay AS (
  SELECT l.stay_id, l.unit_id, l.patient_class, l.out_ts, u.facility_id, u.unit_type,
    lead(l.unit_id) OVER next_stay AS next_unit_id,
    lead(l.in_ts) OVER next_stay AS next_in_ts
  FROM live.encounter_location l
  JOIN live.unit u ON u.unit_id = l.unit_id AND u.unit_type NOT IN ('or', 'pacu', 'imaging')
  JOIN live.encounter e ON e.encounter_id = l.encounter_id AND e.status <> 'cancelled' AND NOT e.is_newborn
  WINDOW next_stay AS (PARTITION BY l.encounter_id ORDER BY l.in_ts, l.out_ts NULLS LAST, l.stay_id)
)
SELECT d.encounter_id AS exit_id, d.facility_id, d.unit_id, coalesce(u.unit_type, 'other') AS unit_type,
  d.discharge_date AS exit_date, 'discharge' AS kind
FROM v_discharge d
LEFT JOIN live.unit u ON u.unit_id = d.unit_id
WHERE NOT d.is_newborn
UNION ALL
SELECT s.stay_id, s.facility_id, s.unit_id, s.unit_type,
  CAST(timezone(f.time_zone, coalesce(s.out_ts, s.next_in_ts)) AS DATE), 'transfer'
FROM ward_stay s
JOIN live.facility f ON f.facility_id = s.facility_id
WHERE s.patient_class IN ('inpatient', 'boarder') AND s.next_unit_id <> s.unit_id
