-- A stretch of one employment in which nothing changes: no new month, job, unit or contract, so its days multiply.
-- reads: live.absence, live.employee, live.employee_assignment, live.unit, v_staff_month
--
-- An employment is cut at month ends and wherever the person starts, ends or moves. Only months from that in which the
-- first spell of absence ended: what is not reported is not healthy. `is_main` marks the job begun last, to which a
-- spell of absence belongs; `counts_until` is the end of the staff counts, to which open spells last.
WITH span AS (
  SELECT facility_id, min(month_date) AS first_day, last_day(max(month_date)) AS last_day
  FROM v_staff_month GROUP BY facility_id
),
reported AS (
  SELECT date_trunc('month', coalesce(min(end_date), min(start_date)))::DATE AS since FROM live.absence
),
job AS (
  SELECT e.employee_id, e.hire_date, e.facility_id, e.unit_id, e.staff_group, e.job_role, e.employment_type,
    e.contracted_fte, e.birth_year, e.sex, e.ethnicity, least(e.hire_date, e.original_hire_date) AS served_since,
    greatest(e.hire_date, s.first_day) AS begins,
    least(coalesce(e.termination_date, s.last_day), s.last_day) AS ends
  FROM live.employee AS e JOIN span AS s USING (facility_id)
  WHERE e.employment_type IN ('permanent_ft', 'permanent_pt', 'fixed_term')
    AND greatest(e.hire_date, s.first_day) <= least(coalesce(e.termination_date, s.last_day), s.last_day)
),
change_day AS (
  SELECT employee_id, begins AS day FROM job
  UNION SELECT employee_id, ends + 1 FROM job
  UNION SELECT employee_id, valid_from FROM live.employee_assignment
  UNION SELECT employee_id, valid_to + 1 FROM live.employee_assignment WHERE valid_to IS NOT NULL
  UNION SELECT employee_id, step::DATE
  FROM (SELECT employee_id, min(begins) AS first, max(ends) AS last FROM job GROUP BY employee_id),
    unnest(generate_series(date_trunc('month', first) + INTERVAL 1 MONTH, last::TIMESTAMP, INTERVAL 1 MONTH)) AS t(step)
),
stretch AS (
  SELECT j.*, c.day AS first_date,
    least(j.ends, coalesce(lead(c.day) OVER (PARTITION BY j.employee_id, j.hire_date ORDER BY c.day) - 1, j.ends))
      AS last_date
  FROM job AS j JOIN change_day AS c ON c.employee_id = j.employee_id AND c.day BETWEEN j.begins AND j.ends
),
placed AS (
  SELECT s.*, coalesce(a.unit_id, s.unit_id) AS worked_unit_id, coalesce(a.job_role, s.job_role) AS role,
    coalesce(a.contracted_fte, s.contracted_fte)::DECIMAL(18, 4) AS fte,
    date_trunc('month', s.first_date)::DATE AS month_date,
    s.last_date = last_day(s.first_date) AS is_at_month_end
  FROM stretch AS s
  LEFT JOIN live.employee_assignment AS a ON a.employee_id = s.employee_id
    AND a.valid_from <= s.first_date AND (a.valid_to IS NULL OR a.valid_to >= s.first_date)
  QUALIFY row_number() OVER (
    PARTITION BY s.employee_id, s.hire_date, s.first_date ORDER BY a.valid_from DESC) = 1
),
main AS (
  SELECT *, row_number() OVER (PARTITION BY employee_id, first_date ORDER BY hire_date DESC) = 1 AS is_main FROM placed
)
SELECT m.employee_id, m.hire_date, m.first_date, m.last_date, s.last_day AS counts_until,
  coalesce(u.facility_id, m.facility_id) AS facility_id, coalesce(u.unit_id, '?:' || m.facility_id) AS unit_id,
  m.month_date, m.staff_group, m.role AS job_role, m.employment_type,
  age_band(year(m.last_date) - m.birth_year) AS age_band, coalesce(m.sex, 'unknown') AS sex,
  coalesce(m.ethnicity, 'unknown') AS ethnicity, tenure_band(m.served_since, m.last_date) AS tenure_band,
  m.fte * (m.last_date - m.first_date + 1) AS fte_days, m.is_main, m.is_main AND m.is_at_month_end AS is_counted
FROM main AS m
JOIN span AS s USING (facility_id)
JOIN reported AS r ON m.month_date >= r.since
LEFT JOIN live.unit AS u ON u.unit_id = m.worked_unit_id
