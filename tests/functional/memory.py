# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much memory a process took at most."""

from __future__ import annotations

import resource
from pathlib import Path


def peak() -> float:
    """The most that this process had, in MiB."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What `getrusage` tells begins, on Linux, with the memory of the process that started this one.
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
