-- Hours by unit, staff group and pay code, on the date the shift began. Rostered and called-off shifts are not worked.
-- reads: live.shift, live.unit
SELECT u.facility_id, s.unit_id, s.work_date AS shift_date, isodow(s.work_date)::INTEGER AS weekday,
  coalesce(s.shift_of_day, 'unknown') AS shift_of_day, s.staff_group, s.pay_code,
  sum(s.hours::DECIMAL(18, 4)) AS hours
FROM live.shift AS s
JOIN live.unit AS u ON u.unit_id = s.unit_id
WHERE s.shift_kind = 'worked' AND NOT s.is_cancelled AND s.hours IS NOT NULL
GROUP BY ALL
