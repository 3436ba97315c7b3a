# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test integration` on the oldest and the newest ansible-core, each against an emulator of its own.

The newest is tried with each product that differs, the older one with the service only: what differs between products
is our own code, what differs between cores is how Ansible runs it.

A target counts as one test. They run at ``-vvvv --diff`` with a marker as every secret; the last part of a run hunts
for it in what they wrote.
"""

from __future__ import annotations

import functools
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from devkit import environments
from devkit.ansible_test import ansible_test, clear_output, install_from
from devkit.cores import CORES, Core, newest, runnable
from devkit.emulator import emulator, requests_of
from devkit.markers import FAMILY
from devkit.outcome import Outcome, tail
from devkit.paths import ROOT
from devkit.pins import Pins
from devkit.schedule import Part
from devkit.tree import Tree

#: the products that the older core is tried with
OLDER_CORE_PROFILES = ("services",)

#: what ansible-test installs for the modules
PINS = Pins("integration", (ROOT / "tests" / "integration" / "requirements.txt",))


def parts(cores: Sequence[str] = (), arguments: Sequence[str] = ()) -> list[Part]:
    """One part per core; `cores` picks others than the corners, `arguments` (names of targets) go to ansible-test."""
    if not any((ROOT / "tests" / "integration").glob("targets/*")):
        return [Part("integration", lambda log: Outcome.skip("tests/integration/targets is not there"))]
    corners = {runnable()[0].version, newest().version}
    chosen = [core for core in CORES if core.version in (cores or corners)]
    return [Part(f"integration-{core.version}", functools.partial(_integration, core, arguments)) for core in chosen]


def _integration(core: Core, arguments: Sequence[str], log: Path) -> Outcome:
    if core.missing:
        return Outcome.skip(f"ansible-core {core.version}: {core.missing}")
    assert core.interpreter is not None
    tree = Tree(f"integration-{core.version}").refresh()
    install_from(PINS, tree.collection / "tests" / "integration" / "requirements.txt", core.interpreter)
    output = clear_output(tree)
    listed = ansible_test(core, tree, log, "integration", "--list-targets", *arguments)
    if listed.code:
        return Outcome().require_success(listed.code, listed.output)
    targets = set(listed.output.split()) & {path.name for path in tree.collection.glob("tests/integration/targets/*")}
    python = environments.runtime() / "bin" / "python"
    with emulator(python, tree.collection, log.with_suffix(".emulator.log"), requests_of(log)) as url:
        # the tests of a copy find the server in the file that ansible-test reads variables from
        config = tree.collection / "tests" / "integration" / "integration_config.yml"
        marker = f"{FAMILY}{secrets.token_hex(12)}"
        settings: dict[str, object] = {"emulator_url": url, "azdo_marker": marker}
        if core.version != newest().version:
            settings["azdo_profiles"] = OLDER_CORE_PROFILES
        if "EVERY_PRODUCT" in os.environ:
            settings["azdo_thorough"] = True
        config.write_text(json.dumps(settings) + "\n", encoding="utf-8")
        version = ".".join(map(str, core.interpreter.version))
        options = ("--venv", "--requirements", "--python", version, "--continue-on-error", "-vvvv", "--diff")
        done = ansible_test(core, tree, log, "integration", *options, *arguments)
        config.unlink()
    return count(targets, output, done.code, done.output)


def count(targets: set[str], output: Path, code: int, text: str) -> Outcome:
    """ansible-test reports the targets that passed; one that was listed and is not among them failed."""
    passed: set[str] = set()
    for report in output.glob("data/integration-*.json"):
        passed |= set(json.loads(report.read_text(encoding="utf-8"))["targets"])
    failed = sorted(targets - passed)
    outcome = Outcome(passed=len(passed & targets), failed=len(failed))
    if failed:
        outcome.problems.append(f"failed targets: {', '.join(failed)}\n{tail(text)}")
    return outcome.require_success(code, text)
