-- One moment of one promised action: its first deadline, its current deadline, its completion.
-- reads: action_plan, facility, v_month_end
-- A deadline counts once the data have reached it. An action cancelled after its deadline was a broken promise.
WITH home AS (
  SELECT CASE WHEN count(*) = 1 THEN min(facility_id) ELSE '?' END AS facility_id FROM live.facility
),
horizon AS (
  SELECT max(end_date) AS last_date FROM v_month_end
),
dated AS (
  SELECT *, 'original_due' AS moment, original_due_date AS moment_date FROM live.action_plan
  UNION ALL
  SELECT *, 'current_due', current_due_date FROM live.action_plan
  UNION ALL
  SELECT *, 'completed', completed_date FROM live.action_plan WHERE completed_date IS NOT NULL
)
SELECT d.action_id, d.moment, d.moment_date, coalesce(d.facility_id, h.facility_id) AS facility_id,
  '?:' || coalesce(d.facility_id, h.facility_id) AS unit_id,
  coalesce(d.department, 'unknown') AS department, coalesce(d.owner, 'unknown') AS owner, d.source,
  coalesce(d.cancelled_date > d.moment_date, TRUE) AS is_promised,
  coalesce(d.completed_date <= d.moment_date, FALSE) AS is_in_time,
  d.completed_date - d.original_due_date AS slippage_days
FROM dated d
CROSS JOIN home h
JOIN horizon z ON d.moment_date <= z.last_date
