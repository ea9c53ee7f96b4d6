-- One posted charge line, on its posting date. Credits and reversals are no charges of their own.
-- reads: live.charge, live.cost_centre, live.encounter, live.payer, live.unit
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.charge)
-- by: charge_id
-- from charge: charge_id
-- from encounter: SELECT charge_id FROM live.charge SEMI JOIN changed USING (encounter_id)
--
-- Daily room charges (revenue codes 0100 to 0219) post by themselves and are marked, so that their lag can be left out.
SELECT c.charge_id, coalesce(u.facility_id, e.facility_id) AS facility_id,
  coalesce(u.unit_id, '?:' || e.facility_id) AS unit_id, c.post_date,
  coalesce(e.service_line, u.service_line, 'unknown') AS service_line, coalesce(k.department, 'unknown') AS department,
  coalesce(e.payer_id, c.payer_id, 'unknown') AS payer_id, coalesce(p.payer_class, 'unknown') AS payer_class,
  coalesce(p.plan_type, 'unknown') AS plan_type,
  coalesce(regexp_matches(c.rev_code, '^0?(1[0-9]{2}|2[01][0-9])$'), FALSE) AS is_room, c.is_late,
  greatest(c.post_date - c.service_date, 0) AS lag_days, c.amount
FROM live.charge AS c
LEFT JOIN live.unit AS u ON u.unit_id = c.unit_id
LEFT JOIN live.encounter AS e ON e.encounter_id = c.encounter_id
LEFT JOIN live.payer AS p ON p.payer_id = coalesce(e.payer_id, c.payer_id)
LEFT JOIN live.cost_centre AS k ON k.cost_centre_id = coalesce(c.cost_centre_id, u.cost_centre_id)
WHERE c.post_date IS NOT NULL AND NOT c.is_reversal AND c.amount > 0
  AND coalesce(u.facility_id, e.facility_id) IS NOT NULL
