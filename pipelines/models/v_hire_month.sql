-- Permanent hires a year on, by the unit they joined: how many of them left within 90 and within 365 days.
-- reads: live.employee, live.employee_assignment, live.unit, v_staff_month
--
-- A new contract within 30 days of the last one continues an employment: it is no hire, and no leaving. Deaths and
-- ended contracts stay in the cohort and are no leavers. Cohorts begin with the first month in which leavers are
-- known (before that, only survivors are).
WITH span AS (
  SELECT facility_id, min(month_date) AS first_month, max(month_date) AS last_month
  FROM v_staff_month GROUP BY facility_id
),
contract AS (
  SELECT *, max(coalesce(termination_date, DATE '9999-12-31')) OVER (
      PARTITION BY employee_id ORDER BY hire_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_until
  FROM live.employee WHERE employment_type <> 'agency'
),
numbered AS (
  SELECT *, count(*) FILTER (WHERE covered_until IS NULL OR hire_date - 30 > covered_until) OVER (
      PARTITION BY employee_id ORDER BY hire_date) AS employment
  FROM contract
),
joined AS (
  SELECT employee_id, min(hire_date) AS hire_date, arg_min(facility_id, hire_date) AS facility_id,
    arg_min(unit_id, hire_date) AS home_unit_id, arg_min(staff_group, hire_date) AS staff_group,
    arg_min(job_role, hire_date) AS job_role, arg_min(employment_type, hire_date) AS employment_type,
    arg_min(birth_year, hire_date) AS birth_year, arg_min(coalesce(sex, 'unknown'), hire_date) AS sex,
    arg_min(coalesce(ethnicity, 'unknown'), hire_date) AS ethnicity,
    max(coalesce(termination_date, DATE '9999-12-31')) AS left_date,
    arg_max(coalesce(termination_type, 'unknown'), coalesce(termination_date, DATE '9999-12-31')) AS left_how
  FROM numbered
  GROUP BY employee_id, employment
  HAVING arg_min(employment_type, hire_date) IN ('permanent_ft', 'permanent_pt')
),
hire AS (
  SELECT coalesce(u.facility_id, j.facility_id) AS facility_id, coalesce(u.unit_id, '?:' || j.facility_id) AS unit_id,
    j.staff_group, coalesce(a.job_role, j.job_role) AS job_role, j.employment_type,
    age_band(year(j.hire_date) - j.birth_year) AS age_band, j.sex, j.ethnicity,
    date_trunc('month', j.hire_date)::DATE AS hire_month,
    j.left_how NOT IN ('death', 'end_of_contract') AND j.left_date <= j.hire_date + 365 AS has_left_first_year,
    j.left_how NOT IN ('death', 'end_of_contract') AND j.left_date <= j.hire_date + 90 AS has_left_90d
  FROM joined AS j
  LEFT JOIN live.employee_assignment AS a ON a.employee_id = j.employee_id
    AND a.valid_from <= j.hire_date AND (a.valid_to IS NULL OR a.valid_to >= j.hire_date)
  LEFT JOIN live.unit AS u ON u.unit_id = coalesce(a.unit_id, j.home_unit_id)
  QUALIFY row_number() OVER (PARTITION BY j.employee_id, j.hire_date ORDER BY a.valid_from DESC) = 1
),
counted AS (
  SELECT facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, hire_month, count(*) AS hires,
    count(*) FILTER (WHERE has_left_first_year) AS left_first_year,
    count(*) FILTER (WHERE has_left_90d) AS left_90d
  FROM hire JOIN span USING (facility_id)
  WHERE hire_month >= first_month
  GROUP BY ALL
),
cell AS (
  SELECT DISTINCT c.facility_id, c.unit_id, c.staff_group, c.job_role, c.employment_type, c.age_band, c.sex, c.ethnicity,
    s.first_month, s.last_month,
    step::DATE AS hire_month
  FROM counted AS c JOIN span AS s USING (facility_id),
    unnest(generate_series(s.first_month, s.last_month, INTERVAL 1 MONTH)) AS t(step)
),
rolled AS (
  SELECT facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, first_month, last_month, hire_month,
    coalesce(hires, 0) AS hires, coalesce(left_first_year, 0) AS left_first_year,
    CASE WHEN count(*) OVER year = 12 THEN sum(coalesce(hires, 0)) OVER year END AS hires_year,
    CASE WHEN count(*) OVER year = 12 THEN sum(coalesce(left_first_year, 0)) OVER year END AS left_first_year_year,
    CASE WHEN count(*) OVER year = 12 THEN sum(coalesce(left_90d, 0)) OVER year END AS left_90d_year
  FROM cell
  LEFT JOIN counted USING (facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, hire_month)
  WINDOW year AS (
    PARTITION BY facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity
    ORDER BY hire_month ROWS 11 PRECEDING)
)
SELECT r.facility_id, r.unit_id, (r.hire_month + INTERVAL 3 MONTH)::DATE AS month_date, r.staff_group, r.job_role,
  r.employment_type, r.age_band, r.sex, r.ethnicity, coalesce(y.hires, 0) AS hires, coalesce(y.left_first_year, 0) AS left_first_year,
  y.hires_year AS hires_12m, y.left_first_year_year AS left_first_year_12m, r.hires_year AS hires_to_3m_ago,
  r.left_90d_year AS left_90d
FROM rolled AS r
LEFT JOIN rolled AS y
  ON y.facility_id = r.facility_id AND y.unit_id = r.unit_id AND y.staff_group = r.staff_group
  AND y.job_role = r.job_role AND y.employment_type = r.employment_type
  AND y.age_band = r.age_band AND y.sex = r.sex AND y.ethnicity = r.ethnicity
  AND y.hire_month = r.hire_month - INTERVAL 9 MONTH
WHERE r.hire_month + INTERVAL 3 MONTH <= r.last_month
