# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Taking the body of an answer piece by piece: to a file, never to memory."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ansible_collections.azdo.pipelines.plugins.module_utils._body import check_complete, misencoded
from ansible_collections.azdo.pipelines.plugins.module_utils._decoding import EncodingError, Pieces
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._network import Broken

#: How much is read at once. Larger pieces are not faster, and each thread holds one.
PIECE = 512 * 1024

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)", re.IGNORECASE)


class Digest(Protocol):
    """What `hashlib` makes, as far as it is needed here."""

    def update(self, data: bytes, /) -> None:
        """Take more of the content."""

    def digest(self) -> bytes:
        """The hash of all that was taken."""


class Sink(Protocol):
    """What content is written to. Both raise `OSError` where that cannot be."""

    def write(self, piece: bytes, /) -> None:
        """Add all of it."""

    def clear(self) -> None:
        """Forget what was written."""


class Receiver:
    """Takes the body of one download over all its attempts, and writes it to `sink`, which is empty.

    `size` is how long the body must be where that is known, `most` how long it may be. `make_digest` makes what hashes
    the body on its way; see `digest`. A broken transfer continues where it ended when the server can do that and says
    that the content is the same (`If-Range`), else it starts again.
    """

    def __init__(
        self,
        sink: Sink,
        *,
        size: int | None = None,
        most: int | None = None,
        make_digest: Callable[[], Digest] | None = None,
    ) -> None:
        self.is_full = False
        #: where the last answer sends us, if it was a redirect
        self.location: str | None = None
        self.received = 0
        self._sink = sink
        self._size = size
        self._most = most
        self._make_digest = make_digest
        self._digest = make_digest() if make_digest else None
        self._md5: Digest | None = None
        #: what the answer that began the body says in its header Content-MD5
        self._told_md5 = ""
        self._validator: str | None = None

    @property
    def longest(self) -> int | None:
        """How long the body may be, None for any length."""
        return self._most if self._size is None else self._size

    @property
    def digest(self) -> bytes | None:
        """The hash of what was received."""
        return self._digest.digest() if self._digest else None

    def headers(self) -> dict[str, str]:
        """What the next attempt says in addition."""
        if self.received and self._validator:
            return {"Range": f"bytes={self.received}-", "If-Range": self._validator, "Accept-Encoding": "identity"}
        return {}

    def takes(self, response: Any) -> bool:
        """Whether `response` is for `receive`: its body is the content, no error, redirect, or page in its place."""
        self.is_full = False
        self.location = response.headers.get("Location") if response.status_code in REDIRECTS else None
        if self._is_refused_range(response):
            return True
        if response.status_code not in (200, 206):
            return False
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind not in ("text/html", "application/xhtml+xml", "application/json"):
            return True
        # A file may be a web page, and a web page may stand in the place of a file (api-facts §3.3).
        length = response.headers.get("Content-Length", "")
        return "Content-Disposition" in response.headers or (bool(self._size) and length == str(self._size))

    def _is_refused_range(self, response: Any) -> bool:
        """Whether there is nothing beyond what has come, though the transfer broke. Then it starts again."""
        return response.status_code == 416 and bool(self.received and self._validator)

    def receive(self, verb: str, shown: str, response: Any) -> None:
        """Write the body. Raises `Broken` when it is cut short, too long, or not what its hash says."""
        if self._is_refused_range(response):
            raise self._wrong(verb, shown, "broke off, and the server has nothing that follows it")
        if response.status_code == 200:
            self._start_again(response.headers)
        elif not self._continues(response.headers):
            raise self._wrong(verb, shown, "does not begin where it was asked to")
        try:
            for piece in Pieces(response, PIECE):
                self.received += len(piece)
                self._check_length(verb, shown)
                self._write(piece)
        except EncodingError as error:
            raise misencoded(verb, shown, error) from None
        check_complete(verb, shown, response)
        self._check_content(verb, shown)
        self.is_full = True

    def _start_again(self, headers: Mapping[str, str]) -> None:
        if self.received:
            self._to_disk(self._sink.clear)
        self.received = 0
        self._digest = self._make_digest() if self._make_digest else None
        encoded = headers.get("Content-Encoding", "identity").lower() != "identity"
        self._told_md5 = headers.get("Content-MD5", "").strip()
        self._md5 = hashlib.md5(usedforsecurity=False) if self._told_md5 and not encoded else None
        # Positions count in what is sent, so an encoded body cannot be continued; a weak tag promises too little.
        validator = headers.get("ETag", "")
        self._validator = validator if validator.startswith('"') and not encoded else None

    def _continues(self, headers: Mapping[str, str]) -> bool:
        found = _CONTENT_RANGE.match(headers.get("Content-Range", ""))
        return found is not None and found[1].lstrip("0") == str(self.received) and self.received > 0

    def _write(self, piece: bytes) -> None:
        self._to_disk(lambda: self._sink.write(piece))
        for digest in (self._digest, self._md5):
            if digest is not None:
                digest.update(piece)

    @staticmethod
    def _to_disk(action: Callable[[], Any]) -> None:
        try:
            action()
        except OSError as problem:
            error = AzdoError(f"A download cannot be stored: {problem.strerror or problem}", hint="Look at dest.")
            raise Broken(error, sent=True, transient=False) from None

    def _check_length(self, verb: str, shown: str) -> None:
        if self._size is not None and self.received > self._size:
            raise self._wrong(verb, shown, f"is longer than the {self._size} bytes that the service told")
        if self._most is not None and self.received > self._most:
            error = ResponseError(
                f"{verb} {shown} was answered with more than {self._most} bytes, which max_size allows",
                hint="Raise max_size if the artifact may be that large.",
                url=shown,
            )
            raise Broken(error, sent=True, transient=False)

    def _check_content(self, verb: str, shown: str) -> None:
        if self._size is not None and self.received != self._size:
            raise self._wrong(verb, shown, f"has {self.received} bytes, not the {self._size} that the service told")
        # What the header of an answer says that continues another is of that answer's part alone.
        if self._md5 is not None and self._told_md5 != base64.b64encode(self._md5.digest()).decode("ascii"):
            raise self._wrong(verb, shown, "is not what its header Content-MD5 says")

    def _wrong(self, verb: str, shown: str, problem: str) -> Broken:
        # What is wrong is not continued.
        self._validator = None
        error = ResponseError(
            f"{verb} {shown}: what was received {problem}",
            hint="Try again. If it stays so, something on the way changes what the server sends.",
            url=shown,
        )
        return Broken(error, sent=True, transient=True)
