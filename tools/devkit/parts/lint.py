# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that looks at the sources without running them; each tool counts as one test."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from devkit import environments
from devkit.outcome import Outcome, tail
from devkit.paths import CACHE, ROOT
from devkit.process import Finished, clean_environment, run
from devkit.sandbox import tool_environment
from devkit.schedule import Part
from devkit.tree import Tree

# the slow ones first
_TOOLS: dict[str, Sequence[str]] = {
    "ansible-lint": ("ansible-lint", "--profile", "production", "--offline", "--nocolor"),
    "reuse": ("reuse", "lint", "--lines"),
    "changelog": ("antsibull-changelog", "lint"),
    "yamllint": ("yamllint", "--strict", "."),
    "ruff-check": ("ruff", "check", "--no-cache", "."),
    "ruff-format": ("ruff", "format", "--no-cache", "--diff", "."),
}

_DOCS = (
    *("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "all"),
    *("--disallow-unknown-collection-refs", "."),
)
_ARTEFACT = re.compile(r'Unknown target name: "antsibull-docs-\w+"\.$')

# sources, and the folder below which their packages begin (None: the one that holds ansible_collections)
_TYPED = {"plugins": None, "tests/emulator": "tests", "tools": "tools"}

_CHECKS = ("action_groups", "empty_ignores", "private_names", "unwanted_files")


def parts() -> list[Part]:
    """All linters."""
    docs = Part("lint-docs", functools.partial(_docs, _DOCS))
    tools = [Part(f"lint-{name}", functools.partial(_tool, name, argv)) for name, argv in _TOOLS.items()]
    mypy = [
        Part(f"lint-mypy-{Path(source).name}", functools.partial(_mypy, source, base))
        for source, base in _TYPED.items()
        if any((ROOT / source).rglob("*.py"))
    ]
    checks = [Part(f"lint-{name.replace('_', '-')}", functools.partial(_check, name)) for name in _CHECKS]
    return [docs, *tools, *mypy, *checks]


def reformat() -> Finished:
    """Let ruff mend and format the checkout itself."""
    log = CACHE / "logs" / "format.log"
    log.unlink(missing_ok=True)
    ruff = environments.linters() / "bin" / "ruff"
    mended = run([ruff, "check", "--no-cache", "--fix-only", "."], log=log, cwd=ROOT, env=clean_environment())
    formatted = run([ruff, "format", "--no-cache", "."], log=log, cwd=ROOT, env=clean_environment())
    return Finished(mended.code or formatted.code, mended.output + formatted.output)


def _tool(name: str, argv: Sequence[str], log: Path) -> Outcome:
    # REUSE asks git once which files to leave out, and takes what another tool writes after that for a source
    tree, env = _prepare("reuse" if name == "reuse" else "main")
    return _outcome(run(argv, log=log, cwd=tree.collection, env=env))


def _docs(argv: Sequence[str], log: Path) -> Outcome:
    # antsibull-docs works in a temporary folder whose random name it writes into the pages that it then checks: a name
    # that ends in an underscore looks like a link without a target, once in 37 runs
    tree, env = _prepare()
    for _attempt in range(4):
        done = run(argv, log=log, cwd=tree.collection, env=env)
        if not done.code or not all(_ARTEFACT.search(line) for line in done.output.splitlines()):
            break
    return _outcome(done)


def _mypy(source: str, base: str | None, log: Path) -> Outcome:
    tree, env = _prepare()
    collection = tree.collection.relative_to(tree.root)
    env["MYPYPATH"] = str(tree.collection / base if base else tree.root)
    cache = CACHE / "mypy" / Path(source).name
    argv = ["mypy", "--config-file", collection / "pyproject.toml", "--cache-dir", cache, collection / source]
    return _outcome(run(argv, log=log, cwd=tree.root, env=env))


def _check(name: str, log: Path) -> Outcome:
    tree, env = _prepare()
    env["PYTHONPATH"] = str(tree.collection / "tools")
    return _outcome(run(["python", "-m", "checks", name], log=log, cwd=tree.collection, env=env))


def _prepare(name: str = "main") -> tuple[Tree, dict[str, str]]:
    tree = Tree(name).refresh()
    return tree, tool_environment(environments.linters(), tree.root)


def _outcome(done: Finished) -> Outcome:
    return Outcome.single([tail(done.output) or f"exit code {done.code}"] if done.code else [])
