-- One emergency department on one date: admitted patients who wait there for a bed at 08:00 and at 23:59:59 local.
-- reads: ed_visit, encounter, facility, v_visit_reach
-- by: board_date
-- from ed_visit: SELECT CAST(unnest(generate_series(first_ts, last_ts, INTERVAL 1 DAY)) AS DATE) FROM (
--   SELECT CAST(CAST(min(least(arrival_ts, decision_to_admit_ts)) AS DATE) - 2 AS TIMESTAMP) AS first_ts,
--   CAST((SELECT max(last_date) + 1 FROM v_visit_reach WHERE feed = 'ed_visit') AS TIMESTAMP) AS last_ts FROM changed)
-- from encounter: SELECT CAST(unnest(generate_series(first_ts, last_ts, INTERVAL 1 DAY)) AS DATE) FROM (
--   SELECT CAST(CAST(min(least(v.arrival_ts, v.decision_to_admit_ts)) AS DATE) - 2 AS TIMESTAMP) AS first_ts,
--   CAST((SELECT max(last_date) + 1 FROM v_visit_reach WHERE feed = 'ed_visit') AS TIMESTAMP) AS last_ts
--   FROM live.ed_visit v SEMI JOIN changed USING (encounter_id))
-- from v_visit_reach: SELECT CAST(unnest(generate_series(first_ts, last_ts, INTERVAL 1 DAY)) AS DATE) FROM (
--   SELECT CAST(min(last_date) AS TIMESTAMP) AS first_ts, CAST(max(last_date) AS TIMESTAMP) AS last_ts FROM changed)
-- only encounter: status = 'cancelled'
-- only v_visit_reach: feed = 'ed_visit'
-- A patient boards from the decision to admit until leaving the department. A visit that is still open boards as soon
-- as there is a decision. A department has a row for every date from its first visit to the last event of its facility.
WITH spine AS (
  SELECT b.unit_id, b.facility_id,
    CAST(unnest(generate_series(b.first_ts, CAST(h.last_date AS TIMESTAMP), INTERVAL 1 DAY)) AS DATE) AS board_date
  FROM (
    SELECT v.unit_id, v.facility_id, date_trunc('day', timezone(f.time_zone, min(v.arrival_ts))) AS first_ts
    FROM live.ed_visit v
    JOIN live.facility f USING (facility_id)
    GROUP BY v.unit_id, v.facility_id, f.time_zone
  ) AS b
  JOIN v_visit_reach h ON h.facility_id = b.facility_id AND h.feed = 'ed_visit'
),
wait AS (
  SELECT v.unit_id, v.decision_to_admit_ts AS begin_ts, v.departure_ts, f.time_zone
  FROM live.ed_visit v
  JOIN live.facility f USING (facility_id)
  WHERE v.disposition IN ('admitted', 'in_progress') AND NOT v.had_observation AND NOT v.is_scheduled_return
    AND v.decision_to_admit_ts IS NOT NULL AND coalesce(v.departure_ts >= v.decision_to_admit_ts, TRUE)
    AND v.encounter_id NOT IN (SELECT encounter_id FROM live.encounter WHERE status = 'cancelled')
    /* parts: (v.departure_ts IS NULL OR v.departure_ts >= (SELECT min(board_date) - 2 FROM touched))
      AND v.decision_to_admit_ts <= (SELECT max(board_date) + 2 FROM touched) */
),
-- The first date whose instant is not before a stamp: what is later in the day than the instant goes to the next date.
span AS (
  SELECT unit_id, 'midnight' AS kind,
    CAST(timezone(time_zone, begin_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    CAST(timezone(time_zone, departure_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS end_date
  FROM wait
  UNION ALL
  SELECT unit_id, 'morning',
    CAST(timezone(time_zone, begin_ts) + INTERVAL 57599999999 MICROSECOND AS DATE),
    CAST(timezone(time_zone, departure_ts) + INTERVAL 57599999999 MICROSECOND AS DATE)
  FROM wait
),
change AS (
  SELECT unit_id, event_date, coalesce(sum(step) FILTER (WHERE kind = 'midnight'), 0) AS midnight,
    coalesce(sum(step) FILTER (WHERE kind = 'morning'), 0) AS morning
  FROM (
    SELECT unit_id, kind, first_date AS event_date, 1 AS step FROM span
    UNION ALL
    SELECT unit_id, kind, end_date, -1 FROM span WHERE end_date IS NOT NULL
  ) AS event
  GROUP BY unit_id, event_date
),
stock AS (
  SELECT unit_id, event_date, sum(midnight) OVER by_day AS midnight, sum(morning) OVER by_day AS morning
  FROM change
  WINDOW by_day AS (PARTITION BY unit_id ORDER BY event_date)
)
SELECT s.facility_id, s.unit_id, s.board_date, isodow(s.board_date) AS weekday,
  CAST(coalesce(c.midnight, 0) AS INTEGER) AS boarders_midnight, CAST(coalesce(c.morning, 0) AS INTEGER) AS boarders_0800
FROM spine s
ASOF LEFT JOIN stock c ON c.unit_id = s.unit_id AND s.board_date >= c.event_date
