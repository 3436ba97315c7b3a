# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs an operation under a fault, and judges what came of it."""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import requests

from ansible_collections.azdo.pipelines.plugins.module_utils import _retry
from ansible_collections.azdo.pipelines.plugins.module_utils._definition import fingerprints
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import CODES
from functional.world import MARKER, PAT, Emulator, World

from .faults import LATE, Decisive, Fault
from .operation import Document, Operation, Stage, State, documents, imported, lasting

RETRIES = 2
SECRETS = (PAT, MARKER, "S3CRET-old-value")
#: requests that a fault may cost: retries of what it hits, and looking and writing again, four times at most
MORE = 4 * (RETRIES + 1) + 6
#: what an error says of a write of which the answer was lost: that nobody knows, or what was seen afterwards
UNKNOWN = "Whether the server carried it out is not known"
SEEN = re.compile(
    r"is as it was before|is not there|by somebody else|(had been|were|was) (created|written|restored|sent)"
)


@dataclass
class Verdict:
    """`outcome` is `done` or the code of the error; `state` what the server has: before, wanted, part or wrong."""

    outcome: str
    state: str
    problems: list[str] = field(default_factory=list)


class Clock:
    """Makes pauses pass at once, and adds them up. Usable from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.slept = 0.0

    @contextlib.contextmanager
    def skipping(self) -> Iterator[Clock]:
        """Meanwhile the collection's pauses take no time."""
        how = {
            "monotonic": lambda _clock: time.monotonic() + self.slept,
            "now": lambda _clock: time.time() + self.slept,
            "sleep": lambda _clock, seconds: self._sleep(seconds),
        }
        with mock.patch.multiple(_retry.Clock, **how):
            yield self

    def _sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept += seconds


