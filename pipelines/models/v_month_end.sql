-- The complete months inside the data: the days on which open findings, policies and actions are counted.
-- reads: action_plan, audit_finding, encounter, facility, incident, policy_document
-- A register of policies or findings has no last row of its own, so the newest date of the network says how far one
-- may count; a date after today is a slip of the pen.
WITH zone AS (
  SELECT min(time_zone) AS time_zone FROM live.facility
),
stamped AS (
  SELECT start_ts AS ts FROM live.encounter WHERE status NOT IN ('planned', 'cancelled')
  UNION ALL
  SELECT reported_ts FROM live.incident
),
seen AS (
  SELECT CAST(timezone(time_zone, unnest([first_ts, last_ts])) AS DATE) AS day
  FROM (
    SELECT z.time_zone, min(s.ts) AS first_ts, max(s.ts) AS last_ts
    FROM stamped s CROSS JOIN zone z
    WHERE s.ts < timezone(z.time_zone, CAST($as_of AS DATE) + INTERVAL 1 DAY)
    GROUP BY z.time_zone)
  UNION ALL
  SELECT greatest(raised_date, closed_date) FROM live.audit_finding
  UNION ALL
  SELECT approved_date FROM live.policy_document
  UNION ALL
  SELECT greatest(created_date, completed_date, cancelled_date) FROM live.action_plan
),
span AS (
  SELECT CAST(date_trunc('month', min(day)) AS DATE) AS first_month, max(day) AS last_date
  FROM seen
  WHERE day <= $as_of
),
month AS (
  SELECT CAST(unnest(generate_series(CAST(first_month AS TIMESTAMP), CAST(last_date AS TIMESTAMP), INTERVAL 1 MONTH)) AS DATE)
      AS month_date, last_date
  FROM span
)
SELECT f.facility_id, '?:' || f.facility_id AS unit_id, m.month_date,
  CAST(m.month_date + INTERVAL 1 MONTH AS DATE) - 1 AS end_date
FROM month m
CROSS JOIN live.facility f
WHERE CAST(m.month_date + INTERVAL 1 MONTH AS DATE) - 1 <= m.last_date
