-- The transactions of one date in the billing ledger of one facility.
-- reads: live.claim, live.encounter, live.facility, live.payment_txn
-- only encounter: encounter_id IN (SELECT encounter_id FROM live.payment_txn)
-- only encounter: patient_account_id IN (SELECT patient_account_id FROM live.payment_txn)
-- by: post_date
-- from payment_txn: post_date
-- from claim: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (claim_id)
-- from claim: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (patient_account_id)
-- from encounter: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (encounter_id)
-- from encounter: SELECT post_date FROM live.payment_txn SEMI JOIN changed USING (patient_account_id)
-- A transaction belongs to a facility as a posting does.
WITH txn AS (
  SELECT claim_id, encounter_id, patient_account_id, post_date
  FROM live.payment_txn
  WHERE txn_type IN ('payment', 'refund', 'contractual', 'denial_writeoff', 'charity')
),
account AS (
  SELECT patient_account_id, min(facility_id) AS facility_id
  FROM (
    SELECT patient_account_id, facility_id FROM live.claim
    UNION SELECT patient_account_id, facility_id FROM live.encounter)
  WHERE patient_account_id IN (SELECT patient_account_id FROM txn)
  GROUP BY patient_account_id
),
only_one AS (
  SELECT min(facility_id) AS facility_id FROM live.facility HAVING count(*) = 1
)
SELECT facility_id, '?:' || facility_id AS unit_id, post_date, CAST(count(*) AS INTEGER) AS transactions
FROM (
  SELECT t.post_date, coalesce(c.facility_id, e.facility_id, a.facility_id, o.facility_id) AS facility_id
  FROM txn AS t
  LEFT JOIN live.claim AS c ON c.claim_id = t.claim_id
  LEFT JOIN live.encounter AS e ON e.encounter_id = t.encounter_id
  LEFT JOIN account AS a ON a.patient_account_id = t.patient_account_id
  LEFT JOIN only_one AS o ON TRUE
)
WHERE facility_id IS NOT NULL
GROUP BY facility_id, post_date
