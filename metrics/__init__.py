"""The metrics layer: what a KPI is, what its numbers are, and whether a change is real."""
