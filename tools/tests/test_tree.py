# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy that Ansible's tools work on equals the checkout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from devkit import locks
from devkit.tree import Tree, source_files


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(locks, "CACHE", tmp_path / "cache")
    root = tmp_path / "a checkout"
    (root / "plugins" / "modules").mkdir(parents=True)
    (root / ".gitignore").write_text("/.cache/\n*.pyc\n/tests/output/\n", encoding="utf-8")
    (root / "plugins" / "modules" / "thing.py").write_text("1\n", encoding="utf-8")
    (root / "plugins" / "modules" / "thing.pyc").write_text("junk", encoding="utf-8")
    subprocess.run(["git", "init", "-q", root], check=True)
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    (root / "untracked.txt").write_text("new\n", encoding="utf-8")
    return root


def _refreshed(checkout: Path) -> Path:
    return Tree("t", source=checkout, cache=checkout / ".cache").refresh().collection


def test_holds_tracked_and_untracked_but_not_ignored_files(checkout: Path) -> None:
    copy = _refreshed(checkout)
    assert source_files(copy) == [".gitignore", "plugins/modules/thing.py", "untracked.txt"]
    assert copy.parts[-3:] == ("ansible_collections", "azdo", "pipelines")
    assert not (copy / "plugins" / "modules" / "thing.pyc").exists()


def test_refresh_follows_changes_and_deletions(checkout: Path) -> None:
    copy = _refreshed(checkout)
    (checkout / "plugins" / "modules" / "thing.py").write_text("2\n", encoding="utf-8")
    (checkout / "untracked.txt").unlink()
    (copy / "stray" / "folder").mkdir(parents=True)
    (copy / "stray" / "folder" / "file").write_text("x", encoding="utf-8")
    _refreshed(checkout)
    assert (copy / "plugins" / "modules" / "thing.py").read_text(encoding="utf-8") == "2\n"
    assert not (copy / "untracked.txt").exists()
    assert not (copy / "stray").exists()


def test_refresh_leaves_what_git_ignores_to_the_tool_that_made_it(checkout: Path) -> None:
    report = _refreshed(checkout) / "tests" / "output" / "report.xml"
    report.parent.mkdir(parents=True)
    report.write_text("x", encoding="utf-8")
    _refreshed(checkout)
    assert report.is_file()


def test_deleted_but_still_tracked_file_is_gone(checkout: Path) -> None:
    copy = _refreshed(checkout)
    (checkout / "plugins" / "modules" / "thing.py").unlink()
    _refreshed(checkout)
    assert not (copy / "plugins").exists()


def test_file_may_become_a_folder_and_back(checkout: Path) -> None:
    copy = _refreshed(checkout)
    (checkout / "untracked.txt").unlink()
    (checkout / "untracked.txt").mkdir()
    (checkout / "untracked.txt" / "inner").write_text("x", encoding="utf-8")
    _refreshed(checkout)
    assert (copy / "untracked.txt" / "inner").is_file()
    (checkout / "untracked.txt" / "inner").unlink()
    (checkout / "untracked.txt").rmdir()
    (checkout / "untracked.txt").write_text("file\n", encoding="utf-8")
    _refreshed(checkout)
    assert (copy / "untracked.txt").read_text(encoding="utf-8") == "file\n"


def test_keeps_modes(checkout: Path) -> None:
    (checkout / "untracked.txt").chmod(0o755)
    assert os.access(_refreshed(checkout) / "untracked.txt", os.X_OK)


def test_environment_of_a_git_hook_does_not_matter(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(checkout / "nowhere"))
    assert (_refreshed(checkout) / "untracked.txt").is_file()
