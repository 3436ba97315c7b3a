# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two controllers keep 200 definitions as declared, while somebody else edits them and the network fails.

Each controller is a process that runs `build_definition_set` again and again, and now and then the role, as a user
does. Checked are: every run ends, done or with a code of its own; no edit of somebody else to what the set does not
state is lost; what it states is as stated after a last run in peace; no definition is there twice; memory and open
files of the controllers do not grow. Prints lines of `name: value`; ends with code 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from functional.world import Emulator, World, run_module  # noqa: E402
from soak.controller import Controller, declared, used  # noqa: E402

CONTROLLERS = 2
#: what somebody else may edit and the set does not state, and what it does
THEIRS = ("buildNumberFormat", "description", "variables.theirs")
OURS = ("jobTimeoutInMinutes", "variables.ours")
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "throttle", "retry_after": 0, "probability": 0.02},
    {"kind": "server_error", "status": 503, "probability": 0.02},
    {"kind": "cut_before", "probability": 0.02},
    {"kind": "cut_after", "probability": 0.02},
    {"kind": "truncated", "probability": 0.01},
    {"kind": "latency", "seconds": 0.05, "probability": 0.1},
)
#: by how much the last quarter may be above the second: shares of memory, files
MOST_GROWTH = 0.10
MOST_FILES = 2


# -- somebody else ---------------------------------------------------------------------------------------------------


class SomebodyElse(threading.Thread):
    """Edits definitions, and remembers what must still be there in the end."""

    def __init__(self, world: World, ids: list[int], seed: int) -> None:
        super().__init__(daemon=True)
        self._world, self._ids, self._random = world, ids, random.Random(seed)
        self._ends = threading.Event()
        self.edits: Counter[str] = Counter()
        self.last: dict[tuple[int, str], str] = {}
        self.error: Exception | None = None

    def run(self) -> None:
        number = 0
        try:
            while not self._ends.wait(self._random.uniform(0, 0.1)):
                number += 1
                self._edit(self._random.choice(self._ids), number)
        except Exception as error:
            self.error = error

    def _edit(self, definition: int, number: int) -> None:
        member = self._random.choice(THEIRS + OURS)
        value: Any = f"edit {number}"
        if member == "jobTimeoutInMinutes":
            patch: dict[str, Any] = {member: number % 600 + 100}
        elif member.startswith("variables."):
            patch = {"variables": {member.partition(".")[2]: {"value": value}}}
        else:
            patch = {member: value}
        self._world.edit(definition, patch)
        whose = "theirs" if member in THEIRS else "ours"
        self.edits[whose] += 1
        if whose == "theirs":
            self.last[definition, member] = value

    def stop(self) -> None:
        self._ends.set()
        self.join(60)


def member_of(document: dict[str, Any], member: str) -> Any:
    """The value of a member as `SomebodyElse` names it."""
    first, _dot, name = member.partition(".")
    return ((document.get(first) or {}).get(name) or {}).get("value") if name else document.get(first)


# -- the whole -------------------------------------------------------------------------------------------------------


