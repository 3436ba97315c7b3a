# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments, made by uv from lock files and kept until what they are made of changes."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from devkit.interpreters import Interpreter
from devkit.locks import locked
from devkit.paths import CACHE, LOGS, REQUIREMENTS
from devkit.pins import Pins
from devkit.process import clean_environment, run

_FOLDER = CACHE / "venvs"

UV = Pins("uv", (REQUIREMENTS / "uv.txt",))
BUILD = Pins("build", (REQUIREMENTS / "build.txt",))

# what is not in the lock file, or differs from its hash, is not installed; nor is it used to build what is
_HASHED = ("--require-hashes", "--require-build-hashes", "--preview-features", "build-dependency-hashes")


class SetupError(Exception):
    """An environment could not be made; the text is for people."""


def ensure(interpreter: Interpreter, pins: Pins) -> Path:
    """The folder of the environment that holds what `pins` says, made or renewed if needed. Raises SetupError."""
    name = pins.name
    folder = _FOLDER / name
    if problem := lacking(interpreter, pins):
        raise SetupError(f"cannot make the environment {name}: {problem}")
    wanted = _fingerprint(folder, pins.lock, BUILD.lock, str(interpreter.path), interpreter.release)
    stamp = folder / "made-of"
    with locked(f"venv-{name}"):
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return folder
        python = folder / "bin" / "python"
        uv(f"venv-{name}", "venv", "--clear", "--python", interpreter.path, folder)
        locks = ("-r", pins.lock, "--build-constraints", BUILD.lock)
        uv(f"venv-{name}", "pip", "install", "--python", python, *_HASHED, *locks)
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def lacking(interpreter: Interpreter, pins: Pins) -> str:
    """Why the lock file cannot be installed for this Python; empty when it can."""
    if interpreter.version < pins.oldest:
        return f"it needs Python {'.'.join(map(str, pins.oldest))} or later, this is {interpreter}"
    return pins.problem() or BUILD.problem()


def bootstrap() -> Path:
    """An environment with pip and uv, made with what Python itself brings."""
    folder = _FOLDER / "uv"
    wanted = _fingerprint(folder, UV.lock)
    stamp = folder / "made-of"
    with locked("venv-uv"):
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            _bootstrap("-m", "venv", folder, python=sys.executable)
            options = ("--require-hashes", "--only-binary=:all:", "-r", UV.lock)
            _bootstrap("-m", "pip", "install", *options, python=folder / "bin" / "python")
            stamp.write_text(wanted, encoding="utf-8")
    return folder


def uv(log: str, *arguments: object) -> None:
    """Run uv with the index that pip would use; raises SetupError. `log` is the name of the log file."""
    # what has to be compiled is used by tests only: what is waited for is the compiler
    flags = f"{os.environ.get('CFLAGS', '')} -O0".strip()
    env = clean_environment(UV_PYTHON_DOWNLOADS="never", CFLAGS=flags, **_pip_settings())
    done = run([bootstrap() / "bin" / "uv", *arguments], log=LOGS / f"{log}.log", cwd=CACHE, env=env)
    if done.code:
        raise SetupError(f"{log} failed:\n{done.output}")


def _bootstrap(*arguments: object, python: object) -> None:
    done = run([python, *arguments], log=LOGS / "venv-uv.log", cwd=CACHE, env=clean_environment())
    if done.code:
        raise SetupError(f"cannot make the first environment (Debian: is python3-venv installed?)\n{done.output}")


def _fingerprint(folder: Path, *parts: str | Path) -> str:
    """Of what an environment is made of: text, and the content of files."""
    read = [one.read_text(encoding="utf-8") if isinstance(one, Path) else one for one in parts]
    # the folder is part of it: an environment does not survive that its checkout is moved
    return hashlib.sha256("\0".join([str(folder), *read]).encode()).hexdigest()


@functools.cache
def _pip_settings() -> dict[str, str]:
    """uv does not read pip's configuration: hand it the index and the certificates that pip would use."""
    pip = [str(bootstrap() / "bin" / "python"), "-m", "pip", "config", "list"]
    done = subprocess.run(pip, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return settings_for_uv(done.stdout, os.environ)


def settings_for_uv(configuration: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Variables for uv from the output of `pip config list`; what `environment` sets for uv itself stands."""
    found = {}
    for section in ("global", "install", ":env:"):
        for name, value in re.findall(rf"^{section}\.(.*?)='(.*)'$", configuration, re.MULTILINE):
            found[name.lstrip(".").replace("_", "-")] = value
    variables = {}
    if "index-url" in found and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & environment.keys():
        variables["UV_DEFAULT_INDEX"] = found["index-url"]
    if "cert" in found and "SSL_CERT_FILE" not in environment:
        variables["SSL_CERT_FILE"] = found["cert"]
    return variables
