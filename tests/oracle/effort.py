"""How hard the oracles try: a share of the examples at every run, all of them (`EFFORT=1`) or more when asked."""

import os

EFFORT = float(os.environ.get("EFFORT", "0.3"))


def examples(most: int) -> int:
    """The number of hospitals to invent where `most` is a thorough run."""
    return max(8, round(most * EFFORT))
