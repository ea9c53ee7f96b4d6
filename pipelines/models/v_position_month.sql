-- Posts by unit and role at each month end. Gaps are clipped at zero here, before anybody sums them: a role with more
-- people than posts must not hide the empty posts of another.
-- reads: live.employee, live.position, live.position_seat, live.unit, v_staff_head
WITH seen AS (
  SELECT job_role, staff_group, 0 AS choice, count(*) AS n FROM live.position_seat GROUP BY ALL
  UNION ALL
  SELECT job_role, staff_group, 1, count(*) FROM live.employee GROUP BY ALL
),
role_group AS (
  SELECT job_role, staff_group FROM seen
  QUALIFY row_number() OVER (PARTITION BY job_role ORDER BY choice, n DESC, staff_group) = 1
),
away AS (
  SELECT unit_id, job_role, month_date, sum(contracted_fte) AS fte
  FROM v_staff_head WHERE is_on_long_leave GROUP BY ALL
)
SELECT u.facility_id, p.unit_id, p.month AS month_date, coalesce(g.staff_group, 'unknown') AS staff_group, p.job_role,
  p.budgeted_fte::DECIMAL(18, 4) AS budgeted_fte,
  p.frozen_fte::DECIMAL(18, 4) AS frozen_fte,
  p.filled_fte::DECIMAL(18, 4) AS filled_fte,
  greatest(p.budgeted_fte::DECIMAL(18, 4) - p.filled_fte::DECIMAL(18, 4) - p.frozen_fte::DECIMAL(18, 4), 0)
    AS vacant_fte,
  greatest(p.budgeted_fte::DECIMAL(18, 4) - p.filled_fte::DECIMAL(18, 4) - p.frozen_fte::DECIMAL(18, 4)
    + coalesce(a.fte, 0), 0) AS unavailable_fte
FROM live.position AS p
JOIN live.unit AS u ON u.unit_id = p.unit_id
LEFT JOIN away AS a ON a.unit_id = p.unit_id AND a.job_role = p.job_role AND a.month_date = p.month
LEFT JOIN role_group AS g ON g.job_role = p.job_role
WHERE p.month <= $as_of
