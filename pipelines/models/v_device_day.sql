-- Patients with a device in one unit on one date.
-- reads: device_day, unit
SELECT u.facility_id, d.unit_id, u.unit_type, d.date AS device_date, d.device, d.device_days, d.patient_days
FROM live.device_day d
JOIN live.unit u ON u.unit_id = d.unit_id
