-- One move of an inpatient from one bedded unit to another, placed on the discharge that ended the stay.
-- reads: encounter_location, facility, unit, v_discharge
-- Theatre, recovery, imaging and every other place without beds are passed over, so a round trip is no move. A stay of
-- less than 15 minutes is taken for a slip of the keyboard. From intensive care to a lesser unit is a step down.
WITH ward_stay AS (
  SELECT l.stay_id, l.encounter_id, l.unit_id, l.in_ts, u.unit_type, f.time_zone,
    lag(l.unit_id) OVER by_time AS from_unit_id,
    lag(u.unit_type) OVER by_time AS from_unit_type
  FROM live.encounter_location l
  JOIN live.unit u ON u.unit_id = l.unit_id AND u.is_inpatient_bedded AND u.unit_type NOT IN ('or', 'pacu', 'imaging')
  JOIN live.facility f ON f.facility_id = u.facility_id
  WHERE l.out_ts IS NULL OR epoch(l.out_ts) - epoch(l.in_ts) >= 900
  WINDOW by_time AS (PARTITION BY l.encounter_id ORDER BY l.in_ts, l.out_ts NULLS LAST, l.stay_id)
)
SELECT s.stay_id, d.facility_id, d.unit_id, d.discharge_date,
  CASE WHEN s.from_unit_type = 'icu' AND s.unit_type <> 'icu' THEN 'step_down' ELSE 'move' END AS kind,
  hour(timezone(s.time_zone, s.in_ts)) AS move_hour,
  d.service_line, d.specialty, d.admission_type, d.drg_code, d.payer_class, d.disposition, d.age_band, d.sex,
  d.ethnicity, d.deprivation_quintile
FROM ward_stay s
JOIN v_discharge d ON d.encounter_id = s.encounter_id AND NOT d.is_newborn
WHERE s.from_unit_id <> s.unit_id
