-- Nursing hours beside patient days, one bedded unit on one date. Each unit counts patient days by its own method.
-- reads: live.encounter, live.encounter_location, live.facility, live.shift, live.unit, v_bed_day
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.encounter_location)
--
-- midnight = the census of 23:59:59. multiple_census = the mean of the counts at 05:59:59, 11:59:59, 17:59:59 and
-- 23:59:59. actual_hours = hours in the unit / 24. midnight_plus_short_stay_hours = the midnight census and, / 24, the
-- hours of observation patients and of stays that no midnight saw.
WITH day AS (
  SELECT b.facility_id, b.unit_id, b.unit_type, b.bed_date, b.patients, u.patient_day_method, f.time_zone,
    timezone(f.time_zone, b.bed_date::TIMESTAMP) AS begins,
    timezone(f.time_zone, (b.bed_date + 1)::TIMESTAMP) AS ends
  FROM v_bed_day AS b
  JOIN live.unit AS u USING (unit_id)
  JOIN live.facility AS f ON f.facility_id = b.facility_id
),
stay AS (
  SELECT l.unit_id, l.in_ts, coalesce(l.out_ts, e.discharge_ts, TIMESTAMPTZ '9999-12-31 00:00:00+00') AS out_ts,
    l.patient_class = 'observation'
      OR (timezone(f.time_zone, l.in_ts) + INTERVAL 999999 MICROSECOND)::DATE
        = (timezone(f.time_zone, coalesce(l.out_ts, e.discharge_ts)) + INTERVAL 999999 MICROSECOND)::DATE
      AS is_short
  FROM live.encounter_location AS l
  JOIN live.unit AS u ON u.unit_id = l.unit_id AND u.patient_day_method <> 'midnight'
  JOIN live.facility AS f ON f.facility_id = u.facility_id
  JOIN live.encounter AS e ON e.encounter_id = l.encounter_id AND e.status <> 'cancelled'
  WHERE coalesce(l.out_ts, e.discharge_ts, l.in_ts) >= l.in_ts
),
seen AS (
  SELECT d.unit_id, d.bed_date,
    sum(epoch(least(s.out_ts, d.ends)) - epoch(greatest(s.in_ts, d.begins)))::DECIMAL(18, 0) AS seconds,
    sum(epoch(least(s.out_ts, d.ends)) - epoch(greatest(s.in_ts, d.begins)))
      FILTER (WHERE s.is_short)::DECIMAL(18, 0) AS short_seconds,
    sum(len(list_filter([6, 12, 18, 24], lambda h:
      s.in_ts <= timezone(d.time_zone, d.bed_date + to_hours(h) - INTERVAL 1 SECOND)
      AND s.out_ts > timezone(d.time_zone, d.bed_date + to_hours(h) - INTERVAL 1 SECOND))))::DECIMAL(18, 0) AS counts
  FROM day AS d
  JOIN stay AS s ON s.unit_id = d.unit_id AND s.in_ts < d.ends AND s.out_ts > d.begins
  GROUP BY ALL
),
worked AS (
  SELECT unit_id, work_date,
    coalesce(sum(hours::DECIMAL(18, 4)) FILTER (
      WHERE is_direct_care AND staff_group IN ('rn', 'lpn', 'care_assistant')), 0) AS nursing_hours,
    coalesce(sum(hours::DECIMAL(18, 4)) FILTER (WHERE is_direct_care AND staff_group = 'rn'), 0) AS rn_hours
  FROM live.shift
  WHERE shift_kind = 'worked' AND NOT is_cancelled AND hours IS NOT NULL
    AND pay_code IN ('regular', 'overtime', 'agency', 'per_diem')
  GROUP BY ALL
)
SELECT d.facility_id, d.unit_id, d.unit_type, d.bed_date AS care_date, d.patient_day_method,
  CASE d.patient_day_method
    WHEN 'midnight' THEN d.patients
    WHEN 'actual_hours' THEN coalesce(s.seconds, 0)::DOUBLE / 86400
    WHEN 'multiple_census' THEN coalesce(s.counts, 0)::DOUBLE / 4
    ELSE d.patients + coalesce(s.short_seconds, 0)::DOUBLE / 86400
  END::DECIMAL(18, 6) AS patient_days,
  w.nursing_hours, w.rn_hours
FROM day AS d
LEFT JOIN seen AS s ON s.unit_id = d.unit_id AND s.bed_date = d.bed_date
LEFT JOIN worked AS w ON w.unit_id = d.unit_id AND w.work_date = d.bed_date
