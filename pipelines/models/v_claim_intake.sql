-- One original claim accepted into the claims tool, and whether it went out without manual repair.
-- reads: live.claim, live.encounter, live.payer
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.claim)
-- by: claim_id
-- from claim: claim_id
-- from encounter: SELECT claim_id FROM live.claim SEMI JOIN changed USING (encounter_id)
SELECT c.claim_id, c.facility_id, '?:' || c.facility_id AS unit_id, c.scrubber_accept_date AS accept_date, c.payer_id,
  coalesce(p.payer_class, 'unknown') AS payer_class,
  coalesce(p.plan_type, 'unknown') AS plan_type, c.claim_type, coalesce(e.service_line, 'unknown') AS service_line,
  c.had_manual_edit IS NOT NULL AS is_known,
  NOT coalesce(c.had_manual_edit, FALSE) AND NOT coalesce(c.edit_failed, FALSE)
    AND coalesce(c.ack_status, 'accepted') <> 'rejected' AND coalesce(c.payer_ack_status, 'accepted') <> 'rejected'
    AND coalesce(c.first_result, 'pending') <> 'rejected' AS is_clean
FROM live.claim AS c
LEFT JOIN live.payer AS p USING (payer_id)
LEFT JOIN live.encounter AS e USING (encounter_id)
WHERE c.original_claim_id IS NULL AND c.scrubber_accept_date IS NOT NULL
