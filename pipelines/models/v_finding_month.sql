-- One audit finding at each month end since it was raised. A closed one stays, so that a month without a late finding
-- says 0 and not nothing.
-- reads: audit_finding, facility, v_month_end
-- A finding without a facility belongs to the only one; in a network to none of them (`?`).
WITH home AS (
  SELECT CASE WHEN count(*) = 1 THEN min(facility_id) ELSE '?' END AS facility_id FROM live.facility
),
month AS (
  SELECT DISTINCT month_date, end_date FROM v_month_end
)
SELECT a.finding_id, coalesce(a.facility_id, h.facility_id) AS facility_id,
  '?:' || coalesce(a.facility_id, h.facility_id) AS unit_id, m.month_date,
  coalesce(a.department, 'unknown') AS department, coalesce(a.owner, 'unknown') AS owner,
  coalesce(a.standard, 'unknown') AS standard,
  a.risk_rating,
  coalesce(a.closed_date > m.end_date, TRUE) AS is_open,
  coalesce(a.closed_date > m.end_date, TRUE) AND a.due_date < m.end_date AS is_overdue,
  coalesce(a.closed_date > m.end_date, TRUE) AND coalesce(a.original_due_date, a.due_date) < m.end_date
    AS is_overdue_original,
  m.end_date - a.raised_date AS age_days
FROM live.audit_finding a
CROSS JOIN home h
JOIN month m ON m.end_date >= a.raised_date
