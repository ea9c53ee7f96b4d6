"""Small charts as SVG: the sparkline of a table row and the chart of a tile. No script needed, themed by style sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from data.language import say
from layouts.svg import drawing, tag, text
from layouts.theme import SIGNAL_COLOUR
from metrics.question import Point

CHARACTER = 6.6  # how wide a character of a label is at most


@dataclass(frozen=True)
class Scale:
    """From dates and values to the pixels of one small chart."""

    x0: date
    x1: date
    y0: float
    y1: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, day: date) -> float:
        span = (self.x1 - self.x0).days
        return self.left + (self.right - self.left) * ((day - self.x0).days / span if span else 0.5)

    def y(self, value: float) -> float:
        value = min(max(value, self.y0), self.y1)
        span = self.y1 - self.y0
        return self.bottom - (self.bottom - self.top) * ((value - self.y0) / span if span else 0.5)


def reach(points: Sequence[Point], target: float | None = None) -> tuple[float, float] | None:
    """Lowest and highest value that a chart of these points has to show, limits included."""
    values = [v for p in points for v in (p.value, p.lower, p.upper) if v is not None]
    shown = [p.value for p in points if p.value is not None]
    if not shown:
        return None
    low, high = min(values), max(values)
    if target is not None and low - (high - low) <= target <= high + (high - low):
        low, high = min(low, target), max(high, target)
    low = max(low, 0) if min(shown) >= 0 else low
    margin = (high - low) * 0.06 or abs(high) * 0.1 or 1
    return low - margin, high + margin


def path(points: Sequence[Point], scale: Scale) -> str:
    """A line through the shown points; a gap stays a gap."""
    steps, pen = [], "M"
    for point in points:
        if point.value is None:
            pen = "M"
            continue
        steps.append(f"{pen}{scale.x(point.period):.1f} {scale.y(point.value):.1f}")
        pen = "L"
    return "".join(steps)


def bounds(points: Sequence[Point], scale: Scale) -> str:
    """The band between the limits, one piece per run of points that have them."""
    pieces, run = [], []
    for point in [*points, None]:  # type: ignore[list-item]
        if point is not None and point.lower is not None and point.upper is not None:
            run.append(point)
            continue
        if len(run) > 1:
            upper = [f"{scale.x(p.period):.1f} {scale.y(p.upper):.1f}" for p in run]
            lower = [f"{scale.x(p.period):.1f} {scale.y(p.lower):.1f}" for p in reversed(run)]
            pieces.append(tag("path", d="M" + "L".join(upper + lower) + "Z", class_="limits"))
        run = []
    return "".join(pieces)


def spot(x: float, y: float, variation: str, side: str = "", size: float = 3.2, hollow: bool = False) -> str:
    """One point: shape and colour tell its variation; hollow = not final."""
    colour = SIGNAL_COLOUR.get(variation, "common")
    name = f"mark {'hollow' if hollow else 'full'} mark-{colour}"
    s = size * 1.25
    if variation == "improvement":
        up = -1 if side != "low" else 1
        d = f"M{x:.1f} {y + up * s:.1f}L{x + s:.1f} {y - up * s * 0.8:.1f}H{x - s:.1f}Z"
    elif variation == "concern":
        d = f"M{x:.1f} {y - s * 1.1:.1f}l{s * 1.1:.1f} {s * 1.1:.1f}l{-s * 1.1:.1f} {s * 1.1:.1f}l{-s * 1.1:.1f} {-s * 1.1:.1f}Z"
    elif variation == "change":
        d = f"M{x - size:.1f} {y - size:.1f}h{2 * size:.1f}v{2 * size:.1f}h{-2 * size:.1f}Z"
    else:
        return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{size:.1f}", class_=name)
    return tag("path", d=d, class_=name)


def level(points: Sequence[Point], scale: Scale) -> str:
    steps = [
        f"{'L' if i else 'M'}{scale.x(p.period):.1f} {scale.y(p.centre):.1f}"
        for i, p in enumerate(p for p in points if p.centre is not None)
    ]
    return tag("path", d="".join(steps), class_="level") if len(steps) > 1 else ""


NOTHING = 36  # the height of what has no line to draw: its words


def spark(points: Sequence[Point], target: float | None = None, width: int = 168, height: int = 36) -> str:
    """Limits as a band, the mean as a hairline, the line, and only those points that say something."""
    extent = reach(points)
    if extent is None:
        return drawing(width, height, "", class_="spark")
    scale = Scale(points[0].period, points[-1].period, *extent, 4, width - 7, 5, height - 5)
    shown = [p for p in points if p.value is not None]
    whole = [p for p in shown if p.status == "final"]
    line = [p for p in points if p.status == "final"]
    marks = "".join(
        spot(scale.x(p.period), scale.y(p.value), p.variation, p.side, 1.9)
        for p in whole[:-1]
        if p.variation not in ("common", "none")
    )
    later = [p for p in shown if p.status != "final"]
    marks += "".join(spot(scale.x(p.period), scale.y(p.value), "common", "", 2.0, hollow=True) for p in later)
    if whole:
        last = whole[-1]
        marks += spot(scale.x(last.period), scale.y(last.value), last.variation, last.side, 3.1)
    goal = ""
    if target is not None and extent[0] <= target <= extent[1]:
        goal = tag("path", d=f"M4 {scale.y(target):.1f}H{width - 7}", class_="goal")
    content = bounds(points, scale) + level(points, scale) + goal
    content += tag("path", d=path(line, scale), class_="line") + marks
    return drawing(width, height, content, is_fixed=True, class_="spark")


def _labels(
    points: Sequence[Point], target: float | None, extent: tuple[float, float], named: Callable[[float], str]
) -> list[tuple[float, str, str]]:
    """What stands at the right end: value, words and class of the target, the mean and the limits in force."""
    wanted = [(target, "axis axis-goal")]
    judged = [p for p in points if p.centre is not None]
    if judged:
        last = judged[-1]
        wanted += [(last.centre, "axis"), (last.upper, "axis"), (last.lower, "axis")]
    return [
        (value, named(value), name)
        for value, name in wanted
        if value is not None and (extent[0] <= value <= extent[1])
    ]


def _instead(width: int, words: str) -> str:
    """What stands where there is no chart."""
    return drawing(width, NOTHING, text(words, 0, NOTHING / 2, class_="axis"), class_="small")


def small(
    points: Sequence[Point],
    target: float | None = None,
    extent: tuple[float, float] | None = None,
    label: object = str,
    ends: tuple[str, str] = ("", ""),
    width: int = 340,
    height: int = 132,
) -> str:
    """A tile's chart: everything of a sparkline, plus direct labels at the right end and the dates below."""
    extent = extent or reach(points, target)
    shown = [p for p in points if p.value is not None]
    if extent is None or not shown:
        words = say("too few to show") if any(p.hidden for p in points) else say("no values yet")
        return _instead(width, words)
    if len(shown) == 1:
        return _instead(width, say("one value; a line needs two"))
    labels = _labels(points, target, extent, label if callable(label) else str)
    room = max([46, *(CHARACTER * len(words) for _, words, _ in labels)])
    scale = Scale(points[0].period, points[-1].period, *extent, 5, width - room - 6, 8, height - 22)
    content = bounds(points, scale) + level(points, scale)
    if target is not None and extent[0] <= target <= extent[1]:
        y = scale.y(target)
        content += tag("path", d=f"M{scale.left} {y:.1f}H{scale.right:.1f}", class_="goal")
    content += tag("path", d=path([p for p in points if p.status == "final"], scale), class_="line")
    content += "".join(
        spot(scale.x(p.period), scale.y(p.value), p.variation, p.side, 2.6, hollow=p.status != "final")
        for p in shown
    )
    taken: list[float] = []
    for value, words, name in labels:
        y = scale.y(value) + 4
        if all(abs(y - other) >= 11 for other in taken):
            taken.append(y)
            content += text(words, width - room, y, class_=name)
    content += text(ends[0], scale.left, height - 4, class_="axis")
    content += text(ends[1], scale.right, height - 4, class_="axis axis-end")
    return drawing(width, height, content, class_="small")
