-- Required courses and those in date, by unit, role and course at each month end.
-- reads: live.training_record, live.training_requirement, v_staff_head
--
-- What a role needs is what the role of that day needs. A course that must be renewed and names no expiry runs out
-- its renewal months after it was passed. Months before the first course was passed are not reported. `people` counts
-- everybody once, on the row of one of their courses, so that it adds up to people and not to pairs.
WITH needed AS (
  SELECT h.*, r.course_id, r.renewal_months,
    row_number() OVER (PARTITION BY h.employee_id, h.month_date ORDER BY r.course_id) = 1 AS is_first
  FROM v_staff_head AS h
  JOIN live.training_requirement AS r USING (job_role)
  WHERE r.is_mandatory AND NOT h.is_on_long_leave AND h.month_end_date >= h.hire_date + r.grace_days
    AND h.month_end_date >= (SELECT min(completed_date) FROM live.training_record)
),
passed AS (
  SELECT DISTINCT n.employee_id, n.month_date, n.course_id
  FROM needed AS n
  JOIN live.training_record AS t ON t.employee_id = n.employee_id AND t.course_id = n.course_id
  WHERE t.result = 'pass' AND t.completed_date <= n.month_end_date
    AND coalesce(t.expiry_date, (t.completed_date + to_months(n.renewal_months))::DATE, DATE '9999-12-31')
      >= n.month_end_date
)
SELECT n.facility_id, n.unit_id, n.month_date, n.staff_group, n.job_role, n.employment_type, n.age_band, n.sex,
  n.ethnicity, n.tenure_band, n.course_id, count(*) AS required, count(p.course_id) AS in_date,
  count(*) FILTER (WHERE n.is_first) AS people
FROM needed AS n
LEFT JOIN passed AS p USING (employee_id, month_date, course_id)
GROUP BY ALL
