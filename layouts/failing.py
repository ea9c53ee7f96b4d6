"""A part of a page that failed: what is logged of it, and what stands in its place."""

from __future__ import annotations

import logging
import traceback
from secrets import token_hex

from dash import html

from data.language import mark, say
from layouts.speech import woven

log = logging.getLogger("wardboard.pages")


def report(error: BaseException, where: str) -> str:
    """Log a failure by its kind and place, never by its message: engine messages quote rows."""
    error_id = token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:])
    )
    log.error(
        "failed id=%s where=%s kind=%s at=%s", error_id, where.split("?")[0], type(error).__name__, place
    )
    return error_id


def failure(
    error_id: str, sentence: str = mark("This part could not be drawn. The rest of the page still works.")
) -> html.Div:
    number = woven(say("Number to give to whoever runs Wardboard: {number}."), number=html.Code(error_id))
    again = html.Button(say("Try again"), className="retry", **{"data-retry": "1"})
    return html.Div(
        [html.Strong(say(sentence)), html.Span([" ", *number, " "]) if error_id else None, again],
        className="problem",
        role="alert",
    )


def in_a_line() -> html.Span:
    """What stands in the line of a section whose state could not be told; its blocks say more."""
    return html.Span(say("not known just now"), className="said")
