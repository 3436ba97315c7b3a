# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Undoing the content encoding of an answer, in pieces of bounded size.

The libraries below make a piece of what comes over the wire into one that may be a thousand times as long, and a
million times for two encodings at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

#: What we ask for, and take.
ACCEPTED = "gzip, deflate"

#: So much is read from the wire at once, and so much comes out at once.
WIRE_PIECE = 64 * 1024
PIECE = 1024 * 1024

_GZIP, _ZLIB, _BARE = 31, 15, -15


class EncodingError(ValueError):
    """The body is not encoded as it says. `may_pass`: another answer may well be."""

    def __init__(self, text: str, *, may_pass: bool) -> None:
        super().__init__(text)
        self.may_pass = may_pass


class Pieces:
    """The body of a response of `requests`, decoded.

    Iterating raises `EncodingError`, and what urllib3 raises. `received`: bytes that came over the wire so far.
    """

    def __init__(self, response: Any, wire_piece: int = WIRE_PIECE) -> None:
        self.received = 0
        self._response = response
        self._wire_piece = wire_piece

    def __iter__(self) -> Iterator[bytes]:
        encoding = _encoding(self._response.headers.get("Content-Encoding", ""))
        decoder = _Decoder(encoding) if encoding else None
        for piece in self._response.raw.stream(self._wire_piece, decode_content=False):
            self.received += len(piece)
            if decoder is None:
                yield piece
            else:
                yield from decoder.feed(piece)
        if decoder is not None:
            decoder.finish()


def _encoding(header: str) -> str | None:
    """The one encoding that the header names. Raises `EncodingError` for several, and those not asked for."""
    named = [name for name in (part.strip().lower() for part in header.split(",")) if name not in ("", "identity")]
    if not named:
        return None
    name = {"x-gzip": "gzip"}.get(named[0], named[0])
    if len(named) > 1 or name not in ("gzip", "deflate"):
        raise EncodingError(f"is encoded as {', '.join(named)[:60]!r}, which was not asked for", may_pass=False)
    return name


class _Decoder:
    """Undoes gzip (several members too), or deflate with its header or without."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._made: Any = None
        self._held = b""
        self._members = 0
        self._is_over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` decodes to."""
        data = self._held + data
        # the first two bytes tell the forms of deflate apart
        self._held = data if self._made is None and len(data) == 1 else b""
        while data and not self._held and not self._is_over:
            if self._made is None:
                self._begin(data)
                continue
            out = self._step(data)
            yield out
            data = self._made.unconsumed_tail
            while len(out) == PIECE and not data and not self._made.eof:
                out = self._step(b"")
                yield out
            if self._made.eof:
                data, self._made = self._made.unused_data, None

    def finish(self) -> None:
        """Raise `EncodingError` when the end is missing."""
        if self._made is not None or (self._held and not self._members):
            raise EncodingError(f"ends before its {self._encoding} does", may_pass=True)

    def _begin(self, data: bytes) -> None:
        if self._members and (self._encoding != "gzip" or data[:1] != b"\x1f"):
            # No further member: it fills up to some length, which urllib3 lets pass too.
            self._is_over = True
        self._members += 1
        self._made = None if self._is_over else zlib.decompressobj(_GZIP if self._encoding == "gzip" else _form(data))

    def _step(self, data: bytes) -> bytes:
        try:
            out: bytes = self._made.decompress(data, PIECE)
        except zlib.error as error:
            raise EncodingError(f"is no {self._encoding} ({error})", may_pass=True) from None
        return out


def _form(data: bytes) -> int:
    """Deflate has a header of zlib, as it should, or none."""
    return _ZLIB if data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0 else _BARE
