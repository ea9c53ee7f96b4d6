-- Time lost to one reason of sickness by unit and role and month, in FTE days, and how many people lost it.
-- reads: live.absence, v_job_stretch
--
-- The reasons of a month add up to the time lost in v_absence_month.
SELECT m.facility_id, m.unit_id, m.month_date, m.staff_group, m.job_role, m.employment_type, m.age_band, m.sex,
  m.ethnicity, m.tenure_band,
  coalesce(b.reason, 'unknown') AS absence_reason,
  sum(b.fte_lost_per_day::DECIMAL(18, 4)
    * (least(coalesce(b.end_date, m.last_date), m.last_date) - greatest(b.start_date, m.first_date) + 1)) AS sick_fte_days,
  count(DISTINCT m.employee_id) AS people
FROM v_job_stretch AS m
JOIN live.absence AS b ON b.employee_id = m.employee_id AND b.reason_group = 'sickness'
  AND b.start_date <= m.last_date AND (b.end_date IS NULL OR b.end_date >= m.first_date)
WHERE m.is_main
GROUP BY ALL
