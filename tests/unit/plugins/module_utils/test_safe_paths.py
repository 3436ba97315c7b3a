# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of files that come from elsewhere."""

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import (
    UnsafeContentError,
    check_names,
    safe_path,
)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a", "a"),
        ("a/b.txt", "a/b.txt"),
        ("a\\b.txt", "a/b.txt"),
        ("./a//b", "a/b"),
        ("a/b/", "a/b"),
        ("..a/b..", "..a/b.."),
        ("12:30.log", "12:30.log"),
        ("Ünï/文.txt", "Ünï/文.txt"),
    ],
)
def test_paths_below_a_folder(name: str, path: str) -> None:
    assert safe_path(name, "The archive") == path


@pytest.mark.parametrize(
    "name",
    [
        "../a", "a/../../b", "a/..", "..", "..\\a", "a\\..\\..\\b", "/etc/passwd", "\\a", "\\\\server\\share\\a",
        "//server/share", "C:\\a", "c:a", "C:/a", "a\0b", "a\nb", "a/\x7f", "a\ud800", "\udce9", "", ".", "./",
    ],
)  # fmt: skip
def test_paths_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(UnsafeContentError) as caught:
        safe_path(name, "The archive of artifact 'drop'")
    assert caught.value.code == "unsafe_content"
    assert "The archive of artifact 'drop' holds" in caught.value.message


def test_names_that_can_stand_side_by_side() -> None:
    check_names(["a", "b/a", "b/c/a", "b/d", "console.log", "com.txt", "x.aux", "a.b/c"], "It")


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        (["a", "a"], "'a' and 'a'"),
        (["a/B", "a/b"], "'a/b' and 'a/B'"),
        (["A/b", "a/c"], "'a/' and 'A/'"),
        (["straße", "STRASSE"], "'STRASSE' and 'straße'"),
        (["a", "a/b"], "'a' is a file and a folder"),
        (["a/b", "A"], "'A' is a file and a folder"),
        (["con"], "'con': the name of a device"),
        (["x/Nul.txt"], "the name of a device"),
        (["x/LPT1/y"], "the name of a device"),
        (["a."], "ends with a dot or blank"),
        (["a /b"], "ends with a dot or blank"),
        (["ü" * 128], "is too long"),
    ],
)
def test_names_that_cannot(paths: list[str], shown: str) -> None:
    with pytest.raises(UnsafeContentError, match=r"patterns") as caught:
        check_names(paths, "Artifact 'drop'")
    assert shown in caught.value.message


def test_a_long_list_is_cut() -> None:
    with pytest.raises(UnsafeContentError, match="and 95 more"):
        check_names(["nul"] + [f"{number}/nul" for number in range(99)], "It")
