-- One facility in one accounting month: what it earned and spent, and the volume that went with it.
-- reads: live.account, live.gl_entry, v_bed_day, v_discharge
--
-- Net revenue is what the ledger posts as such; until a ledger first posts it, gross revenue less deductions. The two
-- are never added. A ledger account has one class, so summing classes counts no amount twice.
WITH posted AS (
  SELECT g.facility_id, date_trunc('month', g.month)::DATE AS month_date,
    sum(g.amount) FILTER (WHERE a.account_class = 'gross_ip_revenue') AS gross_ip,
    sum(g.amount) FILTER (WHERE a.account_class = 'gross_op_revenue') AS gross_op,
    sum(g.amount) FILTER (WHERE a.account_class = 'net_patient_revenue') AS net_posted,
    sum(g.amount) FILTER (WHERE a.account_class IN ('contractual_allowance', 'charity', 'bad_debt')) AS deductions,
    sum(g.amount) FILTER (WHERE a.account_class IN (
      'salaries', 'benefits', 'contract_labour', 'overtime_pay', 'supplies', 'drugs', 'purchased_services',
      'depreciation', 'other_expense', 'rev_cycle_cost')) AS opex,
    sum(g.amount) FILTER (WHERE a.account_class = 'other_operating_revenue') AS other_revenue,
    sum(g.amount) FILTER (WHERE a.account_class = 'interest') AS interest,
    sum(g.amount) FILTER (WHERE a.account_class = 'depreciation') AS depreciation,
    sum(g.amount) FILTER (WHERE a.account_class IN (
      'salaries', 'benefits', 'contract_labour', 'overtime_pay')) AS labour,
    sum(g.amount) FILTER (WHERE a.account_class IN ('salaries', 'benefits', 'contract_labour')) AS base_labour,
    sum(g.amount) FILTER (WHERE a.account_class = 'contract_labour') AS contract_labour,
    sum(g.amount) FILTER (WHERE a.account_class = 'rev_cycle_cost') AS rev_cycle_cost
  FROM live.gl_entry AS g JOIN live.account AS a USING (account_id)
  GROUP BY ALL
),
span AS (
  SELECT facility_id, min(month_date) AS first_month, max(month_date) AS last_month,
    min(month_date) FILTER (WHERE net_posted IS NOT NULL) AS net_since
  FROM posted GROUP BY facility_id
),
spine AS (
  SELECT facility_id, net_since, step::DATE AS month_date
  FROM span, unnest(generate_series(first_month, last_month, INTERVAL 1 MONTH)) AS t(step)
),
stays AS (
  SELECT facility_id, date_trunc('month', discharge_date)::DATE AS month_date,
    count(*) FILTER (WHERE NOT is_newborn) AS discharges,
    sum(drg_weight) FILTER (WHERE NOT is_newborn) AS weight,
    count(drg_weight) FILTER (WHERE NOT is_newborn) AS weighted
  FROM v_discharge GROUP BY ALL
),
stays_span AS (
  SELECT facility_id, min(month_date) AS first_month, max(month_date) AS last_month FROM stays GROUP BY facility_id
),
beds AS (
  SELECT facility_id, date_trunc('month', bed_date)::DATE AS month_date, sum(patients)::BIGINT AS patient_days
  FROM v_bed_day WHERE unit_type <> 'nursery' GROUP BY ALL
),
volume AS (
  SELECT s.facility_id, s.month_date, p.gross_ip, p.gross_op, p.opex, p.other_revenue, p.interest,
    p.depreciation, p.labour, p.base_labour, p.contract_labour, p.rev_cycle_cost,
    CASE
      WHEN s.month_date >= s.net_since THEN p.net_posted
      ELSE coalesce(p.gross_ip, 0) + coalesce(p.gross_op, 0) - p.deductions
    END AS npsr,
    CASE WHEN s.month_date BETWEEN x.first_month AND x.last_month THEN coalesce(d.discharges, 0) END AS discharges,
    b.patient_days, d.weight::DOUBLE / nullif(d.weighted, 0) AS case_mix,
    (p.gross_ip + coalesce(p.gross_op, 0))::DOUBLE / nullif(p.gross_ip, 0)::DOUBLE AS factor
  FROM spine AS s
  LEFT JOIN posted AS p USING (facility_id, month_date)
  LEFT JOIN stays AS d USING (facility_id, month_date)
  LEFT JOIN stays_span AS x USING (facility_id)
  LEFT JOIN beds AS b USING (facility_id, month_date)
)
SELECT facility_id, '?:' || facility_id AS unit_id, month_date, discharges, patient_days, gross_ip, gross_op, npsr, opex,
  coalesce(other_revenue, 0) AS other_revenue, coalesce(interest, 0) AS interest,
  coalesce(depreciation, 0) AS depreciation, labour, base_labour, coalesce(contract_labour, 0) AS contract_labour,
  rev_cycle_cost,
  (discharges * factor)::DECIMAL(18, 6) AS adjusted_discharges,
  (patient_days * factor)::DECIMAL(18, 6) AS adjusted_patient_days,
  (discharges * factor * case_mix)::DECIMAL(18, 6) AS cmi_adjusted_discharges
FROM volume
