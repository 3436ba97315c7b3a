# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the checkout at `.../ansible_collections/azdo/pipelines`, where Ansible's tools want a collection to lie.

A symbolic link will not do: ansible-test resolves it and then finds itself outside `ansible_collections`. A copy is a
git repository of its own, since ansible-test asks git which files exist.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from devkit.locks import locked
from devkit.paths import CACHE, NAME, NAMESPACE, ROOT

# Inside a copy these are made by the tools that run there: no refresh takes them away.
_KEPT = {".git", ".ansible"}


class Tree:
    """One copy. Parts that run at the same time and write into the tree take one each."""

    def __init__(self, name: str, source: Path = ROOT, cache: Path = CACHE) -> None:
        self.name = name
        self.source = source
        self.root = cache / "trees" / name
        self.collection = self.root / "ansible_collections" / NAMESPACE / NAME
        self.home = self.root / "home"

    def refresh(self) -> Tree:
        """Make the copy equal to the checkout: tracked files and untracked ones that git does not ignore."""
        with locked(f"tree-{self.name}"):
            self.collection.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(exist_ok=True)
            if not (self.collection / ".git").is_dir():
                _git(self.collection, "init", "--quiet")
            wanted = source_files(self.source)
            self._remove_others(set(wanted))
            for name in wanted:
                _copy(self.source / name, self.collection / name)
        return self

    def _remove_others(self, wanted: set[str]) -> None:
        folders = {str(parent) for name in wanted for parent in Path(name).parents}
        for folder, subfolders, files in os.walk(self.collection, topdown=True):
            here = Path(folder).relative_to(self.collection)
            for name in list(subfolders):
                path = here / name
                if str(path) in _KEPT:
                    subfolders.remove(name)
                elif str(path) not in folders and not (Path(folder) / name).is_symlink():
                    subfolders.remove(name)
                    shutil.rmtree(Path(folder) / name)
            for name in [*files, *(one for one in subfolders if (Path(folder) / one).is_symlink())]:
                if str(here / name) not in wanted:
                    (Path(folder) / name).unlink()


def source_files(root: Path) -> list[str]:
    """The files of a checkout that belong to the project, relative to its root, sorted."""
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return sorted({name for name in listed if name and os.path.lexists(root / name)})


def _copy(source: Path, target: Path) -> None:
    new = source.lstat()
    if os.path.lexists(target):
        old = target.lstat()
        if (old.st_size, old.st_mtime_ns, old.st_mode) == (new.st_size, new.st_mtime_ns, new.st_mode):
            return
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _git(folder: Path, *arguments: str) -> str:
    # a hook that runs make has GIT_DIR set, which would point every git at the hook's repository
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    return os.fsdecode(done.stdout)
