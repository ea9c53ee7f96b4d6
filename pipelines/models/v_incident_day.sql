-- One bedded unit on one date that the incident reports of its facility cover.
-- reads: facility, incident, v_bed_day
-- A day without a report is a day without an event only while reports arrive: the days end with the last report of
-- the source, whichever facility it came from.
WITH seen AS (
  SELECT i.facility_id, i.source_id,
    CAST(timezone(f.time_zone, i.event_ts) AS DATE) AS event_date,
    CAST(timezone(f.time_zone, greatest(i.event_ts, i.reported_ts)) AS DATE) AS seen_date
  FROM live.incident i
  JOIN live.facility f ON f.facility_id = i.facility_id
),
source AS (
  SELECT source_id, min(event_date) AS first_date, max(seen_date) AS last_date FROM seen GROUP BY source_id
),
span AS (
  SELECT n.facility_id, min(s.first_date) AS first_date, max(s.last_date) AS last_date
  FROM (SELECT DISTINCT facility_id, source_id FROM seen) n
  JOIN source s ON s.source_id = n.source_id
  GROUP BY n.facility_id
)
SELECT b.facility_id, b.unit_id, b.unit_type, b.bed_date, b.patients
FROM v_bed_day b
JOIN span s ON s.facility_id = b.facility_id AND b.bed_date BETWEEN s.first_date AND s.last_date
