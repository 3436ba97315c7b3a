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
from collections.abc import Callable
from pathlib import Path

from devkit.locks import locked
from devkit.paths import CACHE, NAME, NAMESPACE, ROOT


class Tree:
    """One copy. Parts that run at the same time and write into the tree take one each."""

    def __init__(self, name: str, source: Path = ROOT, cache: Path = CACHE) -> None:
        self.name = name
        self.source = source
        self.root = cache / "trees" / name
        self.collection = self.root / "ansible_collections" / NAMESPACE / NAME
        self.home = self.root / "home"

    def refresh(self, left_out: Callable[[str], bool] = lambda name: False) -> Tree:
        """Make the copy equal to the checkout: tracked files and untracked ones that git does not ignore.

        `left_out` says of a file's name, relative to the root, whether the copy does without it.
        """
        with locked(f"tree-{self.name}"):
            self.collection.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(exist_ok=True)
            if not (self.collection / ".git").is_dir():
                _git(self.collection, "init", "--quiet")
            wanted = [name for name in source_files(self.source) if not left_out(name)]
            self._remove_others(set(wanted))
            for name in wanted:
                _copy(self.source / name, self.collection / name)
        return self

    def _remove_others(self, wanted: set[str]) -> None:
        """Remove what the checkout no longer has. What git ignores stays: a tool that runs may be writing it."""
        for name in set(source_files(self.collection)) - wanted:
            path = self.collection / name
            path.unlink()
            for parent in path.parents:
                if parent == self.collection or any(parent.iterdir()):
                    break
                parent.rmdir()


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
