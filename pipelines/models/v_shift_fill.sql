-- Rostered hours beside worked hours, for the units and staff groups that have a roster, while they have one.
-- reads: live.shift, live.unit
WITH hours AS (
  SELECT unit_id, work_date AS shift_date, staff_group, coalesce(shift_of_day, 'unknown') AS shift_of_day,
    coalesce(sum(planned_hours::DECIMAL(18, 4)) FILTER (WHERE shift_kind = 'scheduled'), 0) AS planned_hours,
    coalesce(sum(hours::DECIMAL(18, 4)) FILTER (
      WHERE shift_kind = 'worked' AND pay_code IN ('regular', 'overtime', 'agency', 'per_diem')), 0) AS worked_hours
  FROM live.shift
  WHERE NOT is_cancelled
  GROUP BY ALL
),
rostered AS (
  SELECT unit_id, staff_group, min(shift_date) AS first_date, max(shift_date) AS last_date
  FROM hours WHERE planned_hours > 0 GROUP BY ALL
),
worked_until AS (
  SELECT u.facility_id, max(s.work_date) AS last_date
  FROM live.shift AS s JOIN live.unit AS u USING (unit_id)
  WHERE s.shift_kind = 'worked' GROUP BY ALL
)
SELECT u.facility_id, h.unit_id, h.shift_date, h.staff_group, h.shift_of_day, h.planned_hours, h.worked_hours
FROM hours AS h
JOIN rostered AS r ON r.unit_id = h.unit_id AND r.staff_group = h.staff_group
JOIN live.unit AS u ON u.unit_id = h.unit_id
JOIN worked_until AS w ON w.facility_id = u.facility_id
WHERE h.shift_date BETWEEN r.first_date AND least(r.last_date, w.last_date)
