# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments, made by uv and kept until what they are made of changes."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit.interpreters import Interpreter
from devkit.locks import locked
from devkit.paths import CACHE, LOGS
from devkit.process import clean_environment, run

_FOLDER = CACHE / "venvs"


class SetupError(Exception):
    """An environment could not be made; the text is for people."""


def ensure(name: str, interpreter: Interpreter, requirements: Sequence[str | Path]) -> Path:
    """The folder of the environment `name`, made or renewed if needed.

    A requirement is a line of pip's syntax or the path of a requirements file. Raises SetupError.
    """
    folder = _FOLDER / name
    wanted = _fingerprint(folder, interpreter, requirements)
    stamp = folder / "made-of"
    with locked(f"venv-{name}"):
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return folder
        arguments: list[str] = []
        for requirement in requirements:
            arguments += ["-r", str(requirement)] if isinstance(requirement, Path) else [requirement]
        python = str(folder / "bin" / "python")
        _uv(name, "venv", "--clear", "--python", str(interpreter.path), str(folder))
        _uv(name, "pip", "install", "--python", python, *arguments)
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def bootstrap() -> Path:
    """An environment with pip and uv, made with what Python itself brings."""
    folder = _FOLDER / "uv"
    with locked("venv-uv"):
        if not (folder / "made-of").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            _bootstrap("-m", "venv", folder, python=sys.executable)
            _bootstrap("-m", "pip", "install", "uv", python=folder / "bin" / "python")
            (folder / "made-of").touch()
    return folder


def _bootstrap(*arguments: object, python: object) -> None:
    done = run([python, *arguments], log=LOGS / "venv-uv.log", cwd=CACHE, env=clean_environment())
    if done.code:
        raise SetupError(f"cannot make the first environment (Debian: is python3-venv installed?)\n{done.output}")


def _uv(name: str, *arguments: str) -> None:
    env = clean_environment(UV_PYTHON_DOWNLOADS="never", **_pip_settings())
    done = run([bootstrap() / "bin" / "uv", *arguments], log=LOGS / f"venv-{name}.log", cwd=CACHE, env=env)
    if done.code:
        raise SetupError(f"cannot make the environment {name}:\n{done.output}")


def _fingerprint(folder: Path, interpreter: Interpreter, requirements: Sequence[str | Path]) -> str:
    # the folder is part of it: an environment does not survive that its checkout is moved
    parts = [str(folder), str(interpreter.path), interpreter.release]
    parts += [one.read_text(encoding="utf-8") if isinstance(one, Path) else one for one in requirements]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


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
