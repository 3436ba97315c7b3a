# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A controller of the soak: a process that runs the set, as a module or through the role, each time it is told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from functional.world import run_module

COUNT = 200
_CONNECTION = (
    "organization_url",
    "project",
    "personal_access_token",
    "product",
    "retries",
    "retry_max_wait",
    "timeout",
)


def declared() -> dict[str, Any]:
    """The options of the set."""
    return {
        "defaults": {
            "path": "soak",
            "repository": {"type": "TfsGit", "name": "website", "default_branch": "main"},
            "queue": "Default",
            "job_timeout_in_minutes": 45,
            "variables": {"ours": "stated"},
        },
        "definitions": [{"name": f"d{n:03}", "yaml_filename": f"/{n}/azure-pipelines.yml"} for n in range(COUNT)],
        "concurrency": 4,
    }


def used(process: int | str) -> tuple[float, int]:
    """Memory in MiB and open files of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20, len(os.listdir(f"/proc/{process}/fd"))


class Controller:
    """A controller's process, seen from the soak."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.runs: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._tell(json.dumps(options))

    def run(self, through: str) -> dict[str, Any]:
        """One run of the `module` or the `role`. Raises `RuntimeError` where the controller ended instead."""
        self._tell(through)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a run ended with a traceback")
        self.runs.append(json.loads(line))
        return self.runs[-1]

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(60)


def run_role(options: dict[str, Any]) -> dict[str, Any]:
    """A run of the role by `ansible-playbook`; the result of its task."""
    with tempfile.TemporaryDirectory() as folder:
        result, playbook = Path(folder, "result.json"), Path(folder, "playbook.yml")
        role = {
            "build_definitions": options["definitions"],
            "build_definitions_defaults": options["defaults"],
            "build_definitions_concurrency": options["concurrency"],
            "build_definitions_connection": {name: options[name] for name in _CONNECTION},
        }
        keep = {"dest": str(result), "content": "{{ build_definitions_result | to_json }}", "mode": "0600"}
        tasks = [
            {
                "block": [{"ansible.builtin.include_role": {"name": "azdo.pipelines.build_definitions"}}],
                "always": [{"ansible.builtin.copy": keep, "no_log": True}],
            }
        ]
        here = {**role, "ansible_python_interpreter": sys.executable}
        play = [{"hosts": "localhost", "gather_facts": False, "vars": here, "tasks": tasks}]
        playbook.write_text(json.dumps(play), "utf-8")
        done = subprocess.run(["ansible-playbook", playbook], capture_output=True, text=True, check=False)
        if not result.is_file():
            return {"failed": True, "exception": done.stdout + done.stderr}
        found: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return found


def main() -> int:
    """Run the set until standard input ends; a line about each run."""
    from ansible_collections.azdo.pipelines.plugins.module_utils import _retry
    from ansible_collections.azdo.pipelines.plugins.module_utils._errors import CODES

    _retry.FIRST_BACKOFF = 0.02
    options = json.loads(sys.stdin.readline())
    ways: dict[str, Callable[[], dict[str, Any]]] = {
        "module": lambda: run_module("build_definition_set", options),
        "role": lambda: run_role(options),
    }
    for line in sys.stdin:
        through = line.strip()
        result = ways[through]()
        failed, failure = result.get("failed"), result.get("failure") or {}
        code = failure.get("code", "no code") if failed else "changed" if result["changed"] else "unchanged"
        known = "exception" not in result and (code in CODES or not failed)
        memory, files = used("self")
        print(
            json.dumps({"through": through, "code": code, "known": known, "memory": memory, "files": files}), flush=True
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
