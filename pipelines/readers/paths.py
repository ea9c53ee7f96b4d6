"""Paths into FHIR resources as profiles write them, and what a FHIR data type reads as when it becomes text.

`location[period.start][status!=planned|reserved].location` walks through lists by itself and takes the first value that
is there. A step may be filtered: `[path]` (there is a value), `[path=a|b]`, `[path!=a|b]`. `resolve(Condition)` steps
from a reference to the resource it points to, inside the same resource (`contained`) or the same Bundle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_STEP = re.compile(r"(@?[A-Za-z_][A-Za-z0-9_]*)(?:\(([A-Za-z]*)\))?")
_FILTER = re.compile(r"(?P<path>[^=!\[\]]+)(?:(?P<sign>!?=)(?P<values>.*))?", re.DOTALL)
_POINTS_TO = re.compile(r"([^/:#|=]+)(?:/_history/[^/]*)?$")


@dataclass(frozen=True)
class Around:
    """What surrounds a resource: names that its Bundle gives to resources, and those that can be stepped to."""

    ids: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, Any] = field(default_factory=dict)
    contained: Mapping[str, Any] = field(default_factory=dict)


NOWHERE = Around()


@dataclass(frozen=True)
class _Filter:
    path: Path
    values: tuple[str, ...] | None
    is_negative: bool

    def holds(self, node: Any, around: Around) -> bool:
        found = {text_of(value, around) for value in self.path.nodes(node, around)} - {None}
        if self.values is None:
            return bool(self.path.nodes(node, around))
        return found.isdisjoint(self.values) if self.is_negative else not found.isdisjoint(self.values)


@dataclass(frozen=True)
class _Step:
    name: str
    target: str = ""
    filters: tuple[_Filter, ...] = ()

    def of(self, node: Any, around: Around) -> Any:
        if self.target:
            return _target(node, self.target, around)
        return node.get(self.name) if isinstance(node, dict) else None


@dataclass(frozen=True)
class Path:
    """One compiled path."""

    steps: tuple[_Step, ...]

    @property
    def targets(self) -> set[str]:
        """The resource types it steps to."""
        own = {step.target for step in self.steps if step.target}
        return own.union(*(f.path.targets for step in self.steps for f in step.filters))

    def nodes(self, start: Any, around: Around = NOWHERE) -> list[Any]:
        found = [start]
        for step in self.steps:
            reached: list[Any] = []
            for node in found:
                value = step.of(node, around)
                if isinstance(value, list):
                    reached += value
                elif value is not None:
                    reached.append(value)
            for condition in step.filters:
                reached = [node for node in reached if condition.holds(node, around)]
            found = reached
        return found

    def text(self, start: Any, around: Around = NOWHERE) -> str | None:
        return next((t for node in self.nodes(start, around) if (t := text_of(node, around))), None)


@lru_cache(maxsize=4096)
def path_of(text: str) -> Path:
    """Compile a path. Raises ValueError with a sentence when it is not one."""
    steps, at = [], 0
    while True:
        match = _STEP.match(text, at)
        if not match or (match[2] is not None and (match[1] != "resolve" or not match[2])):
            raise ValueError(f"{text!r} is no path: a name is expected at character {at + 1}")
        at, filters = match.end(), []
        while text[at : at + 1] == "[":
            close = _closing(text, at)
            filters.append(_filter(text[at + 1 : close]))
            at = close + 1
        steps.append(_Step(match[1], match[2] or "", tuple(filters)))
        if at == len(text):
            return Path(tuple(steps))
        if text[at] != ".":
            raise ValueError(f"{text!r} is no path: a point is expected at character {at + 1}")
        at += 1


def _closing(text: str, at: int) -> int:
    depth = 0
    for number in range(at, len(text)):
        depth += {"[": 1, "]": -1}.get(text[number], 0)
        if not depth:
            return number
    raise ValueError(f"{text!r} is no path: a bracket is not closed")


def _filter(text: str) -> _Filter:
    match = _FILTER.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no condition of a path")
    values = tuple(match["values"].split("|")) if match["sign"] else None
    return _Filter(path_of(match["path"]), values, match["sign"] == "!=")


def text_of(node: Any, around: Around = NOWHERE) -> str | None:
    """A value as text. Of a structure the part that identifies it: the id a reference points to, the first code of a
    concept, the value of an identifier, a quantity or an amount of money."""
    if isinstance(node, str):
        return node
    if isinstance(node, bool):
        return "true" if node else "false"
    if not isinstance(node, dict):
        return None if node is None or isinstance(node, list) else str(node)
    if "reference" in node:
        return pointed_to(node["reference"], around)
    if "coding" in node:
        codes = node["coding"] if isinstance(node["coding"], list) else []
        return next((t for code in codes if (t := text_of(code, around))), text_of(node.get("text")))
    for part in ("value", "code", "identifier", "text"):
        if part in node:
            return text_of(node[part], around)
    return None


def pointed_to(reference: Any, around: Around = NOWHERE) -> str | None:
    """The id in a reference: relative, absolute, versioned, conditional, or a name that the Bundle gives."""
    if not isinstance(reference, str) or reference.startswith("#"):
        return None
    if reference in around.ids:
        return around.ids[reference]
    match = _POINTS_TO.search(reference)
    return match[1] if match else None


def _target(node: Any, kind: str, around: Around) -> Any:
    reference = node.get("reference") if isinstance(node, dict) else None
    if not isinstance(reference, str):
        return None
    if reference.startswith("#"):
        found = around.contained.get(reference[1:])
    else:
        found = around.targets.get(f"{kind}/{pointed_to(reference, around)}")
    return found if isinstance(found, dict) and found.get("resourceType") == kind else None


__all__ = ["NOWHERE", "Around", "Path", "path_of", "pointed_to", "text_of"]
