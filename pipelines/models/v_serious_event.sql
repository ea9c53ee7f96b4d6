-- One serious event of a patient, and the days since the one before in the same facility.
-- reads: facility, incident
-- Two events on one date are half a day apart: a chart of times between events needs times above zero.
WITH event AS (
  SELECT i.incident_id, i.facility_id, i.event_ts, CAST(timezone(f.time_zone, i.event_ts) AS DATE) AS event_date
  FROM live.incident i
  JOIN live.facility f ON f.facility_id = i.facility_id
  WHERE i.is_serious AND i.is_patient_related AND i.status NOT IN ('rejected', 'duplicate')
),
spaced AS (
  SELECT *, event_date - lag(event_date) OVER (
    PARTITION BY facility_id ORDER BY event_date, event_ts, incident_id) AS days_between
  FROM event
)
SELECT incident_id, facility_id, '?:' || facility_id AS unit_id, event_date,
  CAST(CASE WHEN days_between > 0 THEN days_between WHEN days_between = 0 THEN 0.5 END AS DECIMAL(9, 1))
    AS days_since_previous
FROM spaced
