-- First answers of payers to original claims. A clearing-house rejection never reached the payer and is no answer.
-- reads: live.claim, live.encounter, live.payer
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.claim)
-- by: claim_id
-- from claim: claim_id
-- from encounter: SELECT claim_id FROM live.claim SEMI JOIN changed USING (encounter_id)
SELECT c.claim_id, c.facility_id, '?:' || c.facility_id AS unit_id, c.first_adjudication_date AS adjudication_date,
  c.payer_id, coalesce(p.payer_class, 'unknown') AS payer_class,
  coalesce(p.plan_type, 'unknown') AS plan_type, c.claim_type,
  coalesce(e.service_line, 'unknown') AS service_line, coalesce(c.denial_category, 'unknown') AS denial_category,
  c.first_result, c.billed_amount, c.resubmission_count,
  coalesce(c.final_result, 'open') AS final_result
FROM live.claim AS c
LEFT JOIN live.payer AS p USING (payer_id)
LEFT JOIN live.encounter AS e USING (encounter_id)
WHERE c.original_claim_id IS NULL AND c.first_adjudication_date IS NOT NULL
  AND c.first_result IN ('paid', 'partial', 'denied')
