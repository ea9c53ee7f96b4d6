-- Denials on the date they were appealed, with the days that took.
-- reads: v_denial
SELECT claim_id, facility_id, unit_id, appeal_date, payer_id, payer_class, plan_type, claim_type, service_line, denial_category,
  appeal_date - denial_date AS days_to_appeal
FROM v_denial WHERE appeal_date IS NOT NULL
