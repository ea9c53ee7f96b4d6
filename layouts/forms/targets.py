"""Targets and benchmarks: what a value ought to be, and what others reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.language import mark, say
from data.store import CONFIDENCES, RowError
from layouts import wording
from layouts.form import INDICATOR, WHERE, Desk, Field, Form, Refused

NAMES = {"valid_from": mark("the first day"), "valid_to": mark("the last day"), "scope_id": mark("the place")}


def _row(said: dict[str, Any]) -> dict[str, str]:
    """What was said as the row of a table holds it."""
    row = {name: "" if value is None else str(value) for name, value in said.items() if name != "place"}
    if "place" in said:
        row["scope_type"], row["scope_id"] = said["place"]
    return row


def _refused(error: RowError) -> Refused:
    sentence = error.sentence
    for column, words in NAMES.items():
        sentence = sentence.replace(column, words)
    return Refused(f"{sentence[:1].upper()}{sentence[1:]}.", error.column)


def _place_name(desk: Desk, place: tuple[str, str]) -> str:
    return dict(desk.places()).get(":".join(place), place[1]).strip()


def _set(desk: Desk, said: dict[str, Any]) -> str:
    replaces = said.pop("replaces")
    try:
        desk.store.set_target(_row(said), date.fromisoformat(replaces) if replaces else None)
    except RowError as error:
        raise _refused(error) from None
    except ValueError:
        raise Refused(say("The target that this was to replace is gone. Look at the page again.")) from None
    return say(
        "The target for {place} from {day} on is set.",
        place=_place_name(desk, said["place"]),
        day=wording.day(said["valid_from"]),
    )


def _withdraw(desk: Desk, said: dict[str, Any]) -> str:
    if not desk.store.withdraw_target(said["kpi_id"], *said["place"], said["valid_from"]):
        raise Refused(say("There is no such target any more."))
    return say("The target from {day} on is withdrawn.", day=wording.day(said["valid_from"]))


def _set_benchmark(desk: Desk, said: dict[str, Any]) -> str:
    try:
        desk.store.set_benchmark(_row(said))
    except RowError as error:
        raise _refused(error) from None
    return say("The benchmark of {source} is kept. It judges nothing.", source=said["source"])


def _withdraw_benchmark(desk: Desk, said: dict[str, Any]) -> str:
    year = said["year"]
    if not year.isdigit() or not desk.store.withdraw_benchmark(said["kpi_id"], said["source"], int(year)):
        raise Refused(say("There is no such benchmark any more."))
    return say("The benchmark of {source} is withdrawn.", source=said["source"])


set_target = Form(
    name="set-target",
    title="Set a target",
    button="Set target",
    lead="Verdicts of each period are held against the target in force then. Changing one judges every period anew. "
    "A target of an amount, such as a number of patients or a sum of money, is for this place alone; where months add up, it is "
    "one of a month.",
    fields=(
        INDICATOR,
        WHERE,
        Field("valid_from", "From", "date"),
        Field("valid_to", "Until", "date", is_required=False),
        Field("target", "Target", "number", most=20, hint="In the unit of the indicator. The lower end of a band."),
        Field(
            "to_target", "Reached at the end", "number", most=20, is_required=False,
            hint="For a trajectory: the target moves there in equal steps by month.",
        ),
        Field("upper_target", "Upper end of the band", "number", most=20, is_required=False),
        Field("source", "Set by", hint="Who decided, e.g. Board paper 12."),
        Field("replaces", "Replaces", "hidden", is_required=False),
    ),
    save=_set,
    is_judged_by=True,
)  # fmt: skip

withdraw_target = Form(
    name="withdraw-target",
    title="Withdraw a target",
    button="Withdraw",
    fields=(
        INDICATOR,
        WHERE,
        Field("valid_from", "From", "date"),
    ),
    save=_withdraw,
    is_judged_by=True,
)

set_benchmark = Form(
    name="set-benchmark",
    title="Add a benchmark",
    button="Add benchmark",
    lead="A benchmark is context: it is shown beside the value and never judges it.",
    fields=(
        INDICATOR,
        Field("source", "Source", hint="Who published it, e.g. CMS, national rate.", most=80),
        Field(
            "year",
            "Year",
            most=4,
            check=lambda year: "" if year.isdigit() else say("Write the year, e.g. 2024."),
        ),
        Field("value", "Value", "number", most=20),
        Field("confidence", "Confidence", "choice", choices=tuple((word, word) for word in CONFIDENCES)),
        Field("p25", "Lower quartile", "number", most=20, is_required=False),
        Field("p75", "Upper quartile", "number", most=20, is_required=False),
        Field("note", "Note", is_required=False),
    ),
    save=_set_benchmark,
)

withdraw_benchmark = Form(
    name="withdraw-benchmark",
    title="Withdraw a benchmark",
    button="Withdraw",
    fields=(
        INDICATOR,
        Field("source", "Source", most=80),
        Field("year", "Year", most=4),
    ),
    save=_withdraw_benchmark,
)
