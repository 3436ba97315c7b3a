# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that Ansible can be told to write of a task: no secret of any kind stands in it.

Secrets come from a file of variables, as from a vault: what stands in a playbook itself, Ansible shows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devkit.markers import FAMILY, markers_in
from functional.world import PAT, PROJECT, Emulator, World

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("token", "variable", "phase", "document", "repository", "member", "key", "password", "proxy", "client", "file")
SECRETS = {kind: f"{FAMILY}{number}-of-{kind}" for number, kind in enumerate(KINDS)}
#: turns on what shows most
LOUD = {
    "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.junit,ansible.builtin.tree",
    "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
    "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "1",
    "ANSIBLE_INJECT_INVOCATION": "1",
    "ANSIBLE_NOCOLOR": "1",
}


@pytest.fixture
def world(emulator: Emulator) -> Iterator[World]:
    tokens = [{"scheme": "pat", "secret": token} for token in (SECRETS["token"], PAT)]
    made = emulator.collection("services", credentials=tokens)
    yield made
    made.close()


class Played:
    """Runs of Ansible in a folder; `given` holds what they read, all other files are theirs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.given = folder / "given"
        self.given.mkdir()
        self.write("secrets.json", SECRETS)
        self.said = ""

    def write(self, name: str, content: Any) -> Path:
        path = self.given / name
        path.write_text(json.dumps(content), "utf-8")
        return path

    def run(self, program: str, *arguments: object, code: int = 0, **settings: str) -> None:
        """Run a program of Ansible; its output and log count as what was written."""
        own = {
            "HOME": str(self.folder),
            "ANSIBLE_HOME": str(self.folder / "home"),
            "ANSIBLE_LOG_PATH": str(self.folder / "ansible.log"),
            "ANSIBLE_CALLBACK_TREE_DIR": str(self.folder / "tree"),
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self.folder / "facts"),
            "JUNIT_OUTPUT_DIR": str(self.folder / "junit"),
        }
        command = [Path(sys.executable).with_name(program), *arguments, "-e", f"@{self.given / 'secrets.json'}"]
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env={**os.environ, **LOUD, **own, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        # With ANSIBLE_DEBUG Ansible prints the arguments of each module, whatever they are: docs/threat-model.md.
        lines = (done.stdout + done.stderr).splitlines(keepends=True)
        self.said += "".join(line for line in lines if ": done with _execute_module (" not in line)
        (self.folder / "said").write_text(self.said, "utf-8")
        assert done.returncode == code, done.stdout + done.stderr

    def play(self, tasks: list[dict[str, Any]], *arguments: str, code: int = 0, **settings: str) -> None:
        variables = {"ansible_python_interpreter": sys.executable}
        play = {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}
        self.run("ansible-playbook", "--diff", *arguments, self.write("play.json", [play]), code=code, **settings)

    def leaks(self) -> dict[str, list[str]]:
        """The files with secrets, and which."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and self.given not in path.parents]
        found = {str(path.relative_to(self.folder)): markers_in(path.read_bytes()) for path in files}
        return {name: markers for name, markers in found.items() if markers}

    def written(self, pattern: str) -> str:
        """What all the files of that name hold."""
        return "".join(path.read_text("utf-8") for path in self.folder.glob(pattern) if path.is_file())


def secret(value: str) -> dict[str, Any]:
    return {"value": value, "is_secret": True}


def rest(value: str) -> dict[str, Any]:
    return {"value": value, "isSecret": True}


def stated(world: World, played: Played) -> list[dict[str, Any]]:
    """Two definitions, with every kind of secret that a definition can have."""
    connection = {"organization_url": world.url, "project": PROJECT, "product": "services"}
    connection["personal_access_token"] = "{{ token }}"
    git = {"type": "Git", "name": "app", "url": "https://git.contoso.example/app.git"}
    document = {
        "name": "from document",
        "queue": {"id": 1},
        "process": {"type": 1, "phases": [{"steps": [], "variables": {"Inner": rest("{{ phase }}")}}]},
        "repository": {**git, "id": git["url"], "properties": {"password": "{{ repository }}"}},
        "variables": {"Doc": rest("{{ document }}")},
    }
    process = {"type": 2, "yamlFilename": "a.yml"}
    file = {**document, "name": "from file", "process": process, "variables": {"File": rest(SECRETS["file"])}}
    file["repository"] = {**git, "id": git["url"], "properties": {"password": SECRETS["repository"]}}
    fingerprints = {"update_secrets": "on_change", "secrets_key": "{{ key }}"}
    single = world.minimal(variables={"ApiKey": secret("{{ variable }}"), "Open": "yes"})
    member = world.minimal(name="member", variables={"ApiKey": secret("{{ member }}")})
    return [
        {"azdo.pipelines.build_definition": {**connection, **fingerprints, **single}},
        {"azdo.pipelines.build_definition": {**connection, "document": document}},
        {"azdo.pipelines.build_definition": {**connection, "document_src": str(played.write("file.json", file))}},
        {"azdo.pipelines.build_definition_set": {**connection, "definitions": [member]}},
        {"azdo.pipelines.build_definition_info": {**connection, "export": "options", "include_all_properties": True}},
    ]


