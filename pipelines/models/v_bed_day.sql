-- One bedded unit on one date: its staffed beds, and its patients at 23:59:59 local (kpis.md G9).
-- reads: bed_capacity, ed_visit, encounter, encounter_location, facility, unit
-- A stay is two events, +1 on the first date whose 23:59:59 it covers and -1 on the first one after; the census is
-- their running sum, so time grows with stays and not with stays times days. Adding 999,999 microseconds before
-- cutting to the date moves exactly the instants after 23:59:59 to the next date. Every date of the spine has a row,
-- also an empty one; stays still open count up to the last date on which the facility shows any event.
WITH ward AS (
  SELECT u.unit_id, u.facility_id, u.unit_type, u.valid_from, u.valid_to, f.time_zone
  FROM live.unit u
  JOIN live.facility f USING (facility_id)
  WHERE u.is_inpatient_bedded AND u.unit_type <> 'nursery'
),
stay AS (
  SELECT w.facility_id, w.unit_id,
    CAST(timezone(w.time_zone, l.in_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    CAST(timezone(w.time_zone, coalesce(l.out_ts, e.discharge_ts)) + INTERVAL 999999 MICROSECOND AS DATE)
      AS end_date
  FROM live.encounter_location l
  JOIN ward w ON w.unit_id = l.unit_id
  JOIN live.encounter e ON e.encounter_id = l.encounter_id AND e.status <> 'cancelled'
  WHERE l.patient_class IN ('inpatient', 'boarder')
    AND coalesce(l.out_ts, e.discharge_ts, l.in_ts) >= l.in_ts
),
last_event AS (
  SELECT facility_id, max(greatest(start_ts, admit_ts, coalesce(discharge_ts, start_ts))) AS last_ts
  FROM live.encounter
  WHERE status NOT IN ('planned', 'cancelled')
  GROUP BY facility_id
  UNION ALL
  SELECT facility_id, max(greatest(arrival_ts, coalesce(departure_ts, arrival_ts)))
  FROM live.ed_visit
  GROUP BY facility_id
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
change AS (
  SELECT unit_id, event_date, sum(step) AS step
  FROM (
    SELECT unit_id, first_date AS event_date, 1 AS step FROM stay
    UNION ALL
    SELECT unit_id, end_date, -1 FROM stay WHERE end_date IS NOT NULL
  ) AS event
  GROUP BY unit_id, event_date
),
census AS (
  SELECT s.*, coalesce(sum(c.step) OVER (PARTITION BY s.unit_id ORDER BY s.bed_date), 0) AS patients
  FROM spine s
  LEFT JOIN change c ON c.unit_id = s.unit_id AND c.event_date = s.bed_date
)
SELECT c.facility_id, c.unit_id, c.unit_type, isodow(c.bed_date) AS weekday, c.bed_date,
  CAST(c.patients AS INTEGER) AS patients,
  CASE WHEN c.bed_date - k.census_date <= 7 THEN k.staffed_beds END AS staffed_beds,
  CASE WHEN c.bed_date - k.census_date <= 7 THEN k.licensed_beds END AS licensed_beds
FROM census c
ASOF LEFT JOIN live.bed_capacity k ON k.unit_id = c.unit_id AND k.census_date <= c.bed_date
