# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Transfers of artifacts: one large file against `curl`, many small ones against a bare loop with `requests`.

Prints the least seconds of each, run in processes of their own, one kind after the other, and the ratios of
throughput with their bounds (issue 5: at least 0.8 of curl's, at least 0.9 of the loop's). curl and the loop send the
requests that the module sends for the content. What is measured of the modules is their work up to the result. Needs
`curl` on PATH, the collection on PYTHONPATH or ANSIBLE_COLLECTIONS_PATH, and the emulator at EMULATOR_URL.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

LARGE = 256 * 1024 * 1024
CHUNK = 8 * 1024 * 1024
SMALL = 1024
COUNT = int(os.environ.get("BENCH_SMALL_FILES", "2000"))
AT_ONCE = 4
REPETITIONS = 5
BOUNDS = {"large_download": 0.8, "large_upload": 0.8, "small_download": 0.9}
#: where files are kept in memory, if there is such a place: disks are not what is measured
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PROJECT = "Fabrikam-Fiber-Git"
PAT = "emulator-pat"
PATH = "/bench-artifacts"
ACCEPT = "application/octet-stream;api-version=7.1-preview"

Task = dict[str, Any]


def fill(emulator: str) -> Task:
    """A collection with a build that has a large artifact and one of small files."""

    def admin(verb: str, path: str, body: Any, **query: str) -> Any:
        answer = requests.request(verb, f"{emulator}/_emulator/{path}", json=body, params=query, timeout=600)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    url = admin("POST", "collections", {"path": PATH, "profile": "services"})["url"]
    document = {"name": "bench", "process": {"type": 2, "yamlFilename": "azure-pipelines.yml"}}
    document["repository"] = {"type": "TfsGit", "name": "website"}
    definition = admin("POST", "definitions", document, collection=PATH, project=PROJECT)["id"]
    build = admin("POST", "builds", {"definition": definition, "status": "completed"}, collection=PATH)
    for name, files in (
        ("large", {"file": {"size": LARGE}}),
        ("small", {f"{number % 20}/{number}": {"size": SMALL, "seed": number} for number in range(COUNT)}),
    ):
        body = {"build": build["id"], "type": "Container", "name": name, "files": files}
        admin("POST", "artifacts", body, collection=PATH)
    answer = requests.get(
        f"{url}/{PROJECT}/_apis/build/builds/{build['id']}",
        auth=("", PAT),
        headers={"Accept": "application/json;api-version=7.1"},
        timeout=60,
    )
    scope = answer.json()["project"]["id"]
    return {"url": url, "build": build["id"], "container": build["container"], "scope": scope}


def address(task: Task, item: str) -> str:
    """Of a file of the container."""
    path = item.replace("/", "%2F")
    return f"{task['url']}/_apis/resources/Containers/{task['container']}?itemPath={path}&scope={task['scope']}"


def run_module(module: str, task: Task, **options: Any) -> Task:
    """Run a module without Ansible's way to print its result."""
    import importlib

    from ansible.module_utils.basic import AnsibleModule
    from ansible.module_utils.testing import patch_module_args

    found = importlib.import_module(f"ansible_collections.azdo.pipelines.plugins.modules.{module}")
    ended: list[Task] = []
    AnsibleModule.exit_json = lambda _self, **result: ended.append(result)  # type: ignore[method-assign]
    AnsibleModule.fail_json = lambda _self, **result: sys.exit(result["msg"])  # type: ignore[method-assign]
    connection = {
        "organization_url": task["url"],
        "product": "services",
        "project": PROJECT,
        "personal_access_token": PAT,
        "timeout": 600,
    }
    with patch_module_args({**connection, "build_id": task["build"], **options}):
        start = time.perf_counter()
        found.main()
        task["seconds"] = time.perf_counter() - start
    return ended[0]


def curl(task: Task, *arguments: str) -> None:
    """Run curl; its start is part of the time, and takes some ten milliseconds."""
    start = time.perf_counter()
    subprocess.run(["curl", "--silent", "--show-error", "--fail", *arguments], check=True, stdout=subprocess.DEVNULL)
    task["seconds"] = time.perf_counter() - start


def large_download_curl(task: Task) -> int:
    """One file."""
    target = Path(task["folder"]) / "file"
    how = ["--user", f":{PAT}", "--header", f"Accept: {ACCEPT}", "--output", str(target)]
    curl(task, *how, address(task, "large/file"))
    return target.stat().st_size


def large_download_ours(task: Task) -> int:
    """The same by the module."""
    run_module("build_artifact_info", task, name="large", dest=task["folder"])
    return (Path(task["folder"]) / "file").stat().st_size


