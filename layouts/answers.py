"""Answers that were given already, as the bytes that were sent: a repeated view costs no question and no drawing."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import Any

from flask import Flask, Request, Response, g, request

from data.language import language
from layouts.doing import NOTICE
from layouts.page import View  # noqa: F401 - the key below must change when the vocabulary of a view does
from metrics.question import Access

MOST_BYTES = 64 * 1024 * 1024
CALLBACK = "/_dash-update-component"


class Answers:
    """A bounded dictionary from (version of the data and of what people wrote, callback, its inputs, access, language, encoding) to response bytes.

    Nothing is ever invalidated: a new version has new keys, and old ones fall out of the far end.
    """

    def __init__(self, most_bytes: int = MOST_BYTES):
        self._most = most_bytes
        self._size = 0
        self._lock = Lock()
        self._kept: OrderedDict[Any, tuple[bytes, dict[str, str]]] = OrderedDict()

    def get(self, key: Any) -> tuple[bytes, dict[str, str]] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Any, data: bytes, headers: dict[str, str]) -> None:
        if len(data) > self._most // 8:
            return
        with self._lock:
            if key in self._kept:
                self._size -= len(self._kept.pop(key)[0])
            self._kept[key] = (data, headers)
            self._size += len(data)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1][0])

    def __len__(self) -> int:
        return len(self._kept)


def key_of(asked: Request, version: Any, access: Access) -> Any:
    """What decides the response of a callback, and nothing else; None when the body is not one of ours."""
    try:
        body = json.loads(asked.get_data(cache=True))
        parts = [
            body["output"],
            *(_value(p) for p in body["inputs"]),
            *(_value(p) for p in body.get("state", [])),
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    encoding = asked.headers.get("Accept-Encoding", "")
    return version, access, language(), encoding, json.dumps(parts, sort_keys=True)


def _value(part: Any) -> Any:
    if isinstance(part, list):
        return [_value(p) for p in part]
    return [part.get("id"), part.get("property"), part.get("value")]


def remember(server: Flask, version: Any, access: Any, answers: Answers | None = None) -> Answers:
    """Answer repeated callbacks from memory. Register before compression, so that the compressed bytes are kept."""
    answers = answers if answers is not None else Answers()

    @server.before_request
    def known() -> Response | None:
        # What was just saved is said once and to nobody else.
        if request.path != CALLBACK or request.method != "POST" or NOTICE in request.cookies:
            return None
        g.answer_key = key_of(request, version(), access())
        found = answers.get(g.answer_key) if g.answer_key else None
        if found is None:
            return None
        g.answer_key = None
        return Response(found[0], headers=found[1])

    @server.after_request
    def keep(response: Response) -> Response:
        key = getattr(g, "answer_key", None)
        if key and response.status_code == 200 and not getattr(g, "has_failed", False):
            names = ("Content-Type", "Content-Encoding", "Vary")
            headers = {name: response.headers[name] for name in names if name in response.headers}
            answers.put(key, response.get_data(), headers)
        return response

    return answers
