-- One bedded unit on one date: its staffed beds, and its patients at 23:59:59 local (kpis.md G9).
-- reads: alc_period, bed_capacity, encounter, encounter_location, facility, unit, v_visit_reach
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.encounter_location)
-- only encounter: episode_id IS NOT NULL
-- A stay is two events, +1 on the first date whose 23:59:59 it covers and -1 on the first one after; the census is
-- their running sum, so time grows with stays and not with stays times days. Adding 999,999 microseconds before
-- cutting to the date moves exactly the instants after 23:59:59 to the next date. Every date of the spine has a row,
-- also an empty one; stays still open count up to the last date on which the facility shows any event.
-- Long stays and delayed patients are the same events, begun later or cut to the delay, so they never exceed the census.
-- Occupied seconds: who was there when the day began times its length, plus what each event of the day adds or takes.
WITH ward AS (
  SELECT u.unit_id, u.facility_id, u.unit_type, u.valid_from, u.valid_to, f.time_zone
  FROM live.unit u
  JOIN live.facility f USING (facility_id)
  WHERE u.is_inpatient_bedded AND u.unit_type <> 'nursery'
),
admitted AS (
  SELECT e.encounter_id, CAST(timezone(f.time_zone, coalesce(
    min(e.admit_ts) OVER (PARTITION BY coalesce(e.episode_id, 'one:' || e.encounter_id)), e.admit_ts)) AS DATE)
      AS admit_date
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  WHERE e.status <> 'cancelled'
),
stay AS (
  SELECT w.facility_id, w.unit_id, w.unit_type, w.time_zone, l.encounter_id, a.admit_date, l.in_ts,
    coalesce(l.out_ts, e.discharge_ts) AS left_ts,
    CAST(timezone(w.time_zone, l.in_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    CAST(timezone(w.time_zone, coalesce(l.out_ts, e.discharge_ts)) + INTERVAL 999999 MICROSECOND AS DATE)
      AS end_date
  FROM live.encounter_location l
  JOIN ward w ON w.unit_id = l.unit_id
  JOIN live.encounter e ON e.encounter_id = l.encounter_id AND e.status <> 'cancelled'
  JOIN admitted a ON a.encounter_id = l.encounter_id
  WHERE l.patient_class IN ('inpatient', 'boarder')
    AND coalesce(l.out_ts, e.discharge_ts, l.in_ts) >= l.in_ts
),
last_event AS (
  SELECT facility_id, last_ts FROM v_visit_reach
  UNION ALL
  SELECT w.facility_id, max(greatest(l.in_ts, coalesce(l.out_ts, l.in_ts)))
  FROM live.encounter_location l
  JOIN ward w ON w.unit_id = l.unit_id
  GROUP BY w.facility_id
),
horizon AS (
  SELECT e.facility_id, CAST(timezone(f.time_zone, max(e.last_ts)) AS DATE) AS last_date
  FROM last_event e
  JOIN live.facility f USING (facility_id)
  GROUP BY e.facility_id, f.time_zone
),
facility_start AS (
  SELECT facility_id, min(first_date) AS first_date FROM stay GROUP BY facility_id
),
used AS (
  SELECT unit_id, min(first_date) AS first_date, max(end_date) - 1 AS last_date FROM stay GROUP BY unit_id
),
open_span AS (
  SELECT w.unit_id, w.facility_id, w.unit_type,
    least(s.first_date, greatest(b.first_date, w.valid_from)) AS first_date,
    CASE WHEN w.valid_to IS NULL THEN h.last_date ELSE least(h.last_date, greatest(w.valid_to, s.last_date)) END
      AS last_date
  FROM ward w
  JOIN facility_start b USING (facility_id)
  JOIN horizon h USING (facility_id)
  LEFT JOIN used s ON s.unit_id = w.unit_id
),
spine AS (
  SELECT unit_id, facility_id, unit_type,
    CAST(unnest(generate_series(CAST(first_date AS TIMESTAMP), CAST(last_date AS TIMESTAMP), INTERVAL 1 DAY)) AS DATE)
      AS bed_date
  FROM open_span
),
spell AS (
  SELECT a.encounter_id, e.facility_id,
    CAST(timezone(f.time_zone, a.start_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    coalesce(CAST(timezone(f.time_zone, a.end_ts) + INTERVAL 999999 MICROSECOND AS DATE), DATE '9999-12-31') AS end_date
  FROM live.alc_period a
  JOIN live.encounter e USING (encounter_id)
  JOIN live.facility f ON f.facility_id = e.facility_id
),
marked AS (
  SELECT *, max(end_date) OVER (PARTITION BY encounter_id ORDER BY first_date, end_date
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
  FROM spell
  WHERE end_date > first_date
),
delay AS (
  SELECT encounter_id, greatest(first_date, coalesce(reached, first_date)) AS first_date, end_date
  FROM marked
  WHERE reached IS NULL OR end_date > reached
),
span AS (
  SELECT unit_id, 'present' AS kind, first_date, end_date FROM stay
  UNION ALL
  SELECT unit_id, n.kind, greatest(first_date, admit_date + n.days), end_date
  FROM stay
  CROSS JOIN (VALUES ('long_7', 7), ('long_14', 14), ('long_21', 21)) AS n(kind, days)
  WHERE unit_type NOT IN ('rehab', 'psych', 'nicu')
  UNION ALL
  SELECT s.unit_id, 'delayed', greatest(s.first_date, d.first_date), least(coalesce(s.end_date, d.end_date), d.end_date)
  FROM stay s
  JOIN delay d USING (encounter_id)
),
change AS (
  SELECT unit_id, event_date,
    sum(step) FILTER (WHERE kind = 'present') AS present, sum(step) FILTER (WHERE kind = 'delayed') AS delayed,
    sum(step) FILTER (WHERE kind = 'long_7') AS long_7, sum(step) FILTER (WHERE kind = 'long_14') AS long_14,
    sum(step) FILTER (WHERE kind = 'long_21') AS long_21
  FROM (
    SELECT unit_id, kind, first_date AS event_date, 1 AS step
    FROM span
    WHERE end_date IS NULL OR end_date > first_date
    UNION ALL
    SELECT unit_id, kind, end_date, -1 FROM span WHERE end_date > first_date
  ) AS event
  GROUP BY unit_id, event_date
),
passed AS (
  SELECT unit_id, event_date, CAST(sum(seconds) AS BIGINT) AS seconds, sum(step) AS step
  FROM (
    SELECT unit_id, first_date AS event_date, 1 AS step,
      epoch(timezone(time_zone, CAST(first_date + 1 AS TIMESTAMP))) - epoch(in_ts) AS seconds
    FROM stay
    UNION ALL
    SELECT unit_id, end_date, -1, epoch(left_ts) - epoch(timezone(time_zone, CAST(end_date + 1 AS TIMESTAMP)))
    FROM stay
    WHERE end_date IS NOT NULL
  ) AS event
  GROUP BY unit_id, event_date
),
census AS (
  SELECT s.*, f.time_zone, coalesce(p.seconds, 0) AS seconds,
    coalesce(sum(c.present) OVER by_day, 0) AS patients,
    coalesce(sum(c.delayed) OVER by_day, 0) AS delayed,
    coalesce(sum(c.long_7) OVER by_day, 0) AS long_7,
    coalesce(sum(c.long_14) OVER by_day, 0) AS long_14,
    coalesce(sum(c.long_21) OVER by_day, 0) AS long_21,
    coalesce(sum(p.step) OVER by_day, 0) - coalesce(p.step, 0) AS at_start
  FROM spine s
  JOIN live.facility f USING (facility_id)
  LEFT JOIN change c ON c.unit_id = s.unit_id AND c.event_date = s.bed_date
  LEFT JOIN passed p ON p.unit_id = s.unit_id AND p.event_date = s.bed_date
  WINDOW by_day AS (PARTITION BY s.unit_id ORDER BY s.bed_date)
),
measured AS (
  SELECT *, CAST(epoch(timezone(time_zone, CAST(bed_date + 1 AS TIMESTAMP)))
    - epoch(timezone(time_zone, CAST(bed_date AS TIMESTAMP))) AS BIGINT) AS day_seconds
  FROM census
)
SELECT c.facility_id, c.unit_id, c.unit_type, isodow(c.bed_date) AS weekday, c.bed_date,
  CAST(c.patients AS INTEGER) AS patients,
  CASE WHEN c.bed_date - k.census_date <= 7 THEN k.staffed_beds END AS staffed_beds,
  CASE WHEN c.bed_date - k.census_date <= 7 THEN k.licensed_beds END AS licensed_beds,
  CAST(c.at_start * c.day_seconds + c.seconds AS BIGINT) AS occupied_seconds,
  c.day_seconds,
  CASE WHEN c.facility_id IN (SELECT facility_id FROM spell) THEN CAST(c.delayed AS INTEGER) END AS delayed_patients,
  CAST(c.long_7 AS INTEGER) AS long_stay_7,
  CAST(c.long_14 AS INTEGER) AS long_stay_14,
  CAST(c.long_21 AS INTEGER) AS long_stay_21
FROM measured c
ASOF LEFT JOIN live.bed_capacity k ON k.unit_id = c.unit_id AND k.census_date <= c.bed_date
