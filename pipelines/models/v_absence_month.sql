-- Contracted time and time lost to sickness by unit and role and month, in FTE days (calendar days, 365 a year).
-- reads: live.absence, v_job_stretch
--
-- A spell of absence is lost to the job begun last, on the days it covers. Spells still open count to the end of the
-- staff counts.
WITH lost AS (
  SELECT m.employee_id, m.hire_date, m.first_date,
    sum(b.fte_lost_per_day::DECIMAL(18, 4)
      * (least(coalesce(b.end_date, m.last_date), m.last_date) - greatest(b.start_date, m.first_date) + 1)) AS fte_days,
    sum(b.fte_lost_per_day::DECIMAL(18, 4)
      * (least(coalesce(b.end_date, m.last_date), m.last_date) - greatest(b.start_date, m.first_date) + 1))
      FILTER (WHERE coalesce(b.end_date, m.counts_until) - b.start_date + 1 > 28) AS long_fte_days,
    count(*) FILTER (WHERE b.start_date >= m.first_date) AS spells
  FROM v_job_stretch AS m
  JOIN live.absence AS b ON b.employee_id = m.employee_id AND b.reason_group = 'sickness'
    AND b.start_date <= m.last_date AND (b.end_date IS NULL OR b.end_date >= m.first_date)
  WHERE m.is_main
  GROUP BY ALL
)
SELECT m.facility_id, m.unit_id, m.month_date, m.staff_group, m.job_role, m.employment_type, m.age_band, m.sex,
  m.ethnicity, m.tenure_band,
  sum(m.fte_days) AS fte_days,
  coalesce(sum(l.fte_days), 0) AS sick_fte_days,
  coalesce(sum(l.long_fte_days), 0) AS long_sick_fte_days,
  coalesce(sum(l.spells), 0)::BIGINT AS spells,
  count(*) FILTER (WHERE m.is_counted) AS heads,
  count(DISTINCT m.employee_id) FILTER (WHERE l.fte_days > 0) AS sick_people
FROM v_job_stretch AS m
LEFT JOIN lost AS l ON l.employee_id = m.employee_id AND l.hire_date = m.hire_date AND l.first_date = m.first_date
GROUP BY ALL
