-- One finished inpatient stay, on the local date of discharge.
-- reads: encounter, encounter_location, expected_value, facility, patient, payer, unit
-- only encounter: encounter_class = 'inpatient' AND (discharge_ts IS NOT NULL OR episode_id IS NOT NULL)
-- only expected_value: model = 'los'
-- Linked stays of one patient, as a transfer between hospitals leaves them, are one episode: it ends with the last of
-- them and lasts from the first admission. While one of them is open it has not ended.
-- A stay on one local date counts 1 day (kpis.md G10). Leave days come off, but nobody who was there stayed 0 days.
-- The first ward is the first bedded unit of the stay as v_move walks it: no theatre, recovery or imaging, nothing under
-- 15 minutes; a stay without a known place began where it ended. Its path is known where a feed brought its movements:
-- the one place that is made up for a source without them tells no move, and not that there was none.
WITH finished AS (
  SELECT e.*, f.time_zone, timezone(f.time_zone, e.discharge_ts) AS discharge_local,
    CAST(timezone(f.time_zone, e.admit_ts) AS DATE) AS admit_date,
    CAST(timezone(f.time_zone, e.discharge_ts) AS DATE) AS discharge_date,
    coalesce(e.discharge_unit_id, e.unit_id, '?:' || e.facility_id) AS left_unit_id
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  WHERE e.encounter_class = 'inpatient' AND e.discharge_ts IS NOT NULL AND e.status <> 'cancelled'
),
linked AS (
  SELECT e.episode_id, e.patient_id, bool_and(e.discharge_ts IS NOT NULL) AS is_ended,
    max_by(e.encounter_id, (e.discharge_ts, e.encounter_id)) AS last_id, min(e.admit_ts) AS first_ts,
    min_by(CAST(timezone(f.time_zone, e.admit_ts) AS DATE), e.admit_ts) AS first_date,
    coalesce(sum(e.leave_days), 0) AS leave_days
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  WHERE e.encounter_class = 'inpatient' AND e.status <> 'cancelled' AND e.episode_id IS NOT NULL AND NOT e.is_newborn
  GROUP BY e.episode_id, e.patient_id
),
measured AS (
  SELECT e.*, e.discharge_date - e.admit_date - coalesce(e.leave_days, 0) AS net_days,
    coalesce(l.is_ended AND l.last_id = e.encounter_id, TRUE) AS is_episode_end,
    coalesce(l.first_ts, e.admit_ts) AS first_ts, coalesce(l.first_date, e.admit_date) AS first_date,
    e.discharge_date - coalesce(l.first_date, e.admit_date) - coalesce(l.leave_days, e.leave_days, 0) AS net_episode_days
  FROM finished e
  LEFT JOIN linked l ON l.episode_id = e.episode_id AND l.patient_id = e.patient_id AND NOT e.is_newborn
),
first_ward AS (
  SELECT l.encounter_id, l.unit_id
  FROM live.encounter_location l
  JOIN live.unit u ON u.unit_id = l.unit_id AND u.is_inpatient_bedded AND u.unit_type NOT IN ('or', 'pacu', 'imaging')
  WHERE l.encounter_id IN (SELECT encounter_id FROM finished)
    AND (l.out_ts IS NULL OR epoch(l.out_ts) - epoch(l.in_ts) >= 900)
  QUALIFY row_number() OVER (PARTITION BY l.encounter_id ORDER BY l.in_ts, l.out_ts NULLS LAST, l.stay_id) = 1
),
followed AS (
  SELECT DISTINCT encounter_id FROM live.encounter_location WHERE NOT is_derived
),
stay AS NOT MATERIALIZED (
  SELECT e.*, coalesce(w.unit_id, e.left_unit_id) AS first_unit_id,
    CASE
      WHEN e.discharge_ts < e.admit_ts OR e.net_days > 365 THEN NULL
      WHEN e.discharge_date = e.admit_date THEN 1
      WHEN e.net_days < 0 THEN NULL
      ELSE greatest(e.net_days, 1)
    END AS los_days,
    CASE
      WHEN NOT e.is_episode_end OR e.discharge_ts < e.first_ts OR e.net_episode_days > 365 THEN NULL
      WHEN e.discharge_date = e.first_date THEN 1
      WHEN e.net_episode_days < 0 THEN NULL
      ELSE greatest(e.net_episode_days, 1)
    END AS episode_days
  FROM measured e
  LEFT JOIN first_ward w USING (encounter_id)
),
border AS (
  SELECT drg_code, quantile_cont(los_days, 0.99) AS longest_days
  FROM stay
  WHERE NOT is_newborn AND los_days IS NOT NULL
  GROUP BY drg_code
  HAVING count(*) >= 100
)
SELECT e.encounter_id, e.facility_id, e.left_unit_id AS unit_id, e.discharge_date,
  hour(e.discharge_local) AS discharge_hour,
  isodow(e.discharge_date) AS weekday,
  e.los_days,
  e.episode_days,
  e.is_episode_end,
  CASE
    WHEN e.los_days IS NULL THEN 'unknown'
    WHEN e.los_days <= 14 THEN CAST(e.los_days AS VARCHAR)
    WHEN e.los_days <= 20 THEN '15-20'
    WHEN e.los_days <= 30 THEN '21-30'
    ELSE '31+'
  END AS los_band,
  e.discharge_date = e.admit_date AS is_same_day,
  e.is_newborn,
  q.encounter_id IS NOT NULL AS is_path_known,
  coalesce(e.los_days > b.longest_days AND NOT e.is_newborn, FALSE) AS is_longest,
  coalesce(e.discharge_disposition, 'unknown') AS disposition,
  coalesce(e.admission_type, 'unknown') AS admission_type,
  coalesce(e.admission_source, 'unknown') AS admission_source,
  e.first_unit_id,
  coalesce(f.unit_type, 'other') AS first_unit_type,
  coalesce(u.unit_type, 'other') AS unit_type,
  coalesce(e.service_line, u.service_line, 'unknown') AS service_line,
  coalesce(e.specialty, u.specialty, 'unknown') AS specialty,
  coalesce(y.payer_class, 'unknown') AS payer_class,
  age_band_at(p.birth_date, e.admit_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile,
  coalesce(e.drg_code, 'unknown') AS drg_code,
  CAST(e.drg_weight AS DECIMAL(12, 4)) AS drg_weight,
  CAST(x.expected AS DECIMAL(12, 4)) AS expected_days,
  CASE WHEN e.drg_gmlos > 0 THEN CAST(e.drg_gmlos AS DECIMAL(12, 4)) END AS drg_typical_days,
  CAST(epoch(e.discharge_ts) - epoch(e.discharge_order_ts) AS BIGINT) AS order_seconds,
  e.discharge_date - CAST(timezone(e.time_zone, e.discharge_ready_ts) AS DATE) AS delay_days
FROM stay e
LEFT JOIN border b USING (drg_code)
LEFT JOIN followed q ON q.encounter_id = e.encounter_id
LEFT JOIN live.unit f ON f.unit_id = e.first_unit_id
LEFT JOIN live.unit u ON u.unit_id = e.left_unit_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
LEFT JOIN live.payer y ON y.payer_id = e.payer_id
LEFT JOIN live.expected_value x ON x.encounter_id = e.encounter_id AND x.model = 'los' AND x.expected > 0
