-- One payment of a patient, refunds negative.
-- reads: v_posting
SELECT facility_id, unit_id, post_date, paid_amount AS amount,
  is_point_of_service AND NOT is_previous_balance AS is_at_visit
FROM v_posting WHERE source = 'patient' AND paid_amount <> 0
