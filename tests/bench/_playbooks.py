# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks of one task, run as a whole and timed, and the emulator that they run against."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

PING: dict[str, Any] = {"ansible.builtin.ping": {}}
_RECAP = re.compile(r"ok=1 +changed=(\d+) +unreachable=0 +failed=0")


def admin(verb: str, path: str, body: Any = None, **query: str) -> Any:
    """Ask the emulator's admin API."""
    url = f"{os.environ['EMULATOR_URL']}/_emulator/{path}"
    answer = requests.request(verb, url, json=body, params=query, timeout=600)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def collection(path: str) -> str:
    """The URL of a new collection as the cloud has it, with the folder of the definitions."""
    return str(admin("POST", "collections", {"path": path, "profile": "services"})["url"])


def play(folder: Path, name: str, task: dict[str, Any], changed: int = 0) -> float:
    """Seconds of one run of a playbook with that one task; ends the benchmark when it does not do as expected."""
    playbook = folder / f"{name}.yml"
    tasks = [{"name": "Measured", **task}]
    playbook.write_text(
        json.dumps([{"name": name, "hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8"
    )
    start = time.perf_counter()
    done = subprocess.run(
        ["ansible-playbook", "-i", "localhost,", "-c", "local", playbook],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - start
    recap = _RECAP.search(done.stdout)
    if done.returncode or not recap or int(recap[1]) != changed:
        sys.exit(f"{name} failed or changed what it should not:\n{done.stdout}{done.stderr}")
    return seconds
