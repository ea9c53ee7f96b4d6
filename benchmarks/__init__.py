"""`python -m benchmarks`: ours against plain DuckDB on the same data, in one run, in one table."""
