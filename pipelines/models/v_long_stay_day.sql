-- One patient in a bed at 23:59:59 of one date (kpis.md G9) who has been in hospital for 21 days or more.
-- reads: encounter, encounter_location, facility, patient, payer, unit, v_bed_day
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.encounter_location)
-- only encounter: episode_id IS NOT NULL
-- Units, dates and the count of days from the first admission of the episode are those of v_bed_day, so that patients add
-- up to its long stays. Age is that of the date.
WITH admitted AS (
  SELECT e.*, CAST(timezone(f.time_zone, coalesce(
    min(e.admit_ts) OVER (PARTITION BY coalesce(e.episode_id, 'one:' || e.encounter_id)), e.admit_ts)) AS DATE) + 21
      AS long_since
  FROM live.encounter e
  JOIN live.facility f USING (facility_id)
  WHERE e.status <> 'cancelled'
),
stay AS (
  SELECT a.*, l.unit_id AS ward_id,
    CAST(timezone(f.time_zone, l.in_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    coalesce(CAST(timezone(f.time_zone, coalesce(l.out_ts, a.discharge_ts)) + INTERVAL 999999 MICROSECOND AS DATE),
      DATE '9999-12-31') AS end_date
  FROM live.encounter_location l
  JOIN admitted a ON a.encounter_id = l.encounter_id
  JOIN live.unit u ON u.unit_id = l.unit_id
  JOIN live.facility f ON f.facility_id = u.facility_id
  WHERE l.patient_class IN ('inpatient', 'boarder') AND u.unit_type NOT IN ('rehab', 'psych', 'nicu')
    AND coalesce(l.out_ts, a.discharge_ts, l.in_ts) >= l.in_ts
)
SELECT b.facility_id, b.unit_id, b.unit_type, b.bed_date, s.encounter_id,
  coalesce(s.service_line, 'unknown') AS service_line, coalesce(s.specialty, 'unknown') AS specialty,
  coalesce(s.admission_type, 'unknown') AS admission_type, coalesce(s.drg_code, 'unknown') AS drg_code,
  coalesce(y.payer_class, 'unknown') AS payer_class, age_band_at(p.birth_date, b.bed_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex, coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile
FROM stay s
JOIN v_bed_day b ON b.unit_id = s.ward_id AND b.bed_date >= greatest(s.first_date, s.long_since)
  AND b.bed_date < s.end_date
LEFT JOIN live.patient p ON p.patient_id = s.patient_id
LEFT JOIN live.payer y ON y.payer_id = s.payer_id
WHERE s.end_date > s.long_since
