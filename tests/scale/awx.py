# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX does to run a job, written anew from what its sources do: credentials, slices, and ansible-runner."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ansible_runner
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scale.world import AWX


def credential_type(injectors: str = "credential_type_injectors.yml") -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs and the injectors of the credential type."""
    files = (AWX / "credential_type_inputs.yml", AWX / injectors)
    inputs, injected = (yaml.safe_load(path.read_text("utf-8")) for path in files)
    return inputs, injected


@dataclass
class Job:
    """One run in a private data directory of its own, as AWX lays it out. `project` is what it runs in."""

    folder: Path
    project: Path
    ident: str = "1"
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # AWX writes credentials into env itself; our hunt for secrets leaves folders of this name out
        (self.folder / "env" / "given").mkdir(parents=True)
        (self.folder / "inventory").mkdir()
        (self.folder / "project").symlink_to(self.project)

    @property
    def artifacts(self) -> Path:
        return self.folder / "artifacts" / self.ident

    def inject(self, injectors: Mapping[str, Any], values: Mapping[str, str]) -> None:
        """Files and environment of a credential whose fields hold `values`; fields without a value are not defined."""
        jinja = ImmutableSandboxedEnvironment()
        names = {}
        for label, template in injectors.get("file", {}).items():
            with tempfile.NamedTemporaryFile("w", dir=self.folder / "env" / "given", delete=False) as file:
                file.write(jinja.from_string(template).render(**values))
            names[label.partition(".")[2]] = file.name
        filename: Any = SimpleNamespace(**names) if "" not in names else names[""]
        for name, template in injectors.get("env", {}).items():
            rendered = jinja.from_string(template).render(**values, tower=SimpleNamespace(filename=filename))
            self.environment[name] = rendered

    def run(
        self, inventory: Mapping[str, Any], playbook: str = "pipelines.yml", **extra_vars: Any
    ) -> ansible_runner.Runner:
        """Run it; the inventory becomes a program that prints it."""
        script = self.folder / "inventory" / "hosts"
        script.write_text(f"#! /usr/bin/env python3\nprint({json.dumps(inventory)!r})\n", "utf-8")
        script.chmod(0o700)
        (self.folder / "env" / "extravars").write_text(json.dumps(extra_vars), "utf-8")
        (self.folder / "env" / "cmdline").write_text(" ".join(["-u", "root", *self.arguments]), "utf-8")
        settings = {"suppress_ansible_output": True, "job_timeout": 300}
        (self.folder / "env" / "settings").write_text(json.dumps(settings), "utf-8")
        return ansible_runner.run(
            private_data_dir=str(self.folder),
            ident=self.ident,
            playbook=playbook,
            inventory=str(script),
            envvars={"ANSIBLE_FORCE_COLOR": "true", "AWX_PRIVATE_DATA_DIR": str(self.folder), **self.environment},
            passwords=self.passwords or None,
            suppress_env_files=True,
            fact_cache_type="",
        )


def imported(project: Path, source: str) -> dict[str, Any]:
    """The inventory as AWX imports it from a file of the project."""
    argv = ["ansible-inventory", "--list", "--export", "-i", source, "--playbook-dir", "."]
    done = subprocess.run(argv, cwd=project, capture_output=True, text=True, check=True, timeout=120)
    inventory: dict[str, Any] = json.loads(done.stdout)
    return inventory


def sliced(inventory: Mapping[str, Any], number: int, count: int) -> dict[str, Any]:
    """The slice of an inventory that the job with this number, from 1, gets: every `count`-th host by name."""
    variables = inventory["_meta"]["hostvars"]
    hosts = sorted({host for name, group in inventory.items() if name != "_meta" for host in group.get("hosts", [])})
    mine = hosts[number - 1 :: count]
    result: dict[str, Any] = {"_meta": {"hostvars": {host: variables.get(host, {}) for host in mine}}}
    for name, group in inventory.items():
        if name != "_meta":
            result[name] = {**group, "hosts": [host for host in group.get("hosts", []) if host in mine]}
    return result


def changed(runner: ansible_runner.Runner) -> list[str]:
    """The hosts that a run changed."""
    return sorted(runner.stats["changed"]) if runner.stats else []


def output(job: Job) -> str:
    return (job.artifacts / "stdout").read_text("utf-8")
