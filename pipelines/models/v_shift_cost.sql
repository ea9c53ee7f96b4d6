-- Worked hours that carry a cost, by unit, staff group and pay code, on the date the shift began.
-- reads: live.shift, live.unit
SELECT u.facility_id, s.unit_id, s.work_date AS shift_date, s.staff_group, s.pay_code,
  sum(s.hours::DECIMAL(18, 4)) AS hours, sum(s.cost) AS cost
FROM live.shift AS s
JOIN live.unit AS u ON u.unit_id = s.unit_id
WHERE s.shift_kind = 'worked' AND NOT s.is_cancelled AND s.hours > 0 AND s.cost IS NOT NULL
  AND s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem')
GROUP BY ALL
