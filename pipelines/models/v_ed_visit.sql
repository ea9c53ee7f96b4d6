-- One emergency visit that ended, placed on the local date of its departure.
-- reads: ed_visit, facility, v_ed_person, v_ed_admission
-- by: encounter_id
-- from ed_visit: encounter_id
-- from v_ed_person: encounter_id
-- from v_ed_admission: encounter_id
WITH placed AS (
  SELECT v.*, e.disposition AS ended_as, e.birth_date, e.sex, e.ethnicity, e.deprivation_quintile,
    f.time_zone,
    timezone(f.time_zone, v.arrival_ts) AS arrival_local,
    timezone(f.time_zone, coalesce(v.departure_ts, v.arrival_ts)) AS placed_local
  FROM v_ed_person e
  JOIN live.ed_visit v USING (encounter_id)
  JOIN live.facility f ON f.facility_id = v.facility_id
)
SELECT v.encounter_id, v.facility_id, v.unit_id,
  CAST(v.placed_local AS DATE) AS visit_date,
  CAST(v.arrival_local AS DATE) AS arrival_date,
  v.arrival_ts,
  hour(v.arrival_local) AS arrival_hour,
  CASE WHEN hour(v.arrival_local) < 8 THEN '00-07' WHEN hour(v.arrival_local) < 16 THEN '08-15' ELSE '16-23' END
    AS arrival_hour_band,
  isodow(v.arrival_local) AS weekday,
  coalesce(CAST(v.acuity AS VARCHAR), 'unknown') AS acuity,
  coalesce(v.arrival_mode, 'unknown') AS arrival_mode,
  v.ended_as AS disposition,
  coalesce(CAST(v.ed_type AS VARCHAR), 'unknown') AS ed_type,
  age_band_at(v.birth_date, CAST(v.arrival_local AS DATE)) AS age_band,
  v.sex, v.ethnicity, v.deprivation_quintile,
  CASE WHEN v.mental_health_flag THEN 'yes' ELSE 'no' END AS mental_health,
  CASE
    WHEN v.birth_date IS NULL OR v.birth_date > CAST(v.arrival_local AS DATE) THEN 'unknown'
    WHEN datesub('year', v.birth_date, CAST(v.arrival_local AS DATE)) < 18 THEN 'child'
    ELSE 'adult'
  END || CASE
    WHEN v.birth_date IS NULL OR v.birth_date > CAST(v.arrival_local AS DATE) THEN ''
    WHEN v.mental_health_flag THEN ' with mental illness'
    ELSE ''
  END AS access_group,
  coalesce(i.receiving_unit_id, 'unknown') AS receiving_unit_id,
  v.departure_ts IS NOT NULL AS has_departure,
  v.had_observation,
  CAST(epoch(v.triage_ts) - epoch(v.arrival_ts) AS BIGINT) AS triage_seconds,
  CAST(epoch(v.provider_seen_ts) - epoch(v.arrival_ts) AS BIGINT) AS provider_seconds,
  CAST(epoch(v.roomed_ts) - epoch(v.arrival_ts) AS BIGINT) AS roomed_seconds,
  CAST(epoch(v.departure_ts) - epoch(v.arrival_ts) AS BIGINT) AS stay_seconds,
  CAST(epoch(v.departure_ts) - CASE WHEN v.arrival_mode = 'ambulance'
    THEN epoch(v.arrival_ts) + least(greatest(coalesce(epoch(v.handover_ts) - epoch(v.arrival_ts), 900), 0), 900)
    ELSE epoch(v.arrival_ts) END AS BIGINT) AS clock_seconds,
  CAST(epoch(v.departure_ts) - epoch(v.decision_to_admit_ts) AS BIGINT) AS boarding_seconds,
  CAST(epoch(v.departure_ts) - epoch(v.decision_to_transfer_ts) AS BIGINT) AS transfer_seconds,
  i.discharge_date - i.admit_date AS inpatient_days
FROM placed v
LEFT JOIN v_ed_admission i ON i.encounter_id = v.encounter_id
