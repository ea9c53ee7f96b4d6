-- One unit on one date: its patients at the census instant, and the time that observation patients spent in it.
-- reads: live.encounter, live.encounter_location, live.facility, live.unit, v_bed_day
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.encounter_location WHERE patient_class = 'observation')
-- only encounter_location: patient_class = 'observation'
--
-- Wherever the observation patients lie, in wards or beside them, on the dates of which the facility has a census. Who
-- has not left is there until the last of them ends.
WITH reach AS (
  SELECT facility_id, min(bed_date) AS first_date, max(bed_date) AS last_date FROM v_bed_day GROUP BY facility_id
),
stay AS (
  SELECT u.facility_id, u.unit_id, u.unit_type, f.time_zone, l.in_ts,
    coalesce(l.out_ts, e.discharge_ts, timezone(f.time_zone, (r.last_date + 1)::TIMESTAMP)) AS out_ts,
    r.first_date, r.last_date
  FROM live.encounter_location AS l
  JOIN live.unit AS u ON u.unit_id = l.unit_id AND u.unit_type <> 'nursery'
  JOIN live.facility AS f ON f.facility_id = u.facility_id
  JOIN live.encounter AS e ON e.encounter_id = l.encounter_id AND e.status <> 'cancelled'
  JOIN reach AS r ON r.facility_id = u.facility_id
  WHERE l.patient_class = 'observation'
),
part AS (
  SELECT *, unnest(range(
      greatest(timezone(time_zone, in_ts)::DATE, first_date)::TIMESTAMP,
      least(timezone(time_zone, out_ts)::DATE, last_date)::TIMESTAMP + INTERVAL 1 DAY, INTERVAL 1 DAY))::DATE AS day
  FROM stay
  WHERE out_ts > in_ts
),
observed AS (
  SELECT facility_id, unit_id, unit_type, day,
    sum((epoch(least(out_ts, timezone(time_zone, (day + 1)::TIMESTAMP)))
      - epoch(greatest(in_ts, timezone(time_zone, day::TIMESTAMP))))::BIGINT)::BIGINT AS seconds
  FROM part
  GROUP BY ALL
)
SELECT facility_id, unit_id, coalesce(b.unit_type, o.unit_type) AS unit_type, day,
  coalesce(b.patients, 0) AS patients, coalesce(o.seconds, 0) AS observation_seconds
FROM (SELECT facility_id, unit_id, unit_type, bed_date AS day, patients FROM v_bed_day) AS b
FULL JOIN observed AS o USING (facility_id, unit_id, day)
