"""Run pieces of work side by side, except where a later one has to see what an earlier one leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Turn(Generic[Result]):
    """One piece of work and the tables it writes and reads."""

    work: Callable[[], Result]
    writes: frozenset[str]
    reads: frozenset[str]

    def must_wait_for(self, earlier: Turn[Result]) -> bool:
        return bool(self.writes & (earlier.writes | earlier.reads) or self.reads & earlier.writes)


def take_turns(turns: Sequence[Turn[Result]], threads: int) -> list[Result]:
    """The results in the order of `turns`. The first error ends everything once the running pieces have ended."""
    results: dict[int, Result] = {}
    waiting, running = list(range(len(turns))), dict[Future[Result], int]()
    with ThreadPoolExecutor(threads) as pool:
        while waiting or running:
            for i in tuple(waiting):
                before = [j for j in (*waiting, *running.values()) if j < i]
                if len(running) < threads and not any(turns[i].must_wait_for(turns[j]) for j in before):
                    running[pool.submit(turns[i].work)] = i
                    waiting.remove(i)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                results[running.pop(future)] = future.result()
    return [results[i] for i in range(len(turns))]


__all__ = ["Turn", "take_turns"]
