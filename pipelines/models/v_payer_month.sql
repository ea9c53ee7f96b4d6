-- Gross charges, visits and net revenue of one payer class, by the month of the visit.
-- reads: live.charge, live.encounter, live.facility, live.patient_cost, live.payer, live.unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.charge)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.patient_cost)
--
-- A visit counts on the local date it ended, with the payer of the final bill; a charge without a visit on its date
-- of service, with the payer of the charge.
WITH visit AS (
  SELECT e.encounter_id, e.facility_id, coalesce(e.discharge_unit_id, e.unit_id) AS unit_id, e.service_line, e.payer_id,
    timezone(f.time_zone, e.discharge_ts)::DATE AS end_date
  FROM live.encounter AS e JOIN live.facility AS f USING (facility_id)
  WHERE e.status <> 'cancelled'
),
charged AS (
  SELECT encounter_id, sum(amount) AS charges, max(service_date) AS service_date, max(payer_id) AS payer_id
  FROM live.charge WHERE encounter_id IS NOT NULL GROUP BY encounter_id
),
entry AS (
  SELECT v.facility_id, v.unit_id, coalesce(v.end_date, c.service_date) AS day, v.service_line,
    coalesce(v.payer_id, c.payer_id) AS payer_id, coalesce(c.charges, 0) AS charges, 1 AS visits,
    coalesce(k.net_revenue, 0) AS net_revenue
  FROM visit AS v
  LEFT JOIN charged AS c USING (encounter_id)
  LEFT JOIN live.patient_cost AS k USING (encounter_id)
  WHERE coalesce(v.end_date, c.service_date) IS NOT NULL
    AND (c.encounter_id IS NOT NULL OR k.encounter_id IS NOT NULL)
  UNION ALL
  SELECT u.facility_id, c.unit_id, c.service_date, NULL, c.payer_id, c.amount, 0, 0
  FROM live.charge AS c JOIN live.unit AS u USING (unit_id)
  WHERE c.encounter_id IS NULL
)
SELECT e.facility_id, coalesce(u.unit_id, '?:' || e.facility_id) AS unit_id, date_trunc('month', e.day)::DATE AS month_date,
  coalesce(e.service_line, u.service_line, 'unknown') AS service_line, coalesce(p.payer_class, 'unknown') AS payer_class,
  sum(e.charges) AS charges, sum(e.visits)::BIGINT AS visits, sum(e.net_revenue) AS net_revenue
FROM entry AS e
LEFT JOIN live.unit AS u ON u.unit_id = e.unit_id
LEFT JOIN live.payer AS p ON p.payer_id = e.payer_id
GROUP BY ALL
