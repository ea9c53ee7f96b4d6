"""The bars of a theatre day: operations, what lay before each of them, and how both are said."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import theme
from layouts.svg import Svg, drawing, tag
from layouts.theme import var
from metrics.theatre_day import (
    BESIDE,
    BLOCK,
    CASE,
    CLOSURE,
    IDLE,
    OPEN,
    OVERLAP,
    TURNOVER,
    Room,
    Stretch,
    TheatreDay,
)

ROW, TOP = 40, 66
# Operations are high, what counts between them is lower, and what does not count is a thread.
HIGH = {"case": 0.62, "open": 0.62, "beside": 0.1}
WITHIN, OVER = "within", "over"
# How each stretch looks (colour and pattern together) and what the key calls it.
LOOKS: dict[str, tuple[str, str, str]] = {
    CASE: ("ink-3", "", mark("operation")),
    OPEN: ("rule-strong", "/", mark("not over yet")),
    WITHIN: ("better", "", mark("turnover within the target")),
    OVER: ("worse", "\\", mark("turnover above the target")),
    TURNOVER: ("common", "", mark("turnover")),
    IDLE: ("change", "x", mark("idle over 90 minutes")),
    BESIDE: ("limit", "", mark("not counted: an emergency, a closure or the end of a block")),
}


def clock(seconds: int) -> str:
    minutes = seconds // 60 % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def look(found: TheatreDay, stretch: Stretch) -> str:
    """What the time before an operation was: turnover within or above the target, idle, or not counted."""
    if stretch.gap != TURNOVER or found.target_minutes is None or stretch.gap_minutes is None:
        return stretch.gap
    return WITHIN if stretch.gap_minutes <= found.target_minutes else OVER


def gap_words(found: TheatreDay, stretch: Stretch) -> str:
    n = f"{stretch.gap_minutes:.0f}"
    if stretch.gap == OVERLAP:
        return say("overlaps with the one before")
    if stretch.gap == IDLE:
        return say("{n} min idle, too long for a turnover", n=n)
    if stretch.gap == BESIDE:
        return say("{n} min, not counted as turnover", n=n)
    words = {
        WITHIN: mark("{n} min turnover, within the target"),
        OVER: mark("{n} min turnover, above the target"),
        TURNOVER: mark("{n} min turnover"),
    }
    return say(words[look(found, stretch)], n=n)


def late_words(stretch: Stretch) -> str:
    if stretch.late_minutes is None:
        return ""
    n = f"{abs(stretch.late_minutes):.0f}"
    if stretch.is_on_time:
        return (
            say("first case on time") if stretch.late_minutes >= 0 else say("first case {n} min early", n=n)
        )
    return say("first case {n} min late", n=n)


def span(stretch: Stretch) -> str:
    if stretch.end is None:
        return say("since {start}", start=clock(stretch.start))
    return f"{clock(stretch.start)}–{clock(stretch.end)}"


def label(room: Room, rooms: tuple[Room, ...]) -> str:
    """A room by its name, with its facility where another one has a room of that name."""
    is_shared = sum(one.name == room.name for one in rooms) > 1
    return f"{room.name}, {room.facility}" if is_shared else room.name


def figure(found: TheatreDay, rooms: tuple[Room, ...]) -> dict[str, Any]:
    """Operations and what lay before them as one line of bars per room, read room by room; sessions as a ground."""
    names = [label(room, rooms) for room in rooms]
    bars: dict[str, list[Any]] = {key: [] for key in ("y", "base", "x", "look", "text", "hover")}
    planned: dict[str, list[Any]] = {"x": [], "y": []}
    shapes = []
    ends = [7 * 3600, 16 * 3600]
    until = found.known_until or 0
    for at, (room, name) in enumerate(zip(rooms, names, strict=True)):
        for held in room.of(BLOCK, CLOSURE):
            ends += [held.start, held.end or held.start]
            shapes.append(_ground(held, at))
        before: Stretch | None = None
        for one in room.of(CASE, OPEN):
            end = one.end if one.end is not None else max(until, one.start + 900)
            ends += [one.start, end]
            if before and before.end and one.gap not in ("", OVERLAP) and one.start > before.end:
                words = "" if one.gap == BESIDE else f"{one.gap_minutes:.0f}"
                hint = f"<b>{name}</b><br>{gap_words(found, one)}"
                _add(bars, name, before.end, one.start, look(found, one), words, hint)
            told = [part for part in (span(one), late_words(one)) if part]
            if one.gap == OVERLAP:
                told.append(gap_words(found, one))
            _add(bars, name, one.start, end, one.kind, "", f"<b>{name}</b><br>{'<br>'.join(told)}")
            if one.late_minutes is not None:
                planned["x"].append((one.start - one.late_minutes * 60) / 3600)
                planned["y"].append(name)
            before = one
    low, high = min(ends) // 3600, -(-max(ends) // 3600)
    if found.known_until is not None:
        shapes.append(_now(found.known_until))
    step = 1 if high - low <= 8 else 2
    ticks = list(range(low, high + 1, step))
    longest = max(map(len, names), default=4)
    looks = [LOOKS[word] for word in bars["look"]]
    return {
        "data": [
            {
                "type": "bar", "orientation": "h", "y": bars["y"], "base": bars["base"], "x": bars["x"],
                "marker": {
                    "color": [var(colour) for colour, _, _ in looks],
                    "pattern": {
                        "shape": [pattern for _, pattern, _ in looks], "fgcolor": var("paper"), "fillmode": "overlay",
                        "size": 6, "solidity": 0.35,
                    },
                },
                "width": [HIGH.get(word, 0.46) for word in bars["look"]], "text": bars["text"], "textposition": "inside", "insidetextanchor": "middle",
                "textangle": 0, "textfont": {"size": 11, "color": var("paper")},
                "hovertemplate": [f"{words}<extra></extra>" for words in bars["hover"]],
            },
            {
                "type": "scatter", "mode": "markers", **planned, "hoverinfo": "skip",
                "marker": {
                    "symbol": "line-ns-open", "size": 24, "color": var("target"), "line": {"width": 2.5, "color": var("target")},
                },
            },
        ],
        "layout": theme.layout(
            TOP + ROW * len(rooms),
            margin={"l": min(24 + 7 * longest, 220), "r": 12, "t": 22, "b": 34},
            barmode="overlay",
            hovermode="closest",
            uniformtext={"minsize": 9, "mode": "hide"},
            xaxis={"type": "linear", "range": [low, high], "tickvals": ticks, "ticktext": [clock(3600 * hour) for hour in ticks]},
            yaxis={
                "type": "category", "categoryorder": "array", "categoryarray": names, "autorange": "reversed",
                "showgrid": False, "tickfont": {"size": 12, "color": var("ink-2")},
            },
            shapes=shapes,
        ),
    }  # fmt: skip


def _add(
    bars: dict[str, list[Any]], room: str, start: int, end: int, kind: str, words: str, hint: str
) -> None:
    for key, value in (
        ("y", room), ("base", start / 3600), ("x", (end - start) / 3600), ("look", kind), ("text", words), ("hover", hint),
    ):  # fmt: skip
        bars[key].append(value)


def _ground(held: Stretch, row: int) -> dict[str, Any]:
    """The session of a room behind its bars; a closure is an empty frame in it."""
    is_block = held.kind == BLOCK
    return {
        "type": "rect", "layer": "below", "x0": held.start / 3600, "x1": (held.end or held.start) / 3600,
        "y0": row - 0.42, "y1": row + 0.42, "fillcolor": var("band-strong" if is_block else "paper"),
        "line": {"width": 0 if is_block else 1, "color": var("limit"), "dash": "dot"},
    }  # fmt: skip


def _now(seconds: int) -> dict[str, Any]:
    return {
        "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": seconds / 3600, "x1": seconds / 3600,
        "line": {"color": var("ink"), "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def key(found: TheatreDay, rooms: tuple[Room, ...]) -> html.Div:
    """What the bars mean, of those that the day has."""
    cases = [one for room in rooms for one in room.of(CASE, OPEN)]
    has = {one.kind for one in cases} | {look(found, one) for one in cases}
    marks = [(_swatch(name), say(words)) for name, (_, _, words) in LOOKS.items() if name in has]
    if any(one.late_minutes is not None for one in cases):
        marks.append(
            (
                _drawn(8, tag("path", d="M4 1V15", class_="day-planned")),
                say("planned start of the first case"),
            )
        )
    if any(room.of(BLOCK) for room in rooms):
        ground = tag("rect", x=0, y=1, width=26, height=14, rx=2, class_="day-session")
        marks.append((_drawn(26, ground), say("session")))
    if found.known_until is not None:
        marks.append((_drawn(8, tag("path", d="M4 0V16", class_="day-now")), say("known until here")))
    parts = [html.Span([mark, words], className="key-pair") for mark, words in marks]
    return html.Div(parts, className="grid-key")


_HATCH = {
    "/": "M3 15L14 1M12 15L23 1",
    "\\": "M3 1L14 15M12 1L23 15",
    "x": "M4 2L14 14M4 14L14 2M14 2L24 14M14 14L24 2",
}


def _swatch(kind: str) -> Svg:
    colour, pattern, _ = LOOKS[kind]
    y, high = (7, 2) if kind == BESIDE else (1, 14)
    content = tag("rect", x=0, y=y, width=26, height=high, rx=1, style=f"fill:{var(colour)}")
    if pattern:
        content += tag("path", d=_HATCH[pattern], class_="day-hatch")
    return _drawn(26, content)


def _drawn(wide: int, content: str) -> Svg:
    return Svg(drawing(wide, 16, content, is_fixed=True), "", "grid-legend")
