-- One patient in a bed at 23:59:59 of one date (kpis.md G9) who no longer needs it, with the reason of the delay.
-- reads: alc_period, encounter, encounter_location, facility, patient, payer, unit, v_bed_day
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.alc_period)
-- Where delays of one patient overlap the one that began first says the reason, so that reasons add up to the delayed
-- patients of v_bed_day, whose units and dates these are.
WITH spell AS (
  SELECT a.encounter_id, a.reason_code, coalesce(a.pathway, 'unknown') AS pathway,
    CAST(timezone(f.time_zone, a.start_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    coalesce(CAST(timezone(f.time_zone, a.end_ts) + INTERVAL 999999 MICROSECOND AS DATE), DATE '9999-12-31') AS end_date,
    a.start_ts, a.alc_id
  FROM live.alc_period a
  JOIN live.encounter e ON e.encounter_id = a.encounter_id AND e.status <> 'cancelled'
  JOIN live.facility f ON f.facility_id = e.facility_id
),
stay AS (
  SELECT l.encounter_id, l.unit_id,
    CAST(timezone(f.time_zone, l.in_ts) + INTERVAL 999999 MICROSECOND AS DATE) AS first_date,
    coalesce(CAST(timezone(f.time_zone, coalesce(l.out_ts, e.discharge_ts)) + INTERVAL 999999 MICROSECOND AS DATE),
      DATE '9999-12-31') AS end_date
  FROM live.encounter_location l
  JOIN live.encounter e ON e.encounter_id = l.encounter_id
  JOIN live.unit u ON u.unit_id = l.unit_id
  JOIN live.facility f ON f.facility_id = u.facility_id
  WHERE l.patient_class IN ('inpatient', 'boarder')
    AND l.encounter_id IN (SELECT encounter_id FROM spell)
    AND coalesce(l.out_ts, e.discharge_ts, l.in_ts) >= l.in_ts
)
SELECT b.facility_id, b.unit_id, b.unit_type, b.bed_date, s.encounter_id, d.reason_code, d.pathway,
  coalesce(e.service_line, 'unknown') AS service_line, coalesce(e.specialty, 'unknown') AS specialty,
  coalesce(e.admission_type, 'unknown') AS admission_type, coalesce(e.drg_code, 'unknown') AS drg_code,
  coalesce(y.payer_class, 'unknown') AS payer_class, age_band_at(p.birth_date, b.bed_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex, coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile
FROM stay s
JOIN spell d ON d.encounter_id = s.encounter_id
JOIN v_bed_day b ON b.unit_id = s.unit_id AND b.bed_date >= greatest(s.first_date, d.first_date)
  AND b.bed_date < least(s.end_date, d.end_date)
JOIN live.encounter e ON e.encounter_id = s.encounter_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
LEFT JOIN live.payer y ON y.payer_id = e.payer_id
QUALIFY row_number() OVER (
  PARTITION BY s.encounter_id, b.unit_id, b.bed_date ORDER BY d.start_ts, d.alc_id) = 1
