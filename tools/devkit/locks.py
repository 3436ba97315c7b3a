# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One lock per thing that several parts, or several runs of make, could build at once."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator

from devkit.paths import CACHE


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold the lock `name`; works between threads and between processes."""
    folder = CACHE / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{name}.lock", "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
