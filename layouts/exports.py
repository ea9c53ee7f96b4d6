"""Downloads: the same question a page asks, or the tables of a block as it shows them, in the format of a pack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Flask, Response, abort, request

import layouts.packs
from data.discover import discover
from data.language import mark, say
from data.settings import Settings
from layouts import wording
from layouts.filters import PERIODS, Filters, write
from layouts.packs.pack import Pack, table_lines
from layouts.page import View, drawn, find
from layouts.refusing import refuse
from layouts.sheets import links, sheets
from layouts.viewing import view_of
from metrics.known import unheard_of
from metrics.markets import outside
from metrics.permits import NotPermitted
from metrics.question import Access, QuestionError

PACKS: dict[str, Pack] = {pack.name: pack for pack in discover(layouts.packs, Pack).values()}

FILES = mark(
    "Small numbers are hidden in files and on walls by the rule of the market, also where pages show them."
)


def _sent(pack: Pack, content: bytes, name: str) -> Response:
    safe = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")
    return Response(
        content,
        mimetype=pack.mime.split(";")[0],
        headers={
            "Content-Disposition": f'attachment; filename="{safe}.{pack.name}"',
            "Cache-Control": "no-store",
        },
    )


def chosen_time(filters: Filters) -> str:
    """The period of a page in words: one of the presets, or the two dates of the address."""
    if not filters.is_between_dates:
        name = say(PERIODS[filters.shown_period][0])
        if filters.since is None or filters.until is None:
            return name
        return f"{name}, {wording.span(filters.since, filters.until - timedelta(days=1))}"
    return say(
        "{since} to {until}, the last day not included",
        since=wording.day(filters.since),
        until=wording.day(filters.until),
    )


def context(view: View, notes: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a table shown on a page was restricted to, in words, and what of its address could not be used."""
    filters, period = view.filters, chosen_time(view.filters)
    only = "; ".join(wording.condition(name, values) for name, values in filters.only)
    return [
        (say("Place"), view.place_name(filters.scope[1])),
        (say("Period"), period),
        (say("Grain"), say(filters.grain)),
        (say("Filters"), only or say("none")),
        *((say("Note"), note) for note in notes),
    ]


def link_of(view: View) -> str:
    """The address under which these figures stand; of one data load where earlier loads can be asked for."""
    filters = view.filters
    is_kept = not filters.only and not filters.by and filters.grain != "day" and view.stamp is not None
    frozen = replace(filters, asof=filters.asof or view.stamp.load_id) if is_kept and view.stamp else filters
    return say(
        "These figures: {link}",
        link=request.host_url.rstrip("/") + view.path.partition("#")[0] + write(frozen),
    )


def _verdict_of(view: View, kpi_id: str) -> dict[str, str]:
    """What is said of the indicator that a page is about, where the page has one that can be told."""
    if not kpi_id or kpi_id in view.dark:
        return {}
    try:
        return {series.kpi_id: series.verdict.sentence for series in view.ask(kpi_id).series}
    except QuestionError:
        return {}


def register(
    server: Flask, engine: Any, settings: Settings, access: Callable[[], Access], store: Any = None
) -> None:
    def asked(kind: str) -> tuple[View, Pack, tuple[str, ...]]:
        query = request.query_string.decode("utf-8", "replace")
        path = (
            request.args.get("at", "").rpartition("#")[0] or f"/kpi/{(request.view_args or {}).get('kpi_id')}"
        )
        view, notes = view_of(engine, settings, path, query, outside(access(), settings.market), store)
        pack = PACKS.get(kind)
        if pack is None or view.stamp is None:
            abort(404)
        return view, pack, (*notes, *unheard_of(view.unknown.items()), say(FILES))

    @server.get("/export/<kpi_id>.<kind>")
    def export(kpi_id: str, kind: str) -> Response:
        view, pack, notes = asked(kind)
        kpi = view.kpi(kpi_id)
        if kpi is None:
            abort(404)
        if why := view.denied.get(kpi_id):
            return refuse(403, why, view.path)
        try:
            answer = view.ask(kpi_id, by=view.filters.by)
        except QuestionError as error:
            return refuse(403 if isinstance(error, NotPermitted) else 400, str(error), view.path)
        shown = tuple(view.trim(series) for series in answer.series)
        answer = replace(
            answer,
            series=shown,
            notes=tuple(dict.fromkeys((link_of(view), *notes, *answer.notes, *answer.likes))),
        )
        name = f"{kpi_id}-{view.filters.grain}-load{view.stamp.load_id}-{date.today():%Y%m%d}"
        return _sent(pack, pack.build(answer, {kpi_id: kpi}), name)

    @server.get("/export/table.<kind>")
    def export_table(kind: str) -> Response:
        view, pack, notes = asked(kind)
        block_id = request.args.get("at", "")
        tree = drawn(block_id, view)
        found = sheets(tree) if tree is not None else []
        if not found:
            abort(404)
        path = block_id.partition("#")[0]
        view = replace(view, path=path)
        page_kpi = (find(path) or (None, {}))[1].get("kpi_id", "")
        named = dict.fromkeys(filter(None, (page_kpi, *links(tree, "/kpi/"))))
        kpis = [kpi for kpi_id in named if (kpi := view.kpi(kpi_id))]
        told = _verdict_of(view, page_kpi)
        lines = table_lines(view.stamp, context(view, (link_of(view), *notes)), kpis, told)
        page = path.strip("/") or "home"
        name = f"{page}-{found[0].name}-load{view.stamp.load_id}-{date.today():%Y%m%d}"
        return _sent(pack, pack.build_tables(found, lines), name)
