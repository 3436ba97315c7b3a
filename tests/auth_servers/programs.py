# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers of other people, each a process of its own on free ports, with a folder for all that it needs and writes."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from functional.world import MARKER

_PATIENCE = 30.0
#: Another process may take a port that was free a moment ago.
_TRIES = 3
#: The folders of the servers that run.
PLACES: list[Path] = []


class NotStarted(RuntimeError):
    """A server did not come up; the text holds what it logged."""


@contextlib.contextmanager
def folder(name: str) -> Iterator[Path]:
    """A new folder with a short path, as sockets need it, where servers may write that have given up being root."""
    with tempfile.TemporaryDirectory(prefix=f"azdo-{name}-", dir="/tmp", ignore_cleanup_errors=True) as made:
        path = Path(made)
        path.chmod(0o777)
        yield path


@contextlib.contextmanager
def running(
    place: Path, count: int, configure: Callable[[Sequence[int]], Sequence[object]], env: Mapping[str, str]
) -> Iterator[list[int]]:
    """Start a server that listens on `count` ports, and stop it at the end; yields the ports.

    `configure` gets free ports, writes the configuration into `place`, and returns the command, which must stay in
    the foreground. All that is printed and logged lies in `place`, as `*.log`, and may hold no password.
    """
    for _try in range(_TRIES):
        ports = _free_ports(count)
        command = list(map(str, configure(ports)))
        with open(place / "output.log", "ab") as output:
            process = subprocess.Popen(
                command,
                cwd=place,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # No session of its own: what ends pytest with its children ends this too.
            )
        try:
            if _is_up(process, ports):
                PLACES.append(place)
                yield ports
                assert MARKER not in logs(place, 10**9), "a server has logged a password"
                return
        finally:
            _stop(process)
            if place in PLACES:
                PLACES.remove(place)
    raise NotStarted(f"{command[0]} did not start:\n{logs(place)}")


def call(*command: object, env: Mapping[str, str], text: str = "", check: bool = True) -> str:
    """Run a program with `text` as its input; returns what it printed."""
    done = subprocess.run(
        list(map(str, command)),
        env={**os.environ, **env},
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    if check and done.returncode:
        raise NotStarted(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}")
    return done.stdout


def program(name: str) -> str:
    """The path of a program; those of servers are often not on the PATH of users."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin:/usr/lib/squid")
    if found is None:
        raise NotStarted(f"there is no {name} on this machine: packages.txt says what this suite needs")
    return found


def other_clock(ahead: int) -> dict[str, str]:
    """The environment of a program whose clock is wrong by so many seconds."""
    # faketime itself would stand between us and the program when that is to be stopped
    shown = call(program("faketime"), "-f", f"+{ahead}s", "env", env={})
    found = dict(line.partition("=")[::2] for line in shown.splitlines())
    return {name: found[name] for name in ("LD_PRELOAD", "FAKETIME")}


def logs(place: Path, lines: int = 25) -> str:
    """The ends of all that a server logged."""
    found = []
    for path in sorted(place.rglob("*.log")):
        text = path.read_text("utf-8", "replace").splitlines()[-lines:]
        found += [f"--- {path.relative_to(place.parent)}", *text]
    return "\n".join(found)


def until(condition: Callable[[], object]) -> bool:
    """Whether `condition` comes true: servers write their logs after their answers."""
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _number in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in taken]


def _is_up(process: subprocess.Popen[bytes], ports: Sequence[int]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if all(_is_open(port) for port in ports):
            return process.poll() is None
        time.sleep(0.02)
    return False


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
