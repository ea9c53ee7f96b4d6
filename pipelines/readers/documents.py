"""One JSON document as a stream: a resource, or the entries of a Bundle one by one, each with its place in the file."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from pipelines.refusal import FileRefused

RESOURCE_CAP = 16 << 20
DEPTH_LIMIT = 100
_SPACE = re.compile(r"[ \t\r\n]*")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class NotJson(Exception):
    """What is wrong with a piece of text, as the code of a fault."""


@dataclass(frozen=True)
class Entry:
    """One entry of a Bundle (`number` counts from 1), or the one resource of a file (number 1, no pointer)."""

    number: int
    offset: int
    pointer: str
    value: Any
    fault: str = ""


class Decoder:
    """Reads JSON strictly: no member twice, no NaN. `exact`: numbers stay the text they are written in."""

    def __init__(self, exact: bool = True) -> None:
        self.doubled = False
        self._json = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=str if exact else None,
            parse_int=str if exact else None,
            parse_constant=self._refuse,
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        self.doubled |= len(made) != len(pairs)
        return made

    def _refuse(self, constant: str) -> NoReturn:
        raise json.JSONDecodeError("not a JSON value", constant, 0)

    def at(self, text: str, start: int) -> tuple[Any, int]:
        """The value that starts there and where it ends. Raises JSONDecodeError."""
        self.doubled = False
        try:
            return self._json.raw_decode(text, start)
        except RecursionError:
            raise NotJson("nested_too_deep") from None

    def whole(self, text: str) -> Any:
        """The one value of a line. Raises NotJson."""
        if _is_too_deep(text):
            raise NotJson("nested_too_deep")
        try:
            value, end = self.at(text, _after_space(text, 0))
        except json.JSONDecodeError:
            raise NotJson("not_json") from None
        if _after_space(text, end) != len(text):
            raise NotJson("not_json")
        if self.doubled:
            raise NotJson("member_twice")
        return value


def _is_too_deep(text: str) -> bool:
    """Whether objects and lists lie too deep in each other; the costly look only where there are enough of them."""
    if text.count("{") + text.count("[") <= DEPTH_LIMIT:
        return False
    depth = 0
    for match in _STRUCTURE.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match[0], 0)
        if depth > DEPTH_LIMIT:
            return True
    return False


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class _Scan:
    """A window over the text of a document; what was read before it is let go."""

    def __init__(self, chunks: Iterable[bytes], exact: bool) -> None:
        self._chunks, self._decoder = iter(chunks), codecs.getincrementaldecoder("utf-8")()
        self.json, self.text, self.at, self._base, self.is_whole = Decoder(exact), "", 0, 0, False

    @property
    def offset(self) -> int:
        """Bytes before the place of reading."""
        return self._base + len(self.text[: self.at].encode())

    def more(self) -> None:
        self._base, self.text, self.at = self.offset, self.text[self.at :], 0
        wanted = max(len(self.text), 1)  # a piece that did not fit is met again at twice its size
        parts, size = [self.text], 0
        while size < wanted and not self.is_whole:
            chunk = next(self._chunks, None)
            self.is_whole = chunk is None
            try:
                parts.append(self._decoder.decode(chunk or b"", final=self.is_whole))
            except UnicodeDecodeError:
                raise FileRefused(
                    "The file holds bytes that are not UTF-8, as FHIR JSON has to be."
                ) from None
            size += len(parts[-1])
        self.text = "".join(parts)

    def peek(self) -> str:
        while True:
            self.at = _after_space(self.text, self.at)
            if self.at < len(self.text) or self.is_whole:
                return self.text[self.at : self.at + 1]
            self.more()

    def take(self, wanted: str) -> None:
        if self.peek() != wanted:
            self.fail()
        self.at += 1

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                value, end = self.json.at(self.text, self.at)
                if end < len(self.text) or self.is_whole:
                    if _is_too_deep(self.text[self.at : end]):
                        raise NotJson("nested_too_deep")
                    self.at = end
                    return value
            except NotJson:
                raise FileRefused(f"Objects lie more than {DEPTH_LIMIT} deep in each other.") from None
            except json.JSONDecodeError:
                if self.is_whole:
                    self.fail()
            if len(self.text) - self.at > RESOURCE_CAP:
                raise FileRefused(
                    f"From byte {self.offset:,} on there is a value of more than 16 MB, or text that is not JSON."
                )
            self.more()

    def fail(self) -> NoReturn:
        self.peek()
        if self.at == len(self.text) or self._is_cut_off():
            raise FileRefused("The JSON document has no end: the file may have been cut off.")
        raise FileRefused(f"The text is not JSON from byte {self.offset:,} on.")

    def _is_cut_off(self) -> bool:
        """Whether the last value ends where the file ends."""
        try:
            self.json.at(self.text, self.at)
        except json.JSONDecodeError as error:
            rest = self.text[error.pos :].strip()
            return not rest or (error.msg.startswith("Unterminated string"))
        return False


def entries(chunks: Iterable[bytes], exact: bool = True) -> Iterator[Entry]:
    """The resources of one document. Raises FileRefused when it is not one JSON object from its first to its last byte."""
    scan = _Scan(chunks, exact)
    if scan.peek() != "{":
        raise FileRefused("The file does not begin like FHIR JSON, with an object.")
    start, shell = scan.offset, dict[str, Any]()
    is_doubled, is_bundle = False, False
    scan.at += 1
    if scan.peek() == "}":
        scan.at += 1
    else:
        while True:
            key = scan.value()
            scan.take(":")
            is_doubled |= key in shell
            if key == "entry" and shell.get("resourceType") == "Bundle" and scan.peek() == "[":
                is_bundle = True
                shell[key] = None
                yield from _items(scan)
            else:
                shell[key] = scan.value()
                is_doubled |= scan.json.doubled
            if scan.peek() != ",":
                break
            scan.at += 1
        scan.take("}")
    if scan.peek():
        raise FileRefused(
            f"After the JSON document more text follows, from byte {scan.offset:,} on. One resource per line belongs "
            "in a file with the ending .ndjson."
        )
    if is_doubled:
        raise FileRefused("The JSON document names a member twice; which one is meant cannot be told.")
    if shell.get("resourceType") != "Bundle":
        yield Entry(1, start, "", shell)
    elif not is_bundle:
        for number, value in enumerate(shell.get("entry") or [], 1):
            yield Entry(number, start, f"/entry/{number - 1}", value)


def _items(scan: _Scan) -> Iterator[Entry]:
    scan.take("[")
    if scan.peek() == "]":
        scan.at += 1
        return
    for number in range(1, 1 << 62):
        scan.peek()
        offset = scan.offset
        value = scan.value()
        yield Entry(
            number, offset, f"/entry/{number - 1}", value, "member_twice" if scan.json.doubled else ""
        )
        if scan.peek() != ",":
            break
        scan.at += 1
    scan.take("]")


__all__ = ["DEPTH_LIMIT", "RESOURCE_CAP", "Decoder", "Entry", "NotJson", "entries"]
