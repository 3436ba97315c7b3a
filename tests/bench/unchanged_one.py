# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One unchanged definition against the same playbook with `ansible.builtin.ping`: whole runs, one kind after the other.

Prints the medians of both kinds in seconds, and their ratio with its bound (design: 1.5). Needs `ansible-playbook` on
PATH, the collection on ANSIBLE_COLLECTIONS_PATH, and the emulator at EMULATOR_URL.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from _playbooks import PING, collection, play

REPETITIONS = 11
BOUND = 1.5


def definition(url: str) -> dict[str, Any]:
    """The task that is measured."""
    return {
        "azdo.pipelines.build_definition": {
            "organization_url": url,
            "product": "services",
            "project": "Fabrikam-Fiber-Git",
            "personal_access_token": "emulator-pat",
            "name": "website",
            "path": "web",
            "repository": {"type": "TfsGit", "name": "website", "default_branch": "main"},
            "queue": "Azure Pipelines",
            "yaml_filename": "azure-pipelines.yml",
            "variables": {"config": "release"},
        }
    }


def main() -> int:
    """Create the definition, then measure; 1 when the bound is broken."""
    task = definition(collection("/bench-unchanged-one"))
    times: dict[str, list[float]] = {"ping": [], "unchanged_one": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # both have been run once then: nothing is cold
        play(folder, "unchanged_one", task, changed=1)
        play(folder, "ping", PING)
        for _repetition in range(REPETITIONS):
            times["ping"].append(play(folder, "ping", PING))
            times["unchanged_one"].append(play(folder, "unchanged_one", task))
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratio = medians["unchanged_one"] / medians["ping"]
    print(f"ping_seconds: {medians['ping']:.3f}")
    print(f"unchanged_one_seconds: {medians['unchanged_one']:.3f}")
    print(f"unchanged_one_ratio: {ratio:.2f}")
    print(f"unchanged_one_ratio_bound: {BOUND}")
    return 0 if ratio <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
