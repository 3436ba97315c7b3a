# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Zip archives that mean well and ill."""

from __future__ import annotations

import contextlib
import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._archive import Archive, DamagedArchiveError
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import ResponseError
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError


def archive(
    *members: tuple[str, bytes], mode: int | None = None, packed: bool = True, method: int = zipfile.ZIP_DEFLATED
) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method if packed else zipfile.ZIP_STORED) as made:
        for name, content in members:
            info = zipfile.ZipInfo("placeholder")
            # as ill-meaning programs write it, not as zipfile tidies it
            info.filename = name
            info.compress_type = made.compression
            info.external_attr = (stat.S_IFREG | 0o644 if mode is None else mode) << 16
            made.writestr(info, content)
    return buffer


def entries(buffer: BinaryIO, top: str = "drop") -> dict[str, bytes]:
    opened = Archive(buffer, "The archive")
    return {entry.path: b"".join(opened.read(entry)) for entry in opened.entries(top)}


def test_files_below_the_folder_of_the_artifact() -> None:
    assert entries(archive(("drop/", b""), ("drop/a", b"1"), ("drop/b/c", b"22"))) == {"a": b"1", "b/c": b"22"}


def test_files_without_that_folder() -> None:
    assert entries(archive(("drop/a", b"1"), ("b/c", b"22"))) == {"drop/a": b"1", "b/c": b"22"}


def test_separators_of_windows() -> None:
    assert entries(archive(("drop\\b\\c", b"1"), ("drop\\d\\", b""))) == {"b/c": b"1"}


def test_nothing() -> None:
    assert entries(archive()) == {}


@pytest.mark.parametrize(
    "name", ["../a", "drop/../../a", "/etc/cron.d/a", "..\\a", "C:\\a", "drop/../../", "\\\\server\\a", "a\nb"]
)
def test_paths_that_lead_out(name: str) -> None:
    with pytest.raises(UnsafeContentError):
        entries(archive(("drop/good", b"1"), (name, b"2")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_special_files(kind: int) -> None:
    with pytest.raises(UnsafeContentError, match="a link" if kind == stat.S_IFLNK else "a special file"):
        entries(archive(("drop/a", b"/etc/passwd"), mode=kind | 0o777))


def test_encrypted_members() -> None:
    data = bytearray(archive(("drop/a", b"1")).getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Exception, match="encrypted"):
        entries(io.BytesIO(bytes(data)))


def test_honest_compression_is_no_bomb() -> None:
    assert len(entries(archive(("drop/zeros", bytes(30_000_000))))["zeros"]) == 30_000_000


def test_members_that_share_their_bytes() -> None:
    buffer = archive(("drop/a", b"x" * 1000), ("drop/b", b"x" * 1000), packed=False)
    data = bytearray(buffer.getvalue())
    second = data.rindex(b"PK\x01\x02")
    # the second record of the directory points to the first member
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    with pytest.raises(UnsafeContentError, match="bomb"):
        Archive(io.BytesIO(bytes(data)), "The archive").entries("drop")


def claim(buffer: io.BytesIO, size: int) -> io.BytesIO:
    """The archive, whose only member says to have another size."""
    data = bytearray(buffer.getvalue())
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = size.to_bytes(4, "little")
    return io.BytesIO(bytes(data))


def test_more_than_deflate_can_do_is_a_bomb() -> None:
    with pytest.raises(UnsafeContentError, match="bomb"):
        entries(claim(archive(("drop/a", b"x")), 1_000_000_000))


@pytest.mark.parametrize("size", [3, 7])
def test_a_size_that_is_a_lie(size: int) -> None:
    with pytest.raises(DamagedArchiveError):
        entries(claim(archive(("drop/a", b"12345")), size))


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: flipped(data, data.index(b"12345") + 2),
        lambda data: b"<html></html>",
        lambda data: b"",
    ],
)
def test_damage_is_noticed(damage: Callable[[bytes], bytes]) -> None:
    data = archive(("drop/a", b"12345" * 100), packed=False).getvalue()
    with pytest.raises(DamagedArchiveError, match="The archive"):
        entries(io.BytesIO(damage(data)))


def overwritten(data: bytes, mark: bytes, offset: int, number: int) -> bytes:
    """The archive with another number in its last record of that mark."""
    place = data.rindex(mark) + offset
    return data[:place] + number.to_bytes(4, "little") + data[place + 4 :]


DIRECTORY, END = b"PK\x01\x02", b"PK\x05\x06"


@pytest.mark.parametrize(
    ("mark", "offset", "number"),
    [
        # sizes and places beyond the ends of the file
        (END, 12, 100_000),
        (END, 16, 100_000),
        (END, 12, 1 << 31),
        (DIRECTORY, 42, 1 << 31),
        (DIRECTORY, 42, 100_000),
    ],
)
def test_damage_that_leads_astray(mark: bytes, offset: int, number: int, tmp_path: Path) -> None:
    data = archive(("drop/a", b"12345" * 100)).getvalue()
    # a raw file, as in a download, says of a bad place something else than one in memory
    (tmp_path / "zip").write_bytes(overwritten(data, mark, offset, number))
    with open(tmp_path / "zip", "rb", buffering=0) as raw, pytest.raises(DamagedArchiveError, match="The archive"):
        entries(raw)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_in_what_is_packed(method: int) -> None:
    content = bytes(range(256)) * 100
    data = archive(("drop/a", content), method=method).getvalue()
    start = data.index(b"drop/a") + len("drop/a")
    noticed = 0
    for place in range(start, data.rindex(DIRECTORY), 3):
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        try:
            # the version of the program that packed is there too, and does not matter
            assert entries(io.BytesIO(bytes(damaged))) == {"a": content}
        except DamagedArchiveError:
            noticed += 1
    assert noticed > 20


def test_any_byte_may_be_wrong() -> None:
    """Every archive is read, refused, or damaged, and nothing else."""
    data = archive(("drop/a", b"12345" * 100), ("drop/b", b"12345")).getvalue()
    for place in range(len(data)):
        for value in (0, 0x55, 0x80, 0xFF):
            with contextlib.suppress(ResponseError):
                entries(io.BytesIO(data[:place] + bytes([data[place] ^ value]) + data[place + 1 :]))
