# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listing 10,000 whole definitions against a bare loop that downloads and parses the same pages.

Prints the medians of seconds and peak memory of both, each run in a process of its own, and their ratios with the
bounds (issue 4: 1.3 and 2). What is measured is the work of `build_definition_info` up to its result; what Ansible does
with a result of that size is printed beside it, without a bound. Needs the collection on PYTHONPATH or
ANSIBLE_COLLECTIONS_PATH, and the emulator at EMULATOR_URL.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import requests

COUNT = 10_000
PAGE = 1000
REPETITIONS = 3
BOUNDS = {"seconds": 1.3, "mebibytes": 2.0}
PROJECT = "Fabrikam-Fiber-Git"
PAT = "emulator-pat"
PATH = "/bench-listing"

#: as large as definitions of classic pipelines are: some 4 KiB
DOCUMENT: dict[str, Any] = {
    "repository": {"type": "TfsGit", "name": "website", "defaultBranch": "refs/heads/main"},
    "queue": {"name": "Default"},
    "process": {
        "type": 1,
        "phases": [
            {
                "name": "Agent job 1",
                "steps": [
                    {
                        "task": {"id": "71a9a2d3-a98a-4caa-96ab-affca411ecda", "versionSpec": "1.*"},
                        "displayName": f"Step {number}",
                        "enabled": True,
                        "inputs": {f"input{place}": "$(Build.SourcesDirectory)/x" for place in range(6)},
                    }
                    for number in range(6)
                ],
            }
        ],
    },
    "variables": {f"variable{number}": {"value": "some text"} for number in range(10)},
    "triggers": [{"triggerType": 2, "branchFilters": ["+refs/heads/main"]}],
}


def fill(emulator: str) -> str:
    """A collection with that many definitions; its URL."""

    def admin(verb: str, path: str, body: Any, **query: str) -> Any:
        answer = requests.request(verb, f"{emulator}/_emulator/{path}", json=body, params=query, timeout=600)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    url = admin("POST", "collections", {"path": PATH, "profile": "services"})["url"]
    for start in range(0, COUNT, PAGE):
        documents = [{**DOCUMENT, "name": f"definition {start + number:05}"} for number in range(PAGE)]
        admin("POST", "definitions", documents, collection=PATH, project=PROJECT)
    admin("PATCH", "switches", {"default_page_size": PAGE}, collection=PATH)
    return str(url)


def bare(url: str) -> int:
    """Download and parse the pages, and keep what is in them."""
    found: list[Any] = []
    query = {"includeAllProperties": "true", "queryOrder": "definitionNameAscending", "api-version": "7.1"}
    with requests.Session() as session:
        session.auth = ("", PAT)
        while True:
            answer = session.get(f"{url}/{PROJECT}/_apis/build/definitions", params=query, timeout=600)
            answer.raise_for_status()
            found += answer.json()["value"]
            token = answer.headers.get("X-MS-ContinuationToken")
            if not token:
                return len(found)
            query["continuationToken"] = token


def arguments(url: str) -> dict[str, Any]:
    """The task that is measured."""
    return {
        "organization_url": url,
        "product": "services",
        "project": PROJECT,
        "personal_access_token": PAT,
        "timeout": 600,
        "include_all_properties": True,
    }


def run_module(url: str, end: Callable[..., Any] | None) -> int:
    """Run the module; `end` takes the place of Ansible's own end of a module."""
    from ansible.module_utils.basic import AnsibleModule
    from ansible.module_utils.testing import patch_module_args

    from ansible_collections.azdo.pipelines.plugins.modules import build_definition_info

    if end is not None:
        AnsibleModule.exit_json = end  # type: ignore[method-assign]
    with patch_module_args(arguments(url)):
        build_definition_info.main()
    return 0


def listing(url: str) -> int:
    """The module without Ansible's way to print its result."""
    counted: list[int] = []
    run_module(url, lambda self, **result: counted.append(len(result["definitions"])))
    return counted[0]


def module(url: str) -> int:
    """The whole module; what it prints goes nowhere."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout, printed = nowhere, sys.stdout
        try:
            run_module(url, None)
        except SystemExit as ended:
            return COUNT if ended.code in (0, None) else 0
        finally:
            sys.stdout = printed
    return 0


KINDS: dict[str, Callable[[str], int]] = {"bare": bare, "listing": listing, "module": module}


def child(kind: str, url: str) -> None:
    """Measure one kind in this process, and print what it took."""
    if kind != "bare":
        from ansible_collections.azdo.pipelines.plugins.modules import build_definition_info as _loaded  # noqa: F401
    start = time.perf_counter()
    count = KINDS[kind](url)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"count": count, "seconds": seconds, "mebibytes": peak}))


def measure(kind: str, url: str) -> dict[str, float]:
    """One run of a kind in a new process; ends the benchmark when it did not find everything."""
    command = [sys.executable, __file__, kind, url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found: dict[str, float] = json.loads(done.stdout) if done.returncode == 0 else {}
    if found.get("count") != COUNT:
        sys.exit(f"{kind} failed: {done.stdout}{done.stderr}")
    return found


def main() -> int:
    """Fill a collection, measure each kind in turn; 1 when a bound is broken."""
    url = fill(os.environ["EMULATOR_URL"])
    runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for _repetition in range(REPETITIONS):
        for kind, found in runs.items():
            found.append(measure(kind, url))
    broken = False
    for unit, bound in BOUNDS.items():
        medians = {kind: statistics.median(run[unit] for run in found) for kind, found in runs.items()}
        for kind, median in medians.items():
            print(f"{kind}_{COUNT}_{unit}: {median:.2f}")
        ratio = medians["listing"] / medians["bare"]
        print(f"listing_{unit}_ratio: {ratio:.2f}")
        print(f"listing_{unit}_ratio_bound: {bound}")
        broken = broken or ratio > bound
    return int(broken)


if __name__ == "__main__":
    sys.exit(child(*sys.argv[1:]) if len(sys.argv) > 1 else main())
