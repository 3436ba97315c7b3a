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
from devkit.interpreters import search_path
from devkit.locks import locked
from devkit.paths import CACHE, LOGS
from devkit.process import Finished, clean_environment, run
from devkit.tree import Tree

_WHEELS = CACHE / "pip-wheels"

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
    for version in _pip_versions(venv):
        script = cache / f"get_pip_{version.replace('.', '_')}.py"
        script.write_text(_STAND_IN.format(wheel=str(_wheel(version))), encoding="utf-8")


def _pip_versions(venv: Path) -> list[str]:
    """The pip versions that this ansible-test asks for, from its own source."""
    [source] = venv.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py")
    return sorted(set(re.findall(r"\bpip='(\d[\d.]*)'", source.read_text(encoding="utf-8"))))


def _wheel(version: str) -> Path:
    with locked("pip-wheels"):
        path = _WHEELS / f"pip-{version}-py3-none-any.whl"
        if path.is_file():
            return path
        python = venvs.bootstrap() / "bin" / "python"
        argv = [
            python,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--dest",
            _WHEELS,
            f"pip=={version}",
        ]
        done = run(argv, log=LOGS / "pip-wheels.log", cwd=CACHE, env=clean_environment())
        # very old releases are universal wheels (py2.py3)
        found = sorted(_WHEELS.glob(f"pip-{version}-*.whl"))
        if not found:
            raise venvs.SetupError(f"cannot download pip {version}:\n{done.output}")
        return found[0]
