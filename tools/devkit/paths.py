# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things lie: the checkout, and the one folder that holds everything the tooling makes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def cache_of(root: Path) -> Path:
    """The folder for what is made: `.cache` in the checkout, which git ignores.

    Older releases of ansible-core cannot start an interpreter whose path holds a space. A checkout with one in its path
    gets a folder in the user's cache instead.
    """
    if " " not in str(root):
        return root / ".cache"
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "azdo-pipelines" / hashlib.sha256(str(root).encode()).hexdigest()[:12]


ROOT = Path(__file__).resolve().parents[2]
CACHE = cache_of(ROOT)
LOGS = CACHE / "logs"
#: the folders for temporary files, one for each part, which last until the run ends well
TEMPORARY = CACHE / "tmp"
REQUIREMENTS = ROOT / "tools" / "requirements"

NAMESPACE = "azdo"
NAME = "pipelines"
