-- One open referral-to-treatment pathway at one month end.
-- reads: patient, referral
-- Open: the clock has started by the snapshot and has not stopped by it. A pathway made void was never one. A month end
-- is reached when a clock of the facility starts or stops on one of its last four dates, or later.
WITH pathway AS (
  SELECT r.*, coalesce(greatest(clock_start_date, clock_stop_date), clock_start_date, clock_stop_date) AS last_date
  FROM live.referral r
  WHERE coalesce(r.stop_reason, '') <> 'null_void'
),
horizon AS (
  SELECT facility_id, max(last_date) AS last_date FROM pathway GROUP BY facility_id
),
snapshot AS (
  SELECT p.*, CAST(unnest(generate_series(
      date_trunc('month', CAST(p.clock_start_date AS TIMESTAMP)),
      date_trunc('month', least(h.last_date + 3, coalesce(p.clock_stop_date, h.last_date + 3)) + INTERVAL 1 DAY)
        - INTERVAL 1 DAY,
      INTERVAL 1 MONTH)) + INTERVAL 1 MONTH AS DATE) - 1 AS snapshot_date
  FROM pathway p
  JOIN horizon h USING (facility_id)
  WHERE p.clock_start_date IS NOT NULL
)
SELECT s.pathway_id, s.facility_id, '?:' || s.facility_id AS unit_id, s.snapshot_date, s.specialty,
  age_band_at(p.birth_date, s.snapshot_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile,
  s.snapshot_date - s.clock_start_date AS waited_days
FROM snapshot s
LEFT JOIN live.patient p ON p.patient_id = s.patient_id
WHERE s.clock_stop_date IS NULL OR s.clock_stop_date > s.snapshot_date
