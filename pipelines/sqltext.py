"""Quoting of names and literals for the SQL the loader writes, and a look inside the SQL a profile brings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str | int | float | bool | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def columns_of(con: duckdb.DuckDBPyConnection, expression: str) -> set[str]:
    """The columns one expression reads. Raises ValueError with a sentence when it is not one plain expression."""
    found = con.execute("SELECT json_serialize_sql(?)", [f"SELECT ({expression})"]).fetchall()[0][0]
    tree = json.loads(found)
    if tree.get("error"):
        raise ValueError(f"the expression cannot be read: {tree.get('error_message', 'syntax error')}")
    node = tree["statements"][0]["node"] if len(tree["statements"]) == 1 else {}
    if len(node.get("select_list", ())) != 1 or node.get("from_table", {}).get("type") != "EMPTY":
        raise ValueError("one expression is expected, not a statement")
    names: set[str] = set()
    for part in _walk(node["select_list"]):
        if part.get("class") == "SUBQUERY":
            raise ValueError("a subquery is not allowed in a profile")
        if part.get("class") == "COLUMN_REF":
            names.add(part["column_names"][-1])
    return names


def _walk(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _walk(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _walk(value)


__all__ = ["columns_of", "literal", "name"]
