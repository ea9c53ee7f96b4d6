-- Patients in beds and visits of one unit on one date that the complaints of its facility cover.
-- reads: complaint, v_appointment, v_bed_day, v_ed_visit
-- by: care_date
-- from v_appointment: appointment_date
-- from v_bed_day: bed_date
-- from v_ed_visit: visit_date
-- A day without a complaint is a quiet day only while complaints arrive: the days end with the last date of the
-- source, whichever facility it came from.
WITH seen AS (
  SELECT facility_id, source_id, received_date,
    greatest(received_date, acknowledged_date, responded_date, closed_date) AS seen_date
  FROM live.complaint
),
source AS (
  SELECT source_id, min(received_date) AS first_date, max(seen_date) AS last_date FROM seen GROUP BY source_id
),
span AS (
  SELECT n.facility_id, min(s.first_date) AS first_date, max(s.last_date) AS last_date
  FROM (SELECT DISTINCT facility_id, source_id FROM seen) n
  JOIN source s ON s.source_id = n.source_id
  GROUP BY n.facility_id
),
care AS (
  SELECT facility_id, unit_id, bed_date AS care_date, patients, NULL AS visits FROM v_bed_day
  UNION ALL
  SELECT facility_id, unit_id, visit_date, NULL, count(*) FROM v_ed_visit GROUP BY ALL
  UNION ALL
  SELECT facility_id, unit_id, appointment_date, NULL, count(*) FROM v_appointment WHERE status = 'completed' GROUP BY ALL
)
SELECT c.facility_id, c.unit_id, c.care_date, CAST(sum(c.patients) AS INTEGER) AS patients,
  CAST(sum(c.visits) AS INTEGER) AS visits
FROM care c
JOIN span s ON s.facility_id = c.facility_id AND c.care_date BETWEEN s.first_date AND s.last_date
GROUP BY ALL
