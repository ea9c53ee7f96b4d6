"""Downloads: the same question a page asks, written in the format of a pack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask, Response, abort, request

import layouts.packs
from data.discover import discover
from data.settings import Settings
from layouts.filters import address, read
from layouts.packs.pack import Pack
from layouts.page import View
from metrics.question import Access

PACKS: dict[str, Pack] = {pack.name: pack for pack in discover(layouts.packs, Pack).values()}


def link(view: View, kpi_id: str, kind: str) -> str:
    """Where the numbers of a KPI, as restricted by this view, can be downloaded."""
    return address(f"/export/{kpi_id}.{kind}", view.filters, by=view.filters.by, only=view.filters.only)


def register(server: Flask, engine: Any, settings: Settings, access: Callable[[], Access]) -> None:
    @server.get("/export/<kpi_id>.<kind>")
    def export(kpi_id: str, kind: str) -> Response:
        filters, _ = read(request.query_string.decode("utf-8", "replace"))
        view = View(engine, settings, filters, access())
        pack = PACKS.get(kind)
        kpi = view.kpi(kpi_id) if view.stamp else None
        if pack is None or kpi is None:
            abort(404)
        answer = view.ask(kpi_id, by=filters.by)
        answer = replace(answer, series=tuple(view.trim(series) for series in answer.series))
        name = re.sub(
            r"[^a-z0-9_]+", "-", f"{kpi_id}-{filters.grain}-load{view.stamp.load_id}-{date.today():%Y%m%d}"
        )
        return Response(
            pack.build(answer, {kpi_id: kpi}),
            mimetype=pack.mime.split(";")[0],
            headers={
                "Content-Disposition": f'attachment; filename="{name}.{kind}"',
                "Cache-Control": "no-store",
            },
        )
