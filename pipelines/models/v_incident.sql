-- One moment of one incident report: the event, the report, and the day its investigation was due.
-- reads: encounter, encounter_location, facility, incident, patient, unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.incident)
-- Rejected and duplicate reports never count. A report without a known unit takes the one that its patient lay in at
-- the time, and is about somebody known where it names a visit. A due date counts once the reports of its source have reached it.
WITH located AS (
  SELECT i.incident_id, max_by(l.unit_id, l.in_ts) AS unit_id
  FROM live.incident i
  JOIN live.encounter_location l ON l.encounter_id = i.encounter_id
    AND l.in_ts <= i.event_ts AND (l.out_ts > i.event_ts OR l.out_ts IS NULL)
  WHERE i.unit_id LIKE '?:%'
  GROUP BY i.incident_id
),
report AS (
  SELECT i.*, coalesce(l.unit_id, i.unit_id) AS place_id,
    timezone(f.time_zone, i.event_ts) AS event_local,
    CAST(timezone(f.time_zone, i.event_ts) AS DATE) AS event_date,
    CAST(timezone(f.time_zone, i.reported_ts) AS DATE) AS report_date,
    max(CAST(timezone(f.time_zone, greatest(i.event_ts, i.reported_ts)) AS DATE)) OVER (PARTITION BY i.source_id)
      AS last_date
  FROM live.incident i
  JOIN live.facility f ON f.facility_id = i.facility_id
  LEFT JOIN located l ON l.incident_id = i.incident_id
),
dated AS (
  SELECT *, 'event' AS moment, event_date AS moment_date FROM report
  UNION ALL
  SELECT *, 'report', report_date FROM report
  UNION ALL
  SELECT *, 'investigation_due', investigation_due_date FROM report WHERE investigation_due_date <= last_date
)
SELECT d.incident_id, d.moment, d.moment_date, d.facility_id, d.place_id AS unit_id,
  coalesce(u.unit_type, 'unknown') AS unit_type,
  coalesce(u.is_inpatient_bedded AND u.unit_type <> 'nursery', FALSE) AS is_bedded,
  CASE
    WHEN NOT d.is_event_time_known THEN 'unknown'
    WHEN hour(d.event_local) BETWEEN 7 AND 14 THEN 'day'
    WHEN hour(d.event_local) BETWEEN 15 AND 22 THEN 'evening'
    ELSE 'night'
  END AS shift_of_day,
  d.category, d.harm_level,
  age_band_at(p.birth_date, d.event_date) AS age_band,
  coalesce(p.sex, 'unknown') AS sex,
  coalesce(p.ethnicity, 'unknown') AS ethnicity,
  coalesce(CAST(p.deprivation_quintile AS VARCHAR), 'unknown') AS deprivation_quintile,
  coalesce(d.injury_level, 'unknown') AS injury_level,
  coalesce(d.ncc_merp, 'unknown') AS ncc_merp,
  coalesce(d.medication_stage, 'unknown') AS medication_stage,
  d.is_patient_related, d.reached_patient, d.is_serious,
  d.category = 'pressure_injury' AND NOT coalesce(d.present_on_admission, FALSE)
    AND coalesce(d.hapi_stage, 'none') IN ('2', '3', '4', 'unstageable', 'deep_tissue') AS is_new_pressure_injury,
  CASE WHEN d.is_event_time_known THEN CAST(epoch(d.reported_ts) - epoch(d.event_ts) AS BIGINT) END AS report_seconds,
  coalesce(d.investigation_closed_date <= d.investigation_due_date, FALSE) AS is_investigated_in_time
FROM dated d
LEFT JOIN live.unit u ON u.unit_id = d.place_id
LEFT JOIN live.encounter e ON e.encounter_id = d.encounter_id
LEFT JOIN live.patient p ON p.patient_id = e.patient_id
WHERE d.status NOT IN ('rejected', 'duplicate')
