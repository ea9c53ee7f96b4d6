-- One emergency visit that ended, placed on the local date of its departure.
-- reads: ed_visit, encounter, encounter_location, facility, patient, unit
-- A visit without a departure is placed on its arrival: a patient who left unseen, a feed that knows no departures,
-- and a visit without departure or disposition a day after arrival (disposition 'unknown': kept, so that coverage
-- shows it). The clock of "a day after" is the last event of the facility's own feed, never the clock on the wall.
WITH horizon AS (
  SELECT facility_id, max(greatest(arrival_ts, coalesce(departure_ts, arrival_ts))) AS last_ts
  FROM live.ed_visit
  GROUP BY facility_id
),
ended AS (
  SELECT v.*, f.time_zone,
    CASE WHEN v.disposition = 'in_progress' THEN 'unknown' ELSE v.disposition END AS ended_as,
    timezone(f.time_zone, v.arrival_ts) AS arrival_local,
    timezone(f.time_zone, coalesce(v.departure_ts, v.arrival_ts)) AS placed_local
  FROM live.ed_visit v
  JOIN live.facility f USING (facility_id)
  JOIN horizon h USING (facility_id)
  WHERE NOT v.is_scheduled_return
    AND v.disposition <> 'dead_on_arrival'
    AND (v.disposition <> 'in_progress'
      OR (v.departure_ts IS NULL AND epoch(h.last_ts) - epoch(v.arrival_ts) >= 86400))
),
received AS (
  SELECT l.encounter_id, min_by(l.unit_id, l.in_ts) AS unit_id
  FROM live.encounter_location l
  JOIN live.unit u ON u.unit_id = l.unit_id AND u.is_inpatient_bedded
  WHERE l.patient_class = 'inpatient'
    AND l.encounter_id IN (SELECT inpatient_encounter_id FROM ended)
  GROUP BY l.encounter_id
)
SELECT v.encounter_id, v.facility_id, v.unit_id,
  CAST(v.placed_local AS DATE) AS visit_date,
  CAST(v.arrival_local AS DATE) AS arrival_date,
  hour(v.arrival_local) AS arrival_hour,
  CASE WHEN hour(v.arrival_local) < 8 THEN '00-07' WHEN hour(v.arrival_local) < 16 THEN '08-15' ELSE '16-23' END
    AS arrival_hour_band,
  isodow(v.arrival_local) AS weekday,
  coalesce(CAST(v.acuity AS VARCHAR), 'unknown') AS acuity,
  coalesce(v.arrival_mode, 'unknown') AS arrival_mode,
  v.ended_as AS disposition,
  coalesce(CAST(v.ed_type AS VARCHAR), 'unknown') AS ed_type,
  CASE
    WHEN p.birth_date IS NULL OR p.birth_date > CAST(v.arrival_local AS DATE) THEN 'unknown'
    WHEN datesub('year', p.birth_date, CAST(v.arrival_local AS DATE)) < 18 THEN '0-17'
    WHEN datesub('year', p.birth_date, CAST(v.arrival_local AS DATE)) < 45 THEN '18-44'
    WHEN datesub('year', p.birth_date, CAST(v.arrival_local AS DATE)) < 65 THEN '45-64'
    WHEN datesub('year', p.birth_date, CAST(v.arrival_local AS DATE)) < 75 THEN '65-74'
    WHEN datesub('year', p.birth_date, CAST(v.arrival_local AS DATE)) < 85 THEN '75-84'
    ELSE '85+'
  END AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  CASE WHEN v.mental_health_flag THEN 'yes' ELSE 'no' END AS mental_health,
  coalesce(r.unit_id, 'unknown') AS receiving_unit_id,
  v.departure_ts IS NOT NULL AS has_departure,
  v.had_observation,
  CAST(epoch(v.provider_seen_ts) - epoch(v.arrival_ts) AS BIGINT) AS provider_seconds,
  CAST(epoch(v.roomed_ts) - epoch(v.arrival_ts) AS BIGINT) AS roomed_seconds,
  CAST(epoch(v.departure_ts) - epoch(v.arrival_ts) AS BIGINT) AS stay_seconds,
  CAST(epoch(v.departure_ts) - epoch(v.decision_to_admit_ts) AS BIGINT) AS boarding_seconds,
  CAST(timezone(v.time_zone, i.discharge_ts) AS DATE) - CAST(timezone(v.time_zone, i.admit_ts) AS DATE)
    AS inpatient_days
FROM ended v
LEFT JOIN live.encounter e ON e.encounter_id = v.encounter_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
LEFT JOIN live.encounter i ON i.encounter_id = v.inpatient_encounter_id
LEFT JOIN received r ON r.encounter_id = v.inpatient_encounter_id
WHERE e.status IS NULL OR e.status <> 'cancelled'
