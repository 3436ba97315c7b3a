# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The targets that a person watches: the emulator, the demo, the benchmarks and the soak. They get the terminal."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit import environments
from devkit.emulator import emulator
from devkit.paths import LOGS, ROOT
from devkit.sandbox import ansible_environment
from devkit.tree import Tree


def emulator_server(arguments: Sequence[str]) -> int:
    """Run the emulator from the checkout itself until it is stopped."""
    python = environments.runtime() / "bin" / "python"
    return _attached([python, ROOT / "tests" / "emulator", *arguments], _environment())


def demo(arguments: Sequence[str]) -> int:
    """Run demo/run.py (or run.sh) with an emulator; it decides by itself whether to use a real organisation instead."""
    program = _program(ROOT / "demo", "run")
    # the connection to a real organisation is the demo's business, so here these variables pass
    real = {key: value for key, value in os.environ.items() if key.startswith(("AZDO_", "AZURE_DEVOPS_", "SYSTEM_"))}
    with _emulator() as url:
        return _attached([*program, *arguments], {**_environment(), **real, "EMULATOR_URL": url})


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks in tests/bench, or those named.

    Each prints lines of `name: value`, and fails when a bound is broken.
    """
    available = {path.stem: path for path in sorted((ROOT / "tests" / "bench").glob("[a-z]*.py"))}
    unknown = set(arguments) - set(available)
    if unknown or not available:
        raise RuntimeError(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(available)}")
    failed = []
    # a benchmark may also import the collection
    env = {**_environment(), "PYTHONPATH": str(Tree("main").root)}
    for name in arguments or available:
        # an emulator for each, so that none inherits the state of another
        with _emulator() as url:
            if _attached(["python", available[name]], {**env, "EMULATOR_URL": url}):
                failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def soak(arguments: Sequence[str]) -> int:
    """Run tests/soak/soak.py, which starts an emulator of its own."""
    # it imports the collection
    env = {**_environment(), "PYTHONPATH": str(Tree("main").root)}
    return _attached(["python", ROOT / "tests" / "soak" / "soak.py", *arguments], env)


def _environment() -> dict[str, str]:
    """The environment in which `ansible-playbook` finds the collection as the checkout has it."""
    return ansible_environment(environments.runtime(), Tree("main").refresh().root)


def _emulator() -> contextlib.AbstractContextManager[str]:
    return emulator(environments.runtime() / "bin" / "python", ROOT, LOGS / "emulator.log")


def _program(folder: Path, stem: str) -> list[str | Path]:
    for suffix, interpreter in ((".py", "python"), (".sh", "bash")):
        path = folder / f"{stem}{suffix}"
        if path.is_file():
            return [interpreter, path]
    raise RuntimeError(f"there is no {stem}.py in {folder.name}/")


def _attached(argv: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """Run a program at the terminal; returns its exit code, and leaves it in no case behind."""
    program = shutil.which(argv[0], path=env["PATH"])
    if program is None:
        raise RuntimeError(f"{argv[0]} is not there")
    sys.stdout.flush()
    process = subprocess.Popen([program, *map(str, argv[1:])], cwd=ROOT, env=env)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # the terminal sent it the same signal
        return process.wait(10)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(10)
