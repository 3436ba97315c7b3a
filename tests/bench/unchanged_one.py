# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One unchanged definition against the same playbook with `ansible.builtin.ping`: whole runs, one kind after the other.

Prints the medians of both kinds in seconds, and their ratio with its bound (design: 1.5). Needs `ansible-playbook` on
PATH, the collection on ANSIBLE_COLLECTIONS_PATH, and the emulator at EMULATOR_URL.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

REPETITIONS = 11
BOUND = 1.5

PING: dict[str, Any] = {"ansible.builtin.ping": {}}
RECAP = re.compile(r"ok=1 +changed=(\d+) +unreachable=0 +failed=0")


def collection(emulator: str) -> str:
    """The URL of a new collection as the cloud has it: there an unchanged definition costs one request."""
    answer = requests.post(
        f"{emulator}/_emulator/collections", json={"path": "/bench-unchanged-one", "profile": "services"}, timeout=30
    )
    answer.raise_for_status()
    return str(answer.json()["url"])


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


def write_playbook(path: Path, task: dict[str, Any]) -> Path:
    """A playbook with that one task; JSON is YAML."""
    play = {"name": path.stem, "hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Measured", **task}]}
    path.write_text(json.dumps([play]), encoding="utf-8")
    return path


def run(playbook: Path) -> tuple[float, int]:
    """Seconds of one whole run, and the number of changed tasks; ends the benchmark when the run fails."""
    start = time.perf_counter()
    done = subprocess.run(
        ["ansible-playbook", "-i", "localhost,", "-c", "local", playbook],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - start
    recap = RECAP.search(done.stdout)
    if done.returncode or not recap:
        sys.exit(f"{playbook.name} failed:\n{done.stdout}{done.stderr}")
    return seconds, int(recap[1])


def main() -> int:
    """Create the definition, then measure; 1 when the bound is broken."""
    url = collection(os.environ["EMULATOR_URL"])
    times: dict[str, list[float]] = {"ping": [], "unchanged_one": []}
    with tempfile.TemporaryDirectory() as folder:
        ping = write_playbook(Path(folder) / "ping.yml", PING)
        unchanged = write_playbook(Path(folder) / "unchanged_one.yml", definition(url))
        if run(unchanged)[1] != 1:
            sys.exit("the first run did not create the definition")
        run(ping)  # both have been run once now: nothing is cold
        for _repetition in range(REPETITIONS):
            for playbook in (ping, unchanged):
                seconds, changed = run(playbook)
                if changed:
                    sys.exit(f"{playbook.name} changed something")
                times[playbook.stem].append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratio = medians["unchanged_one"] / medians["ping"]
    print(f"ping_seconds: {medians['ping']:.3f}")
    print(f"unchanged_one_seconds: {medians['unchanged_one']:.3f}")
    print(f"unchanged_one_ratio: {ratio:.2f}")
    print(f"unchanged_one_ratio_bound: {BOUND}")
    return 0 if ratio <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
