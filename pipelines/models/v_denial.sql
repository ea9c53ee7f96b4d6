-- One denied original claim: when it was denied, appealed and closed, and whether it was won.
-- reads: live.claim, live.denial_case, live.encounter, live.payer
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.claim)
-- by: claim_id
-- from claim: claim_id
-- from denial_case: claim_id
-- from encounter: SELECT claim_id FROM live.claim SEMI JOIN changed USING (encounter_id)
--
-- The claim knows best; what it leaves open comes from the case of the follow-up team.
WITH worked AS (
  SELECT claim_id, min(received_date) AS received_date, min(appeal_date) AS appeal_date,
    CASE WHEN count(*) = count(resolved_date) THEN max(resolved_date) END AS resolved_date,
    sum(denied_amount) AS denied_amount, max(denial_category) AS denial_category,
    CASE WHEN count(*) = count(recovered_amount) THEN sum(recovered_amount) > 0 END AS is_won
  FROM live.denial_case WHERE claim_id IS NOT NULL GROUP BY claim_id
),
denied AS (
  SELECT c.claim_id, c.facility_id, c.payer_id, c.claim_type, c.encounter_id,
    coalesce(c.denial_date, w.received_date) AS denial_date,
    coalesce(c.appeal_date, w.appeal_date) AS appeal_date,
    CASE WHEN c.denial_date IS NOT NULL THEN c.resolved_date ELSE w.resolved_date END AS resolved_date,
    coalesce(c.denial_category, w.denial_category, 'unknown') AS denial_category,
    coalesce(c.overturned, w.is_won) AS is_won, coalesce(w.denied_amount, c.billed_amount) AS denied_amount
  FROM live.claim AS c LEFT JOIN worked AS w USING (claim_id)
  WHERE c.original_claim_id IS NULL AND (c.denial_date IS NOT NULL OR w.claim_id IS NOT NULL)
)
SELECT d.claim_id, d.facility_id, '?:' || d.facility_id AS unit_id, d.denial_date, d.appeal_date, d.resolved_date,
  d.payer_id, coalesce(p.payer_class, 'unknown') AS payer_class,
  coalesce(p.plan_type, 'unknown') AS plan_type, d.claim_type,
  coalesce(e.service_line, 'unknown') AS service_line, d.denial_category, d.is_won, d.denied_amount
FROM denied AS d
LEFT JOIN live.payer AS p USING (payer_id)
LEFT JOIN live.encounter AS e USING (encounter_id)
