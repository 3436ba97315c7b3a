# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import select
from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import ContentHash
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError
from ansible_collections.azdo.pipelines.plugins.module_utils._upload import Sent, Uploader

Put = tuple[str, bytes, dict[str, str]]


class Server:
    """Takes what is sent; ``answers`` are raised in turn, None is a success."""

    def __init__(self, *answers: AzdoError | None) -> None:
        self.puts: list[Put] = []
        self._answers = list(answers)

    def put_chunk(self, container_id: int, path: str, content: bytes, headers: Mapping[str, str]) -> None:
        self.puts.append((path, content, dict(headers)))
        answer = self._answers.pop(0) if self._answers else None
        if answer is not None:
            raise answer


def send(server: Any, folder: Path, **how: Any) -> list[Sent]:
    sent: list[Sent] = []
    settings = {"chunk_size": 4, "concurrency": 1, "compress": False, **how}
    Uploader(server, 12, "drop", **settings).send(select([str(folder)]), sent.append)
    return sent


def test_a_file_goes_in_parts_that_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    server = Server()
    [sent] = send(server, tmp_path)
    assert server.puts == [
        ("drop/a", b"0123", {"Content-Range": "bytes 0-3/10"}),
        ("drop/a", b"4567", {"Content-Range": "bytes 4-7/10"}),
        ("drop/a", b"89", {"Content-Range": "bytes 8-9/10"}),
    ]
    whole = ContentHash()
    whole.update(b"0123456789")
    assert (sent.length, sent.hash) == (10, whole.digest())


def test_the_range_of_gzip_counts_compressed_bytes(tmp_path: Path) -> None:
    content = b"hello " * 1000
    (tmp_path / "a").write_bytes(content)
    server = Server()
    [sent] = send(server, tmp_path, compress=True, chunk_size=16)
    body = b"".join(part for _path, part, _headers in server.puts)
    assert gzip.decompress(body) == content
    assert len(body) == sent.length < len(content)
    for number, (_path, part, headers) in enumerate(server.puts):
        start = number * 16
        assert headers == {
            "Content-Range": f"bytes {start}-{start + len(part) - 1}/{len(body)}",
            "Content-Encoding": "gzip",
            "x-tfs-filelength": "6000",
        }
    whole = ContentHash()
    whole.update(content)
    assert sent.hash == whole.digest()


def test_a_part_that_is_refused_after_a_lost_answer_begins_the_file_anew(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"012345")
    lost = ConflictError("out of order", status=409, maybe_committed=True)
    server = Server(None, lost)
    send(server, tmp_path)
    assert [content for _path, content, _headers in server.puts] == [b"0123", b"45", b"0123", b"45"]
    with pytest.raises(ConflictError):
        send(Server(lost, lost, lost), tmp_path)


def test_a_part_that_is_plainly_refused_is_not_sent_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"012345")
    server = Server(ConflictError("no", status=409))
    with pytest.raises(ConflictError):
        send(server, tmp_path)
    assert len(server.puts) == 1


def test_the_error_is_that_of_the_file_that_failed(tmp_path: Path) -> None:
    """A file that was stopped may be known before the one that stopped it."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"01234567")
    began, stopped = threading.Event(), threading.Event()

    class Slow(Uploader):
        def _with_tries(self, file: Any) -> Sent:
            if file.relative == "a":
                assert began.wait(10)
                self._stop.set()
                assert stopped.wait(10)
                raise ConflictError("a failed")
            began.set()
            assert self._stop.wait(10)
            threading.Timer(0.05, stopped.set).start()
            return super()._with_tries(file)

    how = {"chunk_size": 4, "concurrency": 2, "compress": False}
    with pytest.raises(ConflictError, match="a failed"):
        Slow(Server(), 12, "drop", **how).send(select([str(tmp_path)]), lambda _sent: None)  # type: ignore[arg-type]
