# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last part of a run: no secret of any test stands in anything that the run has written.

Every secret of every test begins with one of `devkit.markers`. What the run wrote is every file below the cache that is
younger than its start: logs, the emulators' request logs, reports, what ansible-test leaves, home folders, caches, the
tarball, and the folder for temporary files that each part has of its own. Each folder of the cache is one test.

Files that rightly hold a marker are those that `Known` names, each kind with its reason, and nothing else.
"""

from __future__ import annotations

import concurrent.futures
import functools
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from devkit.markers import markers_in
from devkit.outcome import Outcome
from devkit.paths import CACHE, NAME, NAMESPACE, ROOT, TEMPORARY
from devkit.schedule import Part
from devkit.tree import source_files

#: what a test writes for a program to read, such as a playbook, lies in a folder of this name
GIVEN = "given"

#: a file is searched in pieces of this size, which overlap by more than a marker is long
_PIECE = 1 << 28
_OVERLAP = 1 << 12
#: clocks of files tick more slowly than those of programs
_TICK = 1.0
_SHOWN = 30


class Known:
    """Which files a hunt leaves out."""

    def __init__(self, sources: Sequence[str], cache: Path) -> None:
        self._cache = cache
        self._trees = cache / "trees"
        self._venvs = cache / "venvs"
        self._sources = {name for name in sources if name.startswith(("tests/", "tools/", "demo/"))}

    def __contains__(self, path: Path) -> bool:
        return (
            path.is_symlink()
            or not path.is_file()
            # compiled tests: their sources hold the markers
            or path.suffix == ".pyc"
            or GIVEN in path.relative_to(self._cache).parts
            # what hypothesis tries: it copies constants out of the sources of tests
            or path.parts[-3:-1] == (".hypothesis", "constants")
            or self._is_source(path)
            or self._was_installed(path)
        )

    def _is_source(self, path: Path) -> bool:
        """Whether it is the copy of a file of the checkout that belongs to the tests or tools."""
        if not path.is_relative_to(self._trees):
            return False
        parts = path.relative_to(self._trees).parts[1:]
        return parts[:3] == ("ansible_collections", NAMESPACE, NAME) and "/".join(parts[3:]) in self._sources

    def _was_installed(self, path: Path) -> bool:
        """Whether it came with an environment: those are complete before anything is tested."""
        if not path.is_relative_to(self._venvs):
            return False
        stamp = self._venvs / path.relative_to(self._venvs).parts[0] / "made-of"
        # not by its age: uv links files, and each further link counts as a change of the file
        return not stamp.is_file() or path.lstat().st_mtime <= stamp.lstat().st_mtime


def part(since: float) -> Part:
    """The hunt through what was written from that time on."""
    return Part("hunt", functools.partial(_hunt, since))


def _hunt(since: float, log: Path) -> Outcome:
    known = Known(source_files(ROOT), CACHE)
    outcome = Outcome()
    with open(log, "w", encoding="utf-8") as report:
        for place in sorted(CACHE.iterdir()):
            files = [path for path in written(place, since - _TICK) if path != log and path not in known]
            if files:
                outcome.add(search(files))
                print(f"{place.name}: {len(files)} files, {sum(map(_size, files)):,} bytes", file=report)
    if not outcome.failed:
        shutil.rmtree(TEMPORARY, ignore_errors=True)
    return outcome


def written(place: Path, since: float) -> Iterator[Path]:
    """The files of a folder, or the file itself, that were written or came there from that time on."""
    files: Iterator[Path] = iter([place])
    if place.is_dir():
        files = (Path(folder) / name for folder, _folders, names in os.walk(place) for name in names)
    return (path for path in files if os.path.lexists(path) and _age(path) >= since)


def search(files: Sequence[Path]) -> Outcome:
    """One test: no marker in these files, nor in their names."""
    # nothing else runs any more: all processors are free
    with concurrent.futures.ProcessPoolExecutor() as pool:
        hits = [hit for found in pool.map(_hits, files, chunksize=32) for hit in found]
    if len(hits) > _SHOWN:
        hits = [*hits[:_SHOWN], f"and {len(hits) - _SHOWN} more"]
    return Outcome.single(["\n".join([f"{len(hits)} files or more hold a secret:", *hits])] if hits else [])


def _hits(path: Path) -> list[str]:
    markers = markers_in(str(path).encode(errors="surrogateescape"))
    for content in _pieces(path):
        markers += markers_in(content)
    return [f"{path}: {marker}" for marker in dict.fromkeys(markers)]


def _pieces(path: Path) -> Iterator[bytes]:
    kept = b""
    with open(path, "rb") as stream:
        while read := stream.read(_PIECE):
            yield kept + read
            kept = read[-_OVERLAP:]


def _age(path: Path) -> float:
    """When a file was last written, or put where it is."""
    found = path.lstat()
    return max(found.st_mtime, found.st_ctime)


def _size(path: Path) -> int:
    return path.lstat().st_size
