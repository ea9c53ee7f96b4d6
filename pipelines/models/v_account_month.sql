-- What was charged for the visits that ended in a month, and what of it was collected within six months after it.
-- reads: live.charge, live.encounter, live.payer, live.unit, v_posting
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.charge)
--
-- A visit (else a billing account) belongs to the month of its last service, with everything charged for it.
WITH billed AS (
  SELECT coalesce(c.encounter_id, c.patient_account_id) AS bill_id, max(c.service_date) AS service_date,
    sum(c.amount) AS charges, max(c.payer_id) AS payer_id, max(u.facility_id) AS unit_facility_id,
    max(c.encounter_id) AS encounter_id
  FROM live.charge AS c LEFT JOIN live.unit AS u USING (unit_id)
  WHERE coalesce(c.encounter_id, c.patient_account_id) IS NOT NULL
  GROUP BY ALL
),
bill AS (
  SELECT b.bill_id, b.charges, date_trunc('month', b.service_date)::DATE AS month_date,
    coalesce(e.facility_id, b.unit_facility_id) AS facility_id,
    coalesce(e.service_line, 'unknown') AS service_line, coalesce(e.payer_id, b.payer_id, 'unknown') AS payer_id,
    coalesce(p.payer_class, 'unknown') AS payer_class, coalesce(p.plan_type, 'unknown') AS plan_type
  FROM billed AS b
  LEFT JOIN live.encounter AS e ON e.encounter_id = b.encounter_id
  LEFT JOIN live.payer AS p ON p.payer_id = coalesce(e.payer_id, b.payer_id)
  WHERE coalesce(e.facility_id, b.unit_facility_id) IS NOT NULL
),
settled AS (
  SELECT b.bill_id, sum(s.paid_amount) AS paid, sum(s.contractual_amount) AS contractual, sum(s.charity_amount) AS charity
  FROM bill AS b
  JOIN v_posting AS s ON coalesce(s.encounter_id, s.patient_account_id) = b.bill_id
    AND s.post_date < b.month_date + INTERVAL 7 MONTH
  GROUP BY ALL
)
SELECT b.facility_id, '?:' || b.facility_id AS unit_id, b.month_date, b.service_line, b.payer_id, b.payer_class,
  b.plan_type,
  sum(b.charges) AS charges, count(*) AS bills,
  coalesce(sum(s.paid), 0) AS collected,
  sum(b.charges) - coalesce(sum(s.contractual), 0) - coalesce(sum(s.charity), 0) AS collectable
FROM bill AS b LEFT JOIN settled AS s USING (bill_id)
GROUP BY ALL
