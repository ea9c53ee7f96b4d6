-- Initial denials of one payer, claim type and service line in one month, beside the mean monthly number of claims sent in the three months before.
-- reads: live.claim, live.encounter, live.payer
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.claim)
WITH original AS (
  SELECT c.*, coalesce(e.service_line, 'unknown') AS service_line
  FROM live.claim AS c LEFT JOIN live.encounter AS e USING (encounter_id)
  WHERE c.original_claim_id IS NULL
),
sent AS (
  SELECT facility_id, payer_id, claim_type, service_line, date_trunc('month', first_submit_date)::DATE AS month_date,
    count(*) AS claims
  FROM original WHERE first_submit_date IS NOT NULL GROUP BY ALL
),
denied AS (
  SELECT facility_id, payer_id, claim_type, service_line, date_trunc('month', first_adjudication_date)::DATE AS month_date,
    count(*) AS denials
  FROM original WHERE first_result = 'denied' AND first_adjudication_date IS NOT NULL
  GROUP BY ALL
),
span AS (
  SELECT facility_id, min(month_date) AS first, max(month_date) AS last
  FROM (
    SELECT facility_id, month_date FROM sent
    UNION ALL
    SELECT facility_id, date_trunc('month', first_adjudication_date)::DATE FROM original
    WHERE first_adjudication_date IS NOT NULL)
  GROUP BY facility_id
),
sent_since AS (
  SELECT facility_id, min(month_date) AS first_sent FROM sent GROUP BY facility_id
),
spine AS (
  SELECT facility_id, payer_id, claim_type, service_line, step::DATE AS month_date
  FROM (
    SELECT facility_id, payer_id, claim_type, service_line FROM sent
    UNION SELECT facility_id, payer_id, claim_type, service_line FROM denied) JOIN span USING (facility_id),
    unnest(generate_series(first, last, INTERVAL 1 MONTH)) AS t(step)
),
rolled AS (
  SELECT s.*, coalesce(d.denials, 0) AS denials,
    sum(coalesce(c.claims, 0)) OVER (
      PARTITION BY s.facility_id, s.payer_id, s.claim_type, s.service_line
      ORDER BY s.month_date ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS claims_3m
  FROM spine AS s
  LEFT JOIN sent AS c USING (facility_id, payer_id, claim_type, service_line, month_date)
  LEFT JOIN denied AS d USING (facility_id, payer_id, claim_type, service_line, month_date)
)
SELECT r.facility_id, '?:' || r.facility_id AS unit_id, r.month_date, r.payer_id,
  coalesce(p.payer_class, 'unknown') AS payer_class, coalesce(p.plan_type, 'unknown') AS plan_type, r.claim_type,
  r.service_line, r.denials, coalesce(r.claims_3m, 0) AS claims_3m
FROM rolled AS r
JOIN sent_since AS b ON b.facility_id = r.facility_id AND r.month_date >= b.first_sent + INTERVAL 3 MONTH
LEFT JOIN live.payer AS p ON p.payer_id = r.payer_id
