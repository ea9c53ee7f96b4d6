"""Show how a KPI comes about: its definition, its statement, and how many rows each step of it has."""

from __future__ import annotations

from typing import Any

from data.warehouse import Generation
from metrics.compile import compile
from metrics.kpi import Kpi
from metrics.question import Access, Question


def explain(
    kpi: Kpi,
    question: Question,
    generation: Generation | None,
    access: Access,
) -> dict[str, Any]:
    """Definition, SQL, parameters, and (with a generation) rows per step of the statement.

    A row of a step is a period of a group, never a patient.
    """
    statement = compile([kpi], question, access)
    steps: list[dict[str, Any]] = [
        {"step": name, "rows": None, "sql": text} for name, text in statement.steps
    ]
    if generation:
        for number, step in enumerate(steps, start=1):
            ctes = ",\n".join(f"{name} AS (\n{text}\n)" for name, text in statement.steps[:number])
            used = {name: value for name, value in statement.params.items() if f"${name}" in ctes}
            step["rows"] = generation.rows(f"WITH {ctes}\nSELECT count(*) FROM {step['step']}", used)[0][0]
    return {
        "id": kpi.id,
        "number": kpi.number,
        "title": kpi.title,
        "unit": kpi.unit,
        "direction": str(kpi.direction),
        "means": kpi.means,
        "formula": kpi.formula,
        "why": kpi.why,
        "caution": kpi.caution,
        "owner": kpi.owner,
        "by": list(kpi.by),
        "needs": list(kpi.needs),
        "version": kpi.version,
        "effective": kpi.effective.isoformat() if kpi.effective else "",
        "statement": statement.sql,
        "parameters": statement.params,
        "steps": steps,
    }


def spelled(kpi: Kpi, question: Question, access: Access) -> str:
    """The statement of a question with its parameters as comments above it, so that it can be read on its own."""
    statement = compile([kpi], question, access)
    given = [
        f"-- ${name} = {value}" for name, value in statement.params.items() if f"${name}" in statement.sql
    ]
    return "\n".join((*given, statement.sql))
