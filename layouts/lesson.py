"""The picture of the help page: one control chart on which each step of reading it has its number."""

from __future__ import annotations

from datetime import date

from data.language import mark, say
from layouts.spark import Scale, bounds, level, path, reach, spot
from layouts.svg import drawing, tag, text
from metrics.question import Point

WIDE, HIGH = 500, 250
LEFT, RIGHT, TOP, BOTTOM = 14, 392, 34, 222
MEAN, LOWER, UPPER, TARGET = 5.0, 3.4, 6.6, 4.2
VALUES = (5.4, 4.6, 5.1, 5.9, 4.5, 5.2, 7.1, 4.8, 5.5, 4.7, 5.3, 4.4, 4.1, 4.6, 3.9, 4.3, 4.5, 4.0, 4.2)
OUTSIDE, SHIFTED = 6, 12
SAID = mark(
    "A control chart: points vary between two limits around a mean; one point lies outside; the last seven lie below "
    "the mean; a dashed line is the target; the newest point is hollow."
)


def points() -> list[Point]:
    """The series of the lesson: one point outside, a shift of seven, and a period that is not complete."""
    found = []
    for i, value in enumerate(VALUES):
        kind = "concern" if i == OUTSIDE else "improvement" if i >= SHIFTED else "common"
        side = "high" if i == OUTSIDE else "low" if i >= SHIFTED else ""
        day = date(2025 + i // 12, i % 12 + 1, 1)
        found.append(
            Point(
                day,
                value,
                100,
                centre=MEAN,
                lower=LOWER,
                upper=UPPER,
                variation=kind,
                side=side,
                is_judged=True,
            )
        )
    last = date(2025 + len(VALUES) // 12, len(VALUES) % 12 + 1, 1)
    return [*found, Point(last, 4.9, 40, status="partial")]


def drawn() -> str:
    """The chart with the numbers of the steps at what they speak of."""
    series = points()
    low, high = reach(series, TARGET) or (0.0, 1.0)
    scale = Scale(series[0].period, series[-1].period, low, high, LEFT, RIGHT, TOP, BOTTOM)
    whole = [p for p in series if p.status == "final"]
    content = bounds(whole, scale) + level(whole, scale)
    content += tag("path", d=f"M{LEFT} {scale.y(TARGET):.1f}H{RIGHT}", class_="goal")
    content += tag("path", d=path(whole, scale), class_="line")
    for point in series:
        x, y = scale.x(point.period), scale.y(point.value or 0)
        content += spot(
            x, y, point.variation if point.is_judged else "common", point.side, 4, point.status != "final"
        )
    for value, words, css in (
        (UPPER, say("upper limit"), "axis"),
        (MEAN, say("mean"), "axis"),
        (TARGET, say("target"), "axis axis-goal"),
        (LOWER, say("lower limit"), "axis"),
    ):
        content += text(words, RIGHT + 12, scale.y(value) + 4, class_=css)
    at = lambda i: scale.x(series[i].period)  # noqa: E731 - five short uses right below
    content += _number(1, at(3), scale.y(series[3].value or 0) - 20)
    content += _number(2, at(9), scale.y(UPPER) + 18)
    content += _number(3, at(OUTSIDE) + 22, scale.y(series[OUTSIDE].value or 0))
    content += _number(3, at(14), scale.y(LOWER) + 2)
    content += _number(4, LEFT + 26, scale.y(TARGET) + 18)
    content += _number(5, at(-1), scale.y(series[-1].value or 0) - 20)
    return drawing(WIDE, HIGH, content, class_="lesson-drawing")


def _number(n: int, x: float, y: float) -> str:
    circle = tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=10, class_="step-number")
    return circle + text(str(n), x, y + 4, class_="step-figure", text_anchor="middle")
