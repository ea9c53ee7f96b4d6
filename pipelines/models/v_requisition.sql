-- Vacancies with an accepted offer: how long they took from approval, from the advert, and until the first day.
-- reads: live.requisition, live.unit
SELECT r.requisition_id, u.facility_id, r.unit_id, r.offer_accepted_date AS accepted_date, r.staff_group, r.job_role,
  r.is_evergreen, r.offer_accepted_date - r.approved_date AS days_to_fill,
  r.offer_accepted_date - r.posted_date AS days_from_post, r.start_date - r.approved_date AS days_to_start
FROM live.requisition AS r
JOIN live.unit AS u ON u.unit_id = r.unit_id
WHERE r.offer_accepted_date IS NOT NULL AND r.cancelled_date IS NULL
