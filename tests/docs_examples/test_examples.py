# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example of the documentation works: in check mode, for real, and a second time without a change.

The whole list of a page or module is one playbook, since later examples build on earlier ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from docs_examples.builds import prepare
from docs_examples.conftest import EXPORTED, Server
from docs_examples.examples import INCLUDE_ROLE, Examples, Task, of_modules, of_pages

#: addresses in examples, and the profile that takes their place
ADDRESSES = {"https://dev.azure.com/contoso": "services", "https://tfs.example.com/tfs/DefaultCollection": "tfs2015"}
#: what the examples take from a vault
VARIABLES = {"vault_api_key": "S3CRET-example-of-a-secret", "vault_secrets_key": "S3CRET-example-of-a-key"}
ALL = [*of_modules(), *of_pages()]


@pytest.mark.parametrize("examples", ALL, ids=[f"{examples.origin}-{examples.profile}" for examples in ALL])
def test_examples_work_and_are_idempotent(examples: Examples, server: Server, tmp_path: Path) -> None:
    (tmp_path / "exported.json").write_text(json.dumps(EXPORTED), "utf-8")
    playbook = tmp_path / "playbook.json"
    prepare(examples, server, tmp_path)
    playbook.write_text(json.dumps([play(examples, server, tmp_path)]), "utf-8")
    vault = tmp_path / "given" / "vault.json"
    vault.parent.mkdir()
    vault.write_text(json.dumps(VARIABLES), "utf-8")
    done = subprocess.run(
        ["ansible-playbook", "-i", "localhost,", "-e", f"@{vault}", str(playbook)],
        cwd=tmp_path,
        env=environment(server.url(examples.profile)),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for secret in VARIABLES.values():
        assert secret not in done.stdout + done.stderr


def play(examples: Examples, server: Server, folder: Path) -> Task:
    """A playbook with each task three times, and what must be true of the three. `folder` stands for /tmp."""
    tasks: list[Task] = []
    for number, task in enumerate(json.loads(json.dumps(examples.tasks).replace("/tmp/", f"{folder}/tmp/"))):
        done = task.get("register", f"done_{number}")
        tasks += once(task, f"foreseen_{number}", check=True) + once(task, done) + once(task, f"again_{number}")
        facts = [f"foreseen_{number}.changed == {done}.changed", f"again_{number} is not changed"]
        tasks.append({"name": "It was foreseen, and done once", "ansible.builtin.assert": {"that": facts}})
    content: Task = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": sys.executable},
        "module_defaults": examples.defaults,
        "tasks": tasks,
    }
    text = json.dumps(content)
    for address, profile in ADDRESSES.items():
        if address in text:
            text = text.replace(address, server.url(profile))
    replaced: dict[str, Any] = json.loads(text)
    return replaced


def once(task: Task, result: str, check: bool = False) -> list[Task]:
    """A task, or a role, with its result in a variable."""
    if INCLUDE_ROLE not in task:
        return [{**task, "register": result, **({"check_mode": True} if check else {})}]
    role = {**task[INCLUDE_ROLE], **({"apply": {"check_mode": True}} if check else {})}
    fact = {"name": "Remember", "ansible.builtin.set_fact": {result: "{{ build_definitions_result }}"}}
    return [{**task, INCLUDE_ROLE: role}, fact]


def environment(url: str) -> dict[str, str]:
    """Address and token as the documentation tells its readers to set them."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AZDO_", "AZURE_", "SYSTEM_"))}
    settings = {"AZDO_ORG_SERVICE_URL": url, "AZDO_PERSONAL_ACCESS_TOKEN": "emulator-pat"}
    return {**env, **settings, "ANSIBLE_NOCOLOR": "1"}
