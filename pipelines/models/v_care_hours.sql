-- Worked hours in direct care by staff group, on the units and dates of which patient days are counted beside them.
-- reads: live.shift, v_care_day
SELECT d.facility_id, d.unit_id, d.unit_type, d.care_date, s.staff_group, sum(s.hours::DECIMAL(18, 4)) AS hours
FROM v_care_day AS d
JOIN live.shift AS s ON s.unit_id = d.unit_id AND s.work_date = d.care_date
WHERE s.shift_kind = 'worked' AND NOT s.is_cancelled AND s.hours IS NOT NULL AND s.is_direct_care
  AND s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem') AND s.staff_group IN ('rn', 'lpn', 'care_assistant')
GROUP BY ALL
