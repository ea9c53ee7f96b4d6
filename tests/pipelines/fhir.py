"""A small site that takes FHIR files, and resources to write into them."""

from __future__ import annotations

import json
from typing import Any

from tests.pipelines.site import Site

PROFILE = """
extends = "fhir_r4"
[source]
id = "hospital"
time_zone = "Europe/Berlin"
{source}
[[facility]]
facility_id = "H"
[[unit]]
unit_id = "ED"
facility_id = "H"
unit_type = "ed"
[[unit]]
unit_id = "ROOM"
facility_id = "H"
unit_type = "treatment_room"
[[feed]]
name = "locations"
[feed.columns]
facility_id = {{ from = "managingOrganization", default = "H" }}
{feeds}
"""


def said(site: Site, source: str = "", feeds: str = "") -> Site:
    site.profile.write_text(PROFILE.format(source=source, feeds=feeds), "utf-8")
    return site


def encounter(number: int, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter", "id": f"E{number}", "status": "finished", "class": {"code": "EMER"},
        "subject": {"reference": "Patient/P1"}, "serviceProvider": {"reference": "Organization/H"},
        "period": {"start": "2024-01-05T10:00:00+01:00", "end": "2024-01-05T12:30:00.250+01:00"},
    } | more  # fmt: skip


def lines(*resources: dict[str, Any] | str) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in resources)


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in resources],
    } | more


def visits(files: list[dict[str, Any]]) -> dict[str, Any]:
    return next(row for row in files if row["feed"] == "encounters")