def large_upload_curl(task: Task) -> int:
    """One file in the chunks of the module, over one connection."""
    arguments: list[str] = []
    for number, start in enumerate(range(0, LARGE, CHUNK)):
        end = min(start + CHUNK, LARGE) - 1
        part = Path(task["folder"]) / str(number)
        part.write_bytes(os.urandom(end - start + 1))
        arguments += ["--next"] if number else []
        arguments += ["--silent", "--fail", "--user", f":{PAT}", "--upload-file", str(part)]
        for header in (
            f"Accept: {ACCEPT.replace('octet-stream', 'json')}",
            "Content-Type: application/octet-stream",
            f"Content-Range: bytes {start}-{end}/{LARGE}",
            "Expect:",
        ):
            arguments += ["--header", header]
        arguments.append(address(task, f"up{os.getpid()}/file"))
    curl(task, *arguments)
    return LARGE


def large_upload_ours(task: Task) -> int:
    """The same by the module."""
    source = Path(task["folder"]) / "file"
    with source.open("wb") as file:
        for _number in range(0, LARGE, CHUNK):
            file.write(os.urandom(CHUNK))
    run_module("build_artifact", task, name=f"up{os.getpid()}", src=[str(source)])
    return LARGE


def small_download_bare(task: Task) -> int:
    """List the items, and fetch each: what anybody would write."""
    root = Path(task["folder"])
    start = time.perf_counter()
    with requests.Session() as session:
        session.auth = ("", PAT)
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=AT_ONCE))
        listed = session.get(address(task, "small"), headers={"Accept": ACCEPT.replace("octet-stream", "json")})
        files = [item["path"] for item in listed.json()["value"] if item["itemType"] == "file"]

        def fetch(path: str) -> None:
            answer = session.get(address(task, path), headers={"Accept": ACCEPT}, timeout=600)
            answer.raise_for_status()
            target = root / path.partition("/")[2]
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(answer.content)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(fetch, files))
    task["seconds"] = time.perf_counter() - start
    return sum(path.stat().st_size for path in root.glob("*/*"))


def small_download_ours(task: Task) -> int:
    """The same by the module."""
    run_module("build_artifact_info", task, name="small", dest=task["folder"], concurrency=AT_ONCE)
    return sum(path.stat().st_size for path in Path(task["folder"]).glob("*/*"))


KINDS: dict[str, Callable[[Task], int]] = {
    "large_download_curl": large_download_curl,
    "large_download_ours": large_download_ours,
    "large_upload_curl": large_upload_curl,
    "large_upload_ours": large_upload_ours,
    "small_download_bare": small_download_bare,
    "small_download_ours": small_download_ours,
}
EXPECTED = {"large": LARGE, "small": SMALL * COUNT}


def child(kind: str, task: Task) -> None:
    """Measure one kind in this process, and print what it took."""
    if kind.endswith("ours"):
        from ansible_collections.azdo.pipelines.plugins.modules import build_artifact as _upload  # noqa: F401
        from ansible_collections.azdo.pipelines.plugins.modules import build_artifact_info as _loaded  # noqa: F401
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        task["folder"] = folder
        size = KINDS[kind](task)
    if kind.startswith("large_upload"):
        # The emulator keeps files on its disk, which should not write them while the next kind is measured.
        headers = {"Accept": ACCEPT.replace("octet-stream", "json")}
        requests.delete(
            address(task, f"up{os.getpid()}"), auth=("", PAT), headers=headers, timeout=60
        ).raise_for_status()
    print(json.dumps({"size": size, "seconds": task["seconds"]}))


def measure(kind: str, task: Task) -> float:
    """Seconds of one run in a new process; ends the benchmark when not everything was transferred."""
    command = [sys.executable, __file__, kind, json.dumps(task)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found: Task = json.loads(done.stdout) if done.returncode == 0 else {}
    if found.get("size") != EXPECTED[kind.partition("_")[0]]:
        sys.exit(f"{kind} failed: {done.stdout}{done.stderr}")
    return float(found["seconds"])


def main() -> int:
    """Fill a collection, measure each kind in turn; 1 when a bound is broken."""
    if not shutil.which("curl"):
        sys.exit("curl is needed to compare with")
    task = fill(os.environ["EMULATOR_URL"])
    runs: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _repetition in range(REPETITIONS):
        for kind, taken in runs.items():
            taken.append(measure(kind, task))
    # What else the machine does only ever adds: the least is what the transfer itself takes.
    least = {kind: min(seconds) for kind, seconds in runs.items()}
    for kind, seconds in least.items():
        print(f"{kind}_seconds: {seconds:.3f}")
    broken = False
    for name, bound in BOUNDS.items():
        theirs, ours = (least[kind] for kind in KINDS if kind.startswith(name))
        print(f"{name}_ratio: {theirs / ours:.2f}")
        print(f"{name}_ratio_bound: {bound}")
        broken = broken or theirs / ours < bound
    return int(broken)


if __name__ == "__main__":
    sys.exit(child(sys.argv[1], json.loads(sys.argv[2])) if len(sys.argv) > 1 else main())
