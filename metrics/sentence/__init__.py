"""Questions as people type them, read by a small fixed grammar: the same words always mean the same, or nothing.

A sentence names one indicator, and may name a place, a period, a grain, a split, a comparison and filters, in any
order. What is not understood is refused by name, with what could be meant; nothing is guessed and nothing dropped.
"""

from metrics.sentence.grammar import read
from metrics.sentence.world import NotUnderstood, Part, Understood, World

__all__ = ["NotUnderstood", "Part", "Understood", "World", "read"]
