-- People with every course they need in date, by unit and role at each month end; the rules are those of the courses.
-- reads: live.training_record, live.training_requirement, v_staff_head
WITH course AS (
  SELECT h.facility_id, h.unit_id, h.month_date, h.staff_group, h.job_role, h.employment_type, h.age_band, h.sex, h.ethnicity,
    h.tenure_band, h.employee_id,
    EXISTS (
      FROM live.training_record AS t
      WHERE t.employee_id = h.employee_id AND t.course_id = r.course_id AND t.result = 'pass'
        AND t.completed_date <= h.month_end_date
        AND coalesce(t.expiry_date, (t.completed_date + to_months(r.renewal_months))::DATE, DATE '9999-12-31')
          >= h.month_end_date) AS is_in_date
  FROM v_staff_head AS h
  JOIN live.training_requirement AS r USING (job_role)
  WHERE r.is_mandatory AND NOT h.is_on_long_leave AND h.month_end_date >= h.hire_date + r.grace_days
    AND h.month_end_date >= (SELECT min(completed_date) FROM live.training_record)
),
person AS (
  SELECT facility_id, unit_id, month_date, staff_group, job_role, employment_type, age_band, sex, ethnicity,
    tenure_band, employee_id,
    bool_and(is_in_date) AS is_in_date
  FROM course GROUP BY ALL
)
SELECT facility_id, unit_id, month_date, staff_group, job_role, employment_type, age_band, sex, ethnicity, tenure_band,
  count(*) AS people,
  count(*) FILTER (WHERE is_in_date) AS all_in_date
FROM person GROUP BY ALL
