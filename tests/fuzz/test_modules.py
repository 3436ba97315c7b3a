# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every module against a server that lies: it ends with a result, or fails with a code of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import CODES
from functional.world import MARKER, PAT, Emulator
from fuzz.hostile import MOST_REQUESTS, HostileServer, Told
from fuzz.recordings import TASKS, Recording, record
from fuzz.wrong import changed, encoded, sent_wrongly

#: far more than any run needs; only a run that hangs gets there. Seconds.
HANGS_AFTER = 60


@pytest.fixture(scope="module", params=TASKS)
def recording(
    request: pytest.FixtureRequest, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory
) -> Recording:
    return record(emulator, TASKS[request.param], tmp_path_factory.mktemp("dest"))


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    def hung(*_told: object) -> None:
        raise TimeoutError(f"a run did not end within {HANGS_AFTER} s")

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(HANGS_AFTER)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(recording: Recording, hostile: HostileServer, dest: Path, wrong: dict[int, Told]) -> dict[str, Any]:
    """Run the task; its result, which is a right one whatever was answered."""
    with bounded():
        result = recording.run(hostile, dest, wrong)
    assert hostile.requests <= MOST_REQUESTS, "the run asks without end"
    assert "exception" not in result, result
    shown = json.dumps(result)
    assert PAT not in shown
    assert MARKER not in shown
    if result.get("failed"):
        assert result["failure"]["code"] in CODES, result
    return result


def test_right_answers(recording: Recording, hostile: HostileServer, tmp_path: Path) -> None:
    result = attempt(recording, hostile, tmp_path, {})
    assert result.get("failure", {}).get("code") == recording.task.code, result


@given(data=st.data())
def test_wrong_documents(
    recording: Recording, hostile: HostileServer, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    readable = [number for number, (_verb, _path, told) in enumerate(recording.answers) if _json(told) is not None]
    number = data.draw(st.sampled_from(readable))
    told = recording.answers[number][2]
    value = data.draw(changed(_json(told)))
    attempt(
        recording,
        hostile,
        tmp_path_factory.mktemp("dest"),
        {number: dataclasses.replace(told, body=encoded(value))},
    )


@given(data=st.data())
def test_wrong_envelopes(
    recording: Recording, hostile: HostileServer, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(recording.answers) - 1))
    told = data.draw(sent_wrongly(recording.answers[number][2]))
    attempt(recording, hostile, tmp_path_factory.mktemp("dest"), {number: told})


def _json(told: Told) -> Any:
    try:
        return json.loads(told.body)
    except ValueError:
        return None
