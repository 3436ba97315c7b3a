# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import LocalFile, mark_of, select
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder as builds leave it."""
    for name in ("a.txt", ".hidden", "bin/x.dll", "bin/.cfg/y", "bin/deep/z.dll", "Ünï cöde/ä b.txt"):
        path = tmp_path / "drop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    (tmp_path / "drop" / "empty").mkdir()
    return tmp_path / "drop"


def paths(*sources: object) -> list[str]:
    return [file.relative for file in select(str(source) for source in sources)]


def refused(*sources: object) -> str:
    with pytest.raises(OptionError) as caught:
        paths(*sources)
    return caught.value.problem


ALL = [".hidden", "a.txt", "bin/.cfg/y", "bin/deep/z.dll", "bin/x.dll", "Ünï cöde/ä b.txt"]


def test_a_folder_is_all_that_is_in_it(tree: Path) -> None:
    assert paths(tree) == ALL
    assert paths(f"{tree}/") == ALL


def test_a_file_is_named_as_it_is(tree: Path) -> None:
    assert paths(tree / "bin" / "x.dll", tree / "a.txt") == ["a.txt", "x.dll"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", [".hidden", "a.txt"]),
        ("**", ALL),
        ("**/*.dll", ["bin/deep/z.dll", "bin/x.dll"]),
        ("bin/*.dll", ["x.dll"]),
        ("bin/**/*.dll", ["deep/z.dll", "x.dll"]),
        ("bi?/*.dll", ["bin/x.dll"]),
        ("[ab].t[!a]t", ["a.txt"]),
        ("*/deep/**", ["bin/deep/z.dll"]),
    ],
)
def test_a_pattern_is_relative_to_its_last_plain_folder(tree: Path, pattern: str, found: list[str]) -> None:
    assert paths(f"{tree}/{pattern}") == found


def test_a_relative_pattern(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert paths("*.txt") == ["a.txt"]


def test_a_name_that_looks_like_a_pattern_is_that_name(tree: Path) -> None:
    (tree / "x[1].txt").write_text("x")
    assert paths(tree / "x[1].txt") == ["x[1].txt"]


def test_the_same_file_twice_is_one(tree: Path) -> None:
    assert paths(tree, tree, tree / "a.txt", f"{tree}/*.txt") == ALL


def test_two_files_under_one_path_are_refused(tree: Path) -> None:
    (tree / "bin" / "a.txt").write_text("another")
    assert refused(tree / "a.txt", tree / "bin").endswith("are both a.txt in the artifact")


def test_what_is_not_there_is_refused(tree: Path) -> None:
    assert refused(tree / "b.txt").endswith("b.txt does not exist")
    assert refused(f"{tree}/no/*.txt").endswith(f"there is no folder {tree}/no")
    assert refused(f"{tree}/*.exe") == "src: there is no file in what it names"
    assert refused(tree / "empty") == "src: there is no file in what it names"
    with pytest.raises(OptionError) as caught:
        select([f"{tree}/*.exe"])
    assert caught.value.hint.endswith(f"The folder before the wildcard has {', '.join(ALL[:5])} and 1 more.")
    assert refused(" ") == "src: an element is empty"


def test_links_within_the_folder_are_followed(tree: Path) -> None:
    (tree / "link.txt").symlink_to("a.txt")
    (tree / "also").symlink_to("bin/deep")
    found = {file.relative: file for file in select([str(tree)])}
    assert found["link.txt"].size == found["a.txt"].size
    assert "also/z.dll" in found


def test_links_that_lead_out_are_refused(tree: Path) -> None:
    (tree.parent / "secret").write_text("x")
    (tree / "link").symlink_to("../secret")
    assert "which is outside of" in refused(tree)
    (tree / "link").unlink()
    (tree / "link").symlink_to(tree.parent)
    assert "which is outside of" in refused(f"{tree}/**")


def test_a_folder_whose_name_begins_alike_is_outside(tree: Path) -> None:
    (tree.parent / "drop2").mkdir()
    (tree / "link").symlink_to("../drop2")
    assert "which is outside of" in refused(tree)


def test_a_link_that_is_named_itself_is_followed(tree: Path) -> None:
    (tree.parent / "named").symlink_to(tree)
    assert paths(tree.parent / "named") == ALL


def test_a_loop_of_links_is_refused(tree: Path) -> None:
    (tree / "bin" / "loop").symlink_to("..")
    assert refused(tree).endswith("links to a folder that it lies in")


def test_a_broken_link_is_refused(tree: Path) -> None:
    (tree / "broken").symlink_to("nothing")
    assert "broken cannot be read" in refused(tree)


@pytest.mark.parametrize("name", ["a\\b", "a\nb", b"\xff\xfe".decode("utf-8", "surrogateescape")])
def test_names_that_no_container_holds_are_refused(tree: Path, name: str) -> None:
    (tree / name).write_text("x")
    assert refused(tree).endswith("has a name that no container can hold")


def test_what_is_no_file_is_refused(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    assert refused(tree).endswith("pipe is neither a file nor a folder")


def test_a_file_knows_when_it_was_last_changed(tree: Path) -> None:
    os.utime(tree / "a.txt", (1, 1))
    [file] = select([str(tree / "a.txt")])
    found = os.stat(tree / "a.txt")
    # a copy keeps the time of its content, so the time of the copying counts
    assert file == LocalFile(str(tree / "a.txt"), "a.txt", 5, found.st_ctime, mark_of(found))
