"""SQL names that every connection has: what Spark calls differently, and how local wall-clock times are read."""

# `local_ts` takes the first occurrence in the repeated autumn hour; `second_ts` puts the end of a pair that would lie
# before its start into the second one. Definitions: the same text as in the sources document, checked against zoneinfo.
MACROS = (
    "percentile(x, p) AS quantile_cont(x, p)",
    "unix_timestamp(x) AS epoch(x)",
    "nn(x) AS CASE WHEN trim(x) IN ('', 'NULL', 'null', 'N/A', 'n/a', 'NA', '*Unspecified', '*Unknown', '-', '.')"
    " THEN NULL ELSE trim(x) END",
    r"money(x) AS try_cast(CASE WHEN regexp_matches(nn(x), '^\(.*\)$|-$') THEN '-' ELSE '' END"
    r" || nullif(regexp_replace(nn(x), '[^0-9.\-]|-$|^\(|\)$', '', 'g'), '') AS DECIMAL(18,2))",
    "to_ts(t, tz) AS CASE WHEN timezone(tz, timezone(tz, t) - INTERVAL 1 HOUR) = t"
    " THEN timezone(tz, t) - INTERVAL 1 HOUR ELSE timezone(tz, t) END",
    "local_ts(x, fmts, tz) AS to_ts(try_strptime(nn(x), fmts), tz)",
    "second_ts(s, e, tz) AS CASE WHEN e < s AND timezone(tz, e + INTERVAL 1 HOUR) = timezone(tz, e)"
    " THEN e + INTERVAL 1 HOUR ELSE e END",
    "no_sentinel(t) AS CASE WHEN year(t) >= 2100 OR year(t) <= 1901 THEN NULL ELSE t END",
)
