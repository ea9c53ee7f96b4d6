"""Every table of the warehouse, by name.

`LOADED` tables are filled from files, carry the system columns and are read through the `live` views (flagged rows
left out). `DERIVED` tables are built by `pipelines/models/*.sql`; KPIs read only these. `PRODUCT` tables hold what the
metrics layer publishes, `HISTORY` tables what it published before; `LOADER` tables are the loader's own records.
"""

from importlib import import_module
from pkgutil import iter_modules

from data.schema import derived, history, loader, product
from data.schema.table import Column, Table
from data.schema.vocabularies import VOCABULARIES

SYSTEM = tuple(
    Column.parse(line)
    for line in """
    source_id | VARCHAR | required | profile that delivered the row
    batch_id | VARCHAR | required | load that delivered the row
    source_file | VARCHAR |  | file name without folder
    source_row | BIGINT |  | line or record number in that file
    source_updated_ts | TIMESTAMPTZ |  | watermark of the source; null in snapshots
    is_deleted | BOOLEAN | required | tombstone, or absent from a snapshot window
    is_test | BOOLEAN | required | test patient, unit or message
    is_void | BOOLEAN | required | void, cancelled in error
    """.strip().splitlines()
)

_ROOMS = (
    "reference", "encounters", "ambulatory", "theatre", "workforce", "finance", "revenue", "experience",
    "safety", "improvement",
)  # fmt: skip


def _tables(module: object) -> dict[str, Table]:
    return {table.name: table for table in module.TABLES}  # type: ignore[attr-defined]


LOADED: dict[str, Table] = {
    name: table.with_columns(SYSTEM)
    for room in _ROOMS
    for name, table in _tables(import_module(f"data.schema.{room}")).items()
}
LOADER: dict[str, Table] = _tables(loader)
DERIVED: dict[str, Table] = {
    name: table.in_class(getattr(module, "DATA_CLASS", ""))
    for found in iter_modules(derived.__path__)
    for module in [import_module(f"data.schema.derived.{found.name}")]
    for name, table in _tables(module).items()
}
PRODUCT: dict[str, Table] = _tables(product)
HISTORY: dict[str, Table] = _tables(history)
TABLES: dict[str, Table] = {**LOADED, **LOADER, **DERIVED, **PRODUCT, **HISTORY}

LIVE_DDL = tuple(
    f'CREATE OR REPLACE VIEW live."{name}" AS SELECT * FROM main."{name}" '
    "WHERE NOT (is_deleted OR is_test OR is_void)"
    for name in LOADED
)

__all__ = [
    "DERIVED", "HISTORY", "LIVE_DDL", "LOADED", "LOADER", "PRODUCT", "SYSTEM", "TABLES", "VOCABULARIES", "Column", "Table",
]  # fmt: skip
