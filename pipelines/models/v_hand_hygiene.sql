-- One observed moment at which hands should be cleaned.
-- reads: hand_hygiene_obs, unit
SELECT h.obs_id, u.facility_id, h.unit_id, u.unit_type, h.obs_date, h.staff_group,
  CAST(h.moment AS VARCHAR) AS moment, h.method, h.compliant AS is_compliant
FROM live.hand_hygiene_obs h
JOIN live.unit u ON u.unit_id = h.unit_id
