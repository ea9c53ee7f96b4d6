"""Accessibility: what was checked, when, and what is known to fail. Written from the results of the test run."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html

from data.language import LANGUAGES, mark, say, say_count
from layouts import page as known
from layouts import tables, wording
from layouts.accessible import checked
from layouts.blocks import heading
from layouts.page import Block, Page, View
from layouts.speech import woven

# What no test of ours can decide; each line is a fact, not a wish.
LIMITS = (
    (mark("Nobody who depends on it has tested it"), mark("The checks are those of a program and of scripted keyboards. People with assistive " "technology have not tried it yet.")),
    (mark("Screen readers"), mark("Names, roles and live announcements are checked in the browser, not by listening to a " "screen reader.")),
    (mark("The forecast in a chart"), mark("Arrow keys read the measured points aloud. The forecast is told in the sentence under the " "chart, not point by point.")),
    (mark("Printed pages"), mark("A page printed to PDF carries no tags. The Excel and CSV files hold the same numbers.")),
    (mark("Language"), mark("Pages speak English, Spanish and German. Nobody who works in a hospital there has checked the translations yet.")),
    (mark("Your own texts"), mark("Names of places and of indicators come from your site; their wording is not checked.")),
)  # fmt: skip


def statement(view: View) -> Any:
    run = checked()
    found = run.barriers
    serious = [one for one in found if one.impact in ("serious", "critical")]
    sentence = (
        say_count(
            len(serious),
            "The last check found {n} serious barrier.",
            "The last check found {n} serious barriers.",
        )
        if serious
        else say("The last check found no serious barrier.")
    )
    minor = len(found) - len(serious)
    if minor:
        words = say_count(minor, "{n} lesser one is listed below.", "{n} lesser ones are listed below.")
        sentence += f" {words}"
    return html.Div(
        [
            html.H2(sentence, className="lead-sentence lead-small"),
            html.P(
                say(
                    "Checked on {day} with {engine} in {browser}. The goal is WCAG 2.2, level AA. This page is "
                    "written by the test run, not by hand.",
                    day=wording.day(date.fromisoformat(run.day)),
                    engine=run.engine,
                    browser=run.browser,
                ),
                className="page-lead",
            ),
        ]
    )


def scope(view: View) -> list[Any]:
    run = checked()
    here = [one.path for one in known.every_page() if one.path not in run.pages]
    titles = [say(one.title) for one in known.every_page() if one.path in run.pages]
    rows = [
        [say("Pages"), ", ".join(titles)],
        [say("Colours"), ", ".join(map(say, run.looks))],
        [say("Windows"), ", ".join(map(say, run.windows))],
        [
            say("Languages"),
            ", ".join(name if name in LANGUAGES.values() else say(name) for name in run.languages),
        ],
        [
            say("Rules"),
            say(
                "{n} rules of the engine had something to check and passed, target size among them",
                n=len(run.passed),
            ),
        ],
        [say("By keyboard alone"), "; ".join(map(say, run.journeys))],
    ]
    if here:
        rows.append(
            [
                say("Not checked yet"),
                ", ".join(say(one.title) for one in known.every_page() if one.path in here),
            ]
        )
    return [
        *heading(say("What was checked")),
        tables.plain((say("What"), say("How far")), rows, say("What was checked")),
    ]


def barriers(view: View) -> list[Any]:
    run = checked()
    known = [[html.B(say(title)), say(words)] for title, words in LIMITS]
    parts = heading(say("What is known to fail, or is not known"))
    if run.barriers:
        rows = [
            [say(one.asks), say(one.impact), ", ".join(one.pages), html.Code(one.rule)]
            for one in run.barriers
        ]
        parts.append(
            tables.plain(
                (say("Rule"), say("Weight"), say("Pages"), say("Name")),
                rows,
                say("Rules that some page breaks"),
            )
        )
    parts.append(tables.plain((say("Limit"), say("What it means")), known, say("Known limits")))
    return parts


def help_(view: View) -> list[Any]:
    return [
        *heading(say("When something keeps you out")),
        html.P(
            say(
                "Tell whoever runs Wardboard at your site the address of the page and what you could not do. "
                "Every number is also in a table on its page, and in the Excel and CSV files of the menu "
                "beside it."
            ),
            className="page-lead",
        ),
        html.P(
            woven(
                say(
                    "Light, dark and high contrast: the button at the top right. Keys, and how to switch single "
                    "keys off: {help}."
                ),
                help=html.A(say("Help"), href="/help"),
            ),
            className="page-lead",
        ),
    ]


page = Page(
    title="Accessibility",
    path="/accessibility",
    order=150,
    icon="help",
    lead="For whom this can be used, how that was checked, and where it falls short.",
    has_filters=False,
    needs_data=False,
    blocks=(
        Block(statement, height=120),
        Block(scope, height=330),
        Block(barriers, height=420),
        Block(help_, height=120),
    ),
)
