# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hash of the service, against the steps of its published description."""

from __future__ import annotations

import base64
import hashlib

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import (
    BLOCK,
    PAGE,
    ContentHash,
    content_hash,
)


def described(content: bytes) -> bytes:
    """The description, step by step."""
    blocks = [content[start : start + BLOCK] for start in range(0, len(content), BLOCK)] or [b""]
    rolling = b"VSO Content Identifier Seed"
    for number, block in enumerate(blocks):
        pages = b"".join(hashlib.sha256(block[start : start + PAGE]).digest() for start in range(0, len(block), PAGE))
        last = b"\1" if number == len(blocks) - 1 else b"\0"
        rolling = hashlib.sha256(rolling + hashlib.sha256(pages).digest() + last).digest()
    return rolling + b"\0"


def test_the_published_hash_of_nothing() -> None:
    assert ContentHash().digest().hex() == "1e57cf2792a900d06c1cdfb3c453f35bc86f72788aa9724c96c929d1cc6b456a00"


@pytest.mark.parametrize("size", [0, 1, PAGE - 1, PAGE, PAGE + 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5_000_000])
@pytest.mark.parametrize("piece", [PAGE - 7, 512 * 1024, 10_000_000])
def test_pieces_of_any_size(size: int, piece: int) -> None:
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    found = ContentHash()
    for start in range(0, size, piece):
        found.update(content[start : start + piece])
    assert found.digest() == described(content)


def test_what_a_content_id_holds() -> None:
    digest = described(b"x")
    assert content_hash(base64.b64encode(digest).decode()) == digest
    for other in (None, "", 7, "not base64!", base64.b64encode(digest[:-1]).decode(), "AAAA", "1d06b7ef"):
        assert content_hash(other) is None
