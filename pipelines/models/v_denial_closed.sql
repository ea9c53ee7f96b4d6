-- Denials on the date they were closed.
-- reads: v_denial
SELECT claim_id, facility_id, unit_id, resolved_date, payer_id, payer_class, plan_type, claim_type, service_line, denial_category,
  is_won, denied_amount
FROM v_denial WHERE resolved_date IS NOT NULL