def remembered(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tasks with their results in variables, in the fact cache, and printed."""
    made: list[dict[str, Any]] = []
    for number, task in enumerate(tasks):
        fact = {f"fact_{number}": f"{{{{ done_{number} }}}}", "cacheable": True}
        made += [{**task, "register": f"done_{number}"}, {"ansible.builtin.set_fact": fact}]
        made.append({"ansible.builtin.debug": {"var": f"done_{number}"}})
    return made


def test_callbacks_facts_and_results(world: World, tmp_path: Path) -> None:
    played = Played(tmp_path)
    tasks = stated(world, played)
    played.play(remembered(tasks), "-vvvvv")
    played.play(tasks[:2], "-v", ANSIBLE_STDOUT_CALLBACK="ansible.builtin.minimal")
    played.play(tasks[:2], "-v", "--check", ANSIBLE_STDOUT_CALLBACK="ansible.builtin.oneline")
    stored = json.dumps([world.stored(number) for number in world.revisions()])
    for kind in ("variable", "phase", "document", "repository", "member", "file"):
        assert SECRETS[kind] in stored, "it was sent"
    assert played.leaks() == {}
    for pattern in ("ansible.log", "junit/*.xml", "tree/*", "facts/*", "said"):
        assert "from document" in played.written(pattern), f"{pattern} tells nothing"


def test_one_task_by_hand(world: World, tmp_path: Path) -> None:
    """The program `ansible` has callbacks of its own."""
    played = Played(tmp_path)
    [(module, options)] = stated(world, played)[0].items()
    arguments = played.write("arguments.json", options).read_text("utf-8")
    for more in (["-vvvvv"], ["-o", "-t", "tree", "--check"]):
        how = ["-m", module, "-a", arguments, "-e", f"ansible_python_interpreter={sys.executable}", "--diff"]
        played.run("ansible", "localhost", *how, *more)
    assert "changed" in played.said
    assert played.leaks() == {}


CRASH = '''

def _crash(run):
    """What could go wrong at worst: an exception that quotes all there is, caused by another one that does."""
    try:
        {}[repr(run.options)]
    except KeyError as error:
        import base64, json, urllib.parse

        shown = [json.dumps(run.options), urllib.parse.quote(json.dumps(run.options))]
        shown.append(base64.b64encode((":" + str(run.options["personal_access_token"])).encode()).decode())
        raise ValueError(*shown) from error
'''


def broken(folder: Path) -> Path:
    """A copy of the collection whose modules crash at work."""
    copy = folder / "given" / "ansible_collections" / "azdo" / "pipelines"
    copy.mkdir(parents=True)
    for name in ("plugins", "meta"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "galaxy.yml", copy)
    runner = copy / "plugins" / "module_utils" / "_module.py"
    text = runner.read_text("utf-8")
    assert "result = work(run)" in text
    runner.write_text(text.replace("result = work(run)", "result = _crash(run)") + CRASH, "utf-8")
    return copy.parents[2]


def test_a_crash(world: World, tmp_path: Path) -> None:
    played = Played(tmp_path)
    settings = {"ANSIBLE_COLLECTIONS_PATH": str(broken(tmp_path)), "ANSIBLE_DEBUG": "1"}
    settings["ANSIBLE_DISPLAY_TRACEBACK"] = "always"
    definition, document, _file, several, _info = stated(world, played)
    tasks = [{**task, "ignore_errors": True} for task in remembered([definition, document, several])]
    wrong = {
        "auth_method": "basic", "username": "me", "password": "{{ password }}", "project": PROJECT,
        "proxy": "http://me:{{ proxy }}@localhost:9", "organization_url": world.url, "product": "server",
    }  # fmt: skip
    tasks.append({"azdo.pipelines.build_definition_info": wrong, "ignore_errors": True})
    wrong = {"auth_method": "entra", "organization_url": world.url, "project": PROJECT, "product": "services"}
    wrong |= {"entra": {"tenant_id": "t", "client_id": "c", "client_secret": "{{ client }}"}}
    tasks.append({"azdo.pipelines.build_definition_info": wrong, "ignore_errors": True})
    played.play(tasks, "-vvvvv", **settings)
    assert played.said.count("This is a defect of azdo.pipelines") >= 5
    assert "in _crash" in played.said, "the traceback is shown"
    assert world.log() == []
    assert played.leaks() == {}
