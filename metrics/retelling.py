"""Sentences that a refresh stored in English, told again in the language of now.

What was judged is never judged anew for that. A stored sentence is one of a few that can be said of its record; the one
that gives it word for word in English is said again. Where none does, because an older program wrote it, it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from data.language import ENGLISH, language, speaking

Telling = Callable[[], str]


def retold(stored: str, tellings: Iterable[Telling]) -> str:
    """The stored sentence in the language of now."""
    if language() == ENGLISH:
        return stored
    with speaking(ENGLISH):
        found = next((telling for telling in tellings if telling() == stored), None)
    return stored if found is None else found()
