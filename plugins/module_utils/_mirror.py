# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Bringing the files of an artifact into a folder: only those that differ, several at once."""

from __future__ import annotations

import os
import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_sources import RemoteFile, Source
from ansible_collections.azdo.pipelines.plugins.module_utils._destination import Destination
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._patterns import Patterns
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError, check_names

Document = dict[str, t.Any]

FETCHED, UNCHANGED = "fetched", "unchanged"


class Mirror:
    """Files of one artifact in a folder. What was done is kept, also when a second source goes on after the first."""

    def __init__(self, destination: Destination, patterns: Patterns, *, most: int, concurrency: int) -> None:
        """`most`: how many bytes all files may have."""
        self.destination = destination
        self._patterns = patterns
        self._most = most
        self._concurrency = concurrency
        self._actions: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        #: the paths that the last source had, meant or not
        self.offered: list[str] = []

    @property
    def files(self) -> list[Document]:
        """The files so far, by path."""
        return [
            {"path": path, "size": self._sizes[path], "action": action}
            for path, action in sorted(self._actions.items())
        ]

    @property
    def changed(self) -> bool:
        """Whether a file was written, or is to be."""
        return FETCHED in self._actions.values()

    def counted(self) -> Document:
        """Totals."""
        fetched = [path for path, action in self._actions.items() if action == FETCHED]
        return {
            "files_fetched": len(fetched),
            "files_unchanged": len(self._actions) - len(fetched),
            "bytes_fetched": sum(self._sizes[path] for path in fetched),
        }

    def run(self, source: Source, files: list[RemoteFile], check: bool, name: str) -> None:
        """Fetch what differs of `files`; in check mode only tell what that is. `name` is that of the artifact.

        Raises `AzdoError`, before anything is written where the reason can be known.
        """
        self.offered = [file.path for file in files]
        chosen = [file for file in files if self._patterns.match(file.path)]
        check_names((file.path for file in chosen), f"Artifact '{name}'")
        self._check_size(sum(file.size or 0 for file in chosen), name)
        states = {file.path: self.destination.existing(file.path) for file in chosen}
        wanted = [file for file in chosen if not self._is_there(source, file, states[file.path])]
        self.destination.check_space(sum(file.size or 0 for file in wanted))
        if check:
            for file in wanted:
                self._note(file, FETCHED)
        else:
            self._each(wanted, lambda file: self._fetch(source, file, states[file.path] is None))

    def _check_size(self, total: int, name: str) -> None:
        if total > self._most:
            raise UnsafeContentError(
                f"Artifact '{name}' has {total} bytes in the files that are meant, and max_size allows {self._most}",
                hint="Nothing was written. Raise max_size if that is right, or choose fewer files with patterns.",
            )

    def _is_there(self, source: Source, file: RemoteFile, found: os.stat_result | None) -> bool:
        if found is None or not source.is_same(file, self.destination.path(file.path), found):
            return False
        self._note(file, UNCHANGED)
        return True

    def _fetch(self, source: Source, file: RemoteFile, is_new: bool) -> None:
        with self.destination.part(file.path) as part:
            size = source.fetch(file, part)
            if not is_new and self.destination.equals(part, file.path):
                if file.modified is not None:
                    self.destination.touch(file.path, file.modified)
                self._note(file, UNCHANGED, size)
            else:
                self.destination.put(part, file.path, file.modified)
                self._note(file, FETCHED, size)

    def _note(self, file: RemoteFile, action: str, size: int | None = None) -> None:
        self._sizes[file.path] = (file.size or 0) if size is None else size
        # What was written stays so, whatever a second look says.
        if self._actions.get(file.path) != FETCHED:
            self._actions[file.path] = action

    def _each(self, files: list[RemoteFile], work: t.Callable[[RemoteFile], None]) -> None:
        """Do the work for every file, several at once; after the first failure no more is begun."""
        left = iter(files)
        lock = threading.Lock()
        failures: list[AzdoError] = []

        def worker(_number: int) -> None:
            while not failures:
                with lock:
                    file = next(left, None)
                if file is None:
                    return
                try:
                    work(file)
                except AzdoError as error:
                    failures.append(error)
                except OSError as error:
                    path = self.destination.path(file.path)
                    reason = error.strerror or error
                    failures.append(AzdoError(f"{path} cannot be written: {reason}", hint="Look at dest."))

        threads = min(self._concurrency, len(files))
        if threads <= 1:
            worker(0)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(worker, range(threads)))
        if failures:
            raise failures[0]
