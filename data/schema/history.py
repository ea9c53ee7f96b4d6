"""What was published before: each value and verdict that a later generation changed, with the one that changed it.

A row says what every generation before `until_load` showed, back to the change before it. What never changed stands
in the product tables alone, so a quiet day adds nothing here.
"""

from data.schema.product import TABLES as PRODUCT
from data.schema.table import Column, Table

_UNTIL = tuple(
    Column.parse(line)
    for line in """
    until_load | BIGINT | required | first generation that shows something else
    is_absent | BOOLEAN | required | before it there was nothing at this key
    """.strip().splitlines()
)


def _history(name: str) -> Table:
    shown = next(table for table in PRODUCT if table.name == name)
    return Table(
        name=f"{name}_history",
        grain=f"{shown.grain}, as it stood before a generation changed it",
        key=(*shown.key, "until_load"),
        columns=shown.columns + _UNTIL,
    )


TABLES = (
    _history("kpi_value"),
    _history("kpi_verdict"),
    Table.of(
        "kpi_definition",
        grain="one version of a KPI definition, as the generation computed it that brought it",
        key=("kpi_id", "definition_version"),
        columns="""
            kpi_id | VARCHAR | required | KPI
            definition_version | VARCHAR | required | version
            since_load | BIGINT | required | first generation that was computed by it
            effective_date | DATE |  | since when it is in force, as declared; null for a first version
            formula | VARCHAR | required | what is counted, in words
            statement | VARCHAR | required | the SQL of its values at month grain, readable
        """,
    ),
)
