-- Permanent staff by unit and role: heads at each month end, and who left or moved during the month.
-- reads: live.employee, live.employee_assignment, live.position, live.shift, live.unit
--
-- A person is counted where the latest assignment in force puts them, else in the home unit of the employment,
-- and once: of two jobs at a time the one begun last counts. Age, years of service and the reason of leaving are those of
-- the day; only leavers have a reason, so that groups by it are parts of one turnover.
-- Counts begin with the first leaver an HR source recorded (before that, only survivors are known) and end with the
-- last month in which people are known to have worked, so that future-dated notices make no future months.
WITH worked AS (
  SELECT greatest(
    (SELECT max(work_date) FROM live.shift WHERE shift_kind = 'worked' AND work_date <= $as_of),
    (SELECT max(month) FROM live.position WHERE month <= $as_of)) AS last_date
),
source_span AS (
  SELECT source_id,
    date_trunc('month', coalesce(min(termination_date), min(hire_date)))::DATE AS first_month,
    date_trunc('month', coalesce(
      (SELECT last_date FROM worked),
      least(greatest(max(hire_date), max(termination_date)), $as_of)))::DATE AS last_month
  FROM live.employee
  GROUP BY source_id
),
spell AS (
  SELECT e.*, s.first_month, s.last_month,
    coalesce(e.termination_type, 'unknown') NOT IN ('death', 'end_of_contract') AND NOT EXISTS (
      FROM live.employee AS next
      WHERE next.employee_id = e.employee_id AND next.employment_type <> 'agency'
        AND next.hire_date <= e.termination_date + 30
        AND (next.termination_date IS NULL OR next.termination_date > e.termination_date)) AS is_leaver
  FROM live.employee AS e JOIN source_span AS s USING (source_id)
  WHERE e.employment_type IN ('permanent_ft', 'permanent_pt')
),
month_end AS (
  SELECT source_id, last_day(step::DATE) AS on_date
  FROM source_span, unnest(generate_series(first_month - INTERVAL 1 MONTH, last_month, INTERVAL 1 MONTH)) AS t(step)
),
change_day AS (
  SELECT employee_id, valid_from AS day FROM live.employee_assignment
  UNION
  SELECT employee_id, valid_to + 1 FROM live.employee_assignment WHERE valid_to IS NOT NULL
),
asked AS (
  SELECT 'head' AS kind, m.on_date, s.*
  FROM spell AS s JOIN month_end AS m USING (source_id)
  WHERE s.hire_date <= m.on_date AND (s.termination_date IS NULL OR s.termination_date >= m.on_date)
  UNION ALL
  SELECT 'leaver', termination_date, s.* FROM spell AS s WHERE is_leaver AND termination_date IS NOT NULL
  UNION ALL
  SELECT side.kind, c.day - side.days, s.*
  FROM spell AS s JOIN change_day AS c USING (employee_id), (VALUES ('before', 1), ('after', 0)) AS side(kind, days)
  WHERE s.hire_date < c.day AND (s.termination_date IS NULL OR s.termination_date >= c.day)
),
placed AS (
  SELECT q.kind, q.on_date, q.employee_id, q.facility_id, q.unit_id, q.staff_group, q.job_role, q.employment_type,
    q.termination_type, q.source_id, q.hire_date, q.sex, q.ethnicity, q.birth_year, q.original_hire_date, a.unit_id AS assigned_unit_id, a.job_role AS assigned_role,
    coalesce(a.contracted_fte, q.contracted_fte)::DECIMAL(18, 4) AS fte
  FROM asked AS q
  LEFT JOIN live.employee_assignment AS a
    ON a.employee_id = q.employee_id AND a.valid_from <= q.on_date AND (a.valid_to IS NULL OR a.valid_to >= q.on_date)
  WHERE q.kind IN ('head', 'after') OR q.on_date BETWEEN q.first_month AND last_day(q.last_month)
  QUALIFY row_number() OVER (
    PARTITION BY q.kind, q.employee_id, q.on_date ORDER BY q.hire_date DESC, a.valid_from DESC) = 1
),
known AS (
  SELECT p.kind, p.on_date, p.employee_id, p.source_id, p.staff_group, p.employment_type, p.termination_type,
    p.hire_date, p.fte,
    date_trunc('month', p.on_date)::DATE AS month_date,
    coalesce(u.facility_id, p.facility_id) AS facility_id,
    coalesce(u.unit_id, '?:' || p.facility_id) AS unit_id,
    coalesce(p.assigned_role, p.job_role) AS job_role,
    age_band(year(p.on_date) - p.birth_year) AS age_band, coalesce(p.sex, 'unknown') AS sex,
    coalesce(p.ethnicity, 'unknown') AS ethnicity,
    tenure_band(least(p.hire_date, p.original_hire_date), p.on_date) AS tenure_band,
    CASE WHEN p.kind = 'leaver' THEN coalesce(p.termination_type, 'unknown') ELSE 'none' END AS left_by
  FROM placed AS p LEFT JOIN live.unit AS u ON u.unit_id = coalesce(p.assigned_unit_id, p.unit_id)
),
counted AS (
  SELECT k.facility_id, k.unit_id, k.staff_group, k.job_role, k.employment_type, k.age_band, k.sex, k.ethnicity,
    k.tenure_band, k.left_by, k.month_date,
    count(*) FILTER (WHERE k.kind = 'head') AS heads,
    count(*) FILTER (WHERE k.kind = 'leaver') AS leavers,
    count(*) FILTER (WHERE k.kind = 'leaver' AND k.termination_type = 'voluntary') AS leavers_voluntary,
    count(*) FILTER (WHERE k.kind = 'before' AND k.unit_id <> after.unit_id) AS moves_out,
    sum(k.fte) FILTER (WHERE k.kind = 'head') AS fte,
    sum(k.fte) FILTER (WHERE k.kind = 'leaver') AS leavers_fte,
    count(*) FILTER (WHERE k.kind = 'leaver' AND k.on_date < k.hire_date + INTERVAL 12 MONTH) AS leavers_first_year,
    count(*) FILTER (WHERE k.kind = 'head' AND k.hire_date + INTERVAL 12 MONTH <= k.on_date) AS heads_settled
  FROM known AS k
  LEFT JOIN (SELECT employee_id, on_date, unit_id FROM known WHERE kind = 'after') AS after
    ON k.kind = 'before' AND after.employee_id = k.employee_id AND after.on_date = k.on_date + 1
  GROUP BY ALL
),
facility_span AS (
  SELECT facility_id, min(first_month) AS first_month, max(last_month) AS last_month
  FROM known JOIN source_span USING (source_id)
  WHERE kind IN ('head', 'leaver')
  GROUP BY facility_id
),
cell AS (
  SELECT DISTINCT c.facility_id, c.unit_id, c.staff_group, c.job_role, c.employment_type, c.age_band, c.sex, c.ethnicity,
    c.tenure_band, c.left_by, s.first_month,
    step::DATE AS month_date
  FROM counted AS c JOIN facility_span AS s USING (facility_id),
    unnest(generate_series(s.first_month - INTERVAL 1 MONTH, s.last_month, INTERVAL 1 MONTH)) AS t(step)
),
rolled AS (
  SELECT facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, tenure_band, left_by,
    month_date, first_month,
    lag(coalesce(heads, 0)) OVER of_cell AS headcount_start,
    coalesce(heads, 0) AS headcount_end,
    coalesce(leavers, 0) AS leavers,
    coalesce(leavers_voluntary, 0) AS leavers_voluntary,
    coalesce(moves_out, 0) AS moves_out,
    sum(coalesce(leavers, 0)) OVER year AS leavers_12m,
    sum(coalesce(leavers_voluntary, 0)) OVER year AS leavers_voluntary_12m,
    sum(coalesce(moves_out, 0)) OVER year AS moves_out_12m,
    CASE WHEN count(*) OVER thirteen = 13 THEN sum(coalesce(heads, 0)) OVER thirteen / 13 END AS avg_headcount_12m,
    lag(coalesce(fte, 0)) OVER of_cell AS fte_start,
    coalesce(fte, 0) AS fte_end,
    coalesce(leavers_fte, 0) AS leavers_fte,
    sum(coalesce(leavers_fte, 0)) OVER year AS leavers_fte_12m,
    CASE WHEN count(*) OVER thirteen = 13 THEN sum(coalesce(fte, 0)) OVER thirteen / 13 END AS avg_fte_12m,
    sum(coalesce(leavers_first_year, 0)) OVER year AS leavers_first_year_12m,
    coalesce(heads_settled, 0) AS heads_settled,
    lag(coalesce(heads, 0), 12) OVER of_cell AS heads_12m_ago
  FROM cell
  LEFT JOIN counted USING (
    facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, tenure_band, left_by, month_date)
  WINDOW of_cell AS (
      PARTITION BY facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, tenure_band, left_by
      ORDER BY month_date),
    year AS (
      PARTITION BY facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, tenure_band, left_by
      ORDER BY month_date ROWS 11 PRECEDING),
    thirteen AS (
      PARTITION BY facility_id, unit_id, staff_group, job_role, employment_type, age_band, sex, ethnicity, tenure_band, left_by
      ORDER BY month_date ROWS 12 PRECEDING)
)
SELECT * EXCLUDE (first_month, left_by), left_by AS termination_type FROM rolled WHERE month_date >= first_month
