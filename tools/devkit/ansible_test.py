# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test in a copy of the collection, with a home folder of its own so that nothing is left in the user's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from devkit import venvs
from devkit.cores import Core
from devkit.interpreters import Interpreter, search_path
from devkit.locks import locked
from devkit.paths import CACHE, LOGS
from devkit.pins import LOCKS, Pins, pinned
from devkit.process import Finished, clean_environment, run
from devkit.tree import Tree

_WHEELS = CACHE / "pip-wheels"

#: the versions of pip that the releases of ansible-test ask for, with their hashes
PIP_LOCK = LOCKS / "pip.txt"

# ansible-test fetches a script that installs pip from a server of its project; machines behind a package mirror cannot
# reach it. It looks for an earlier download first, so this takes its place: the same pip version, but from the index.
_STAND_IN = """\
import sys
sys.path.insert(0, {wheel!r})
from pip._internal.cli.main import main
unknown = ('--no-setuptools', '--no-wheel')
sys.exit(main(['install', '--upgrade', '--force-reinstall'] + [one for one in sys.argv[1:] if one not in unknown]))
"""


def ansible_test(core: Core, tree: Tree, log: Path, *arguments: str) -> Finished:
    """Run `ansible-test ARGUMENTS` of one ansible-core version in `tree`."""
    venv = core.venv()
    _prepare_home(venv, tree.home)
    env = clean_environment(HOME=str(tree.home), PATH=search_path(venv / "bin"))
    argv = [venv / "bin" / "python", venv / "bin" / "ansible-test", *arguments, "--color", "no"]
    return run(argv, log=log, cwd=tree.collection, env=env)


def install_from(pins: Pins, requirements: Path, interpreter: Interpreter) -> None:
    """Put the lock file in the place of a copy's requirements: ansible-test gives it to pip, which checks hashes."""
    if problem := venvs.lacking(interpreter, pins):
        raise venvs.SetupError(problem)
    requirements.write_text(pins.lock.read_text(encoding="utf-8"), encoding="utf-8")


def clear_output(tree: Tree) -> Path:
    """Drop the reports of an earlier run; returns the folder they are written to."""
    output = tree.collection / "tests" / "output"
    for name in ("junit", "data", "bot"):
        shutil.rmtree(output / name, ignore_errors=True)
    return output


def _prepare_home(venv: Path, home: Path) -> None:
    # pip in ansible-test's environments must find the user's package index
    for name in (".config/pip", ".pip"):
        link, target = home / name, Path.home() / name
        if target.exists() and not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target)
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in pip_versions(venv):
        script = cache / f"get_pip_{version.replace('.', '_')}.py"
        script.write_text(_STAND_IN.format(wheel=str(_wheel(version))), encoding="utf-8")


def pip_versions(venv: Path) -> list[str]:
    """The pip versions that this ansible-test asks for, from its own source."""
    [source] = venv.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py")
    return sorted(set(re.findall(r"\bpip='(\d[\d.]*)'", source.read_text(encoding="utf-8"))))


def _wheel(version: str) -> Path:
    with locked("pip-wheels"):
        path = _WHEELS / f"pip-{version}-py3-none-any.whl"
        if path.is_file():
            return path
        lines = pinned(PIP_LOCK.read_text(encoding="utf-8")).get(f"pip=={version}")
        if not lines:
            raise venvs.SetupError(f"tools/requirements/locked/{PIP_LOCK.name} lacks pip {version}: run `make lock`")
        _WHEELS.mkdir(parents=True, exist_ok=True)
        wanted = _WHEELS / f"pip-{version}.txt"
        wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
        python = venvs.bootstrap() / "bin" / "python"
        options = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", _WHEELS, "-r", wanted)
        argv = [python, "-m", "pip", "download", *options]
        done = run(argv, log=LOGS / "pip-wheels.log", cwd=CACHE, env=clean_environment())
        # very old releases are universal wheels (py2.py3)
        found = sorted(_WHEELS.glob(f"pip-{version}-*.whl"))
        if not found:
            raise venvs.SetupError(f"cannot download pip {version}:\n{done.output}")
        return found[0]