class Soak:
    """One soak; `broken` says what does not hold."""

    def __init__(self, emulator: subprocess.Popen[str], given: argparse.Namespace) -> None:
        assert emulator.stdout is not None
        self._emulator = emulator
        self._ends = time.monotonic() + given.minutes * 60
        self._most, self._seed, self._role_every = given.runs, given.seed, given.role_every
        self._started = 0
        self._lock = threading.Lock()
        self.world = Emulator(emulator.stdout.readline().strip()).collection("services")
        self.broken: list[str] = []
        self._requests: Counter[str] = Counter()
        self._emulator_files: list[int] = []

    def run(self) -> None:
        """All of it."""
        options = self.world.connection(**declared(), retries=4, retry_max_wait=20, timeout=20)
        made = run_module("build_definition_set", options)
        if made.get("failed"):
            raise RuntimeError(made["msg"])
        ids = sorted(self.world.revisions())
        for number, fault in enumerate(FAULTS):
            self.world.fault(**fault, times=None, path="_apis", seed=self._seed + number)
        other = SomebodyElse(self.world, ids, self._seed)
        controllers = [Controller(options) for _number in range(CONTROLLERS)]
        try:
            other.start()
            threads = [threading.Thread(target=self._keep_running, args=(item,)) for item in controllers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            other.stop()
            for item in controllers:
                item.close()
        self._count_requests()
        self.world.admin("DELETE", "faults")
        if other.error:
            self.broken.append(f"somebody else could not edit: {other.error}")
        self._report(controllers, other)
        self._check_end(options, ids, other)

    def _keep_running(self, controller: Controller) -> None:
        while True:
            with self._lock:
                if self._started >= self._most or time.monotonic() > self._ends:
                    return
                self._started += 1
                through_role = bool(self._role_every) and self._started % self._role_every == 0
            try:
                done = controller.run("role" if through_role else "module")
            except RuntimeError as error:
                self.broken.append(str(error))
                return
            if not done["known"]:
                self.broken.append(f"a run of the {done['through']} failed with {done['code']}")
            with self._lock:
                self._emulator_files.append(used(self._emulator.pid)[1])
                if self._started % 20 == 0:
                    self._count_requests()

    def _count_requests(self) -> None:
        """Requests and faults since the last look; the log is emptied."""
        for entry in self.world.log():
            self._requests["requests"] += 1
            self._requests["faults"] += bool(entry.get("fault"))

    def _report(self, controllers: list[Controller], other: SomebodyElse) -> None:
        runs = [run for item in controllers for run in item.runs]
        show("runs", len(runs))
        show("runs of the role among them", sum(run["through"] == "role" for run in runs))
        for code, count in sorted(Counter(run["code"] for run in runs).items()):
            show(f"runs that ended {code}", count)
        show("edits of stated members", other.edits["ours"])
        show("edits of other members", other.edits["theirs"])
        show("requests", self._requests["requests"])
        show("faults", self._requests["faults"])
        for number, item in enumerate(controllers, 1):
            self._check_growth(f"controller {number}", item.runs)
        quarter = max(1, len(self._emulator_files) // 4)
        grown = max(self._emulator_files[-quarter:], default=0) - max(
            self._emulator_files[quarter : 2 * quarter], default=0
        )
        show("emulator, growth of open files", grown)
        show("emulator, memory in MiB", round(used(self._emulator.pid)[0]))
        if grown > 8 * MOST_FILES:
            self.broken.append(f"open files of the emulator grew by {grown}")

    def _check_growth(self, name: str, runs: list[dict[str, Any]]) -> None:
        quarter = len(runs) // 4
        if not quarter:
            return
        second, last = runs[quarter : 2 * quarter], runs[-quarter:]
        memory = [statistics.median(run["memory"] for run in part) for part in (second, last)]
        files = [round(statistics.median(run["files"] for run in part)) for part in (second, last)]
        growth = memory[1] / memory[0] - 1
        show(f"{name}, memory in MiB", round(memory[1]))
        show(f"{name}, growth of memory", f"{growth:.1%}")
        show(f"{name}, growth of open files", files[1] - files[0])
        if growth > MOST_GROWTH:
            self.broken.append(f"memory of {name} grew by {growth:.0%}")
        if files[1] - files[0] > MOST_FILES:
            self.broken.append(f"open files of {name} grew from {files[0]} to {files[1]}")

    def _check_end(self, options: dict[str, Any], ids: list[int], other: SomebodyElse) -> None:
        quiet = run_module("build_definition_set", options)
        again = run_module("build_definition_set", options)
        if quiet.get("failed") or again.get("failed") or again.get("changed"):
            self.broken.append(f"the last run in peace did not settle: {quiet.get('msg') or again}")
        there = sorted(self.world.revisions())
        if there != ids:
            self.broken.append(f"there are {len(there)} definitions, not {len(ids)}")
        documents = {number: self.world.document(number) for number in there}
        lost = [key for key, value in other.last.items() if member_of(documents.get(key[0], {}), key[1]) != value]
        wrong = [
            number
            for number, document in documents.items()
            if document.get("jobTimeoutInMinutes") != 45 or member_of(document, "variables.ours") != "stated"
        ]
        show("lost updates", len(lost))
        show("definitions that are not as stated", len(wrong))
        show("definitions", len(there))
        if lost or wrong:
            self.broken.append(f"lost: {lost[:5]}; not as stated: {wrong[:5]}")


def show(name: str, value: Any) -> None:
    """A figure."""
    print(f"{name}: {value}", flush=True)


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="no run begins after so many minutes (10)")
    parser.add_argument("--runs", type=int, default=2000, help="at most so many runs (2000)")
    parser.add_argument("--seed", type=int, default=1, help="of the edits and faults (1)")
    parser.add_argument("--role-every", type=int, default=10, help="every so-many-th run is one of the role (10)")
    given = parser.parse_args()
    command = [sys.executable, str(HERE.parent / "emulator"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as emulator:
        try:
            soak = Soak(emulator, given)
            soak.run()
        finally:
            emulator.terminate()
    for problem in dict.fromkeys(soak.broken):
        print(f"does not hold: {problem}", file=sys.stderr)
    return 1 if soak.broken else 0


if __name__ == "__main__":
    sys.exit(main())
