-- One confirmed infection, at the unit that infection control attributed it to.
-- reads: infection_event, unit, v_infection_month
SELECT i.event_id, u.facility_id, i.unit_id, u.unit_type, i.event_date, i.hai_type,
  m.unit_id IS NOT NULL AS is_predicted
FROM live.infection_event i
JOIN live.unit u ON u.unit_id = i.unit_id
LEFT JOIN v_infection_month m ON m.unit_id = i.unit_id AND m.hai_type = i.hai_type
  AND m.month_date = CAST(date_trunc('month', i.event_date) AS DATE)
