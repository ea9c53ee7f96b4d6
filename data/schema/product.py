"""What the metrics layer publishes into a generation: values, judged points, limits, forecasts.

All share the key `kpi_id, period_type, period_start, scope_type, scope_id, dims`; `dims` is `{}` when unsplit.
"""

from data.schema.table import Table

_KEY = ("kpi_id", "period_type", "period_start", "scope_type", "scope_id", "dims")
_KEY_COLUMNS = """
            kpi_id | VARCHAR | required | KPI
            period_type | VARCHAR | required | day, week, month, quarter or year
            period_start | DATE | required | local first day
            scope_type | VARCHAR | required | network, facility or unit
            scope_id | VARCHAR | required | facility_id or unit_id; `*` for the network
            dims | VARCHAR | required | JSON of the split, keys sorted; {} = unsplit
"""

TABLES = (
    Table.of(
        "kpi_registry",
        grain="one KPI definition in force at this generation",
        key=("kpi_id",),
        columns="""
            kpi_id | VARCHAR | required | id
            number | VARCHAR | required | number in the catalogue, e.g. 1.05
            title | VARCHAR | required | what a manager calls it
            family | VARCHAR | required | access, flow, theatre, workforce, finance, revenue, experience, quality
            unit | VARCHAR | required | %, min, days, …; `currency` = the facility's
            direction | VARCHAR | required vocabulary:direction | which way is good
            agg | VARCHAR | required vocabulary:agg | how rows become a value
            definition_version | VARCHAR | required | version
            is_lit | BOOLEAN | required | false = dark: an input it needs is not fed
            dark_reason | VARCHAR |  | which column or feed would light it
            statement | VARCHAR | required | the SQL of its values at month grain, readable
        """,
    ),
    Table.of(
        "kpi_value",
        grain="one KPI in one period of one scope and split",
        key=_KEY,
        columns=_KEY_COLUMNS
        + """
            num | DECIMAL(38,9) |  | numerator; null for medians
            den | DECIMAL(38,9) |  | denominator
            value | DOUBLE |  | value in the KPI's unit
            n_eligible | BIGINT [rows] | required | eligible rows
            n_valid | BIGINT [rows] | required | rows that counted
            coverage | DOUBLE |  | n_valid / n_eligible
            status | VARCHAR | required | partial, provisional or final
            days_covered | INTEGER [days] |  | days of the period inside the data
            days_in_period | INTEGER [days] | required | calendar days of the period
            definition_version | VARCHAR | required | version
            load_id | BIGINT | required | generation that computed it
        """,
    ),
    Table.of(
        "kpi_verdict",
        grain="one judged point: the value against its limits, target and rules",
        key=_KEY,
        columns=_KEY_COLUMNS
        + """
            is_latest | BOOLEAN | required | the last final period: the verdict that stands
            value | DOUBLE |  | value in the KPI's unit
            n | BIGINT [rows] |  | n_valid of the value
            status | VARCHAR | required | partial, provisional or final
            chart | VARCHAR | required | xmr, p, p_prime, u, u_prime, c, g, t, run or line
            point_state | VARCHAR | required | none, trial, provisional or locked (kpis.md 5.3)
            centre | DOUBLE |  | centre line at this point
            lower | DOUBLE |  | lower limit at this point, raw
            upper | DOUBLE |  | upper limit at this point, raw
            segment_start | DATE |  | first point of its segment
            n_points | INTEGER [points] | required | final points of the segment
            rule | VARCHAR |  | outside, trend, two_in_three, shift or another of metrics/spc/rules.py; null = no signal
            side | VARCHAR |  | high, low or both
            since | DATE |  | first period of the signal
            variation | VARCHAR | required | improvement, concern, change, common, or none (not judged)
            assurance | VARCHAR |  | pass, fail, hit_or_miss; null = no target or not judged
            target | DOUBLE |  | target in force
            target_met | BOOLEAN |  | this value against the target
            quality | VARCHAR | required | good, low_coverage (<90 %), poor_coverage (<75 %), small_n
            is_judged | BOOLEAN | required | false for partial, provisional, small or poorly covered points
            head | VARCHAR | required | Improvement, Concern, Change, No real change or Not judged
            sentence | VARCHAR | required | the verdict in words
            definition_version | VARCHAR | required | version
            load_id | BIGINT | required | generation
        """,
    ),
    Table.of(
        "spc_limit",
        grain="limits of one segment of one series",
        key=("kpi_id", "period_type", "scope_type", "scope_id", "dims", "segment_start"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            period_type | VARCHAR | required | grain
            scope_type | VARCHAR | required | network, facility or unit
            scope_id | VARCHAR | required | scope
            dims | VARCHAR | required | split
            segment_start | DATE | required | first point
            chart | VARCHAR | required | chart type
            centre | DOUBLE | required | centre
            lower | DOUBLE |  | lower limit (XmR; attribute charts vary by point)
            upper | DOUBLE |  | upper limit
            sigma | DOUBLE |  | sigma, or sigma_z for p-prime and u-prime
            n_points | INTEGER [points] | required | points used
            screened | BOOLEAN | required | moving ranges screened
            locked | BOOLEAN | required | locked
        """,
    ),
    Table.of(
        "kpi_forecast",
        grain="one forecast month of one series",
        key=(*_KEY, "target_start"),
        columns=_KEY_COLUMNS
        + """
            target_start | DATE | required | month forecast
            horizon | INTEGER [months] | required | months ahead
            point | DOUBLE | required | point forecast
            lo80 | DOUBLE | required | lower 80 %
            hi80 | DOUBLE | required | upper 80 %
            lo95 | DOUBLE | required | lower 95 %
            hi95 | DOUBLE | required | upper 95 %
            model | VARCHAR | required | method
            load_id | BIGINT | required | generation
        """,
    ),
    Table.of(
        "kpi_backtest",
        grain="how one series' forecasts did, or why there is none",
        key=("kpi_id", "period_type", "scope_type", "scope_id", "dims"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            period_type | VARCHAR | required | grain
            scope_type | VARCHAR | required | network, facility or unit
            scope_id | VARCHAR | required | scope
            dims | VARCHAR | required | split
            state | VARCHAR | required | full, provisional or refused
            message | VARCHAR | required | error line or refusal, in words
            n_points | INTEGER [points] | required | history
            n_origins | INTEGER |  | back-test origins
            typical_error | DOUBLE |  | mean absolute error, one step, in the KPI's unit
            naive_error | DOUBLE |  | same for the seasonal naive
            held80 | INTEGER |  | back-test points inside the 80 % band
            checked80 | INTEGER |  | back-test points
            load_id | BIGINT | required | generation
        """,
    ),
    Table.of(
        "kpi_target_frozen",
        grain="one target as it stood when this generation was judged",
        key=("kpi_id", "scope_type", "scope_id", "valid_from"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            scope_type | VARCHAR | required | network, facility or unit
            scope_id | VARCHAR | required | scope
            valid_from | DATE | required | first day
            valid_to | DATE |  | last day
            target | DOUBLE | required | target in the KPI's unit; where a trajectory begins
            to_target | DOUBLE |  | what a trajectory reaches in the month of valid_to, by equal monthly steps
            upper_target | DOUBLE |  | upper end of a band (direction target)
            source | VARCHAR |  | who set it
        """,
    ),
    Table.of(
        "spc_rebase",
        grain="one approved rebase as it stood when this generation was judged",
        key=("kpi_id", "scope_type", "scope_id", "rebase_date"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            scope_type | VARCHAR | required | network, facility or unit
            scope_id | VARCHAR | required | scope
            rebase_date | DATE | required | the first period from here on begins a new segment
            reason | VARCHAR | required | cause, in the words of who approved it
        """,
    ),
    Table.of(
        "data_horizon",
        grain="how far one derived table reaches at one facility",
        key=("table_name", "facility_id"),
        columns="""
            table_name | VARCHAR | required | derived table
            facility_id | VARCHAR | required | facility; * for the network
            first_date | DATE | required | first local date with data
            last_date | DATE | required | last local date with data
            row_count | BIGINT [rows] | required | rows
        """,
    ),
    Table.of(
        "built_from",
        grain="one part of this generation that a refresh made, or kept because nothing it is made from had changed",
        key=("kind", "part"),
        columns="""
            kind | VARCHAR | required | table (derived), rows of a table, since when they differ from before, horizon; values, quantiles and verdicts of a KPI; proof of the declarations
            part | VARCHAR | required | table, KPI, or all
            stamp | VARCHAR | required | hash of all that decides it: rows, declaration, code; of rows, their number and the sum of their hashes
        """,
    ),
)
