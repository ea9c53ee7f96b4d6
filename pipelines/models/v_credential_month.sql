-- Licences and certificates that roles need, and how long those of the people in post still last, at each month end.
-- reads: live.credential, live.credential_requirement, v_staff_head
--
-- Leave is no excuse: a licence that lapsed meanwhile has lapsed. Nothing on file counts as not valid.
-- Months before the first licence on file was issued are not reported.
WITH needed AS (
  SELECT h.facility_id, h.unit_id, h.month_date, h.month_end_date, h.staff_group, h.job_role, h.employment_type,
    h.employee_id, r.credential_type
  FROM v_staff_head AS h
  JOIN live.credential_requirement AS r USING (job_role)
  WHERE h.month_end_date >= (SELECT coalesce(min(issued_date), DATE '0001-01-01') FROM live.credential)
    AND EXISTS (FROM live.credential)
),
held AS (
  SELECT n.*, max(c.expiry_date) AS lasts_until, max(c.expiry_date) FILTER (WHERE c.verified) AS valid_until
  FROM needed AS n
  LEFT JOIN live.credential AS c ON c.employee_id = n.employee_id AND c.credential_type = n.credential_type
    AND coalesce(c.issued_date, DATE '0001-01-01') <= n.month_end_date
  GROUP BY ALL
)
SELECT facility_id, unit_id, month_date, staff_group, job_role, employment_type, credential_type, count(*) AS required,
  count(*) FILTER (WHERE valid_until >= month_end_date) AS valid,
  count(*) FILTER (WHERE lasts_until < month_end_date) AS lapsed,
  count(*) FILTER (WHERE valid_until BETWEEN month_end_date AND month_end_date + 30) AS expiring_30d,
  count(*) FILTER (WHERE valid_until BETWEEN month_end_date AND month_end_date + 60) AS expiring_60d,
  count(*) FILTER (WHERE valid_until BETWEEN month_end_date AND month_end_date + 90) AS expiring_90d
FROM held
GROUP BY ALL
