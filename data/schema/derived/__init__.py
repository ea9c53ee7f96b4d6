"""The tables that KPIs read, one module per family; each is built by `pipelines/models/<table>.sql`.

Every derived table has `facility_id` and `unit_id` (never null; `?:<facility_id>` when unknown), local dates, and
dimensions that say `unknown` instead of null. `cadence_days` is the longest usual gap between two dates with data:
a period is complete when the data reach to within that gap of its end.
"""
