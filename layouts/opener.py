"""Which browser asks: what somebody opens for a few minutes is theirs, and of no use to whoever gets the link."""

from __future__ import annotations

import hashlib
from secrets import token_urlsafe

from flask import Flask, Response, g, request

COOKIE = "wardboard-opener"
SECONDS = 12 * 3600
LETTERS = 43  # of 32 random bytes


def opener() -> str:
    """The name of the browser that opens something now; it keeps its name while the answer reaches it."""
    given = request.cookies.get(COOKIE, "")
    if len(given) != LETTERS:
        given = g.opener = token_urlsafe(32)
    return _named(given)


def known() -> str:
    """The name of the browser that asks, or nothing: it has opened nothing yet."""
    given = request.cookies.get(COOKIE, "")
    return _named(given) if len(given) == LETTERS else ""


def register(server: Flask) -> None:
    """Let the browser keep the name that an opening gave it."""

    @server.after_request
    def keep(response: Response) -> Response:
        if given := g.pop("opener", ""):
            response.set_cookie(
                COOKIE, given, max_age=SECONDS, httponly=True, samesite="Strict", secure=request.is_secure
            )
        return response


def _named(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()
