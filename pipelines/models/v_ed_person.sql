-- One emergency visit that counts, with how it ended and what is known of its patient.
-- reads: ed_visit, encounter, facility, patient, v_visit_reach
-- by: encounter_id
-- from ed_visit: encounter_id
-- from encounter: encounter_id
-- from patient: SELECT encounter_id FROM live.encounter SEMI JOIN changed USING (patient_id)
-- from v_visit_reach: SELECT encounter_id FROM live.ed_visit WHERE disposition = 'in_progress'
-- A visit without a departure is placed on its arrival: a patient who left unseen, a feed that knows no departures,
-- and a visit without departure or disposition a day after arrival (disposition 'unknown': kept, so that coverage
-- shows it). The clock of "a day after" is the last event of the facility's own feed, never the clock on the wall.
-- A table of its own: visits are chosen here by few columns, so that their wide rows, patients and admissions never
-- have to be in memory at the same time.
SELECT v.encounter_id, v.facility_id, v.unit_id,
  CAST(timezone(f.time_zone, v.arrival_ts) AS DATE) AS arrival_date,
  CASE WHEN v.disposition = 'in_progress' THEN 'unknown' ELSE v.disposition END AS disposition,
  p.birth_date, coalesce(p.sex, 'unknown') AS sex, coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile
FROM live.ed_visit v
JOIN live.facility f ON f.facility_id = v.facility_id
JOIN v_visit_reach h ON h.facility_id = v.facility_id AND h.feed = 'ed_visit'
LEFT JOIN live.encounter e ON e.encounter_id = v.encounter_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
WHERE NOT v.is_scheduled_return
  AND v.disposition <> 'dead_on_arrival'
  AND (v.disposition <> 'in_progress'
    OR (v.departure_ts IS NULL AND epoch(h.last_ts) - epoch(v.arrival_ts) >= 86400))
  AND (e.status IS NULL OR e.status <> 'cancelled')
