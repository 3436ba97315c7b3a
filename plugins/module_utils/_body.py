# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Taking the body of an answer into memory, within bounds."""

from __future__ import annotations

from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._decoding import EncodingError, Pieces
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConnectionError_, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._network import Broken

#: Larger answers are refused: they are not what the service sends, and memory is finite. Bytes, decompressed.
MAX_BODY = 512 * 1024 * 1024

#: Of an error, a redirect or the like no more is read: what it says stands at its beginning.
MAX_ERROR_BODY = 4 * 1024 * 1024

#: A body that becomes so many times as long is a bomb, once it is long enough to harm. Lists of definitions that differ
#: in nothing but name and id become 70 to 130 times as long, other lists 8 to 40 times; gzip can do 1032.
MOST_RATIO = 300
HARMLESS = 64 * 1024 * 1024


def read_body(verb: str, shown: str, response: Any) -> bytes:
    """The body of a response of `requests`, decoded. Raises `Broken` when it is cut short or too long."""
    chunks: list[bytes] = []
    size = 0
    pieces = Pieces(response)
    try:
        for chunk in pieces:
            size += len(chunk)
            chunks.append(chunk)
            if not 200 <= response.status_code < 300 and size > MAX_ERROR_BODY:
                return b"".join(chunks)[:MAX_ERROR_BODY]
            _check_size(verb, shown, size, pieces.received)
    except EncodingError as error:
        raise misencoded(verb, shown, error) from None
    check_complete(verb, shown, response)
    return b"".join(chunks)


def _check_size(verb: str, shown: str, size: int, received: int) -> None:
    if size <= MAX_BODY and (size <= HARMLESS or not 0 < received * MOST_RATIO < size):
        return
    told = f"more than {MAX_BODY // 1024**2} MiB" if size > MAX_BODY else f"{received} bytes that unpack to {size}"
    error = ResponseError(
        f"{verb} {shown} was answered with {told}", hint="Ask for less at once, if that can be.", url=shown
    )
    raise Broken(error, sent=True, transient=False)


def misencoded(verb: str, shown: str, problem: EncodingError) -> Broken:
    """A body that is not encoded as it says."""
    if not problem.may_pass:
        refused: AzdoError = ResponseError(
            f"{verb} {shown}: the body of the answer {problem}",
            hint="Something between here and the server may change its answers.",
            url=shown,
        )
        return Broken(refused, sent=True, transient=False)
    cut = ConnectionError_(
        f"{verb} {shown} got no complete answer: its body {problem}",
        hint="Try again. If it stays so, something on the way changes what the server sends.",
        url=shown,
    )
    return Broken(cut, sent=True, transient=True)


def check_complete(verb: str, shown: str, response: Any) -> None:
    """Raise `Broken` when less came than was announced. urllib3 before 2.0 does not notice."""
    # `tell` counts what came over the wire, before decompression.
    length, received = response.headers.get("Content-Length", ""), response.raw.tell()
    # A number of more digits is no length, and Python refuses to read thousands of them.
    is_told = length.isascii() and length.isdigit() and len(length) < 20
    has_body = verb != "HEAD" and response.status_code not in (204, 304) and response.status_code >= 200
    if is_told and has_body and received < int(length):
        error = ConnectionError_(
            f"{verb} {shown} got no complete answer: {received} of {length} bytes", hint="Try again.", url=shown
        )
        raise Broken(error, sent=True, transient=True)
