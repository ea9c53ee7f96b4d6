"""Help: control charts in five minutes, what each icon means, and the words of the house."""

from __future__ import annotations

from typing import Any

from dash import html

from data.language import mark, say
from layouts import icons, keys, lesson
from layouts import page as pages_of
from layouts.filters import address
from layouts.page import Block, Page, View
from layouts.sections import folded
from layouts.spark import spot
from layouts.svg import Svg, drawing

_READING = (
    (
        mark("Everything varies"),
        mark(
            "Wait times go up and down every month without a cause anyone could find. Comparing two "
            "months therefore says little. A control chart shows how far a process usually varies: the "
            "mean, and an upper and a lower limit."
        ),
    ),
    (
        mark("Inside the limits is no news"),
        mark(
            "As long as points scatter between the limits, nothing has changed. Praise or blame for such "
            "a point teaches nothing. To move it, change the process."
        ),
    ),
    (
        mark("Four patterns are news"),
        mark(
            "A point outside the limits; seven points on one side of the mean; seven rising or falling "
            "in a row; two of three close to a limit. Each is unlikely to be chance. Ask what happened, "
            "and when."
        ),
    ),
    (
        mark("A target is a second question"),
        mark(
            "If the whole band between the limits is on the good side of the target, the process will "
            "meet it. If the band is on the bad side it will miss it every time, however hard people "
            "try. In between it will hit and miss."
        ),
    ),
    (
        mark("Hollow points wait"),
        mark(
            "The newest periods may still be incomplete: late bills, open stays. They are drawn hollow "
            "and never judged."
        ),
    ),
)
_WORDS = (
    (mark("Indicator"), mark("A named number with a meaning, a good direction and an owner.")),
    (mark("Variation"), mark("Whether the last points changed for a reason, or only vary as always.")),
    (
        mark("Target"),
        mark("What the process should reach. People set it; nothing is measured against last month."),
    ),
    (
        mark("Final period"),
        mark("A period that late records can no longer change much. The verdict stands on the last one."),
    ),
    ("n", mark("How many visits, stays or answers a number rests on.")),
    (
        mark("Too few"),
        mark(
            "A group so small that the number could point at a person. It is never shown, and never as zero."
        ),
    ),
    (mark("Kept aside"), mark("A record that broke a rule. It is counted, never guessed.")),
    (mark("Load"), mark("One published state of the data. Its number stands on every page and export.")),
    (
        mark("Part of a change"),
        mark(
            "What a group's own results, and its share of all who were measured, add to the change. The "
            "parts sum to it."
        ),
    ),
    (
        mark("Funnel"),
        mark(
            "Places by size, with limits that are wide for small ones and narrow for large ones. Inside "
            "them chance explains it."
        ),
    ),
    (
        mark("Gap and ratio"),
        mark("How far a group lies from the one it is held against: as a difference, and as how many times."),
    ),
    (
        mark("Restated"),
        mark(
            "A final value that later or corrected data, or another definition, changed after it was "
            "published."
        ),
    ),
    (
        mark("Forecast"),
        mark("Where the number goes if nothing changes, with bands that hold 80 % and 95 % of the time."),
    ),
    (
        mark("Action"),
        mark("What somebody promised to do about a number, by when, with the value it started from."),
    ),
    (
        mark("Effect"),
        mark(
            "What the points since an action began say, by the same rules. A pattern that began before "
            "it is not its own."
        ),
    ),
    (mark("View"), mark("A page with its filters under a name that everybody here can open.")),
)


HOME = mark("What needs attention: every indicator by change and by target, the worst first.")


def _icon_row(icon: Svg, words: str, meaning: str) -> html.Div:
    return html.Div([icon, html.Div([html.B(words), html.Span(meaning)])], className="legend-row")


def reading(view: View) -> list[Any]:
    steps = [html.Li([html.H3(say(title)), html.P(say(words))]) for title, words in _READING]
    return [
        html.H2(say("Control charts in five minutes"), className="block-title"),
        Svg(lesson.drawn(), say(lesson.SAID), "lesson"),
        html.Ol(steps, className="steps"),
    ]


def legend(view: View) -> list[Any]:
    hollow = Svg(drawing(22, 22, spot(11, 11, "common", "", 5, hollow=True)), "", "icon")
    rows = [
        _icon_row(
            icons.variation("concern", "high", ""),
            say("Concern"),
            say("changed for the worse; the arrow says high or low"),
        ),
        _icon_row(
            icons.variation("improvement", "high", ""),
            say("Improving"),
            say("changed for the better; points up or down"),
        ),
        _icon_row(
            icons.variation("change", "high", ""),
            say("Changed"),
            say("changed, and no direction is good as such"),
        ),
        _icon_row(icons.variation("common", "", ""), say("No real change"), say("varies as it always does")),
        _icon_row(
            icons.assurance("pass", ""), say("Meets"), say("will meet the target unless the process changes")
        ),
        _icon_row(
            icons.assurance("hit_or_miss", ""),
            say("May miss"),
            say("sometimes meets and sometimes misses the target"),
        ),
        _icon_row(
            icons.assurance("fail", ""),
            say("Misses"),
            say("will keep missing the target unless the process changes"),
        ),
        _icon_row(hollow, say("Hollow point"), say("period not complete or not final yet")),
    ]
    again = html.A(say("Show the tour of the home page again"), href="/", **{"data-tour": "again"})
    return [
        html.H2(say("What each icon means"), className="block-title"),
        html.Div(rows, className="legend"),
        html.P(again, className="after"),
    ]


def pictured() -> list[Page]:
    """The pages of the rail, in its order."""
    return [
        one
        for one in pages_of.every_page()
        if one.order < 100 and "<" not in one.path and one.path != page.path
    ]


def picture_of(one: Page) -> str:
    """The file of the picture of a page, which `python -m tests.screenshots --readme` takes."""
    return f"{one.path.strip('/') or 'start'}.jpg"


def pictures(view: View) -> list[Any]:
    """Every page with what it answers, as it looks on the demo hospital."""
    shown = [
        html.Li(
            html.A(
                [
                    html.Img(
                        src=f"/assets/screenshots/{picture_of(one)}",
                        alt="",
                        width=768,
                        height=480,
                    ),
                    html.B(say(one.title)),
                    html.Span(say(one.lead or HOME)),
                ],
                href=address(one.path, view.filters),
            )
        )
        for one in pictured()
    ]
    return [
        html.P(say("As they look on the demo hospital, in English."), className="block-note"),
        html.Ul(shown, className="pictured"),
    ]


def glossary(view: View) -> list[Any]:
    listed = [html.Div([html.Dt(say(word)), html.Dd(say(meaning))]) for word, meaning in _WORDS]
    return [html.H2(say("Words"), className="block-title"), html.Dl(listed, className="facts")]


def shortcuts(view: View) -> list[Any]:
    more = html.A(say("Accessibility: what was checked, and what is known to fail"), href="/accessibility")
    return [
        html.H2(say("Keys"), className="block-title"),
        *keys.table(),
        keys.switch(),
        html.P(more, className="after"),
    ]


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
    blocks=(
        Block(reading, height=760),
        Block(legend, height=400),
        Block(glossary, height=520),
        Block(shortcuts, height=640),
        *folded(
            "The pages",
            Block(pictures, height=1700),
            note=mark("what each of them answers, and how it looks"),
        ),
    ),
)
