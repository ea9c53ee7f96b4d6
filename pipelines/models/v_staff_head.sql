-- Who is employed at each month end, and where: permanent, fixed-term and bank staff, one row a person.
-- reads: live.absence, live.employee, live.employee_assignment, live.unit, v_staff_month
--
-- The months are those of the staff counts. The last working day counts as employed; of two jobs at a time the one
-- begun last counts; a person belongs where the latest assignment in force says, else in the home unit.
WITH month_end AS (
  SELECT facility_id, step::DATE AS month_date, last_day(step::DATE) AS on_date
  FROM (SELECT facility_id, min(month_date) AS first, max(month_date) AS last FROM v_staff_month GROUP BY facility_id),
    unnest(generate_series(first, last, INTERVAL 1 MONTH)) AS t(step)
),
head AS (
  SELECT e.*, m.month_date, m.on_date, a.unit_id AS assigned_unit_id, a.job_role AS assigned_role,
    a.contracted_fte AS assigned_fte
  FROM live.employee AS e
  JOIN month_end AS m ON m.facility_id = e.facility_id
    AND e.hire_date <= m.on_date AND (e.termination_date IS NULL OR e.termination_date >= m.on_date)
  LEFT JOIN live.employee_assignment AS a ON a.employee_id = e.employee_id
    AND a.valid_from <= m.on_date AND (a.valid_to IS NULL OR a.valid_to >= m.on_date)
  WHERE e.employment_type <> 'agency'
  QUALIFY row_number() OVER (
    PARTITION BY e.employee_id, m.on_date ORDER BY e.hire_date DESC, a.valid_from DESC) = 1
),
long_leave AS (
  SELECT DISTINCT b.employee_id, m.on_date
  FROM live.absence AS b
  JOIN (SELECT DISTINCT on_date FROM month_end) AS m
    ON b.start_date <= m.on_date - 28 AND (b.end_date IS NULL OR b.end_date >= m.on_date)
)
SELECT h.employee_id, coalesce(u.facility_id, h.facility_id) AS facility_id,
  coalesce(u.unit_id, '?:' || h.facility_id) AS unit_id, h.month_date, h.on_date AS month_end_date, h.staff_group,
  coalesce(h.assigned_role, h.job_role) AS job_role, h.employment_type,
  age_band(year(h.on_date) - h.birth_year) AS age_band, coalesce(h.sex, 'unknown') AS sex,
  coalesce(h.ethnicity, 'unknown') AS ethnicity,
  tenure_band(least(h.hire_date, h.original_hire_date), h.on_date) AS tenure_band, h.hire_date,
  coalesce(h.assigned_fte, h.contracted_fte)::DECIMAL(18, 4) AS contracted_fte,
  l.employee_id IS NOT NULL AS is_on_long_leave
FROM head AS h
LEFT JOIN live.unit AS u ON u.unit_id = coalesce(h.assigned_unit_id, h.unit_id)
LEFT JOIN long_leave AS l ON l.employee_id = h.employee_id AND l.on_date = h.on_date
