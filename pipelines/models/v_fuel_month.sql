-- Energy and emissions of one fuel of one facility and month, beside its patient days and floor area.
-- reads: energy_use, facility, v_bed_day
-- A month is complete when every fuel read in one of the three months before it has a reading again. Patient days
-- count only where the beds were counted from the first to the last day of the month.
WITH fuel AS (
  SELECT facility_id, CAST(date_trunc('month', month) AS DATE) AS month_date, fuel, sum(kwh) AS kwh,
    sum(kgco2e) AS kgco2e, bool_or(is_estimated) AS is_estimated
  FROM live.energy_use
  GROUP BY ALL
),
missing AS (
  SELECT DISTINCT m.facility_id, m.month_date
  FROM (SELECT DISTINCT facility_id, month_date FROM fuel) m
  JOIN fuel b ON b.facility_id = m.facility_id AND b.month_date < m.month_date
    AND b.month_date >= m.month_date - INTERVAL 3 MONTH
  ANTI JOIN fuel n ON n.facility_id = m.facility_id AND n.month_date = m.month_date AND n.fuel = b.fuel
),
reach AS (
  SELECT facility_id, min(bed_date) AS first_date, max(bed_date) AS last_date FROM v_bed_day GROUP BY facility_id
),
bed AS (
  SELECT b.facility_id, CAST(date_trunc('month', b.bed_date) AS DATE) AS month_date, sum(b.patients) AS patient_days
  FROM v_bed_day b
  GROUP BY ALL
)
SELECT e.facility_id, '?:' || e.facility_id AS unit_id, e.month_date, e.fuel,
  CAST(e.kwh AS DECIMAL(18, 3)) AS kwh,
  CAST(e.kgco2e AS DECIMAL(18, 3)) AS kgco2e,
  CAST(CASE WHEN r.first_date <= e.month_date AND r.last_date >= CAST(e.month_date + INTERVAL 1 MONTH AS DATE) - 1
    THEN b.patient_days END AS BIGINT) AS patient_days,
  CAST(f.floor_area_m2 AS DECIMAL(18, 3)) AS floor_area_m2,
  x.facility_id IS NULL AS is_complete,
  e.is_estimated
FROM fuel e
JOIN live.facility f ON f.facility_id = e.facility_id
LEFT JOIN reach r ON r.facility_id = e.facility_id
LEFT JOIN bed b ON b.facility_id = e.facility_id AND b.month_date = e.month_date
LEFT JOIN missing x ON x.facility_id = e.facility_id AND x.month_date = e.month_date
