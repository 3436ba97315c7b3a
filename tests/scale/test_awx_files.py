# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of docs/awx are what AWX and ansible-builder take. The rules are those of AWX's own validation."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.azdo.pipelines.plugins.module_utils._connection import CONNECTION_SPEC, ENVIRONMENT
from scale.awx import credential_type
from scale.world import AWX, EXAMPLE, MARKER, ROOT

INJECTORS = ("credential_type_injectors.yml", "credential_type_injectors_environment.yml")
_NAME = "^[a-zA-Z_]+[a-zA-Z0-9_]*$"
_FIELD = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": _NAME, "not": {"const": "tower"}},
        "label": {"type": "string"},
        "help_text": {"type": "string"},
        "type": {"enum": ["string", "boolean"]},
        "format": {"enum": ["ssh_private_key", "url"]},
        "secret": {"type": "boolean"},
        "multiline": {"type": "boolean"},
    },
    "additionalProperties": False,
    "required": ["id", "label", "type"],
}
_INPUTS = {
    "type": "object",
    "properties": {
        "fields": {"type": "array", "items": _FIELD},
        "required": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}
_TEMPLATES = {"type": "string", "pattern": "^[\\x00-\\x7f]*$"}
_INJECTED = {
    "type": "object",
    "properties": {
        "file": {
            "type": "object",
            "patternProperties": {r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$": _TEMPLATES},
            "additionalProperties": False,
        },
        "env": {
            "type": "object",
            "patternProperties": {"^(?!ANSIBLE_)[a-zA-Z_]+[a-zA-Z0-9_]*$": _TEMPLATES},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
#: what AWX does not let a credential set, as far as it looks like anything of ours
_REFUSED = {"VIRTUAL_ENV", "PATH", "PYTHONPATH", "REST_API_URL", "REST_API_TOKEN", "AWX_HOST"}
#: types of answers, and what a default may be
_ANSWERS: dict[str, Any] = {"text": str, "password": str, "multiplechoice": str, "multiselect": str, "integer": int}


@pytest.mark.parametrize("injectors", INJECTORS)
def test_awx_takes_the_credential_type(injectors: str) -> None:
    inputs, injected = credential_type(injectors)
    jsonschema.validate(inputs, _INPUTS)
    jsonschema.validate(injected, _INJECTED)
    names = [field["id"] for field in inputs["fields"]]
    assert len(set(names)) == len(names)
    assert set(inputs["required"]) <= set(names)
    assert not _REFUSED & set(injected["env"])
    # a template may use nothing but the fields and the names of the files
    files = {label.partition(".")[2]: "a path" for label in injected.get("file", {})}
    known = {**dict.fromkeys(names, "EXAMPLE"), "tower": SimpleNamespace(filename=SimpleNamespace(**files))}
    jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for template in (*injected.get("file", {}).values(), *injected["env"].values()):
        assert jinja.from_string(template).render(known)


def test_every_token_and_password_is_a_secret_and_the_rest_is_none() -> None:
    inputs, _injected = credential_type()
    assert {field["id"]: field.get("secret", False) for field in inputs["fields"]} == {
        "organization_url": False,
        "personal_access_token": True,
        "access_token": True,
        "username": False,
        "password": True,
        "auth_method": False,
    }


def test_the_file_holds_whatever_a_token_is_made_of() -> None:
    _inputs, injected = credential_type()
    template = ImmutableSandboxedEnvironment().from_string(injected["file"]["template.credential"])
    odd = "a\"b'c\\d{{ e }}<&>"
    url = "https://dev.azure.com/contoso"
    assert json.loads(template.render(organization_url=url, personal_access_token=odd)) == {
        "organization_url": url,
        "personal_access_token": odd,
        "access_token": "",
        "username": "",
        "password": "",
        "auth_method": "auto",
    }
    given = {"organization_url": url, "username": "CONTOSO\\me", "password": odd, "auth_method": "ntlm"}
    found = json.loads(template.render(**given))
    assert {name: value for name, value in found.items() if value} == given


def test_the_file_and_the_environment_hold_what_the_modules_read() -> None:
    _inputs, injected = credential_type(INJECTORS[1])
    variables = {variable for names in ENVIRONMENT.values() for variable in names}
    assert set(injected["env"]) <= variables
    inputs, injected = credential_type()
    template = ImmutableSandboxedEnvironment().from_string(injected["file"]["template.credential"])
    held = json.loads(template.render(organization_url="https://dev.azure.com/contoso"))
    assert sorted(held) == sorted(field["id"] for field in inputs["fields"])
    assert set(held) <= set(CONNECTION_SPEC)


def test_awx_takes_the_survey() -> None:
    survey = json.loads((AWX / "survey.json").read_text("utf-8"))
    assert set(survey) == {"name", "description", "spec"}
    variables = [question["variable"] for question in survey["spec"]]
    assert len(set(variables)) == len(variables)
    used = "".join(path.read_text("utf-8") for path in EXAMPLE.rglob("*.yml"))
    used += (ROOT / "roles" / "build_definitions" / "defaults" / "main.yml").read_text("utf-8")
    for question in survey["spec"]:
        assert isinstance(question["required"], bool)
        assert question["question_name"]
        assert re.search(rf"\b{question['variable']}\b", used), question["variable"]
        assert isinstance(question["default"], _ANSWERS[question["type"]])
        if question["type"].startswith("multi"):
            assert set(question["default"].splitlines()) <= set(question["choices"].splitlines())


def test_builder_takes_the_execution_environment(tmp_path: Path) -> None:
    definition = AWX / "execution-environment.yml"
    builder = [sys.executable, "-m", "ansible_builder"]
    context = tmp_path / "context"
    options = ["--file", str(definition), "--context", str(context), "--output-filename", "Containerfile"]
    subprocess.run([*builder, "create", *options], check=True, timeout=120)
    wanted = yaml.safe_load((context / "_build" / "requirements.yml").read_text("utf-8"))
    assert wanted == {"collections": [{"name": "azdo.pipelines", "version": ">=1.0.0,<2.0.0"}]}
    assert (context / "Containerfile").is_file()


def test_builder_finds_what_the_collection_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ansible_builder", "introspect", os.environ["ANSIBLE_COLLECTIONS_PATH"]],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert re.search(r"requests>=2\.25\.1\s+# from collection azdo\.pipelines\b", done.stdout), done


#: stands in for a module of awx.awx: it writes down what it is given
_RECORDER = """\
from ansible.plugins.action import ActionBase
import json, os

class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        with open(os.environ["RECORD"], "a") as record:
            record.write(json.dumps([self._task.action.rpartition(".")[2], self._task.args]) + "\\n")
        return {"changed": True, "invocation": {"module_args": self._task.args}}
"""


def test_the_setup_of_awx_hands_over_what_stands_here(tmp_path: Path) -> None:
    actions = tmp_path / "ansible_collections" / "awx" / "awx" / "plugins" / "action"
    actions.mkdir(parents=True)
    for name in re.findall(r"awx\.awx\.(\w+):$", (AWX / "configure_awx.yml").read_text("utf-8"), re.MULTILINE):
        (actions / f"{name}.py").write_text(_RECORDER, "utf-8")
    record = tmp_path / "given" / "record"
    record.parent.mkdir()
    collections = os.pathsep.join([str(tmp_path), os.environ["ANSIBLE_COLLECTIONS_PATH"]])
    tokens = {"AZDO_TOKEN_CONTOSO": f"{MARKER}-c", "AZDO_TOKEN_FABRIKAM": f"{MARKER}-f"}
    done = subprocess.run(
        ["ansible-playbook", "-i", "localhost,", "-vvv", str(AWX / "configure_awx.yml")],
        env={**os.environ, **tokens, "ANSIBLE_COLLECTIONS_PATH": collections, "RECORD": str(record)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert MARKER not in done.stdout + done.stderr
    made: dict[str, list[dict[str, Any]]] = {}
    for line in record.read_text("utf-8").splitlines():
        name, arguments = json.loads(line)
        made.setdefault(name, []).append(arguments)
    inputs, injectors = credential_type()
    (made_type,) = made["credential_type"]
    assert (made_type["inputs"], made_type["injectors"]) == (inputs, injectors)
    assert [item["inputs"]["personal_access_token"] for item in made["credential"]] == list(tokens.values())
    assert [int(item["job_slice_count"]) for item in made["job_template"]] == [4, 1]
    for source, template in zip(made["inventory_source"], made["job_template"], strict=True):
        assert (EXAMPLE / source["source_path"]).is_file()
        assert (EXAMPLE / template["playbook"]).is_file()
        assert source["inventory"] == template["inventory"]
        assert template["survey_spec"] == json.loads((AWX / "survey.json").read_text("utf-8"))
