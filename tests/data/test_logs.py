"""What is told of an error: never more than cannot quote a row."""

import duckdb
import pytest

from data.logs import sentence


def test_a_statement_that_ran_out_of_memory_is_told_with_the_way_out():
    con = duckdb.connect(config={"memory_limit": "10MB", "threads": 1, "temp_directory": ""})
    with pytest.raises(duckdb.OutOfMemoryException) as caught:
        con.execute("SELECT list(i) FROM range(10000000) t(i)").fetchall()
    assert sentence(caught.value).startswith("it needs more memory than `memory_limit`")
    caught.value.add_note("v_ed_visit")  # as the derivation of a table does
    assert sentence(caught.value).startswith("v_ed_visit needs more memory")
