# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where ansible-runner writes down what it is given: the table in docs/awx/README.md is what it does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import ansible_runner

from scale.world import AWX

#: rows of the table by what they begin with, and a value that gets in that way
WAYS = {
    "env/envvars": "way-of-the-environment",
    "the same": "way-of-facts",
    "env/cmdline": "way-of-the-command-line",
    "environment": "way-of-a-task",
    "env/extravars": "way-of-extra-variables",
    "env/passwords": "way-of-passwords",
    "inventory": "way-of-the-inventory",
    "env/credential": "way-of-a-file",
}
#: the values that get in by a parameter of the runner, where the table names one
PARAMETERS = {"env/envvars": "parameter-of-the-environment", "env/cmdline": "parameter-of-extra-variables"}
PLAY = """
- hosts: all
  connection: local
  gather_facts: false
  vars:
    file: "{{ lookup('ansible.builtin.file', lookup('ansible.builtin.env', 'NAMED')) }}"
  tasks:
    - name: One that has a value in its environment
      ansible.builtin.command: "true"
      environment:
        TASK: "{{ of_task }}"
      tags: rest
    - name: One that uses the others
      ansible.builtin.assert:
        that: [of_inventory != of_extra, of_group != file]
      tags: rest
    - name: Facts
      ansible.builtin.setup:
        gather_subset: ["!all", "!min", env]
      tags: facts
"""


def told() -> dict[str, set[str]]:
    """What the table says, by what its rows begin with."""
    text = (AWX / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `?(\w+/\w+|inventory|environment|the same)\b.* \| (nowhere|`.+`) \|$", text, re.MULTILINE)
    return {way: set(re.findall(r"`(\w+)`", places)) for way, places in rows}


def lay_out(folder: Path, held: str) -> None:
    """A private data directory with a value in each place; `held` is in the environment."""
    files = {
        "env/credential": WAYS["env/credential"],
        "env/envvars": json.dumps({"NAMED": str(folder / "env" / "credential"), "HELD": held}),
        "env/extravars": json.dumps({"of_extra": WAYS["env/extravars"]}),
        "env/passwords": json.dumps({r"Vault password:\s*?$": WAYS["env/passwords"]}),
        "env/cmdline": f"-vvvv --ask-vault-pass -e of_cmdline={WAYS['env/cmdline']}",
        "inventory/hosts": f"it of_inventory={WAYS['inventory']} of_task={WAYS['environment']}",
        "project/group_vars/all.yml": f"of_group: {WAYS['inventory']}",
        "project/play.yml": PLAY,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def written(folder: Path, **parameters: Any) -> dict[str, set[str]]:
    """Run it, and return for each value in which files of the artifacts, or folders of them, it stands."""
    options = {"ident": "1", "playbook": "play.yml", "settings": {"suppress_ansible_output": True}}
    done = ansible_runner.run(private_data_dir=str(folder), **options, **parameters)
    artifacts = folder / "artifacts" / "1"
    assert done.status == "successful", (artifacts / "stdout").read_text("utf-8")
    found: dict[str, set[str]] = {value: set() for value in (*WAYS.values(), *PARAMETERS.values())}
    for path in artifacts.rglob("*"):
        text = path.read_text("utf-8") if path.is_file() else ""
        for value, places in found.items():
            if value in text:
                places.add(path.relative_to(artifacts).parts[0])
    return found


def test_the_table_says_what_the_runner_writes(tmp_path: Path) -> None:
    table = told()
    assert set(table) == set(WAYS)
    lay_out(tmp_path / "rest", WAYS["env/envvars"])
    rest = written(
        tmp_path / "rest",
        tags="rest",
        envvars={"GIVEN": PARAMETERS["env/envvars"]},
        extravars={"of_parameter": PARAMETERS["env/cmdline"]},
    )
    lay_out(tmp_path / "facts", WAYS["the same"])
    facts = written(tmp_path / "facts", tags="facts")
    measured = {way: (facts if way == "the same" else rest)[value] for way, value in WAYS.items()}
    assert measured == table
    assert {way: rest[value] for way, value in PARAMETERS.items()} == {way: table[way] for way in PARAMETERS}
