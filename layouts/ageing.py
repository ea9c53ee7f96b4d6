"""Money by age and by reason: who keeps it longest, and who refuses what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dash import html

from data.language import say
from layouts import menus, wording
from layouts.blocks import heading
from layouts.filters import address
from layouts.grids import Field, Grid, Head, Look, Names, behind, either, legend, linked, pictures, table
from layouts.heat import crossed, over
from layouts.narrow import WIDE as NARROW
from layouts.narrow import box
from layouts.page import Block, View
from layouts.svg import drawing, tag, text
from metrics.cross import Cross

WIDE, LABEL, SIDE, ROW, TOP = 980.0, 170.0, 96.0, 34.0, 26.0
LEAST = 5.5  # a part thinner than this has no room for its number
OLD = ("121_180", "181_plus")
TINTS = (1, 2, 3, 4, 5, 6)


def ageing(title: str, kpi_id: str = "ar_billed_balance") -> Block:
    """Billed receivables of every payer as one bar of 100 %, the older the darker."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or kpi_id in view.dark:
            return []
        cross = crossed(view, kpi_id, "payer_class", "age_bucket")
        if not cross.rows:
            return [*heading(say(title)), html.P(say("Nothing was outstanding here."), className="muted")]
        rows = sorted(range(len(cross.rows)), key=lambda i: -(cross.rows[i].total.value or 0))
        sentence = said(cross, rows)
        ages = [line.label for line in cross.columns]
        lines = [
            [
                cross.rows[i].label,
                *(f"{wording.decimal(cross.share(i, j) or 0)} %" for j in range(len(ages))),
                wording.amount(kpi, cross.rows[i].total.value, view.currency),
            ]
            for i in rows
        ]
        until = wording.day(cross.until - timedelta(days=1))
        note = f"{sentence} {say('At the end of {day}.', day=until)}"
        return html.Div(
            [
                *heading(say(title), note, menus.of_figure(view, say(title))),
                either(
                    bars(view, kpi_id, cross, rows),
                    slim(view, kpi_id, cross, rows),
                    f"{say(title)}. {sentence}",
                ),
                behind(table((say("Payer"), *ages, say("Balance")), lines, say(title))),
            ],
            **{"data-figure": say(title)},
        )

    return Block(draw, height=lambda view: 420, title=title)


def said(cross: Cross, rows: list[int]) -> str:
    """Which payer has the largest share in the oldest two ages."""
    old = [j for j, line in enumerate(cross.columns) if line.group in OLD]
    shares = [(share, cross.rows[i].label) for i in rows if (share := cross.share(i, *old)) is not None]
    if not shares:
        return say("Nothing is outstanding.")
    most, least = max(shares), min(shares)
    return say(
        "Older than 120 days: {most} % of what {debtor} owes, {least} % of {other}.",
        most=f"{most[0]:.0f}",
        debtor=most[1],
        least=f"{least[0]:.0f}",
        other=least[1],
    )


def bars(view: View, kpi_id: str, cross: Cross, rows: list[int]) -> str:
    """One bar per payer, largest balance first, ages named above the first bar."""
    room, kpi, parts = WIDE - LABEL - SIDE, view.kpi(kpi_id), []
    names = Names([Head(line.label) for line in cross.rows], LABEL - 8, 2)
    for j, line in enumerate(cross.columns):
        x = LABEL + room * j / len(cross.columns)
        parts.append(
            tag(
                "rect",
                x=f"{x:.1f}",
                y=2,
                width=12,
                height=12,
                rx=2,
                class_=f"grid-cell grid-{tint(j, len(cross.columns))}",
            )
        )
        parts.append(text(line.label, x + 17, 13, class_="grid-sum ways-left"))
    for k, i in enumerate(rows):
        y, x = TOP + ROW * k, LABEL
        line = cross.rows[i]
        parts.append(names.drawn(Head(line.label), 0, y + ROW / 2, "grid-name"))
        for j, column in enumerate(cross.columns):
            share = cross.share(i, j) or 0.0
            wide = room * max(share, 0.0) / 100
            if wide < 0.3:
                continue
            step = tint(j, len(cross.columns))
            content = tag(
                "rect",
                x=f"{x:.1f}",
                y=f"{y + 4:.1f}",
                width=f"{max(wide - 1, 0.3):.1f}",
                height=ROW - 8,
                class_=f"grid-cell grid-{step}",
            )
            if share >= LEAST:
                ink = "grid-light" if step >= 5 else "grid-dark"
                content += text(
                    f"{share:.0f} %", x + wide / 2, y + ROW / 2 + 4.5, class_=f"grid-number {ink}"
                )
            balance = wording.amount(kpi, cross.cells[i][j].value, view.currency)
            only = (("payer_class", (line.group,)), ("age_bucket", (column.group,)))
            href = address(f"/kpi/{kpi_id}", view.filters, only=only)
            parts.append(
                linked(content, href, f"{line.label}, {column.label}: {wording.decimal(share)} %, {balance}")
            )
            x += wide
        parts.append(
            text(
                wording.amount(kpi, line.total.value, view.currency), WIDE, y + ROW / 2 + 4, class_="grid-sum"
            )
        )
    return drawing(WIDE, TOP + ROW * len(rows) + 6, "".join(parts), class_="grid")


