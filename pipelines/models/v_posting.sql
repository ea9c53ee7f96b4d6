-- Money that came in or was written off, one posting of an insurer, a patient or the billing office.
-- reads: live.claim, live.encounter, live.facility, live.payer, live.payment_patient, live.payment_txn, live.remittance, v_billing_ledger
-- by: post_date
-- from payment_txn: post_date
-- from remittance: post_date
-- from payment_patient: post_date
-- from claim: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (claim_id)
-- from claim: SELECT post_date FROM live.remittance SEMI JOIN changed USING (claim_id)
-- from claim: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (patient_account_id)
-- from claim: SELECT post_date FROM live.payment_patient SEMI JOIN changed USING (patient_account_id)
-- from encounter: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (encounter_id)
-- from encounter: SELECT post_date FROM live.payment_patient SEMI JOIN changed USING (encounter_id)
-- from encounter: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (patient_account_id)
-- from encounter: SELECT post_date FROM live.payment_patient SEMI JOIN changed USING (patient_account_id)
-- from encounter: SELECT post_date FROM live.payment_txn
--   SEMI JOIN (SELECT claim_id FROM live.claim SEMI JOIN changed USING (encounter_id)) USING (claim_id)
-- from encounter: SELECT post_date FROM live.remittance
--   SEMI JOIN (SELECT claim_id FROM live.claim SEMI JOIN changed USING (encounter_id)) USING (claim_id)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.claim)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.payment_txn)
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.payment_patient)
-- only encounter: patient_account_id IN (SELECT patient_account_id FROM live.payment_txn)
-- only encounter: patient_account_id IN (SELECT patient_account_id FROM live.payment_patient)
--
-- Where a billing ledger is fed its transactions count; elsewhere the payment advices that are marked as postings,
-- and the patients' payments. The two are never added. A posting belongs to the facility of its claim, its visit or
-- its account; one that fits none of them belongs to the only facility there is, or is left out.
WITH account AS (
  SELECT patient_account_id, min(facility_id) AS facility_id
  FROM (
    SELECT patient_account_id, facility_id FROM live.claim WHERE patient_account_id IS NOT NULL
    UNION SELECT patient_account_id, facility_id FROM live.encounter WHERE patient_account_id IS NOT NULL)
  WHERE TRUE /* parts: patient_account_id IN (
    SELECT patient_account_id FROM live.payment_txn WHERE post_date IN (FROM touched)
    UNION ALL SELECT patient_account_id FROM live.payment_patient WHERE post_date IN (FROM touched)) */
  GROUP BY patient_account_id
),
only_one AS (
  SELECT min(facility_id) AS facility_id FROM live.facility HAVING count(*) = 1
),
raw AS (
  SELECT TRUE AS is_ledger, t.claim_id, t.encounter_id, t.patient_account_id, t.payer_id, t.post_date,
    CASE WHEN t.payer_id IS NULL OR p.payer_class = 'self_pay' THEN 'patient' ELSE 'insurer' END AS source,
    CASE t.txn_type WHEN 'payment' THEN t.amount WHEN 'refund' THEN -abs(t.amount) END AS paid,
    CASE WHEN t.txn_type = 'contractual' THEN t.amount END AS contractual,
    CASE WHEN t.txn_type = 'denial_writeoff' THEN t.amount END AS denied,
    CASE WHEN t.txn_type = 'charity' THEN t.amount END AS charity,
    coalesce(t.is_point_of_service, FALSE) AS is_point_of_service, FALSE AS is_previous_balance
  FROM live.payment_txn AS t LEFT JOIN live.payer AS p USING (payer_id)
  WHERE t.txn_type IN ('payment', 'refund', 'contractual', 'denial_writeoff', 'charity')
  UNION ALL
  SELECT FALSE, claim_id, NULL, NULL, payer_id, post_date, 'insurer', paid_amount, contractual_adj, denial_writeoff,
    NULL, FALSE, FALSE
  FROM live.remittance WHERE is_posting
  UNION ALL
  SELECT FALSE, NULL, encounter_id, patient_account_id, NULL, post_date, 'patient', amount, NULL, NULL, NULL,
    is_point_of_service, is_previous_balance
  FROM live.payment_patient
),
placed AS (
  SELECT r.*, coalesce(r.encounter_id, c.encounter_id) AS visit_id,
    coalesce(r.patient_account_id, c.patient_account_id) AS account_id,
    coalesce(c.facility_id, e.facility_id, a.facility_id, o.facility_id) AS facility_id,
    c.payer_id AS billed_payer_id, c.claim_type, c.denial_category
  FROM raw AS r
  LEFT JOIN live.claim AS c ON c.claim_id = r.claim_id
  LEFT JOIN live.encounter AS e ON e.encounter_id = r.encounter_id
  LEFT JOIN account AS a ON a.patient_account_id = r.patient_account_id
  LEFT JOIN only_one AS o ON TRUE
)
SELECT p.facility_id, '?:' || p.facility_id AS unit_id, p.post_date, p.visit_id AS encounter_id,
  p.account_id AS patient_account_id, p.source,
  CASE WHEN p.source = 'patient' THEN 'self_pay' ELSE coalesce(y.payer_class, 'unknown') END AS payer_class,
  coalesce(y.payer_id, 'unknown') AS payer_id, coalesce(y.plan_type, 'unknown') AS plan_type,
  coalesce(p.claim_type, 'unknown') AS claim_type, coalesce(p.denial_category, 'unknown') AS denial_category,
  coalesce(v.service_line, 'unknown') AS service_line,
  coalesce(p.paid, 0) AS paid_amount, coalesce(p.contractual, 0) AS contractual_amount,
  coalesce(p.denied, 0) AS denied_amount, coalesce(p.charity, 0) AS charity_amount,
  p.is_point_of_service, p.is_previous_balance
FROM placed AS p
LEFT JOIN live.payer AS y ON y.payer_id = coalesce(p.payer_id, p.billed_payer_id)
LEFT JOIN live.encounter AS v ON v.encounter_id = p.visit_id
LEFT JOIN v_billing_ledger AS l ON l.facility_id = p.facility_id
WHERE p.facility_id IS NOT NULL AND p.is_ledger = (l.facility_id IS NOT NULL)
