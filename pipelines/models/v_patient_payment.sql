-- One payment of a patient, refunds negative.
-- reads: live.encounter, live.payer, v_posting
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.claim)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.payment_txn)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.payment_patient)
--
-- It belongs to the service line and the primary payer of its visit; most patients pay what their insurer left to them.
SELECT s.facility_id, s.unit_id, s.post_date, coalesce(e.service_line, 'unknown') AS service_line,
  coalesce(e.payer_id, 'unknown') AS payer_id, coalesce(p.payer_class, 'unknown') AS payer_class,
  coalesce(p.plan_type, 'unknown') AS plan_type, s.paid_amount AS amount,
  s.is_point_of_service AND NOT s.is_previous_balance AS is_at_visit
FROM v_posting AS s
LEFT JOIN live.encounter AS e ON e.encounter_id = s.encounter_id
LEFT JOIN live.payer AS p ON p.payer_id = e.payer_id
WHERE s.source = 'patient' AND s.paid_amount <> 0
