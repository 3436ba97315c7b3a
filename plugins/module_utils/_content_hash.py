# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The hash by which the service names the content of a file (`contentId`): SHA-256 over pages and blocks.

As published: https://github.com/microsoft/BuildXL/blob/main/Documentation/Specs/PagedHash.md. That every `contentId` of
a file container is this hash, and of the file as it is read, is not documented: one that differs proves nothing alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

PAGE = 64 * 1024
BLOCK = 32 * PAGE
_SEED = b"VSO Content Identifier Seed"
_LENGTH = 33


class ContentHash:
    """Hashes content as it comes, like those of `hashlib`."""

    def __init__(self) -> None:
        self._rolling = _SEED
        self._pages = hashlib.sha256()
        self._page = hashlib.sha256()
        self._in_page = 0
        self._in_block = 0

    def update(self, data: bytes) -> None:
        """Take in more content."""
        view = memoryview(data)
        while view:
            if self._in_block == BLOCK:
                # Only now is it known not to be the last.
                self._rolling = self._next(b"\0")
                self._pages, self._in_block = hashlib.sha256(), 0
            taken = view[: PAGE - self._in_page]
            self._page.update(taken)
            self._in_page += len(taken)
            self._in_block += len(taken)
            if self._in_page == PAGE:
                self._end_page()
            view = view[len(taken) :]

    def digest(self) -> bytes:
        """The hash of all content. Nothing may be added afterwards."""
        if self._in_page:
            self._end_page()
        return self._next(b"\1") + b"\0"

    def _end_page(self) -> None:
        self._pages.update(self._page.digest())
        self._page, self._in_page = hashlib.sha256(), 0

    def _next(self, mark: bytes) -> bytes:
        return hashlib.sha256(self._rolling + self._pages.digest() + mark).digest()


def content_hash(content_id: object) -> bytes | None:
    """The hash in the `contentId` of an item; None where it holds none of this kind."""
    if not isinstance(content_id, str):
        return None
    try:
        decoded = base64.b64decode(content_id, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if len(decoded) == _LENGTH and decoded.endswith(b"\0") else None
