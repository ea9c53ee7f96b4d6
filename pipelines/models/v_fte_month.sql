-- Hours of a facility as full-time equivalents, beside its beds: 2,080 hours are one person for one year.
-- reads: live.shift, live.unit, v_bed_day, v_ledger_month
--
-- FTE days = FTE times the calendar days, so that months add up and divide by bed days without a weight. A group of staff
-- that never has a time card in a facility is unknown there, not absent; in a month without one it worked nothing.
WITH worked AS (
  SELECT u.facility_id, date_trunc('month', s.work_date)::DATE AS month_date,
    CASE WHEN year(s.work_date) % 4 = 0 THEN 366 ELSE 365 END AS days_in_year,
    coalesce(sum(s.hours::DECIMAL(18, 4)) FILTER (WHERE s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem')), 0)
      AS worked_hours,
    coalesce(sum(s.hours::DECIMAL(18, 4)), 0) AS paid_hours,
    coalesce(sum(s.hours::DECIMAL(18, 4)) FILTER (
      WHERE s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem') AND s.staff_group = 'rn'
        AND u.is_inpatient_bedded AND u.unit_type <> 'nursery'), 0) AS ward_rn_hours,
    coalesce(sum(s.hours::DECIMAL(18, 4)) FILTER (
      WHERE s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem') AND s.staff_group = 'rn'), 0) AS rn_hours,
    coalesce(sum(s.hours::DECIMAL(18, 4)) FILTER (
      WHERE s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem') AND s.staff_group IN ('lpn', 'care_assistant')), 0)
      AS care_hours,
    coalesce(sum(s.hours::DECIMAL(18, 4)) FILTER (
      WHERE s.pay_code IN ('regular', 'overtime', 'agency', 'per_diem') AND s.staff_group IN ('physician', 'app')), 0)
      AS medical_hours
  FROM live.shift AS s JOIN live.unit AS u USING (unit_id)
  WHERE s.shift_kind = 'worked' AND NOT s.is_cancelled AND s.hours IS NOT NULL
  GROUP BY ALL
),
beds AS (
  SELECT facility_id, date_trunc('month', bed_date)::DATE AS month_date,
    sum(patients) FILTER (WHERE unit_type <> 'nursery')::BIGINT AS patient_days,
    sum(staffed_beds)::BIGINT AS staffed_bed_days
  FROM v_bed_day GROUP BY ALL
),
kept AS (
  SELECT facility_id, bool_or(rn_hours > 0) AS has_rn, bool_or(ward_rn_hours > 0) AS has_ward_rn,
    bool_or(care_hours > 0) AS has_care, bool_or(medical_hours > 0) AS has_medical
  FROM worked GROUP BY facility_id
)
SELECT w.facility_id, '?:' || w.facility_id AS unit_id, w.month_date,
  (w.worked_hours::DOUBLE * w.days_in_year / 2080)::DECIMAL(18, 6) AS worked_fte_days,
  (w.paid_hours::DOUBLE * w.days_in_year / 2080)::DECIMAL(18, 6) AS paid_fte_days,
  CASE WHEN k.has_ward_rn THEN w.ward_rn_hours::DOUBLE * w.days_in_year / 2080 END::DECIMAL(18, 6) AS ward_rn_fte_days,
  CASE WHEN k.has_rn THEN w.rn_hours::DOUBLE * w.days_in_year / 2080 END::DECIMAL(18, 6) AS rn_fte_days,
  CASE WHEN k.has_care THEN w.care_hours::DOUBLE * w.days_in_year / 2080 END::DECIMAL(18, 6) AS care_fte_days,
  CASE WHEN k.has_medical THEN w.medical_hours::DOUBLE * w.days_in_year / 2080 END::DECIMAL(18, 6) AS medical_fte_days,
  ((w.worked_hours - w.rn_hours - w.care_hours - w.medical_hours)::DOUBLE * w.days_in_year / 2080)::DECIMAL(18, 6)
    AS other_fte_days,
  b.patient_days, l.adjusted_patient_days, b.staffed_bed_days
FROM worked AS w
JOIN kept AS k USING (facility_id)
LEFT JOIN beds AS b USING (facility_id, month_date)
LEFT JOIN v_ledger_month AS l USING (facility_id, month_date)
