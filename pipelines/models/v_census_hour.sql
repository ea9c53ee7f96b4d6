-- One bedded unit at one full hour: the inpatients and boarders who were there. Hours without anybody have no row.
-- reads: encounter, encounter_location, facility, v_bed_day
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.encounter_location)
-- Hours are counted in UTC, so that the repeated hour of autumn is two hours, and the skipped one of spring none; the
-- date is the local one. Stays begin and end as in the census, and reach as far as its dates.
WITH ward AS (
  SELECT b.unit_id, b.facility_id, b.unit_type, f.time_zone, min(b.bed_date) AS first_date, max(b.bed_date) AS last_date
  FROM v_bed_day b
  JOIN live.facility f ON f.facility_id = b.facility_id
  GROUP BY b.unit_id, b.facility_id, b.unit_type, f.time_zone
),
stay AS (
  SELECT w.unit_id, timezone('UTC', l.in_ts) AS in_at, timezone('UTC', coalesce(l.out_ts, e.discharge_ts)) AS out_at
  FROM live.encounter_location l
  JOIN ward w ON w.unit_id = l.unit_id
  JOIN live.encounter e ON e.encounter_id = l.encounter_id AND e.status <> 'cancelled'
  WHERE l.patient_class IN ('inpatient', 'boarder') AND coalesce(l.out_ts, e.discharge_ts, l.in_ts) >= l.in_ts
),
change AS (
  SELECT unit_id, date_trunc('hour', event_at + INTERVAL 3599999999 MICROSECOND) AS census_hour, sum(step) AS step
  FROM (
    SELECT unit_id, in_at AS event_at, 1 AS step FROM stay
    UNION ALL
    SELECT unit_id, out_at, -1 FROM stay WHERE out_at IS NOT NULL
  ) AS event
  GROUP BY ALL
),
spine AS (
  SELECT unit_id, facility_id, unit_type, time_zone,
    unnest(generate_series(
      date_trunc('hour', timezone('UTC', timezone(time_zone, CAST(first_date AS TIMESTAMP))) - INTERVAL 1 DAY),
      timezone('UTC', timezone(time_zone, CAST(last_date + 1 AS TIMESTAMP))) - INTERVAL 1 MICROSECOND,
      INTERVAL 1 HOUR)) AS census_hour
  FROM ward
),
census AS (
  SELECT s.*, sum(c.step) OVER (PARTITION BY s.unit_id ORDER BY s.census_hour) AS patients
  FROM spine s
  LEFT JOIN change c ON c.unit_id = s.unit_id AND c.census_hour = s.census_hour
)
SELECT facility_id, unit_id, unit_type, CAST(timezone(time_zone, timezone('UTC', census_hour)) AS DATE) AS census_date,
  census_hour, CAST(patients AS INTEGER) AS patients
FROM census
WHERE patients > 0
