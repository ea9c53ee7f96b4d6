-- Charges posted by one facility in one month, reversals netted.
-- reads: live.charge, live.encounter, live.unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.charge)
-- by: month_date
-- from charge: date_trunc('month', coalesce(post_date, service_date))::DATE
-- from encounter: SELECT date_trunc('month', coalesce(post_date, service_date))::DATE FROM live.charge SEMI JOIN changed USING (encounter_id)
SELECT coalesce(u.facility_id, e.facility_id) AS facility_id, '?:' || coalesce(u.facility_id, e.facility_id) AS unit_id,
  date_trunc('month', coalesce(c.post_date, c.service_date))::DATE AS month_date, sum(c.amount) AS charges
FROM live.charge AS c
LEFT JOIN live.unit AS u ON u.unit_id = c.unit_id
LEFT JOIN live.encounter AS e ON e.encounter_id = c.encounter_id
WHERE coalesce(u.facility_id, e.facility_id) IS NOT NULL
GROUP BY ALL
