"""The tables that KPIs read, one module per family; each is built by `pipelines/models/<table>.sql`.

Every derived table has `facility_id` and `unit_id` (never null; `?:<facility_id>` when unknown), local dates, and
dimensions that say `unknown` instead of null. `cadence_days` is the longest usual gap between two dates with data:
a period is complete when the data reach to within that gap of its end. `DATA_CLASS` of a module is the class of its
tables (vocabulary data_class): the right that it takes to see a number made from them; a table may name its own.
"""
