-- One promised action at each month end since it was made; done and cancelled ones stay, so that none late says 0.
-- reads: action_plan, facility, v_month_end
WITH home AS (
  SELECT CASE WHEN count(*) = 1 THEN min(facility_id) ELSE '?' END AS facility_id FROM live.facility
),
month AS (
  SELECT DISTINCT month_date, end_date FROM v_month_end
)
SELECT a.action_id, coalesce(a.facility_id, h.facility_id) AS facility_id,
  '?:' || coalesce(a.facility_id, h.facility_id) AS unit_id, m.month_date,
  coalesce(a.department, 'unknown') AS department, coalesce(a.owner, 'unknown') AS owner, a.source,
  coalesce(a.completed_date > m.end_date, TRUE) AND coalesce(a.cancelled_date > m.end_date, TRUE)
    AND a.current_due_date < m.end_date AS is_overdue
FROM live.action_plan a
CROSS JOIN home h
JOIN month m ON m.end_date >= a.created_date
