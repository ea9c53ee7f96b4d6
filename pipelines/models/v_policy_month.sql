-- One policy in force at each month end.
-- reads: facility, policy_document, v_month_end
WITH home AS (
  SELECT CASE WHEN count(*) = 1 THEN min(facility_id) ELSE '?' END AS facility_id FROM live.facility
),
month AS (
  SELECT DISTINCT month_date, end_date FROM v_month_end
)
SELECT p.policy_id, coalesce(p.facility_id, h.facility_id) AS facility_id,
  '?:' || coalesce(p.facility_id, h.facility_id) AS unit_id, m.month_date,
  coalesce(p.department, 'unknown') AS department, coalesce(p.owner, 'unknown') AS owner,
  coalesce(p.next_review_date < m.end_date, TRUE) AS is_overdue,
  coalesce(p.next_review_date BETWEEN m.end_date AND m.end_date + 90, FALSE) AS is_due_90d
FROM live.policy_document p
CROSS JOIN home h
JOIN month m ON coalesce(p.approved_date <= m.end_date, TRUE) AND coalesce(p.retired_date > m.end_date, TRUE)
