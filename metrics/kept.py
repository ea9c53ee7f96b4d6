"""Answers that were made already, and those being made: blocks of a page that ask the same at once wait for one of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """The newest answers by what was asked, `most` of them. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, Future[Any]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept for `key`, else what `make` gives: called once, however many ask at the same time.

        What it raises is raised to each of them, and nothing is kept.
        """
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]  # type: ignore[no-any-return]
            others = self._making.get(key)
            mine: Future[Any] = others or self._making.setdefault(key, Future())
        if others is not None:
            return others.result()  # type: ignore[no-any-return]
        try:
            found = make()
        except BaseException as error:
            self._done(key)
            mine.set_exception(error)
            raise
        self._done(key, found)
        mine.set_result(found)
        return found

    def _done(self, key: Hashable, *found: Any) -> None:
        with self._lock:
            del self._making[key]
            for one in found:
                self._found[key] = one
            while len(self._found) > self._most:
                self._found.popitem(last=False)
