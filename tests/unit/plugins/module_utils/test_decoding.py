# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Content encodings: every form, cut anywhere, and never much at once."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _body
from ansible_collections.azdo.pipelines.plugins.module_utils._body import read_body
from ansible_collections.azdo.pipelines.plugins.module_utils._decoding import PIECE, EncodingError, Pieces
from ansible_collections.azdo.pipelines.plugins.module_utils._network import Broken

CONTENT = bytes(3 * PIECE + 17) + bytes(range(256)) * 9
GZIP = gzip.compress(CONTENT)


def bare(content: bytes) -> bytes:
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packed.compress(content) + packed.flush()


def response(body: bytes, encoding: str, at_once: int = 10**9, status: int = 200) -> Any:
    def stream(_amount: int, decode_content: bool) -> Iterator[bytes]:
        assert not decode_content
        for start in range(0, len(body), at_once):
            yield body[start : start + at_once]

    raw = SimpleNamespace(stream=stream, tell=lambda: len(body))
    return SimpleNamespace(headers={"Content-Encoding": encoding}, raw=raw, status_code=status)


FORMS = {
    "nothing": ("", CONTENT),
    "identity": ("identity", CONTENT),
    "gzip": ("gzip", GZIP),
    "an older name, and nothing": ("X-GZip, identity", GZIP),
    "members": ("gzip", gzip.compress(CONTENT[:99]) + gzip.compress(b"") + gzip.compress(CONTENT[99:])),
    "filled up": ("gzip", GZIP + bytes(9)),
    "deflate": ("deflate", zlib.compress(CONTENT)),
    "deflate without a header": ("deflate", bare(CONTENT)),
}


@pytest.mark.parametrize("at_once", [1, 5, 4096, 10**9])
@pytest.mark.parametrize(("encoding", "body"), FORMS.values(), ids=FORMS)
def test_forms(encoding: str, body: bytes, at_once: int) -> None:
    if len(body) > 100_000 and at_once < 4096:
        at_once = 4096
    found = list(Pieces(response(body, encoding, at_once)))
    assert b"".join(found) == CONTENT
    assert all(len(piece) <= PIECE for piece in found) or encoding in ("", "identity")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_nothing_at_all_is_not_encoded(encoding: str) -> None:
    assert list(Pieces(response(b"", encoding))) == []


@pytest.mark.parametrize("at_once", [1, 10**9])
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", GZIP[:-1]),
        ("gzip", GZIP[:1]),
        ("gzip", GZIP + GZIP[:20]),
        ("gzip", b"{}"),
        ("gzip", GZIP[:-8] + bytes(8)),
        ("deflate", zlib.compress(CONTENT)[:-1]),
        ("deflate", b"{"),
    ],
    ids=["cut", "one byte", "a second one cut", "no gzip", "a wrong sum", "deflate cut", "no deflate"],
)
def test_what_is_wrong_may_pass(encoding: str, body: bytes, at_once: int) -> None:
    with pytest.raises(EncodingError) as caught:
        list(Pieces(response(body, encoding, at_once)))
    assert caught.value.may_pass


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate, gzip", "gzip, br", "\xb2", "x" * 9999])
def test_what_was_not_asked_for(encoding: str) -> None:
    with pytest.raises(EncodingError, match="which was not asked for") as caught:
        list(Pieces(response(GZIP, encoding)))
    assert not caught.value.may_pass
    assert len(str(caught.value)) < 200


def read(body: bytes, encoding: str = "gzip", **more: Any) -> bytes:
    return read_body("GET", "https://x", response(body, encoding, 4096, **more))


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = gzip.compress(bytes(8 * PIECE))
    assert len(read(zeros)) == 8 * PIECE, "what is small does no harm"
    monkeypatch.setattr(_body, "HARMLESS", PIECE)
    with pytest.raises(Broken) as caught:
        read(zeros)
    assert "bytes that unpack to" in caught.value.error.problem
    assert (caught.value.error.code, caught.value.transient) == ("invalid_response", False)
    monkeypatch.setattr(_body, "MOST_RATIO", 1100)
    assert len(read(zeros)) == 8 * PIECE, "what is not so dense is none"


def test_of_an_error_the_beginning_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_body, "MAX_ERROR_BODY", 100)
    for status in (302, 404, 500):
        assert read(GZIP, status=status) == CONTENT[:100]
    assert read(GZIP) == CONTENT
