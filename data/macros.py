"""SQL names that every connection has: what Spark calls differently, and how local wall-clock times are read."""

# `local_ts` takes the first occurrence in the repeated autumn hour; `second_ts` puts the end of a pair that would lie
# before its start into the second one. Definitions: the same text as in the sources document, checked against zoneinfo.


def _horner(x: str, *coefficients: str) -> str:
    """A polynomial as nested text, highest power first."""
    text, *others = coefficients
    for coefficient in others:
        text = f"({text} * {x} + {coefficient})"
    return text


# Quantiles of the standard normal distribution after Wichura (1988), algorithm AS 241, for shares between 1e-10 and
# 1 - 1e-10; nothing for a share outside 0..1 or at its ends.
_MIDDLE = (
    _horner("(0.180625 - power(p - 0.5, 2))", "2509.0809287301226727", "33430.575583588128105", "67265.770927008700853",
            "45921.953931549871457", "13731.693765509461125", "1971.5909503065514427", "133.14166789178437745", "3.3871328727963666080"),
    _horner("(0.180625 - power(p - 0.5, 2))", "5226.4952788528545610", "28729.085735721942674", "39307.895800092710610",
            "21213.794301586595867", "5394.1960214247511077", "687.18700749205790830", "42.313330701600911252", "1.0"),
)  # fmt: skip
_ROOT = "(sqrt(-ln(least(p, 1.0 - p))) - 1.6)"
_TAIL = (
    _horner(_ROOT, "7.74545014278341407640e-4", "0.0227238449892691845833", "0.241780725177450611770", "1.27045825245236838258",
            "3.64784832476320460504", "5.76949722146069140550", "4.63033784615654529590", "1.42343711074968357734"),
    _horner(_ROOT, "1.05075007164441684324e-9", "5.475938084995344946e-4", "0.0151986665636164571966", "0.148103976427480074590",
            "0.689767334985100004550", "1.67638483018380384940", "2.05319162663775882187", "1.0"),
)  # fmt: skip

MACROS = (
    "percentile(x, p) AS quantile_cont(x, p)",
    "unix_timestamp(x) AS epoch(x)",
    "normal_quantile(p) AS CASE WHEN p <= 0 OR p >= 1 THEN NULL "
    f"WHEN abs(p - 0.5) <= 0.425 THEN (p - 0.5) * {_MIDDLE[0]} / {_MIDDLE[1]} "
    f"ELSE sign(p - 0.5) * {_TAIL[0]} / {_TAIL[1]} END",
    "nn(x) AS CASE WHEN trim(x) IN ('', 'NULL', 'null', 'N/A', 'n/a', 'NA', '*Unspecified', '*Unknown', '-', '.')"
    " THEN NULL ELSE trim(x) END",
    r"money(x) AS try_cast(CASE WHEN regexp_matches(nn(x), '^\(.*\)$|-$') THEN '-' ELSE '' END"
    r" || nullif(regexp_replace(nn(x), '[^0-9.\-]|-$|^\(|\)$', '', 'g'), '') AS DECIMAL(18,2))",
    "to_ts(t, tz) AS CASE WHEN timezone(tz, timezone(tz, t) - INTERVAL 1 HOUR) = t"
    " THEN timezone(tz, t) - INTERVAL 1 HOUR ELSE timezone(tz, t) END",
    "local_ts(x, fmts, tz) AS to_ts(try_strptime(nn(x), fmts), tz)",
    "second_ts(s, e, tz) AS CASE WHEN e < s AND timezone(tz, e + INTERVAL 1 HOUR) = timezone(tz, e)"
    " THEN e + INTERVAL 1 HOUR ELSE e END",
    "age_band(years) AS CASE WHEN years IS NULL OR years < 0 THEN 'unknown' WHEN years < 18 THEN '0-17'"
    " WHEN years < 45 THEN '18-44' WHEN years < 65 THEN '45-64' WHEN years < 75 THEN '65-74'"
    " WHEN years < 85 THEN '75-84' ELSE '85+' END",
    "age_band_at(born, day) AS CASE WHEN born <= day THEN age_band(datesub('year', born, day)) ELSE 'unknown' END",
    "tenure_band(since, day) AS CASE WHEN since IS NULL OR since > day THEN 'unknown'"
    " WHEN datesub('year', since, day) < 1 THEN 'first_year' WHEN datesub('year', since, day) < 3 THEN '1-2'"
    " WHEN datesub('year', since, day) < 6 THEN '3-5' WHEN datesub('year', since, day) < 11 THEN '6-10' ELSE '11+' END",
    "no_sentinel(t) AS CASE WHEN year(t) >= 2100 OR year(t) <= 1901 THEN NULL ELSE t END",
)
