# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Right answers, made wrong: in what the JSON says, and in how it is sent."""

from __future__ import annotations

import copy
import dataclasses
import gzip
import json
from typing import Any

from hypothesis import strategies as st

from fuzz.hostile import Told

#: stands for a nesting that `json.dumps` could not write
_DEEP = "\x00deep\x00"
_DEPTHS = (60, 400, 3000, 100_000)

#: what stands anywhere in the place of anything
WRONG: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            False,
            0,
            -1,
            1,
            2**31,
            2**63,
            10**300,
            1.5,
            float("nan"),
            float("inf"),
            "",
            " ",
            "x",
            "0",
            "-7",
            "²",
            "..",
            "a/../../b",
            "\x00",
            "\ud800",
            "\\",
            "{",
            "[[",
            "2026-13-45T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            [],
            {},
            [None],
            [[]],
            [{}],
            [1, "a", None],
            {"id": None},
            {"id": []},
            {"id": {}},
            {"value": []},
            {"value": None},
            {"value": {"value": []}},
            {"count": 1, "value": "text"},
        ]
    ),
    st.sampled_from([f"{_DEEP}{depth}" for depth in _DEPTHS]),
    st.text(max_size=5),
    st.integers(),
)

_HOW = st.sampled_from(["wrong", "wrong", "wrong", "drop", "twice", "wrap", "unwrap", "again"])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and element below a value, as its holder and its key."""
    found: list[tuple[Any, Any]] = []
    left = [value]
    while left:
        holder = left.pop()
        keys: Any = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            found.append((holder, key))
            left.append(holder[key])
    return found


@st.composite
def changed(draw: st.DrawFn, right: Any, most: int = 3) -> Any:
    """`right` with some of its members made wrong."""
    root = {"root": copy.deepcopy(right)}
    for _number in range(draw(st.integers(1, most))):
        found = places(root)
        if not found:
            break
        holder, key = found[draw(st.integers(0, len(found) - 1))]
        _change(draw, root, holder, key)
    return root.get("root")


def _change(draw: st.DrawFn, root: Any, holder: Any, key: Any) -> None:
    how, there = draw(_HOW), holder[key]
    if how == "drop" and isinstance(holder, dict):
        del holder[key]
    elif how == "twice" and isinstance(holder, list):
        holder.append(copy.deepcopy(there))
    elif how == "wrap":
        name = draw(st.sampled_from(["", "value", "id", "0"]))
        holder[key] = {name: there} if name else [there]
    elif how == "unwrap" and isinstance(there, (dict, list)) and there:
        holder[key] = list(there.values()) if isinstance(there, dict) else dict(enumerate(map(str, there)))
    elif how == "again":
        # another part of the same answer, in the wrong place
        found = places(root)
        other, name = found[draw(st.integers(0, len(found) - 1))]
        holder[key] = copy.deepcopy(other[name])
    else:
        # a copy: what is drawn may be drawn again
        holder[key] = copy.deepcopy(draw(WRONG))


def encoded(value: Any) -> bytes:
    """As JSON, with what `json.dumps` cannot write."""
    text = json.dumps(value)
    for depth in _DEPTHS:
        for begin, end in (("[", "]"), ('{"a":', "}")):
            text = text.replace(json.dumps(f"{_DEEP}{depth}"), begin * depth + "1" + end * depth, 1)
    return text.encode()


JSON = b"application/json; charset=utf-8"
_TYPES = st.sampled_from(
    [
        JSON,
        b"application/json; charset=utf-16",
        b"application/json; charset=no-such-charset",
        b"text/html",
        b"text/plain",
        b"application/zip",
        b"",
        b"\xff\xfe",
        b"application/json;" + b"x" * 5000,
    ]
)
_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "X-MS-ContinuationToken",
                "Retry-After",
                "Date",
                "X-RateLimit-Remaining",
                "X-RateLimit-Reset",
                "ActivityId",
                "X-TFS-ServiceError",
                "Location",
                "WWW-Authenticate",
                "ETag",
                "Content-Range",
                "Content-MD5",
                "Content-Disposition",
                "Set-Cookie",
                "Transfer-Encoding",
                "Content-Encoding",
            ]
        ),
        st.one_of(
            st.sampled_from(
                [
                    b"",
                    b"0",
                    b"-1",
                    b"1e300",
                    b"nan",
                    b"inf",
                    b"x" * 60_000,
                    b"\xff\xfe\x80",
                    b"a b&c=d#e",
                    b"Wed, 21 Oct 2099 07:28:00 GMT",
                    b"Wed, 21 Oct 2015 07:28:00 +99999999999999",
                    b"Wed, 99 Oct 0000 99:99:99 -2500",
                    b"http://[::1",
                    b"https://elsewhere.invalid/_signin",
                    b"//elsewhere.invalid:99999/",
                    b"gzip",
                    b"deflate",
                    b"chunked",
                    b'Basic realm="',
                    b"NTLM",
                    b"bytes 0-1/99999999999999999999999",
                    b"%00%FF%",
                ]
            ),
            st.binary(max_size=8).map(lambda text: text.replace(b"\r", b"").replace(b"\n", b"")),
        ),
    ),
    max_size=3,
)
_STATUS = st.sampled_from([200] * 8 + [201, 202, 203, 204, 206, 299, 302, 304, 400, 401, 403, 404, 407, 409, 410, 500])
_BODIES = ["as it is"] * 4 + ["cut", "empty", "gzip", "false gzip", "latin", "bom", "utf-16", "page", "twice", "nulls"]


@st.composite
def sent_wrongly(draw: st.DrawFn, right: Told) -> Told:
    """A right answer, in a wrong envelope."""
    kind = draw(_TYPES) if draw(st.booleans()) else JSON
    body, more = _body(draw, right.body)
    headers = (("Content-Type", kind), *more, *draw(_HEADERS))
    return dataclasses.replace(
        right, status=draw(_STATUS), headers=headers, body=body, ends=draw(st.integers(0, 9)) == 0
    )


def _body(draw: st.DrawFn, body: bytes) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    how = draw(st.sampled_from(_BODIES))
    gzipped = (("Content-Encoding", b"gzip"),)
    if how == "cut":
        return body[: draw(st.integers(0, len(body)))], ()
    if how == "empty":
        return draw(st.sampled_from([b"", b" ", b"\xef\xbb\xbf", b"null", b"[]", b"{}", b'""', b"0"])), ()
    if how == "gzip":
        return gzip.compress(body, 1), gzipped
    if how == "false gzip":
        return draw(st.sampled_from([body, gzip.compress(body, 1)[:-9], b"\x1f\x8b" + body[:9], b""])), gzipped
    if how == "latin":
        return body.replace(b"a", b"\xe4"), ()
    if how == "bom":
        return b"\xef\xbb\xbf" * draw(st.integers(1, 2)) + body, ()
    if how == "utf-16":
        return body.decode("utf-8", "replace").encode("utf-16"), ()
    if how == "page":
        return b"<!DOCTYPE html><title>" + body[:400], ()
    if how == "twice":
        return body + body, ()
    return (body.replace(b"0", b"\x00"), ()) if how == "nulls" else (body, ())
