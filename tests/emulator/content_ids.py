# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The `contentId` of a container's item: as published in PagedHash.md of microsoft/BuildXL, in base64.

Pages of 64 KiB are hashed, 32 hashes of pages make that of a block, and the blocks are chained from a seed; each link
says whether it is the last. A byte 0 that names the algorithm follows.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

from .storage import StoredFile

_PAGE, _PAGES_IN_A_BLOCK = 65536, 32


def content_id(content: StoredFile | None, how: str) -> str:
    """`how` is the value of the switch content_ids."""
    if content is None or how == "none":
        return ""
    as_sent = how == "hash_of_stored" and content.gzipped
    return base64.b64encode(identifier(content.raw_blocks() if as_sent else content.blocks())).decode()


def identifier(content: Iterable[bytes]) -> bytes:
    """The hash of content that comes in pieces of any size, with the byte that ends it."""
    pages = (sha256(page).digest() for page in _pages(content))
    blocks = iter(lambda: list(islice(pages, _PAGES_IN_A_BLOCK)), [])
    link, current = b"VSO Content Identifier Seed", next(blocks, [])
    for following in blocks:
        link = _linked(link, current, 0)
        current = following
    return _linked(link, current, 1) + bytes(1)


def _linked(link: bytes, pages: list[bytes], last: int) -> bytes:
    return sha256(link + sha256(b"".join(pages)).digest() + bytes([last])).digest()


def _pages(content: Iterable[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in content:
        waiting += piece
        while len(waiting) >= _PAGE:
            yield waiting[:_PAGE]
            waiting = waiting[_PAGE:]
    if waiting:
        yield waiting
