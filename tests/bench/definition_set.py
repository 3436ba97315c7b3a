# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many definitions with `build_definition_set`: creating 500, 500 unchanged, 500 one by one, 10,000 unchanged.

Prints medians of whole playbook runs, and their ratios with the bounds (issue 6):
creating 500 at 50 ms per answer and concurrency 4 against the waiting that cannot be avoided and an empty module: 1.2;
500 unchanged against an empty module and a bare download of the same bytes: 1.3; against a loop of `build_definition`
(measured over a part of them): at least 40 times faster; 10,000 unchanged: time per definition as for 2,500 (1.3), and
less than 300 MiB in the process of the module. Needs `ansible-playbook` on PATH, the collection on PYTHONPATH and
ANSIBLE_COLLECTIONS_PATH, and the emulator at EMULATOR_URL.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests
from _playbooks import PING, admin, collection, play

COUNT = 500
LOOPED = 15
MANY = (2_500, 10_000)
LATENCY = 0.05
CONCURRENCY = 4
REPETITIONS = 5
PROJECT = "Fabrikam-Fiber-Git"
PAT = "emulator-pat"

DEFAULTS: dict[str, Any] = {
    "path": "bench",
    "repository": {"type": "TfsGit", "name": "website", "default_branch": "main"},
    "queue": "Azure Pipelines",
    "variables": {f"variable{number}": "some text" for number in range(5)},
    "triggers": {"continuous_integration": {"settings_source_type": "definition", "branch_filters": ["main"]}},
}


def connection(url: str) -> dict[str, Any]:
    """The options that lead to it."""
    return {"organization_url": url, "product": "services", "project": PROJECT, "personal_access_token": PAT}


def definitions(count: int) -> list[dict[str, Any]]:
    """What is declared, but for the defaults."""
    return [{"name": f"definition {n:05}", "yaml_filename": f"/{n}/azure-pipelines.yml"} for n in range(count)]


def the_set(url: str, count: int) -> dict[str, Any]:
    """The task that is measured."""
    wanted = {"defaults": DEFAULTS, "definitions": definitions(count), "concurrency": CONCURRENCY}
    return {"azdo.pipelines.build_definition_set": {**connection(url), **wanted}}


def looped(url: str, count: int) -> dict[str, Any]:
    """The same, one by one."""
    one = {"name": "{{ item.name }}", "yaml_filename": "{{ item.yaml_filename }}"}
    return {
        "azdo.pipelines.build_definition": {**connection(url), **DEFAULTS, **one},
        "loop": definitions(count),
        "loop_control": {"label": "{{ item.name }}"},
    }


def in_process(kind: str, *arguments: str) -> dict[str, float]:
    """What a kind of child prints."""
    done = subprocess.run(
        [sys.executable, __file__, kind, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        sys.exit(f"{kind} failed: {done.stdout}{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def bare(url: str) -> None:
    """Child: download the pages, as bytes."""
    query: dict[str, Any] = {"includeAllProperties": "true", "queryOrder": "definitionNameAscending", "$top": 1000}
    with requests.Session() as session:
        session.auth = ("", PAT)
        while True:
            answer = session.get(f"{url}/{PROJECT}/_apis/build/definitions", params=query, timeout=600)
            answer.raise_for_status()
            token = answer.headers.get("X-MS-ContinuationToken")
            if not token:
                break
            query["continuationToken"] = token
    print("{}")


def module(url: str, count: str) -> None:
    """Child: the whole module, which must change nothing; prints its seconds and its peak memory in MiB."""
    from ansible.module_utils.testing import patch_module_args

    from ansible_collections.azdo.pipelines.plugins.modules import build_definition_set

    arguments = the_set(url, int(count))["azdo.pipelines.build_definition_set"]
    start = time.perf_counter()
    with open(os.devnull, "w", encoding="utf-8") as nowhere, patch_module_args(arguments):
        sys.stdout, printed = nowhere, sys.stdout
        try:
            build_definition_set.main()
        except SystemExit as ended:
            if ended.code not in (0, None):
                raise
        finally:
            sys.stdout = printed
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - start, "mebibytes": peak}))


class Report:
    """Prints figures, and remembers whether a bound was broken."""

    def __init__(self) -> None:
        self.broken = False

    def say(self, name: str, value: float, bound: float | None = None, at_least: bool = False) -> None:
        """One line, and one for the bound."""
        print(f"{name}: {value:.2f}", flush=True)
        if bound is not None:
            print(f"{name}_bound: {bound}", flush=True)
            self.broken = self.broken or (value < bound if at_least else value > bound)


def creating(report: Report, folder: Path, ping: float) -> str:
    """Create 500 definitions against a slow server; its URL."""
    url = collection("/bench-set")
    fault = {"kind": "latency", "seconds": LATENCY, "times": None}
    admin("POST", "faults", fault, collection="/bench-set")
    seconds = play(folder, "create", the_set(url, COUNT), changed=1)
    admin("DELETE", "faults", collection="/bench-set")
    report.say(f"create_{COUNT}_seconds", seconds)
    report.say(f"create_{COUNT}_ratio", seconds / (COUNT * LATENCY / CONCURRENCY + ping), 1.2)
    return url


def unchanged(report: Report, folder: Path, url: str) -> None:
    """500 unchanged definitions: in one call, and one by one."""
    times: dict[str, list[float]] = {"ping": [], "bare": [], "set": []}
    for _repetition in range(REPETITIONS):
        times["ping"].append(play(folder, "ping", PING))
        start = time.perf_counter()
        in_process("bare", url)
        times["bare"].append(time.perf_counter() - start)
        times["set"].append(play(folder, "unchanged", the_set(url, COUNT)))
    ping, download, one_call = (statistics.median(times[name]) for name in ("ping", "bare", "set"))
    report.say("ping_seconds", ping)
    report.say(f"bare_download_{COUNT}_seconds", download)
    report.say(f"unchanged_{COUNT}_seconds", one_call)
    report.say(f"unchanged_{COUNT}_ratio", one_call / (ping + download), 1.3)
    each = (play(folder, "looped", looped(url, LOOPED)) - ping) / LOOPED
    report.say("looped_seconds_each", each)
    report.say(f"unchanged_{COUNT}_times_faster_than_a_loop", (ping + each * COUNT) / one_call, 40, at_least=True)


def many(report: Report) -> None:
    """Up to 10,000 unchanged definitions."""
    found = {}
    for count in MANY:
        url = collection(f"/bench-set-{count}")
        created = in_process("module", url, str(count))
        report.say(f"create_{count}_seconds", created["seconds"])
        runs = [in_process("module", url, str(count)) for _repetition in range(3)]
        found[count] = statistics.median(run["seconds"] for run in runs)
        report.say(f"unchanged_{count}_seconds", found[count])
        report.say(f"unchanged_{count}_mebibytes", max(run["mebibytes"] for run in runs), 300)
    few, all_of_them = MANY
    report.say("seconds_each_ratio_of_many_to_few", found[all_of_them] / found[few] * few / all_of_them, 1.3)


def main() -> int:
    """Measure everything; 1 when a bound is broken."""
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        play(folder, "warm_up", PING)
        ping = statistics.median(play(folder, "ping", PING) for _repetition in range(3))
        url = creating(report, folder, ping)
        unchanged(report, folder, url)
    many(report)
    return int(report.broken)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        {"bare": bare, "module": module}[sys.argv[1]](*sys.argv[2:])
        sys.exit(0)
    sys.exit(main())
