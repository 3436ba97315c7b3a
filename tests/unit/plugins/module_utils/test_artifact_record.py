# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_presence import overlap
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_record import (
    Record,
    clean_folder,
    differences,
    wanted,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

SHARE = "\\\\server\\share\\drop"


def record(**options: Any) -> Record:
    return wanted({"name": "drop", **options}).record(1, 12)


@pytest.mark.parametrize(
    ("options", "kind", "data"),
    [
        ({"path": SHARE}, "FilePath", SHARE),
        ({"path": "//server/share/drop"}, "FilePath", SHARE),
        ({"path": "file://server/share"}, "FilePath", "file://server/share"),
        ({"git_ref": "refs/tags/v1"}, "GitRef", "refs/tags/v1"),
        ({"tfvc_path": "$/Fabrikam/main"}, "VersionControl", "$/Fabrikam/main"),
        ({"container": {"id": 3, "folder": "a\\b/"}}, "Container", "#/12/a/b"),
        ({"container": {}}, "Container", "#/12/drop"),
        ({"src": ["x"]}, "Container", "#/12/drop"),
        ({"type": "container", "src": ["x"]}, "Container", "#/12/drop"),
        ({"data": SHARE}, "FilePath", SHARE),
        ({"data": "$/Fabrikam"}, "VersionControl", "$/Fabrikam"),
        ({"data": "#/5/drop"}, "Container", "#/5/drop"),
        ({"type": "TfvcLabel", "data": "v1"}, "TfvcLabel", "v1"),
        ({"type": "SomethingNew", "data": "any"}, "SomethingNew", "any"),
    ],
)
def test_type_and_data_of_what_is_stated(options: dict[str, Any], kind: str, data: str) -> None:
    made = record(**options)
    assert (made.type, made.data) == (kind, data)


def test_the_body_holds_what_is_stated_and_nothing_else() -> None:
    assert record(path=SHARE).body() == {"name": "drop", "resource": {"type": "FilePath", "data": SHARE}}
    body = record(path=SHARE, properties={"a": True, "b": 3, "c": None}, source="job").body()
    assert body["resource"]["properties"] == {"a": "true", "b": "3"}
    assert body["source"] == "job"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"path": "/mnt/x"}, "path: '/mnt/x' is no share"),
        ({"path": " "}, "path: is empty"),
        ({"git_ref": "v1"}, "git_ref: 'v1' does not begin with refs/"),
        ({"tfvc_path": "/main"}, "tfvc_path: '/main' does not begin with $/"),
        ({"data": "v1"}, "type: is needed for the data 'v1'"),
        ({"type": "GitRef", "src": ["x"]}, "type: 'GitRef' needs data"),
        ({"container": {"folder": "../x"}}, "container.folder: '../x' is no folder"),
        ({"container": {"folder": "/"}}, "container.folder: '/' is no folder"),
        ({"container": {"id": 0}}, "container.id: 0 is no id"),
        ({"name": "..", "src": ["x"]}, "name: '..' is no folder"),
        ({"path": SHARE, "properties": {"a": {}}}, "properties.a: is a structure"),
    ],
)
def test_what_no_artifact_can_be_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError) as caught:
        record(**options)
    assert str(caught.value).startswith(said)


def test_another_name_moves_the_folder_of_files_that_are_sent_only() -> None:
    sent = wanted({"name": "drop", "src": ["x"]})
    assert sent.record(2, 12).body() == {"name": "drop-2", "resource": {"type": "Container", "data": "#/12/drop-2"}}
    placed = wanted({"name": "drop", "src": ["x"], "container": {"folder": "out"}})
    assert [placed.record(number, 12).data for number in (1, 2, 3)] == ["#/12/out", "#/12/out-2", "#/12/out-3"]
    there = wanted({"name": "drop", "container": {"id": 12}})
    assert (there.record(2, 12).name, there.record(2, 12).data) == ("drop-2", "#/12/drop")


@pytest.mark.parametrize(
    ("options", "resource", "equal"),
    [
        ({"path": SHARE}, {"type": "filepath", "data": "\\\\SERVER\\share\\drop\\"}, True),
        ({"path": SHARE}, {"type": "FilePath", "data": "\\\\server\\share\\other"}, False),
        ({"path": SHARE}, {"type": "SymbolStore", "data": SHARE}, False),
        ({"tfvc_path": "$/A/b"}, {"type": "VersionControl", "data": "$/a/B/"}, True),
        ({"git_ref": "refs/tags/v1"}, {"type": "GitRef", "data": "refs/tags/V1"}, False),
        ({"container": {}}, {"type": "Container", "data": "#/12/drop/"}, True),
        ({"container": {}}, {"type": "Container", "data": "#/12/Drop"}, False),
        ({"path": SHARE, "properties": {"a": "1"}}, {"type": "FilePath", "data": SHARE}, False),
        (
            {"path": SHARE, "properties": {"a": "1"}},
            {"type": "FilePath", "data": SHARE, "properties": {"a": "1", "b": "2"}},
            True,
        ),
        ({"path": SHARE}, {"type": "FilePath", "data": SHARE, "properties": {"b": "2"}}, True),
    ],
)
def test_only_what_is_stated_is_compared(options: dict[str, Any], resource: dict[str, Any], equal: bool) -> None:
    assert (differences(record(**options), {"name": "drop", "resource": resource}) == []) is equal


def test_differences_show_both_sides() -> None:
    there = {"name": "drop", "source": "A", "resource": {"type": "FilePath", "data": "x"}}
    found = differences(record(git_ref="refs/tags/v1", properties={"a": "1"}, source="b"), there)
    assert found == [
        "type is 'FilePath' there and 'GitRef' in the task",
        "data is 'x' there and 'refs/tags/v1' in the task",
        "property a is not set there and '1' in the task",
        "source is 'A' there and 'b' in the task",
    ]
    assert differences(record(data="x", type="FilePath", source="a"), there) == []


def test_folders_are_written_with_slashes() -> None:
    assert clean_folder("container.folder", " \\a\\\\b/ ") == "a/b"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [("a", "A", True), ("a", "a/b", True), ("a/b", "a", True), ("a", "ab", False), ("", "a", True), ("a", "b", False)],
)
def test_folders_overlap(first: str, second: str, found: bool) -> None:
    assert overlap(first, second) is found
