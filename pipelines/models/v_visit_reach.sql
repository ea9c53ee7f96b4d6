-- The last event that one facility shows in its feed of visits: until when it was watched.
-- reads: ed_visit, encounter, facility
-- A table of its own, so that a day of visits changes what follows from the end of the feed only where it moves it.
WITH seen AS (
  SELECT 'encounter' AS feed, facility_id, max(greatest(start_ts, admit_ts, coalesce(discharge_ts, start_ts))) AS last_ts
  FROM live.encounter
  WHERE status NOT IN ('planned', 'cancelled')
  GROUP BY facility_id
  UNION ALL
  SELECT 'ed_visit', facility_id, max(greatest(arrival_ts, coalesce(departure_ts, arrival_ts)))
  FROM live.ed_visit
  GROUP BY facility_id
)
SELECT s.feed, s.facility_id, '?:' || s.facility_id AS unit_id, s.last_ts,
  CAST(timezone(f.time_zone, s.last_ts) AS DATE) AS last_date
FROM seen s
JOIN live.facility f ON f.facility_id = s.facility_id
WHERE s.last_ts IS NOT NULL
