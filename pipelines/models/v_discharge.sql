-- One finished inpatient stay, on the local date of discharge.
-- reads: encounter, facility, patient, payer, unit
-- A stay on one local date counts 1 day (kpis.md G10). Leave days come off, but nobody who was there stayed 0 days.
WITH finished AS (
  SELECT e.*, timezone(f.time_zone, e.discharge_ts) AS discharge_local,
    CAST(timezone(f.time_zone, e.admit_ts) AS DATE) AS admit_date,
    CAST(timezone(f.time_zone, e.discharge_ts) AS DATE) AS discharge_date,
    coalesce(e.discharge_unit_id, e.unit_id, '?:' || e.facility_id) AS left_unit_id
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  WHERE e.encounter_class = 'inpatient' AND e.discharge_ts IS NOT NULL AND e.status <> 'cancelled'
),
measured AS (
  SELECT *, discharge_date - admit_date - coalesce(leave_days, 0) AS net_days
  FROM finished
)
SELECT e.encounter_id, e.facility_id, e.left_unit_id AS unit_id, e.discharge_date,
  hour(e.discharge_local) AS discharge_hour,
  isodow(e.discharge_date) AS weekday,
  CASE
    WHEN e.discharge_ts < e.admit_ts OR e.net_days > 365 THEN NULL
    WHEN e.discharge_date = e.admit_date THEN 1
    WHEN e.net_days < 0 THEN NULL
    ELSE greatest(e.net_days, 1)
  END AS los_days,
  e.discharge_date = e.admit_date AS is_same_day,
  e.is_newborn,
  coalesce(e.discharge_disposition, 'unknown') AS disposition,
  coalesce(e.admission_type, 'unknown') AS admission_type,
  coalesce(e.service_line, u.service_line, 'unknown') AS service_line,
  coalesce(e.specialty, u.specialty, 'unknown') AS specialty,
  coalesce(y.payer_class, 'unknown') AS payer_class,
  CASE
    WHEN p.birth_date IS NULL OR p.birth_date > e.admit_date THEN 'unknown'
    WHEN datesub('year', p.birth_date, e.admit_date) < 18 THEN '0-17'
    WHEN datesub('year', p.birth_date, e.admit_date) < 45 THEN '18-44'
    WHEN datesub('year', p.birth_date, e.admit_date) < 65 THEN '45-64'
    WHEN datesub('year', p.birth_date, e.admit_date) < 75 THEN '65-74'
    WHEN datesub('year', p.birth_date, e.admit_date) < 85 THEN '75-84'
    ELSE '85+'
  END AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(e.drg_code, 'unknown') AS drg_code,
  CAST(e.drg_weight AS DECIMAL(12, 4)) AS drg_weight
FROM measured e
LEFT JOIN live.unit u ON u.unit_id = e.left_unit_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
LEFT JOIN live.payer y ON y.payer_id = e.payer_id
