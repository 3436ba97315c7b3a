# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection, look at what the tarball holds, install it as a user would, and run Galaxy's importer on it."""

from __future__ import annotations

import functools
import re
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path

from devkit import environments
from devkit.cores import Core, newest, runnable
from devkit.locks import locked
from devkit.outcome import Outcome, tail
from devkit.paths import CACHE, NAME, NAMESPACE
from devkit.process import Finished, run
from devkit.sandbox import tool_environment
from devkit.schedule import Part
from devkit.tree import Tree, source_files

DIST = CACHE / "dist"

# All that users get. A new kind of file is put here on purpose, or into build_ignore of galaxy.yml.
ALLOWED = re.compile(
    r"MANIFEST\.json|FILES\.json|README\.md|LICENSE|CHANGELOG\.(md|rst)|changelogs/changelog\.yaml"
    r"|meta/(runtime|execution-environment)\.yml|meta/ee-(requirements|bindep)\.txt"
    r"|plugins/(action|doc_fragments|filter|lookup|plugin_utils|test)/[a-z0-9_]+\.(py|yml)"
    r"|plugins/(module_utils|modules)/([a-z0-9_]+/)*[a-z0-9_]+\.py"
    r"|roles/[a-z0-9_]+/(README\.md|templates/[a-z0-9_./]+\.j2)"
    r"|roles/[a-z0-9_]+/(defaults|handlers|meta|presets|tasks|vars)/[a-z0-9_/]+\.yml"
    r"|docs/docsite/([a-z0-9_-]+\.yml|rst/[a-z0-9_-]+\.rst)"
)
REQUIRED = ("LICENSE", "README.md", "meta/ee-requirements.txt", "meta/execution-environment.yml", "meta/runtime.yml")

_IMPORTER_CONFIG = """\
[galaxy-importer]
CHECK_CHANGELOG=True
CHECK_REQUIRED_TAGS=True
RUN_ANSIBLE_DOC=True
RUN_ANSIBLE_LINT=True
RUN_ANSIBLE_TEST=False
RUN_FLAKE8=False
"""


def parts() -> list[Part]:
    """Galaxy's importer, the content of the tarball, an installation with the oldest and the newest ansible-core."""
    corners = {core.version: core for core in (runnable()[0], newest())}
    return [
        Part("galaxy-importer", _import),
        Part("tarball", _content),
        *(Part(f"install-{core.version}", functools.partial(_install, core)) for core in corners.values()),
    ]


def build(log: Path) -> Path:
    """Build the tarball; raises RuntimeError with what ansible-galaxy said."""
    with locked("build"):
        tree = Tree("main").refresh()
        venv = newest().venv()
        argv = ["ansible-galaxy", "collection", "build", "--force", "--output-path", DIST, tree.collection]
        done = _run(venv, argv, log, CACHE)
        found = re.search(r"\S+ at (.+\.tar\.gz)$", done.output, re.MULTILINE)
        if done.code or not found:
            raise RuntimeError(done.output)
        return Path(found[1])


def misplaced(names: Sequence[str], sources: Sequence[str]) -> list[str]:
    """What is wrong with a tarball that holds `names`, built from a checkout that holds `sources`."""
    problems = [f"users do not need {name}" for name in names if not ALLOWED.fullmatch(name)]
    needed = {name for name in sources if name.startswith(("plugins/", "roles/")) and Path(name).name != ".gitkeep"}
    problems += [f"{name} is missing" for name in sorted({*REQUIRED, *needed} - set(names))]
    return problems


def _content(log: Path) -> Outcome:
    with tarfile.open(build(log)) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    return Outcome.single(misplaced(names, source_files(Tree("main").collection)))


def _install(core: Core, log: Path) -> Outcome:
    """Install offline into an empty folder and let ansible-doc read every module from there."""
    target = CACHE / "installed" / core.version
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    venv = core.venv()
    argv = ["ansible-galaxy", "collection", "install", build(log), "-p", target, "--offline"]
    done = _run(venv, argv, log, target)
    if done.code:
        return Outcome.single([done.output])
    modules = _modules(target)
    listed = _run(venv, ["ansible-doc", "--json", "-t", "module", *modules], log, target)
    if listed.code or not modules:
        return Outcome.single([listed.output or "no module is installed"])
    return Outcome.single([])


def _modules(installed: Path) -> list[str]:
    folder = installed / "ansible_collections" / NAMESPACE / NAME / "plugins" / "modules"
    return sorted(f"{NAMESPACE}.{NAME}.{path.stem}" for path in folder.glob("*.py") if not path.stem.startswith("_"))


def _import(log: Path) -> Outcome:
    config = CACHE / "galaxy-importer.cfg"
    config.write_text(_IMPORTER_CONFIG, encoding="utf-8")
    work = CACHE / "importer"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    argv = ["python", "-m", "galaxy_importer.main", build(log)]
    done = _run(environments.importer(), argv, log, work, GALAXY_IMPORTER_CONFIG=str(config))
    # the importer reports errors of the tools it runs in its log only
    problems = [line for line in done.output.splitlines() if re.match(r"(ERROR|WARNING)\b", line)]
    if done.code:
        problems.append(tail(done.output))
    return Outcome.single(problems)


def _run(venv: Path, argv: Sequence[object], log: Path, cwd: Path, **extra: str) -> Finished:
    return run(argv, log=log, cwd=cwd, env=tool_environment(venv, cwd, **extra))
