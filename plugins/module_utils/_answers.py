# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Answers of the server, and what their bodies say when they are errors (api-facts §3.2)."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|\?xml)", re.IGNORECASE)

#: Longest text that is taken from an answer that is not the service's own error body.
_MAX_FOREIGN_TEXT = 300

#: Longest text that is taken from that: a refused definition may name many steps.
_MAX_OWN_TEXT = 10_000


#: In memory each object, list and member takes up to 24 times what it takes on the wire, so a long answer may not be
#: made of nothing else. A list of definitions of 512 MiB has some 20 million. What begins them is counted, also within
#: texts; of answers that are no longer than `_MUCH` that is not worth while. Bytes.
_MOST_VALUES = 40_000_000
_MUCH = 32 * 1024 * 1024
_VALUES = (b"[", b"{", b",")


@dataclass(frozen=True)
class Answer:
    """A success: status, headers (their names compare without case), and the parsed JSON (None: no body)."""

    status: int
    headers: Mapping[str, str]
    data: Any


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came: body decompressed, not parsed."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """Media type in lower case, without parameters."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    @property
    def is_json_type(self) -> bool:
        """Whether the answer calls itself JSON."""
        return self.content_type == "application/json" or self.content_type.endswith("+json")

    @property
    def is_html(self) -> bool:
        """Whether the answer is a web page, by its type or by its first bytes."""
        if self.content_type in {"text/html", "application/xhtml+xml"}:
            return True
        return not self.is_json_type and bool(_MARKUP.match(self.body[:200].removeprefix(b"\xef\xbb\xbf")))

    @property
    def title(self) -> str:
        """Title of a web page, '' where there is none."""
        found = _TITLE.search(self.body[:20_000])
        if not found:
            return ""
        return " ".join(html.unescape(found.group(1).decode("utf-8", "replace")).split())[:_MAX_FOREIGN_TEXT]

    @property
    def activity_id(self) -> str | None:
        """The id by which Microsoft's support finds the request (api-facts §3.4)."""
        return self.headers.get("ActivityId") or self.headers.get("X-VSS-E2EID") or None

    def parse(self) -> Any:
        """The JSON of the body, None for an empty one. A UTF-8 byte order mark is allowed. Raises `ValueError`."""
        if not self.body.strip():
            return None
        if len(self.body) > _MUCH and sum(map(self.body.count, _VALUES)) > _MOST_VALUES:
            raise ValueError(f"more than {_MOST_VALUES} values")
        try:
            return json.loads(self.body.decode("utf-8-sig"), parse_constant=_finite, parse_float=_finite)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _finite(text: str) -> float:
    """A number that JSON knows. Python would take NaN and Infinity as well, and nothing could be sent back."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number of JSON")
    return number


@dataclass(frozen=True)
class ServerMessage:
    """What an error answer says: text ('' for nothing) and type key."""

    text: str
    type_key: str | None = None


def server_message(raw: RawAnswer) -> ServerMessage:
    """Read an error body in any of its shapes: wrapped exception, `ClassName`/`Message`, a text wrapped as a
    collection, plain text, a web page, or nothing but the header `X-TFS-ServiceError`."""
    from_header = unquote(raw.headers.get("X-TFS-ServiceError", "")).strip()
    if raw.is_html:
        return ServerMessage(from_header or (f"web page titled {raw.title!r}" if raw.title else ""))
    try:
        document = raw.parse()
    except ValueError:
        text = "" if raw.is_json_type else raw.body[: 4 * _MAX_FOREIGN_TEXT].decode("utf-8", "replace").strip()
        return ServerMessage(from_header or text[:_MAX_FOREIGN_TEXT])
    found = _from_document(document)
    return found if found.text else ServerMessage(from_header, found.type_key)


def _from_document(document: Any) -> ServerMessage:
    if isinstance(document, dict) and "count" in document and isinstance(document.get("value"), (dict, str)):
        document = document["value"]
    if isinstance(document, str):
        return ServerMessage(document[:_MAX_FOREIGN_TEXT])
    if not isinstance(document, dict):
        return ServerMessage("")
    text = document.get("message") or document.get("Message") or ""
    type_key: Any = document.get("typeKey")
    if not type_key and isinstance(document.get("ClassName"), str):
        type_key = document["ClassName"].rpartition(".")[2]
    parts = [part for part in (text, *_validation_results(document)) if isinstance(part, str) and part]
    told = isinstance(type_key, str) and type_key
    return ServerMessage(" ".join(parts)[:_MAX_OWN_TEXT], type_key[:_MAX_FOREIGN_TEXT] if told else None)


def _validation_results(document: dict[str, Any]) -> list[Any]:
    """Details of a refused build request (api-facts §3.2, row "build validation")."""
    custom = document.get("customProperties")
    results = (custom if isinstance(custom, dict) else document).get("ValidationResults")
    if not isinstance(results, list):
        return []
    return [result.get("message") for result in results if isinstance(result, dict)]
