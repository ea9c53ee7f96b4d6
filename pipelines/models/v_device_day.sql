-- Patients with a device in one unit on one date, and whether infection control has told of their infections.
-- reads: device_day, unit, v_infection_reach
SELECT u.facility_id, d.unit_id, u.unit_type, d.date AS device_date, d.device, d.device_days, d.patient_days,
  coalesce(d.date <= r.told_date, TRUE) AS is_told
FROM live.device_day d
JOIN live.unit u ON u.unit_id = d.unit_id
LEFT JOIN v_infection_reach r ON r.facility_id = u.facility_id
