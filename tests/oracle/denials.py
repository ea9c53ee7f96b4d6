"""Denied claims as numbers and money, one claim at a time."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from tests.oracle.bench import Oracle, Row, Tables, Values
from tests.oracle.claims import denied
from tests.oracle.hospital import grouped


def outcome(row: Row) -> str:
    if row["won"]:
        return "won"
    return "lost" if row["closed"] and row["won"] is False else "open"


def total(of: Callable[[Row], object]) -> Oracle:
    def slow(tables: Tables, by: str, grain: str) -> Values:
        rows = [row | {"day": row["denial"]} for row in denied(tables)]
        return {
            key: float(sum((Fraction(of(row)) for row in group), Fraction(0)))
            for key, group in grouped(rows, by, grain).items()
        }

    return slow


def money_of(word: str) -> Oracle:
    return total(lambda row: row["amount"] if outcome(row) == word else 0)


ORACLE = {
    "denials_count": total(lambda row: 1),
    "denied_amount": total(lambda row: row["amount"]),
    "denied_appealed_amount": total(lambda row: row["amount"] if row["appeal"] else 0),
    "denied_won_amount": money_of("won"),
    "denied_lost_amount": money_of("lost"),
    "denied_open_amount": money_of("open"),
}
