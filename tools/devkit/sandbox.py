# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment in which programs work on a copy of the collection without a trace in the user's home folder."""

from __future__ import annotations

from pathlib import Path

from devkit.interpreters import search_path
from devkit.paths import CACHE
from devkit.process import clean_environment


def ansible_environment(venv: Path, collections: Path, **extra: str) -> dict[str, str]:
    """Ansible's programs of `venv` find the collections below `collections`, and keep what they write in the cache."""
    home = CACHE / "ansible-home"
    return clean_environment(
        PATH=search_path(venv / "bin"),
        ANSIBLE_COLLECTIONS_PATH=str(collections),
        ANSIBLE_HOME=str(home),
        ANSIBLE_REMOTE_TEMP=str(home / "tmp"),
        PYTHONPYCACHEPREFIX=str(CACHE / "pycache"),
        **extra,
    )


def tool_environment(venv: Path, collections: Path, **extra: str) -> dict[str, str]:
    """The same for linters and tests, with another home folder: some write logs and caches there."""
    home = CACHE / "home"
    home.mkdir(parents=True, exist_ok=True)
    return ansible_environment(venv, collections, HOME=str(home), NO_COLOR="1", **extra)
