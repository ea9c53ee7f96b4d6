-- One finished inpatient stay and the harm it met: new pressure injuries and falls with injury.
-- reads: encounter, encounter_diagnosis, incident, v_discharge
-- by: encounter_id
-- from encounter: encounter_id
-- from encounter_diagnosis: encounter_id
-- from incident: encounter_id
-- from v_discharge: encounter_id
-- A coded pressure injury is L89 with the stage as its last character (0 unstageable, 6 deep tissue); present on
-- admission N or U is ours, Y or W was there before, no mark tells nothing. A reported one is ours when it was found
-- more than 24 hours after the start of the stay, deep tissue more than 72 hours, and not marked as found on admission.
WITH reported AS (
  SELECT i.encounter_id,
    bool_or(i.category = 'pressure_injury' AND i.hapi_stage IN ('2', '3', '4', 'unstageable', 'deep_tissue')
      AND coalesce(i.present_on_admission, FALSE)) AS is_old,
    bool_or(i.category = 'pressure_injury' AND i.hapi_stage IN ('2', '3', '4', 'unstageable', 'deep_tissue')
      AND NOT coalesce(i.present_on_admission, FALSE)
      AND epoch(i.event_ts) - epoch(e.admit_ts) > CASE WHEN i.hapi_stage = 'deep_tissue' THEN 259200 ELSE 86400 END)
      AS is_new,
    bool_or(i.category = 'fall' AND i.is_patient_related AND i.injury_level IN ('moderate', 'major', 'death'))
      AS is_fall
  FROM live.incident i
  JOIN live.encounter e ON e.encounter_id = i.encounter_id
  WHERE i.status NOT IN ('rejected', 'duplicate')
  GROUP BY i.encounter_id
),
coded AS (
  SELECT encounter_id, bool_or(poa IN ('Y', 'W')) AS is_old, bool_or(poa IN ('N', 'U')) AS is_new
  FROM live.encounter_diagnosis
  WHERE code_system = 'icd10' AND dx_code LIKE 'L89%' AND substr(dx_code, 6, 1) IN ('0', '2', '3', '4', '6')
  GROUP BY encounter_id
)
SELECT d.encounter_id, d.facility_id, d.unit_id, d.discharge_date, d.service_line, d.unit_type, d.age_band, d.sex,
  d.ethnicity, d.deprivation_quintile, d.los_days,
  CASE WHEN e.discharge_ts >= e.start_ts THEN CAST(floor((epoch(e.discharge_ts) - epoch(e.start_ts)) / 86400) AS INTEGER)
    END AS whole_days,
  coalesce(r.is_old, FALSE) OR coalesce(c.is_old, FALSE) AS has_injury_on_admission,
  coalesce(r.is_new, FALSE) OR coalesce(c.is_new, FALSE) AS has_new_injury,
  coalesce(r.is_fall, FALSE) AS has_fall_injury
FROM v_discharge d
JOIN live.encounter e ON e.encounter_id = d.encounter_id
LEFT JOIN reported r ON r.encounter_id = d.encounter_id
LEFT JOIN coded c ON c.encounter_id = d.encounter_id
WHERE NOT d.is_newborn
