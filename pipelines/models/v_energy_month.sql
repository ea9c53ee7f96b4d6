-- Patient days and floor area of one facility in every month with meter readings.
-- reads: v_fuel_month
SELECT facility_id, unit_id, month_date,
  any_value(patient_days) AS patient_days,
  any_value(floor_area_m2) AS floor_area_m2,
  bool_and(is_complete) AS is_complete,
  bool_or(is_estimated) AS is_estimated
FROM v_fuel_month
GROUP BY ALL
