"""The tour of the first visit: four steps, each beside the thing it speaks of. Shown once, by `assets/45-tour.js`."""

from __future__ import annotations

from dash import html

from data.language import mark, say

# Where a step points to (the first that is on the page), its title, its words.
STEPS = (
    (
        ".lead-sentence",
        mark("One sentence first"),
        mark(
            "How many indicators changed for a reason, and which one to look at first. Everything else on this page is the "
            "proof of it."
        ),
    ),
    (
        ".matrix",
        mark("Changed, and good enough?"),
        mark(
            "Rows: did it get better or worse, or does it vary as always? Columns: will it meet its target if nothing is "
            "done? Click a number to see only those indicators."
        ),
    ),
    (
        ".kpis tbody tr",
        mark("One row, two signs"),
        mark(
            "The first sign says whether the change is real, the second what the target can expect. Shape and words say the "
            "same as the colour. The grey band is what is usual."
        ),
    ),
    (
        ".kpis .door",
        mark("Every number is a door"),
        mark(
            "Click a name: since when, how sure, where it is worst, what is counted, and where it goes if nothing changes."
        ),
    ),
)


def steps() -> html.Div:
    """The steps as hidden text that the browser shows one after the other."""
    return html.Div(
        [
            html.Div([html.H2(say(title)), html.P(say(words))], **{"data-anchor": anchor})
            for anchor, title, words in STEPS
        ],
        className="tour-steps",
        hidden=True,
    )
