-- Until when infection control has told one facility of its infections.
-- reads: facility, infection_event, load_log, unit
-- A day without an infection is a day without one only while the register arrives: it reaches to the last infection and to
-- the last file of the source, which may have brought none. A facility that never had one goes by the latest source.
WITH told AS (
  SELECT source_id, max(coalesce(extracted_ts, ended_ts)) AS told_ts
  FROM load_log
  WHERE target_table = 'infection_event' AND status = 'loaded'
  GROUP BY source_id
),
source AS (
  SELECT i.source_id, max(t.told_ts) AS told_ts, max(i.event_date) AS last_date
  FROM live.infection_event i
  JOIN told t ON t.source_id = i.source_id
  GROUP BY i.source_id
),
own AS (
  SELECT u.facility_id, max(s.told_ts) AS told_ts, max(s.last_date) AS last_date
  FROM (SELECT DISTINCT unit_id, source_id FROM live.infection_event) i
  JOIN live.unit u ON u.unit_id = i.unit_id
  JOIN source s ON s.source_id = i.source_id
  GROUP BY u.facility_id
),
latest AS (
  SELECT max(told_ts) AS told_ts, max(last_date) AS last_date FROM source
)
SELECT f.facility_id, '?:' || f.facility_id AS unit_id,
  greatest(coalesce(o.last_date, l.last_date), CAST(timezone(f.time_zone, coalesce(o.told_ts, l.told_ts)) AS DATE)) AS told_date
FROM live.facility f
CROSS JOIN latest l
LEFT JOIN own o ON o.facility_id = f.facility_id
WHERE l.told_ts IS NOT NULL
