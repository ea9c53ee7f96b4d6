-- One emergency department on one date: admitted patients who wait there for a bed at 08:00 and at 23:59:59 local.
-- reads: ed_visit, encounter, facility
-- A patient boards from the decision to admit until leaving the department. A visit that is still open boards as soon
-- as there is a decision. A department has a row for every date from its first visit to the last event of its facility.
WITH visit AS (
  SELECT v.facility_id, v.unit_id, v.arrival_ts, v.departure_ts, f.time_zone,
    CASE WHEN v.disposition IN ('admitted', 'in_progress') AND NOT v.had_observation
        AND coalesce(v.departure_ts >= v.decision_to_admit_ts, TRUE)
      THEN v.decision_to_admit_ts END AS begin_ts
  FROM live.ed_visit v
  JOIN live.facility f USING (facility_id)
  WHERE NOT v.is_scheduled_return
    AND v.encounter_id NOT IN (SELECT encounter_id FROM live.encounter WHERE status = 'cancelled')
),
horizon AS (
  SELECT facility_id, CAST(timezone(time_zone, max(greatest(arrival_ts, coalesce(departure_ts, arrival_ts)))) AS DATE)
    AS last_date
  FROM visit
  GROUP BY facility_id, time_zone
),
spine AS (
  SELECT unit_id, facility_id, time_zone,
    CAST(unnest(generate_series(first_ts, CAST(last_date AS TIMESTAMP), INTERVAL 1 DAY)) AS DATE) AS board_date
  FROM (
    SELECT unit_id, facility_id, time_zone, date_trunc('day', timezone(time_zone, min(arrival_ts))) AS first_ts
    FROM visit
    GROUP BY unit_id, facility_id, time_zone
  ) AS began
  JOIN horizon USING (facility_id)
),
-- The first date whose instant is not before a stamp: what is later in the day than the instant goes to the next date.
span AS (
  SELECT unit_id, 'midnight' AS kind,
    CAST(timezone(time_zone, begin_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    CAST(timezone(time_zone, departure_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS end_date
  FROM visit
  WHERE begin_ts IS NOT NULL
  UNION ALL
  SELECT unit_id, 'morning',
    CAST(timezone(time_zone, begin_ts) + INTERVAL 57599999999 MICROSECOND AS DATE),
    CAST(timezone(time_zone, departure_ts) + INTERVAL 57599999999 MICROSECOND AS DATE)
  FROM visit
  WHERE begin_ts IS NOT NULL
),
change AS (
  SELECT unit_id, event_date, sum(step) FILTER (WHERE kind = 'midnight') AS midnight,
    sum(step) FILTER (WHERE kind = 'morning') AS morning
  FROM (
    SELECT unit_id, kind, first_date AS event_date, 1 AS step FROM span
    UNION ALL
    SELECT unit_id, kind, end_date, -1 FROM span WHERE end_date IS NOT NULL
  ) AS event
  GROUP BY unit_id, event_date
)
SELECT s.facility_id, s.unit_id, s.board_date, isodow(s.board_date) AS weekday,
  CAST(coalesce(sum(c.midnight) OVER by_day, 0) AS INTEGER) AS boarders_midnight,
  CAST(coalesce(sum(c.morning) OVER by_day, 0) AS INTEGER) AS boarders_0800
FROM spine s
LEFT JOIN change c ON c.unit_id = s.unit_id AND c.event_date = s.board_date
WINDOW by_day AS (PARTITION BY s.unit_id ORDER BY s.board_date)
