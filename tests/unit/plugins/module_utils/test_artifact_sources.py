# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of a container: what a server may say of them, and what its hashes are worth."""

from __future__ import annotations

import base64
import builtins
import io
import os
import zipfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._archive import Archive
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_sources import (
    ArchiveSource,
    ContainerSource,
    ShareSource,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import ContentHash
from ansible_collections.azdo.pipelines.plugins.module_utils._destination import Destination
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._mirror import Mirror
from ansible_collections.azdo.pipelines.plugins.module_utils._patterns import Patterns
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError

DATE = "2026-11-21T10:00:00.1234567Z"


def content_id(content: bytes) -> str:
    found = ContentHash()
    found.update(content)
    return base64.b64encode(found.digest()).decode()


class Service:
    """A container and what it sends, one answer after the other."""

    def __init__(self, items: list[dict[str, Any]], *answers: bytes) -> None:
        self._listed = items
        self.answers = list(answers)
        self.warned: list[str] = []
        self.asked: list[str] = []

    # what a ContainerSource needs of Containers
    def items(self, _container_id: int, _folder: str) -> list[dict[str, Any]]:
        return self._listed

    # what it needs of Downloads
    def item(self, _container_id: int, path: str, _scope: str, receiver: Any) -> None:
        self.asked.append(path)
        content = self.answers.pop(0)
        receiver._sink.write(content)
        receiver.received = len(content)
        if receiver._digest:
            receiver._digest.update(content)

    def source(self, folder: str = "drop") -> ContainerSource:
        place = (7, folder, "scope")
        return ContainerSource(self, self, place, self.warned.append, 1000)  # type: ignore[arg-type]


def item(path: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "itemType": "file", "status": "created", "dateLastModified": DATE, **more}


def mirror(tmp_path: Path) -> Mirror:
    return Mirror(Destination(str(tmp_path)), Patterns(None), most=1000, concurrency=1)


def run(service: Service, tmp_path: Path) -> dict[str, str]:
    """Bring everything here; what was done."""
    done = mirror(tmp_path)
    source = service.source()
    done.run(source, source.files(), False, "drop")
    return {file["path"]: file["action"] for file in done.files}


def test_files_as_words_or_numbers() -> None:
    listed = [
        {"path": "drop", "itemType": "folder"},
        {"path": "drop", "itemType": 1},
        item("drop/a", fileLength=1),
        item("Drop\\b", itemType=2, status=1, fileLength="2"),
        item("/drop/c/d/"),
        item("dropped/e"),
        item("drop/f", status="pendingUpload"),
        item("drop/g", status=2),
        {},
    ]
    source = Service(listed).source()
    assert [(file.path, file.size) for file in source.files()] == [("a", 1), ("b", 2), ("c/d", None)]
    assert source.waiting == 2


def test_a_container_may_hold_what_leads_out() -> None:
    for path in ("drop/../../a", "drop/a\n", "drop/C:/a"):
        with pytest.raises(UnsafeContentError):
            Service([item(path)]).source().files()


def test_a_hash_that_is_right(tmp_path: Path) -> None:
    listed = [item("drop/a", fileLength=4, contentId=content_id(b"good"))]
    assert run(Service(listed, b"good"), tmp_path) == {"a": "fetched"}
    assert (tmp_path / "a").read_bytes() == b"good"
    # the time says nothing where there is a hash
    os.utime(tmp_path / "a", (1, 1))
    assert run(Service(listed), tmp_path) == {"a": "unchanged"}
    (tmp_path / "a").write_bytes(b"evil")
    os.utime(tmp_path / "a", (1795255200.1234567,) * 2)
    assert run(Service(listed, b"good"), tmp_path) == {"a": "fetched"}


def test_a_transfer_that_its_hash_denies_is_repeated(tmp_path: Path) -> None:
    listed = [item("drop/a", fileLength=4, contentId=content_id(b"good"))]
    service = Service(listed, b"gooe", b"good")
    assert run(service, tmp_path) == {"a": "fetched"}
    assert (tmp_path / "a").read_bytes() == b"good"
    assert service.warned == []


def test_two_transfers_that_differ_are_an_error(tmp_path: Path) -> None:
    listed = [item("drop/a", fileLength=4, contentId=content_id(b"good"))]
    with pytest.raises(ResponseError, match="differently twice"):
        run(Service(listed, b"gooe", b"gooo"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_server_whose_hashes_are_of_something_else(tmp_path: Path) -> None:
    listed = [item(f"drop/{name}", fileLength=1, contentId=content_id(b"another")) for name in "abc"]
    service = Service(listed, b"a", b"a", b"b", b"c")
    assert run(service, tmp_path) == {"a": "fetched", "b": "fetched", "c": "fetched"}
    assert len(service.warned) == 1
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == ["a", "b", "c"]
    # once more, equal files are left alone
    service = Service(listed, b"a", b"a", b"b", b"c")
    assert set(run(service, tmp_path).values()) == {"unchanged"}


@pytest.mark.parametrize("date", [None, "", "soon"])
def test_without_time_and_hash_the_content_decides(date: str | None, tmp_path: Path) -> None:
    listed = [item("drop/a", fileLength=1, dateLastModified=date)]
    assert run(Service(listed, b"a"), tmp_path) == {"a": "fetched"}
    assert run(Service(listed, b"a"), tmp_path) == {"a": "unchanged"}
    assert run(Service(listed, b"b"), tmp_path) == {"a": "fetched"}
    assert (tmp_path / "a").read_text() == "b"


def test_an_empty_file_has_no_length(tmp_path: Path) -> None:
    listed = [item("drop/a")]
    assert run(Service(listed, b""), tmp_path) == {"a": "fetched"}
    assert run(Service(listed), tmp_path) == {"a": "unchanged"}


def test_the_first_failure_ends_it(tmp_path: Path) -> None:
    listed = [item(f"drop/{number}", fileLength=1) for number in range(50)]
    service = Service(listed, b"0", b"1")
    fetch = service.item

    def failing(container_id: int, path: str, scope: str, receiver: Any) -> None:
        if not service.answers:
            raise ResponseError("no more")
        fetch(container_id, path, scope, receiver)

    service.item = failing  # type: ignore[method-assign]
    done = mirror(tmp_path)
    source = service.source()
    with pytest.raises(ResponseError, match="no more"):
        done.run(source, source.files(), False, "drop")
    assert [file["path"] for file in done.files] == ["0", "1"]
    assert done.changed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1"]


@pytest.mark.parametrize("problem", [PermissionError(13, "Permission denied"), FileNotFoundError(2, "Gone")])
def test_what_cannot_be_read_here_is_replaced(problem: OSError, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"evil")
    opened = builtins.open

    def refusing(path: Any, *how: Any, **more: Any) -> Any:
        if path == str(tmp_path / "a"):
            raise problem
        return opened(path, *how, **more)

    listed = [item("drop/a", fileLength=4, contentId=content_id(b"good"))]
    with mock.patch("builtins.open", refusing):
        assert run(Service(listed, b"good"), tmp_path) == {"a": "fetched"}
    assert (tmp_path / "a").read_bytes() == b"good"


def test_what_cannot_be_read_here_is_not_that_of_an_archive(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("drop/a", "1")
    source = ArchiveSource(Archive(buffer, "It"), "drop")
    (file,) = source.files()
    path = tmp_path / "a"
    path.write_text("1")
    assert source.is_same(file, str(path), path.stat())
    found = path.stat()
    path.unlink()
    assert not source.is_same(file, str(path), found)


def test_a_problem_with_a_file_that_nobody_foresaw(tmp_path: Path) -> None:
    service = Service([item("drop/a", fileLength=1)], b"a")
    broken = mock.patch.object(Destination, "put", side_effect=OSError(5, "Input/output error"))
    with broken, pytest.raises(AzdoError, match="a cannot be written: Input/output error"):
        run(service, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_share_whose_files_go_away(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    seen = os.lstat

    def late(path: Any, **more: Any) -> os.stat_result:
        if path == str(tmp_path / "a"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return seen(path, **more)

    source = ShareSource(str(tmp_path), str(tmp_path))
    with mock.patch("os.lstat", late), pytest.raises(AzdoError, match="a cannot be read: No such file"):
        source.files()


def test_a_share_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AzdoError, match="not there"):
        ShareSource(str(tmp_path / "none"), str(tmp_path))


def test_a_file_that_changes_while_it_is_copied(tmp_path: Path) -> None:
    share, dest = tmp_path / "share", tmp_path / "dest"
    share.mkdir()
    (share / "a").write_text("12345")
    source = ShareSource(str(share), str(share))
    files = source.files()
    (share / "a").write_text("123")
    with pytest.raises(AzdoError, match="changed while"):
        mirror(dest).run(source, files, False, "drop")
    assert [path.name for path in dest.iterdir()] == []
