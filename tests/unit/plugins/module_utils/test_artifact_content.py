# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_content import (
    Hashes,
    Item,
    compare,
    content_range,
    items_in,
    stored_since,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import LocalFile, select
from ansible_collections.azdo.pipelines.plugins.module_utils._content_hash import ContentHash
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError


@pytest.fixture
def files(tmp_path: Path) -> list[LocalFile]:
    for name, text in (("a", "aaa"), ("b", "bbb"), ("empty", "")):
        (tmp_path / name).write_text(text)
    return select([str(tmp_path)])


def hash_of(content: bytes) -> bytes:
    found = ContentHash()
    found.update(content)
    return found.digest()


def names(found: list[LocalFile]) -> list[str]:
    return [file.relative for file in found]


def document(path: str, **members: Any) -> dict[str, Any]:
    return {"path": path, "itemType": "file", "status": "created", **members}


def test_items_are_named_below_their_folder() -> None:
    shown = [
        {"path": "drop", "itemType": "folder", "status": "created"},
        document("drop/a", fileLength=3, contentId=base64.b64encode(hash_of(b"aaa")).decode()),
        document("Drop/sub\\b", fileLength=4, dateLastModified="2026-11-21T10:00:00.5Z", contentId=""),
        document("drop/empty"),
        document("drop2/c", fileLength=1),
        document("drop/half", status="pendingUpload", fileLength=9),
        {"path": "drop/sub", "itemType": 1},
    ]
    found = items_in("drop", shown)
    assert found == {
        "a": Item(3, hash_of(b"aaa"), None),
        "sub/b": Item(4, None, 1795255200.5),
        "empty": Item(0, None, None),
    }
    assert set(items_in("", shown)) == {"drop/a", "Drop/sub/b", "drop/empty", "drop2/c"}


def test_files_are_compared_by_size_then_by_hash(files: list[LocalFile]) -> None:
    items = {"a": Item(3, hash_of(b"aaa"), None), "b": Item(3, hash_of(b"xxx"), None), "z": Item(1, None, None)}
    found = compare(files, items, Hashes())
    assert (names(found.same), names(found.other_hash), names(found.missing)) == (["a"], ["b"], ["empty"])
    assert found.extra == ["z"]
    assert found.words() == ["b has another content there", "empty is not there", "z is there only"]


def test_a_hash_that_fits_no_file_proves_nothing(files: list[LocalFile]) -> None:
    items = {
        "a": Item(3, hash_of(b"gzip of it"), None),
        "b": Item(3, hash_of(b"so too"), None),
        "empty": Item(0, None, None),
    }
    found = compare(files, items, Hashes())
    assert (names(found.other_hash), found.words()) == (["a", "b"], [])


def test_without_a_hash_the_same_size_proves_nothing(files: list[LocalFile]) -> None:
    items = {"a": Item(3, None, None), "b": Item(4, None, None), "empty": Item(0, None, None)}
    found = compare(files, items, Hashes())
    assert (names(found.unsure), names(found.different), names(found.same)) == (["a"], ["b"], ["empty"])
    assert found.words() == ["b has 4 bytes there and 3 here"]


def test_paths_may_differ_in_case_but_no_item_is_that_of_two_files(tmp_path: Path) -> None:
    for name in ("a", "A", "b"):
        (tmp_path / name).write_text("xxx")
    found = compare(select([str(tmp_path)]), {"a": Item(3, None, None), "B": Item(3, None, None)}, Hashes())
    assert (names(found.unsure), names(found.missing), found.extra) == (["a", "b"], ["A"], [])


def test_a_file_is_stored_since_its_last_change(files: list[LocalFile]) -> None:
    file = files[0]
    assert stored_since(file, {"a": Item(3, None, file.changed + 1)})
    assert not stored_since(file, {"a": Item(3, None, file.changed)})
    assert not stored_since(file, {"a": Item(3, None, None)})


def test_one_hash_tells_of_every_path_size_and_content(tmp_path: Path, files: list[LocalFile]) -> None:
    first = Hashes().digest(files)
    assert first == Hashes().digest(files)
    assert first.startswith("sha256:")
    assert Hashes().digest(files[:2]) != first
    (tmp_path / "a").write_text("xxx")
    assert Hashes().digest(select([str(tmp_path)])) != first


def test_a_file_is_read_once_at_most(tmp_path: Path, files: list[LocalFile]) -> None:
    hashes = Hashes()
    hashes.learn(files[0], b"known")
    (tmp_path / "a").unlink()
    assert hashes.of(files[0]) == b"known"
    (tmp_path / "b").unlink()
    with pytest.raises(OptionError, match="cannot be read"):
        hashes.of(files[1])


def test_many_differences_are_counted() -> None:
    items = {f"{number:02}": Item(1, None, None) for number in range(8)}
    assert compare([], items, Hashes()).words()[-1] == "and 3 more files differ"


def test_a_range_counts_its_last_byte() -> None:
    assert content_range(0, 8, 8) == "bytes 0-7/8"
    assert content_range(8, 9, 20) == "bytes 8-8/20"
