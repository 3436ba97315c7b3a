# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Which files of this machine a task means, and under which path each goes into a container."""

from __future__ import annotations

import dataclasses
import os
import re
import stat
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._patterns import Patterns, some_of

_OPTION = "src"
_WILDCARD = re.compile(r"[*?\[]")
#: what splits paths on the service's side, or cannot be written in a URL and a log
_FORBIDDEN = re.compile("[\\\\\x00-\x1f\x7f\ud800-\udfff]")


@dataclasses.dataclass(frozen=True)
class LocalFile:
    """A file as it was when it was selected. ``relative`` is its path in the artifact, with slashes."""

    path: str
    relative: str
    size: int
    #: seconds since the epoch at which it was last changed in any way: nobody can set that back
    changed: float
    #: what tells a file from one that took its place or was written meanwhile
    mark: tuple[int, int, int, int]


def select(sources: t.Iterable[str]) -> list[LocalFile]:
    """The files that sources mean, sorted by path: files, folders with all that is in them, patterns.

    :raises OptionError: for what is not there, cannot be read, or would lie twice under one path.
    """
    found: dict[str, LocalFile] = {}
    passed: list[str] = []
    for source in sources:
        for path, relative in _of_source(source, passed):
            file = _file(path, relative)
            before = found.get(relative)
            if before and os.path.realpath(before.path) != os.path.realpath(path):
                raise OptionError(
                    _OPTION, f"{before.path} and {path} are both {relative} in the artifact", "Rename one of them."
                )
            found[relative] = file
    if not found:
        there = some_of(passed, "The folder before the wildcard")
        raise OptionError(_OPTION, "there is no file in what it names", f"An artifact needs at least one file. {there}")
    return [found[relative] for relative in sorted(found)]


def _of_source(source: str, passed: list[str]) -> t.Iterator[tuple[str, str]]:
    """Path on this machine and path in the artifact of each file. ``passed`` gets what a pattern does not match."""
    if not source.strip():
        raise OptionError(_OPTION, "an element is empty", "Name files, folders or patterns.")
    if os.path.isdir(source):
        yield from _below(source, "", (os.path.realpath(source),))
    elif os.path.lexists(source):
        yield source, os.path.basename(source)
    elif _WILDCARD.search(source):
        yield from _matching(source, passed)
    else:
        raise OptionError(
            _OPTION, f"{source} does not exist", "The files must be on the machine where the module runs."
        )


def _matching(pattern: str, passed: list[str]) -> t.Iterator[tuple[str, str]]:
    """The files of a pattern, relative to its last folder without a wildcard."""
    parts = pattern.split("/")
    fixed = [bool(_WILDCARD.search(part)) for part in parts].index(True)
    folder = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
    if not os.path.isdir(folder):
        raise OptionError(_OPTION, f"{pattern}: there is no folder {folder}", "Check the part before the wildcard.")
    wanted = Patterns(["/".join(parts[fixed:])], _OPTION)
    for path, relative in _below(folder, "", (os.path.realpath(folder),)):
        if wanted.match(relative):
            yield path, relative
        else:
            passed.append(relative)


def _below(folder: str, prefix: str, above: tuple[str, ...]) -> t.Iterator[tuple[str, str]]:
    """All files below a folder, hidden ones too. ``above``: the real folders that led here, the selected one first."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(folder, error) from None
    for entry in entries:
        relative = prefix + entry.name
        if entry.is_symlink():
            _check_link(entry.path, above[0])
        if entry.is_dir():
            real = os.path.realpath(entry.path)
            if real in above:
                raise OptionError(_OPTION, f"{entry.path} links to a folder that it lies in", "Take the link away.")
            yield from _below(entry.path, f"{relative}/", (*above, real))
        else:
            yield entry.path, relative


def _check_link(path: str, root: str) -> None:
    """A link is followed as long as it stays in the selected folder: a build must not publish what lies elsewhere."""
    target = os.path.realpath(path)
    if target != root and not target.startswith(root.rstrip("/") + "/"):
        raise OptionError(
            _OPTION, f"{path} links to {target}, which is outside of {root}", "Copy the file there, or name it itself."
        )


def _file(path: str, relative: str) -> LocalFile:
    if _FORBIDDEN.search(relative):
        raise OptionError(
            _OPTION, f"{path!r} has a name that no container can hold", "Rename it: no backslash, nothing unprintable."
        )
    try:
        found = os.stat(path)
    except OSError as error:
        raise _unreadable(path, error) from None
    if not stat.S_ISREG(found.st_mode):
        raise OptionError(_OPTION, f"{path} is neither a file nor a folder", "Take it away, or name the files.")
    if not os.access(path, os.R_OK):
        raise OptionError(_OPTION, f"{path} cannot be read: permission denied", "Let the user of the module read it.")
    return LocalFile(path, relative, found.st_size, max(found.st_ctime, found.st_mtime), mark_of(found))


def mark_of(found: os.stat_result) -> tuple[int, int, int, int]:
    """What tells that a file has been changed or replaced."""
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _unreadable(path: str, error: OSError) -> OptionError:
    return OptionError(
        _OPTION, f"{path} cannot be read: {error.strerror or type(error).__name__}", "Check that it is there."
    )
