"""What a comment is about: the words by which each theme is known, declared here and nowhere else.

The comment is read in small letters. Every word that begins with a word of a theme is a hit; the theme with the most hits
has it, of equal ones the first in this list, and without a hit it is `other`. Nothing else decides: no model, no list of
patients' words, and a reader can do it by hand.
"""

from __future__ import annotations

THEMES: dict[str, tuple[str, ...]] = {
    "waiting": ("wait", "queue", "delay", "late", "hours", "overdue"),
    "nursing": ("nurse", "nursing", "call bell", "bedside", "ward staff"),
    "doctors": ("doctor", "physician", "surgeon", "specialist"),
    "information": ("explain", "inform", "told", "tell", "understand", "question", "answer"),
    "noise_and_rest": ("noise", "noisy", "quiet", "loud", "sleep", "rest"),
    "cleanliness": ("clean", "dirty", "bathroom", "dust", "tidy"),
    "food": ("food", "meal", "breakfast", "lunch", "dinner", "menu"),
    "going_home": ("discharge", "going home", "home", "leaflet", "prescription"),
    "booking": ("appointment", "book", "phone", "reception", "desk", "reminder"),
    "costs": ("bill", "invoice", "cost", "insurance", "charge"),
}
OTHER = "other"


def pattern(theme: str) -> str:
    """A regular expression whose matches in small letters are the hits of a theme."""
    return rf"\b(?:{'|'.join(THEMES[theme])})"
