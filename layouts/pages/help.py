"""Help: control charts in five minutes, what each icon means, and the words of the house."""

from __future__ import annotations

from typing import Any

from dash import html

from layouts import icons
from layouts.page import Block, Page, View
from layouts.spark import mark
from layouts.svg import Svg, drawing

_READING = (
    (
        "Everything varies",
        "Wait times go up and down every month without a cause anyone could find. Comparing two months therefore says "
        "little. A control chart shows how far a process usually varies: the mean, and an upper and a lower limit.",
    ),
    (
        "Inside the limits is no news",
        "As long as points scatter between the limits, nothing has changed. Praise or blame for such a point teaches "
        "nothing. To move it, change the process.",
    ),
    (
        "Four patterns are news",
        "A point outside the limits; seven points on one side of the mean; seven rising or falling in a row; two of three "
        "close to a limit. Each is unlikely to be chance. Ask what happened, and when.",
    ),
    (
        "A target is a second question",
        "If the whole band between the limits is on the good side of the target, the process will meet it. If the band is on "
        "the bad side it will miss it every time, however hard people try. In between it will hit and miss.",
    ),
    (
        "Hollow points wait",
        "The newest periods may still be incomplete: late bills, open stays. They are drawn hollow and never judged.",
    ),
)
_WORDS = (
    ("Indicator", "A named number with a meaning, a good direction and an owner."),
    ("Variation", "Whether the last points changed for a reason, or only vary as always."),
    ("Target", "What the process should reach. People set it; nothing is measured against last month."),
    (
        "Final period",
        "A period that late records can no longer change much. The verdict stands on the last one.",
    ),
    ("n", "How many visits, stays or answers a number rests on."),
    (
        "Too few",
        "A group so small that the number could point at a person. It is never shown, and never as zero.",
    ),
    ("Kept aside", "A record that broke a rule. It is counted, never guessed."),
    ("Load", "One published state of the data. Its number stands on every page and export."),
    ("Forecast", "Where the number goes if nothing changes, with bands that hold 80 % and 95 % of the time."),
)


def _icon_row(icon: Svg, words: str, meaning: str) -> html.Div:
    return html.Div([icon, html.Div([html.B(words), html.Span(meaning)])], className="legend-row")


def reading(view: View) -> list[Any]:
    steps = [html.Li([html.H3(title), html.P(words)]) for title, words in _READING]
    return [
        html.H2("Control charts in five minutes", className="block-title"),
        html.Ol(steps, className="steps"),
    ]


def legend(view: View) -> list[Any]:
    hollow = Svg(drawing(22, 22, mark(11, 11, "common", "", 5, hollow=True)), "", "icon")
    rows = [
        _icon_row(
            icons.variation("concern", "high", ""),
            "Concern",
            "changed for the worse; the arrow says high or low",
        ),
        _icon_row(
            icons.variation("improvement", "high", ""),
            "Improving",
            "changed for the better; points up or down",
        ),
        _icon_row(
            icons.variation("change", "high", ""), "Changed", "changed, and no direction is good as such"
        ),
        _icon_row(icons.variation("common", "", ""), "No real change", "varies as it always does"),
        _icon_row(icons.assurance("pass", ""), "Meets", "will meet the target unless the process changes"),
        _icon_row(
            icons.assurance("hit_or_miss", ""), "May miss", "sometimes meets and sometimes misses the target"
        ),
        _icon_row(
            icons.assurance("fail", ""), "Misses", "will keep missing the target unless the process changes"
        ),
        _icon_row(hollow, "Hollow point", "period not complete or not final yet"),
    ]
    return [html.H2("What each icon means", className="block-title"), html.Div(rows, className="legend")]


def glossary(view: View) -> list[Any]:
    listed = [html.Div([html.Dt(word), html.Dd(meaning)]) for word, meaning in _WORDS]
    return [html.H2("Words", className="block-title"), html.Dl(listed, className="facts")]


page = Page(
    title="Help",
    path="/help",
    order=40,
    group="Trust",
    icon="help",
    lead="How to tell a change from chance, and what the signs mean.",
    css="help",
    has_filters=False,
    needs_data=False,
    blocks=(Block(reading, height=520), Block(legend, height=400), Block(glossary, height=520)),
)
