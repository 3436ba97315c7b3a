# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run programs: into a log file, or in the foreground; and leave none behind."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devkit.paths import TEMPORARY

_running: set[subprocess.Popen[bytes]] = set()
_guard = threading.Lock()
_stopping = threading.Event()

# Settings of the caller's shell that would change what a test does; above all, nothing may point a test at a real
# organisation.
_FOREIGN = ("ANSIBLE_", "AZDO_", "AZURE_DEVOPS_", "GIT_", "MYPY", "PYENV_VERSION", "PYTHON", "SYSTEM_", "VIRTUAL_ENV")


class Stopped(Exception):
    """The run is being ended; nothing new is started."""


@dataclass(frozen=True)
class Finished:
    """A program that has ended: its exit code (negative: ended by that signal) and what it printed."""

    code: int
    output: str


def clean_environment(**extra: str) -> dict[str, str]:
    """The caller's environment without what would leak into a test, plus `extra`."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(_FOREIGN)}
    env.update(LANG="C.UTF-8", LC_ALL="C.UTF-8", PYTHONUNBUFFERED="1", **extra)
    return env


def temporary(log: Path) -> dict[str, str]:
    """The variables for a program that writes to `log`: temporary files go to a folder that other parts do not use."""
    folder = TEMPORARY / log.stem
    folder.mkdir(parents=True, exist_ok=True)
    # git must not take the folder for a part of the checkout in which the cache lies, where it is ignored
    return {"TMPDIR": str(folder), "GIT_CEILING_DIRECTORIES": str(TEMPORARY)}


def run(
    argv: Sequence[object],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str],
    timeout: float = 1800,
) -> Finished:
    """Run a program without input, append what it prints to `log`, and return that and the exit code.

    The members of `argv` are turned into text. Temporary files go to the folder of the log's part.
    A program that outlives `timeout` seconds is ended with its children and counts as ended by a signal.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as handle:
        handle.write(f"$ {shlex.join(map(str, argv))}\n".encode())
        handle.flush()
        start = handle.tell()
        process = _start(list(map(str, argv)), handle, cwd, {**env, **temporary(log)})
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            _end(process)
            code = process.wait()
            handle.write(f"\nended after {timeout:.0f} seconds\n".encode())
        finally:
            _forget(process)
    with open(log, "rb") as handle:
        handle.seek(start)
        return Finished(code, handle.read().decode("utf-8", "replace"))


def stop_all() -> None:
    """End every program started by `run`, with its children."""
    _stopping.set()
    with _guard:
        running = list(_running)
    for process in running:
        _end(process)


def _start(argv: list[str], output: IO[bytes], cwd: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with _guard:
        if _stopping.is_set():
            raise Stopped
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # a session of its own makes the program the leader of a group, so that its children can be ended with it
            start_new_session=True,
        )
        _running.add(process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, sign)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _forget(process: subprocess.Popen[bytes]) -> None:
    with _guard:
        _running.discard(process)