@contextlib.contextmanager
def impatient(decisive: Decisive, seconds: float, times: int | None) -> Iterator[None]:
    """Meanwhile an answer to the decisive request is waited for no longer than that, the first ``times``."""
    send = requests.Session.send
    left = [times]
    pattern = re.compile(decisive.path, re.IGNORECASE)

    def send_hastily(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        asked = requests.utils.unquote(str(request.url))
        if request.method == decisive.verb and pattern.search(asked) and left[0] != 0:
            left[0] = None if left[0] is None else left[0] - 1
            how["timeout"] = seconds
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", send_hastily):
        yield


class Bench:
    """An operation on one product: how it goes without any fault, and under each."""

    def __init__(self, emulator: Emulator, operation: Operation, profile: str) -> None:
        self._emulator, self._operation, self._profile = emulator, operation, profile
        with self._collection() as world:
            operation.prepare(world)
            self._documents = documents(world)
        with self._stage() as stage:
            self._before = operation.state(stage)
            self._arranged = len(stage.world.log())
            self._result, self._reading = self._run(stage)
            log = stage.world.log()
            self._wanted = operation.state(stage)
        if self._result.get("failed"):
            raise AssertionError(f"{operation.name} on {profile} fails without a fault: {self._result['msg']}")
        self._requests = len(log)
        self._number = 1 + next(number for number, entry in enumerate(log) if operation.is_decisive(entry))

    def under(self, fault: Fault, lasts: bool) -> Verdict:
        """What comes of it; ``lasts``: the fault hits the decisive request every time."""
        with self._stage() as stage:
            try:
                return self._judged(stage, fault, lasts)
            except Exception:  # a module's traceback, and what comes of a result that is none
                return Verdict("traceback", "wrong", [traceback.format_exc()])

    def _judged(self, stage: Stage, fault: Fault, lasts: bool) -> Verdict:
        world = stage.world
        decisive = Decisive(*self._operation.decisive, self._number, world.url)
        if fault.switches:
            world.switch(**fault.switches)
        for spec in fault.specs(decisive):
            world.fault(**({**spec, "times": None} if lasts else spec))
        clock = Clock()
        hurry = impatient(decisive, fault.short, None if lasts else 1) if fault.short else contextlib.nullcontext()
        # the fingerprints of secrets are slow on purpose
        with clock.skipping(), hurry, mock.patch.object(fingerprints, "_N", 2):
            result, reading = self._run(stage, fault.options)
        if fault.short:
            time.sleep(LATE)
        sent = len(world.admin("GET", "log")) - self._arranged
        hit = [item["fired"] for item in world.faults()]
        world.admin("DELETE", "faults")
        state = self._operation.state(stage)
        found = Verdict(_outcome(result), self._kind(state, fault))
        if hit and not any(hit):
            found.problems.append("the fault hit nothing")
        found.problems += self._of_result(result, reading, found, fault)
        if sent > self._requests + MORE:
            found.problems.append(f"{sent} requests, {self._requests} without the fault")
        if clock.slept > 60 * (MORE if lasts else 1):
            found.problems.append(f"{clock.slept} s of pauses")
        if not fault.gone:
            found.problems += self._again(stage, found, fault)
        return found

    def _of_result(self, result: Document, reading: Any, found: Verdict, fault: Fault) -> list[str]:
        text = json.dumps(result)
        problems = [f"{secret!r} is in the result" for secret in SECRETS if secret in text]
        if "exception" in result or found.outcome not in ("done", *CODES):
            return [*problems, f"no proper failure: {text[:2000]}"]
        if found.state == "wrong":
            problems.append(f"the state is neither as before nor as wanted: {text[:600]}")
        if found.outcome == "done":
            enough = ("wanted", "same") if self._operation.kept else ("wanted", "part", "gone")
            complete = found.state in enough
            if not complete:
                problems.append(f"done, and the state is {found.state}: {text[:600]}")
            if not self._operation.writes and reading != self._reading:
                problems.append(f"another answer than without the fault: {json.dumps(reading)[:600]}")
        elif self._operation.writes and (fault.lost or found.state in ("wanted", "part")):
            told = UNKNOWN in text or SEEN.search(text) or self._tells_parts(result, fault)
            if not told:
                problems.append(f"it does not say what is known of the write ({found.state}): {result['msg']}")
        return problems

    def _tells_parts(self, result: Document, fault: Fault) -> bool:
        """Whether the result tells what became of each of its parts."""
        return bool(result.get("files")) or (not fault.lost and bool(result.get("results")))

    def _again(self, stage: Stage, found: Verdict, fault: Fault) -> list[str]:
        """A second run, without the fault: it completes the first, or has nothing to do."""
        result, _reading = self._run(stage)
        if result.get("failed"):
            return [f"a second run fails: {result['msg']}"]
        if found.outcome == "done" and result["changed"] and self._operation.kept:
            return [f"a second run changes {result.get('changes') or result.get('results')}"]
        if self._kind(self._operation.state(stage), fault) not in ("wanted", "same"):
            return ["a second run does not complete it"]
        return []

    def _kind(self, state: State, fault: Fault) -> str:
        before, wanted = self._before, self._wanted
        if fault.patch:
            was = next(item for place, item in before.items() if place.startswith("definition"))
            before, wanted = _edited(before, was, fault.patch), _edited(wanted, was, fault.patch)
        if fault.gone and not state:
            return "gone"
        if state == wanted:
            return "same" if before == wanted else "wanted"
        if state in (before, self._before):
            return "before"
        known = all(item in (before.get(place), wanted.get(place)) for place, item in state.items())
        kept = all(place in state or place not in before or place not in wanted for place in before)
        return "part" if known and kept and not self._operation.atomic else "wrong"

    def _run(self, stage: Stage, options: Document | None = None) -> tuple[Document, Any]:
        stated = {"retries": RETRIES, "retry_max_wait": 60, **self._operation.options(stage), **(options or {})}
        result = stage.world.attempt(self._operation.module, **stated)
        text = json.dumps(lasting(result)).replace(stage.world.url, "").replace(str(stage.folder), "")
        return result, json.loads(text)

    @contextlib.contextmanager
    def _collection(self) -> Iterator[World]:
        world = self._emulator.collection(self._profile)
        try:
            yield world
        finally:
            world.close()

    @contextlib.contextmanager
    def _stage(self) -> Iterator[Stage]:
        with self._collection() as world, tempfile.TemporaryDirectory() as folder:
            imported(world, self._documents)
            stage = Stage(world, Path(folder))
            self._operation.arrange(stage)
            yield stage


def _outcome(result: Document) -> str:
    if not result.get("failed"):
        return "done"
    return str((result.get("failure") or {}).get("code"))


def _edited(state: State, was: Document, patch: Document) -> State:
    """A state in which somebody else wrote to its definition ``was``, but for what the task states itself."""
    return {
        place: {**item, **{name: value for name, value in patch.items() if item.get(name) == was.get(name)}}
        if place.startswith("definition")
        else item
        for place, item in state.items()
    }
