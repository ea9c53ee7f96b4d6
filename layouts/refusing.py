"""What is refused is a page, too: what happened, what still works, the way on, and what somebody had written.

Programs get the same sentence as plain text; only who asks for a page gets one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from flask import Response, request

from data.language import mark, say
from layouts import speech
from layouts.bidi import isolated_html

PAGE = """<!DOCTYPE html>
<html {speech} data-bs-theme="light"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{title}</title><script src="/assets/05-theme.js"></script>
<link rel="preload" href="/assets/fonts/inter-latin.woff2" as="font" type="font/woff2" crossorigin>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/theme.css">
<link rel="stylesheet" href="/assets/10-bootstrap.min.css"><link rel="stylesheet" href="/assets/40-frame.css">
<link rel="stylesheet" href="/assets/50-content.css"><link rel="stylesheet" href="/assets/55-forms.css">
</head><body><main class="main form-page"><h1 class="page-title">{title}</h1>{inner}</main></body></html>"""
TITLES = {
    400: mark("This could not be understood"),
    403: mark("This is not possible here"),
    404: mark("This is not here"),
    405: mark("This cannot be asked for in this way"),
    413: mark("This is too much at once"),
    415: mark("This came in a form that is not read"),
    421: mark("This name is not answered"),
    429: mark("Too many requests at once"),
    500: mark("This did not work"),
    503: mark("This does not work just now"),
}
SENTENCES = {
    400: mark("A part of the address or of what was sent means nothing here."),
    403: mark("Whoever runs Wardboard decides who may do this."),
    404: mark("There is no page or file at this address."),
    405: mark("This address takes what a form sends; it is no page of its own."),
    413: mark("More was sent than is taken at once."),
    415: mark("A form is sent as a form."),
    429: mark("Wait a minute, then try again."),
}
NOTHING_SAVED = mark("Nothing was saved or changed. Every page that you could see can still be seen.")
STILL = mark("Every other page still works.")
WRITTEN = mark("What you had written")


def wants_page() -> bool:
    """Whether a person's browser asks, and not a program or a part of a page."""
    return "text/html" in request.headers.get("Accept", "")


def document(title: str, inner: str, status: int = 200) -> Response:
    """A page of its own, without the frame, that needs no script."""
    text = PAGE.format(speech=speech.tag(), title=escape(title), inner=isolated_html(inner))
    return Response(text, status=status, mimetype="text/html")


def told(sentences: Sequence[str]) -> str:
    """What went wrong, for eye and ear."""
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f'<div class="problem" role="alert">{lines}</div>'


def refuse(
    status: int,
    sentence: str = "",
    at: str = "/",
    written: Mapping[str, str] | None = None,
    again: str = "",
) -> Response:
    """The refusal as a page, or as its sentence for a program. `written` = what was typed, by the name of its field;
    `again` = the address to try once more."""
    sentence = sentence or say(SENTENCES.get(status, TITLES.get(status, TITLES[500])))
    if not wants_page():
        return Response(sentence, status=status, mimetype="text/plain")
    still = say(NOTHING_SAVED if request.method == "POST" else STILL)
    ways = [(again, say("Try again"))] if again else []
    if at != "/":
        ways.append((at, say("Back to where you were")))
    ways += [("/", say("Home")), ("/help", say("Help"))]
    links = " ".join(f'<a class="way-on" href="{escape(href)}">{escape(words)}</a>' for href, words in ways)
    inner = f"{told([sentence])}<p>{escape(still)}</p>{_kept(written or {})}<p>{links}</p>"
    return document(say(TITLES.get(status, TITLES[500])), inner, status)


def _kept(written: Mapping[str, str]) -> str:
    """What somebody typed, to be copied: it must not be lost because it could not be saved."""
    lines = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in written.items() if text.strip()
    )
    return (
        f'<h2 class="block-title">{escape(say(WRITTEN))}</h2><dl class="facts kept">{lines}</dl>'
        if lines
        else ""
    )