def slim(view: View, kpi_id: str, cross: Cross, rows: list[int]) -> str:
    """The same for a narrow screen: the payer and its balance over a bar of the whole width."""
    kpi, parts, ages = view.kpi(kpi_id), [], len(cross.columns)
    for j, line in enumerate(cross.columns):
        x, y = NARROW / 3 * (j % 3), 20.0 * (j // 3)
        parts.append(box(x, y + 2, 12, 12, f"grid-cell grid-{tint(j, ages)}"))
        parts.append(text(line.label, x + 18, y + 13, class_="grid-sum ways-left"))
    y = 20.0 * -(-ages // 3) + 12
    for i in rows:
        x = 0.0
        parts.append(text(cross.rows[i].label, 0, y + 14, class_="narrow-name"))
        balance = wording.amount(kpi, cross.rows[i].total.value, view.currency)
        parts.append(text(balance, NARROW, y + 14, class_="narrow-number"))
        for j in range(ages):
            share = max(cross.share(i, j) or 0.0, 0.0)
            wide = NARROW * share / 100
            if wide < 0.5:
                continue
            step = tint(j, ages)
            parts.append(box(x, y + 20, wide - 1, 22, f"grid-cell grid-{step}"))
            if share >= 2 * LEAST:
                ink = "grid-light" if step >= 5 else "grid-dark"
                parts.append(text(f"{share:.0f} %", x + wide / 2, y + 35.5, class_=f"grid-number {ink}"))
            x += wide
        y += 56
    return drawing(NARROW, y, "".join(parts), class_="grid")


def tint(age: int, count: int) -> int:
    """The tint of an age: the oldest is the darkest."""
    return TINTS[len(TINTS) - count + age] if count <= len(TINTS) else min(age, 6)


def reasons(title: str, kpi_id: str = "denials_count") -> Block:
    """Denied claims by payer and reason: the number in every field, the tint of its size."""

    def draw(view: View) -> Any:
        kpi = view.kpi(kpi_id)
        if kpi is None or kpi_id in view.dark:
            return []
        cross = crossed(view, kpi_id, "denial_category", "payer_class")
        if not cross.rows:
            return [
                *heading(say(title)),
                html.P(say("No claim was denied here in this time."), className="muted"),
            ]
        grid = matrix(view, kpi_id, cross)
        sentence = worst(cross)
        lines = [
            [
                row.name,
                *(field.words or (say("too few") if field.is_few else "0") for field in fields),
                row.total,
            ]
            for row, fields in zip(grid.rows, grid.fields, strict=True)
        ]
        lines.append([say("All"), *(head.total for head in grid.columns), wording.count(cross.total.value)])
        return html.Div(
            [
                *heading(say(title), f"{sentence} {over(cross)}.", menus.of_figure(view, say(title))),
                *(html.P(note, className="block-note") for note in cross.notes),
                pictures(grid, f"{say(title)}. {sentence}", Look(980, 190, 70), Look(344, 96, 0, 26)),
                legend(grid, wording.count, say("denied claims")),
                behind(
                    table(
                        (say("Reason"), *(head.name for head in grid.columns), say("All")), lines, say(title)
                    )
                ),
            ],
            className="heat",
            **{"data-figure": say(title)},
        )

    return Block(draw, height=lambda view: 460, title=title)


def matrix(view: View, kpi_id: str, cross: Cross) -> Grid:
    """Reasons with most claims first, payers with most claims first."""
    rows = sorted(range(len(cross.rows)), key=lambda i: -(cross.rows[i].total.value or 0))
    columns = sorted(range(len(cross.columns)), key=lambda j: -(cross.columns[j].total.value or 0))

    def field(i: int, j: int) -> Field:
        cell, row, column = cross.cells[i][j], cross.rows[i], cross.columns[j]
        name = f"{row.label}, {column.label}"
        if cell.hidden:
            return Field(None, "", say("{name}: too few to show", name=name), "", True)
        only = ((cross.by, (row.group,)), (cross.across, (column.group,)))
        href = address(f"/kpi/{kpi_id}", view.filters, only=only)
        words = wording.count(cell.value)
        return Field(cell.value, words, f"{name}: {words}", href)

    def head(line: Any) -> Head:
        total = "–" if line.total.hidden else wording.count(line.total.value)
        return Head(line.label, "", total)

    return Grid(
        tuple(head(cross.rows[i]) for i in rows),
        tuple(head(cross.columns[j]) for j in columns),
        tuple(tuple(field(i, j) for j in columns) for i in rows),
        say("All"),
    )


def worst(cross: Cross) -> str:
    """The field with most claims, as a sentence."""
    cells = [
        (cell.value, row.label, column.label)
        for row, line in zip(cross.rows, cross.cells, strict=True)
        for column, cell in zip(cross.columns, line, strict=True)
        if cell.value
    ]
    if not cells:
        return say("Every field is hidden for the few people behind it.")
    value, reason, payer = max(cells)
    return say("Most denials: {reason}, {payer} ({n}).", reason=reason, payer=payer, n=wording.count(value))
