-- One done operation with its share of the supplies of the visit.
-- reads: live.facility, live.patient_cost, live.procedure_case
--
-- Several operations in one visit share by their minutes in the room; where one of them lacks its times, equally.
WITH done AS (
  SELECT c.*,
    timezone(f.time_zone, coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts))::DATE AS case_date,
    CASE WHEN c.patient_out_ts > c.patient_in_ts AND epoch(c.patient_out_ts) - epoch(c.patient_in_ts) <= 86400
      THEN (epoch(c.patient_out_ts) - epoch(c.patient_in_ts))::BIGINT END AS seconds
  FROM live.procedure_case AS c JOIN live.facility AS f USING (facility_id)
  WHERE c.status = 'done' AND coalesce(c.patient_in_ts, c.sched_start_ts, c.patient_out_ts) IS NOT NULL
),
shared AS (
  SELECT *, CASE WHEN encounter_id IS NULL THEN 1
    WHEN count(*) OVER visit = count(seconds) OVER visit THEN seconds::DOUBLE / sum(seconds) OVER visit
    ELSE 1.0 / count(*) OVER visit END AS part
  FROM done WINDOW visit AS (PARTITION BY encounter_id)
)
SELECT s.case_id, s.facility_id, coalesce(s.unit_id, '?:' || s.facility_id) AS unit_id, s.case_date,
  coalesce(s.service, 'unknown') AS service, s.case_class, coalesce(s.procedure_code, 'unknown') AS procedure_code,
  coalesce(p.is_final, FALSE) AS has_final_cost,
  (p.supply_cost::DOUBLE * s.part)::DECIMAL(18, 4) AS supply_cost,
  (p.implant_cost::DOUBLE * s.part)::DECIMAL(18, 4) AS implant_cost,
  coalesce(s.surgeon_id, 'unknown') AS surgeon_id
FROM shared AS s LEFT JOIN live.patient_cost AS p USING (encounter_id)
