# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder that is written to: links, names in the way, complete files only."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._destination import Destination, PartFile
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError


def put(destination: Destination, relative: str, content: bytes, modified: float | None = None) -> None:
    with destination.part(relative) as part:
        part.file.write(content)
        destination.put(part, relative, modified)


def below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_file_with_its_folders(tmp_path: Path) -> None:
    destination = Destination(str(tmp_path / "new" / "dest"))
    assert destination.existing("a/b/c.txt") is None
    assert below(tmp_path) == []
    put(destination, "a/b/c.txt", b"1", 1_700_000_000.5)
    found = destination.existing("a/b/c.txt")
    assert found is not None
    assert (found.st_size, found.st_mtime) == (1, 1_700_000_000.5)
    umask = os.umask(0)
    os.umask(umask)
    assert found.st_mode & 0o777 == 0o666 & ~umask
    assert below(tmp_path / "new") == ["dest", "dest/a", "dest/a/b", "dest/a/b/c.txt"]


def test_a_file_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    destination = Destination(str(tmp_path))
    put(destination, "a", b"old")

    def fail() -> None:
        with destination.part("a") as part:
            part.file.write(b"half of the new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert below(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


class Reluctant(io.BytesIO):
    """Takes no more than three bytes at once, and ten in all, as a raw file may."""

    def write(self, data: Any) -> int:
        return super().write(bytes(data)[: min(3, 10 - self.tell())])


def test_a_part_takes_all_or_fails() -> None:
    file = Reluctant()
    part = PartFile(file, "part")
    part.write(b"0123456")
    part.write(b"")
    assert file.getvalue() == b"0123456"
    with pytest.raises(OSError, match="No space left") as caught:
        part.write(b"789x")
    assert caught.value.errno == errno.ENOSPC


class Late(io.FileIO):
    """Tells when it is closed that there was no room."""

    def close(self) -> None:
        was_open = not self.closed
        super().close()
        if was_open:
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))


def test_a_file_that_fails_when_it_is_closed_gets_no_name(tmp_path: Path) -> None:
    destination = Destination(str(tmp_path))
    put(destination, "a", b"old")

    def fail(*, placed: bool) -> None:
        with destination.part("a") as part:
            part.file = Late(os.dup(part.file.fileno()), "r+")
            part.write(b"new")
            if placed:
                destination.put(part, "a", 1.0)

    with pytest.raises(AzdoError, match=r"cannot be written: .*quota"):
        fail(placed=True)
    fail(placed=False)
    assert below(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_the_longest_names(tmp_path: Path) -> None:
    name = "x" * 255
    put(Destination(str(tmp_path)), name, b"1")
    assert below(tmp_path) == [name]


def test_dest_may_be_a_link_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    put(Destination(str(tmp_path / "link")), "a", b"1")
    assert below(tmp_path) == ["link", "real", "real/a"]


def test_dest_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OptionError, match="dest"):
        Destination(str(tmp_path / "file"))


@pytest.mark.parametrize("target", ["../outside", "/tmp", ".."])
@pytest.mark.parametrize("relative", ["out/a", "out/deep/a"])
def test_folders_that_are_links_out(tmp_path: Path, target: str, relative: str) -> None:
    dest, outside = tmp_path / "dest", tmp_path / "outside"
    dest.mkdir()
    outside.mkdir()
    (dest / "out").symlink_to(target)
    destination = Destination(str(dest))
    with pytest.raises(UnsafeContentError, match="link"):
        destination.existing(relative)
    assert below(outside) == []


def test_a_folder_that_becomes_a_link_out(tmp_path: Path) -> None:
    dest, outside = tmp_path / "dest", tmp_path / "outside"
    (dest / "out").mkdir(parents=True)
    outside.mkdir()
    destination = Destination(str(dest))
    assert destination.existing("out/a") is None
    (dest / "out").rmdir()
    (dest / "out").symlink_to(outside)
    with pytest.raises(UnsafeContentError):
        put(destination, "out/a", b"1")
    assert below(outside) == []


def test_a_link_out_that_appears_meanwhile(tmp_path: Path) -> None:
    dest, outside = tmp_path / "dest", tmp_path / "outside"
    dest.mkdir()
    outside.mkdir()
    destination = Destination(str(dest))
    assert destination.existing("out/a") is None
    (dest / "out").symlink_to(outside)
    with pytest.raises(UnsafeContentError):
        put(destination, "out/a", b"1")
    assert below(outside) == []


def test_files_that_are_links_out(tmp_path: Path) -> None:
    dest, victim = tmp_path / "dest", tmp_path / "victim"
    dest.mkdir()
    victim.write_text("precious")
    (dest / "a").symlink_to(victim)
    with pytest.raises(UnsafeContentError):
        Destination(str(dest)).existing("a")


def test_links_inside_are_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "real" / "b").write_text("stays")
    (tmp_path / "a").symlink_to("real/b")
    destination = Destination(str(tmp_path))
    assert destination.existing("a") is None
    put(destination, "a", b"new")
    put(destination, "folder/c", b"1")
    assert not (tmp_path / "a").is_symlink()
    assert (tmp_path / "real" / "b").read_text() == "stays"
    assert (tmp_path / "real" / "c").read_text() == "1"


def test_what_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    destination = Destination(str(tmp_path))
    for relative, problem in (("file/a", "no folder"), ("folder", "is a folder"), ("pipe", "no plain file")):
        with pytest.raises(AzdoError, match=problem):
            destination.existing(relative)


def test_equal_content(tmp_path: Path) -> None:
    destination = Destination(str(tmp_path))
    big = bytes(range(256)) * 10_000
    put(destination, "a", big)
    for content, equal in ((big, True), (big[:-1] + b"x", False), (big[:-1], False), (b"", False)):
        with destination.part("a") as part:
            part.file.write(content)
            assert destination.equals(part, "a") is equal


def test_no_room(tmp_path: Path) -> None:
    destination = Destination(str(tmp_path / "a" / "b"))
    destination.check_space(1000)
    with pytest.raises(AzdoError, match="bytes free"):
        destination.check_space(1 << 60)
