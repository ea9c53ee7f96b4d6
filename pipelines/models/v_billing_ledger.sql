-- The facilities whose billing ledger is fed: there its transactions count, not the payment advices.
-- reads: v_billing_day
-- A table of its own, so that a day of transactions changes what hangs on it only where a ledger begins.
SELECT facility_id, '?:' || facility_id AS unit_id, min(post_date) AS first_date
FROM v_billing_day
GROUP BY facility_id
