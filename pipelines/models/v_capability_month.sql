-- How well one timed process of one facility keeps the promised limits, over the twelve months that end with a month.
-- reads: kpi_target, v_duration_month
-- by: month_date
-- from v_duration_month: SELECT m.month_date FROM v_duration_month m JOIN changed c ON m.month_date >= c.month_date
--   UNION SELECT month_date FROM changed
-- The newest limit in force at the end of the month counts. Within-sigma is the mean step from one value to the next in
-- time over 1.128; nobody steps into the first value of the twelve months. A process is stable unless one of its monthly
-- medians (eight or more) lies outside the limits of their own individuals chart.
WITH promised AS (
  SELECT kpi_id AS process, scope_type, scope_id, valid_from, lower_spec, upper_spec
  FROM live.kpi_target
  WHERE scope_type IN ('network', 'facility') AND (lower_spec IS NOT NULL OR upper_spec IS NOT NULL)
),
-- The median of a month stands where its values are lined up, half-way.
lined AS (
  SELECT *, sum(n_values) OVER (PARTITION BY process, facility_id, month_date ORDER BY seconds) AS up_to,
    (sum(n_values) OVER (PARTITION BY process, facility_id, month_date) - 1) * 0.5 AS half
  FROM v_duration_month
),
told AS (
  SELECT process, facility_id, month_date AS value_month, sum(n_values) AS n,
    sum(CAST(n_values AS HUGEINT) * seconds) AS total, sum(CAST(n_values AS HUGEINT) * seconds * seconds) AS squares,
    (min(seconds) FILTER (WHERE up_to > floor(half)) + min(seconds) FILTER (WHERE up_to > ceil(half))) / 2.0 AS middle,
    sum(steps) AS own_steps, min(seconds) FILTER (WHERE is_first) AS first_seconds,
    min(seconds) FILTER (WHERE is_last) AS last_seconds
  FROM lined
  GROUP BY ALL
),
month AS (
  SELECT *, own_steps + greatest(first_step, 0) AS steps, n - CASE WHEN first_step < 0 THEN 1 ELSE 0 END AS n_steps
  FROM (
    SELECT *, coalesce(abs(first_seconds - lag(last_seconds) OVER (
      PARTITION BY process, facility_id ORDER BY value_month)), -1) AS first_step
    FROM told)
),
limited AS (
  SELECT m.process, m.facility_id, m.value_month AS month_date, p.lower_spec, p.upper_spec
  FROM month m
  JOIN promised p ON p.process = m.process AND p.valid_from < m.value_month + INTERVAL 1 MONTH
    AND (p.scope_id = m.facility_id OR p.scope_type = 'network')
  WHERE TRUE /* parts: m.value_month IN (FROM touched) */
  QUALIFY row_number() OVER (
    PARTITION BY m.process, m.facility_id, m.value_month ORDER BY p.scope_type = 'facility' DESC, p.valid_from DESC) = 1
),
inside AS (
  SELECT l.process, l.facility_id, l.month_date, m.value_month, m.n, m.total, m.squares, m.middle, m.steps, m.n_steps,
    m.first_step,
    abs(m.middle - lag(m.middle) OVER (PARTITION BY l.process, l.facility_id, l.month_date ORDER BY m.value_month)) AS move
  FROM limited l
  JOIN month m ON m.process = l.process AND m.facility_id = l.facility_id
    AND m.value_month >= l.month_date - INTERVAL 11 MONTH AND m.value_month <= l.month_date
),
summed AS (
  SELECT process, facility_id, month_date, sum(n) AS n, sum(total) AS total, sum(squares) AS squares,
    sum(steps) - greatest(min_by(first_step, value_month), 0) AS steps,
    sum(n_steps) - CASE WHEN min_by(first_step, value_month) >= 0 THEN 1 ELSE 0 END AS n_steps,
    count(*) < 8 OR (max(middle) <= avg(middle) + 2.66 * avg(move) AND min(middle) >= avg(middle) - 2.66 * avg(move))
      AS is_stable
  FROM inside
  GROUP BY ALL
),
counted AS (
  SELECT l.process, l.facility_id, l.month_date, l.lower_spec, l.upper_spec, t.seconds, sum(t.n_values) AS n
  FROM limited l
  JOIN v_duration_month t ON t.process = l.process AND t.facility_id = l.facility_id
    AND t.month_date >= l.month_date - INTERVAL 11 MONTH AND t.month_date <= l.month_date
  GROUP BY ALL
),
-- Where the values of a quantile stand when all are lined up: between the places `floor` and `ceil` of (n - 1) q.
lined_up AS (
  SELECT *, sum(n) OVER (PARTITION BY process, facility_id, month_date ORDER BY seconds) AS up_to,
    (sum(n) OVER (PARTITION BY process, facility_id, month_date) - 1) * 0.5 AS half,
    (sum(n) OVER (PARTITION BY process, facility_id, month_date) - 1) * 0.99865 AS top
  FROM counted
),
placed AS (
  SELECT process, facility_id, month_date, any_value(lower_spec) AS lsl, any_value(upper_spec) AS usl,
    sum(n) FILTER (WHERE coalesce(seconds / 60.0 >= lower_spec, TRUE) AND coalesce(seconds / 60.0 <= upper_spec, TRUE))
      AS n_within,
    (min(seconds) FILTER (WHERE up_to > floor(half)) * (1 - any_value(half - floor(half)))
      + min(seconds) FILTER (WHERE up_to > ceil(half)) * any_value(half - floor(half))) / 60.0 AS middle,
    (min(seconds) FILTER (WHERE up_to > floor(top)) * (1 - any_value(top - floor(top)))
      + min(seconds) FILTER (WHERE up_to > ceil(top)) * any_value(top - floor(top))) / 60.0 AS highest
  FROM lined_up
  GROUP BY ALL
),
measured AS (
  SELECT process, facility_id, month_date, s.n AS n_values, coalesce(p.n_within, 0) AS n_within, s.is_stable, p.lsl, p.usl,
    p.middle, p.highest, CAST(s.total AS DOUBLE) / s.n / 60 AS mean,
    nullif(CAST(s.steps AS DOUBLE) / nullif(s.n_steps, 0) / 60 / 1.128, 0) AS s_within,
    nullif(sqrt(CAST(s.n * s.squares - s.total * s.total AS DOUBLE) / s.n / nullif(s.n - 1, 0)) / 60, 0) AS s_overall
  FROM summed s
  JOIN placed p USING (process, facility_id, month_date)
)
SELECT process, facility_id, '?:' || facility_id AS unit_id, month_date, n_values, n_within, is_stable,
  CAST((usl - lsl) / (6 * s_within) AS DECIMAL(18, 6)) AS cp,
  CAST(least((usl - mean) / (3 * s_within), (mean - lsl) / (3 * s_within)) AS DECIMAL(18, 6)) AS cpk,
  CAST((usl - lsl) / (6 * s_overall) AS DECIMAL(18, 6)) AS pp,
  CAST(least((usl - mean) / (3 * s_overall), (mean - lsl) / (3 * s_overall)) AS DECIMAL(18, 6)) AS ppk,
  CAST((usl - middle) / nullif(highest - middle, 0) AS DECIMAL(18, 6)) AS ppk_median
FROM measured
