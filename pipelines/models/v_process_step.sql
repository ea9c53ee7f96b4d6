-- One step of one process in one unit and period.
-- reads: process_sample, unit
SELECT p.process_id, p.step_code, u.facility_id, p.unit_id, p.period AS period_date,
  CAST(p.units AS BIGINT) AS units,
  CAST(p.units AS BIGINT) * p.opportunities_per_unit AS opportunities,
  CAST(p.defects AS BIGINT) AS defects,
  CAST(p.units_right_first_time AS BIGINT) AS right_first_time
FROM live.process_sample p
JOIN live.unit u ON u.unit_id = p.unit_id
