# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every switch changes what it says; none has a choice that is not tried here or in the file named below."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HERE, MakeClient, classic_definition, repository, step, yaml_definition

from emulator.switches import SWITCHES
from emulator.testing import AdminError, RunningEmulator


def test_each_switch_is_used_by_a_test() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(HERE).glob("test_*.py")))
    unused = [name for name in SWITCHES if f"{name}=" not in text and f'"{name}"' not in text]
    assert unused == []


def test_the_table_of_switches(emulator: RunningEmulator) -> None:
    rows = emulator.admin.call("GET", "switches")
    assert [row["name"] for row in rows] == list(SWITCHES)
    for row in rows:
        assert row["meaning"]
        assert row["source"]
        assert row["value"] == row["default"]


@pytest.mark.parametrize("values", [{"nope": 1}, {"null_secret": "maybe"}, {"dot_names_in_filter": 1}])
def test_bad_switches_are_refused(client: MakeClient, values: dict[str, object]) -> None:
    here = client("services")
    with pytest.raises(AdminError, match="400"):
        here.emulated.switch(**values)


@pytest.mark.parametrize("status", [400, 409])
def test_duplicate_name_status(client: MakeClient, status: int) -> None:
    here = client("services", switches={"duplicate_name_status": status})
    here.create(yaml_definition())
    assert here.refused("POST", "build/definitions", yaml_definition())[:2] == (status, "DefinitionExistsException")


@pytest.mark.parametrize(("value", "status"), [("not_found", 404), ("conflict", 409), ("bad_request", 400)])
def test_stale_revision(client: MakeClient, value: str, status: int) -> None:
    here = client("services", switches={"stale_revision": value})
    made = here.create(yaml_definition())
    here.put(made)
    path = f"build/definitions/{made['id']}"
    assert here.refused("PUT", path, made)[0] == status
    assert here.refused("PUT", path, {**made, "revision": 9})[0] == 404


@pytest.mark.parametrize("status", [400, 403, 409])
def test_retained_delete_status(client: MakeClient, status: int) -> None:
    here = client("services", switches={"retained_delete_status": status})
    number = here.create(yaml_definition())["id"]
    here.emulated.call("POST", "retain", id=number)
    assert here.refused("DELETE", f"build/definitions/{number}")[0] == status


def test_case_sensitive_names(client: MakeClient) -> None:
    here = client("services", switches={"name_comparison": "case_sensitive"})
    here.create(yaml_definition("x"))
    here.create(yaml_definition("X"))


def test_limits_of_names(client: MakeClient) -> None:
    here = client("services", switches={"name_limit": 5, "name_forbidden": "/?"})
    here.create(yaml_definition("12345"))
    assert here.refused("POST", "build/definitions", yaml_definition("123456"))[0] == 400
    assert here.refused("POST", "build/definitions", yaml_definition("a/b"))[0] == 400


def test_missing_folder(client: MakeClient) -> None:
    here = client("services")
    here.create(yaml_definition(path="\\a\\b"))
    folders = here.ok("GET", "build/folders", version="7.1-preview")["value"]
    assert [row["path"] for row in folders] == ["\\", "\\a", "\\a\\b"]
    here.emulated.switch(missing_folder="not_found")
    answer = here.refused("POST", "build/definitions", yaml_definition("n", path="\\c"))
    assert answer[:2] == (404, "FolderNotFoundException")
    here.create(yaml_definition("n", path="\\A\\B"))


def test_version_when_absent(client: MakeClient) -> None:
    here = client("services")
    number = here.create(yaml_definition())["id"]
    path = f"build/definitions/{number}"
    assert here.ok("GET", path, version=None)["process"]["type"] == 2
    here.emulated.switch(version_when_absent="oldest")
    answer = here.send("GET", path, version=None)
    assert "process" not in answer.json()
    assert answer.headers["Content-Type"].endswith("api-version=2.0")


def test_null_secret(client: MakeClient) -> None:
    here = client("services", switches={"null_secret": "clear"})
    made = here.create(yaml_definition(variables={"k": {"value": "s", "isSecret": True}}))
    here.put(made)
    assert here.emulated.truth(made["id"])["document"]["variables"]["k"]["value"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("access_denied", (403, "AccessDeniedException")), ("queue_not_found", (404, "QueueNotFoundException"))],
)
def test_unknown_queue(client: MakeClient, value: str, expected: tuple[int, str]) -> None:
    here = client("services", switches={"unknown_queue": value})
    assert here.refused("POST", "build/definitions", yaml_definition(queue={"id": 99}))[:2] == expected


def test_missing_project_id_status(client: MakeClient) -> None:
    here = client("services", switches={"missing_project_id_status": 404})
    here.project = "8634ba98-f13c-46c4-a30c-eedc6dbeb32b"
    assert here.refused("GET", "build/definitions")[:2] == (404, "ProjectDoesNotExistException")


@pytest.mark.parametrize(("value", "left"), [("clear", []), ("keep", ["a"])])
def test_put_without_tags(client: MakeClient, value: str, left: list[str]) -> None:
    here = client("services", switches={"put_without_tags": value})
    made = here.create(yaml_definition(tags=["a"]))
    del made["tags"]
    assert here.put(made)["tags"] == left


def test_tag_writes_and_restores_may_make_revisions(client: MakeClient) -> None:
    here = client("services", switches={"tag_writes_make_revision": True, "restore_makes_revision": True})
    number = here.create(yaml_definition())["id"]
    here.ok("POST", f"build/definitions/{number}/tags", ["a"])
    assert here.get(number)["revision"] == 2
    assert here.ok("GET", f"build/definitions/{number}/tags", params={"revision": 1})["value"] == []
    here.send("DELETE", f"build/definitions/{number}")
    assert here.ok("PATCH", f"build/definitions/{number}?deleted=false")["revision"] == 3


@pytest.mark.parametrize(("value", "there"), [("keep", True), ("drop", False)])
def test_empty_step_maps(client: MakeClient, value: str, there: bool) -> None:
    here = client("services", switches={"empty_step_maps": value})
    sent = step(environment={}, inputs={})
    made = here.create(classic_definition(process={"type": 1, "phases": [{"name": "p", "steps": [sent]}]}))
    shown = made["process"]["phases"][0]["steps"][0]
    assert ("environment" in shown, "inputs" in shown) == (there, there)


def test_phase_defaults(client: MakeClient) -> None:
    here = client("services")
    phase = here.create(classic_definition("a"))["process"]["phases"][0]
    assert phase["condition"] == "succeeded()"
    assert phase["target"] == {"executionOptions": {"type": 0}, "allowScriptsAuthAccessOption": False, "type": 1}
    here.emulated.switch(phase_defaults="leave")
    assert not {"condition", "target"} & set(here.create(classic_definition("b"))["process"]["phases"][0])


@pytest.mark.parametrize("value", [False, True])
def test_step_enabled_default(client: MakeClient, value: bool) -> None:
    here = client("services", switches={"step_enabled_default": value})
    bare = {"task": step()["task"], "inputs": {}}
    made = here.create(classic_definition(process={"type": 1, "phases": [{"name": "p", "steps": [bare]}]}))
    assert made["process"]["phases"][0]["steps"][0]["enabled"] is value


def test_fill_task_inputs(client: MakeClient) -> None:
    here = client("services", switches={"fill_task_inputs": True})
    sent = step(task={"id": "e213ff0f-5d5c-4791-802d-52ea3e7be1f1", "versionSpec": "2.*"}, inputs={"SCRIPT": "x"})
    made = here.create(classic_definition(process={"type": 1, "phases": [{"name": "p", "steps": [sent]}]}))
    inputs = made["process"]["phases"][0]["steps"][0]["inputs"]
    assert inputs == {"SCRIPT": "x", "targetType": "filePath", "errorActionPreference": "stop"}


@pytest.mark.parametrize(("value", "left"), [("keep", 2), ("drop", 1), ("error", None)])
def test_unknown_option(client: MakeClient, value: str, left: int | None) -> None:
    here = client("services", switches={"unknown_option": value})
    ids = ("7c555368-ca64-4199-add6-9ebaf0b0137d", "00000000-0000-0000-0000-000000000000")
    options = [{"enabled": True, "definition": {"id": item}, "inputs": {"a": "1"}} for item in ids]
    if left is None:
        answer = here.refused("POST", "build/definitions", yaml_definition(options=options))
        assert answer[1] == "BuildOptionNotSupportedException"
    else:
        assert len(here.create(yaml_definition(options=options))["options"]) == left


def test_default_branch_on_put(client: MakeClient) -> None:
    here = client("services", switches={"default_branch_on_put": "leave"})
    made = here.create(yaml_definition(repository=repository(defaultBranch="main")))
    assert here.put(made)["repository"]["defaultBranch"] == "main"


def test_repository_type_case(client: MakeClient) -> None:
    here = client("services", switches={"repository_type_case": "as_sent"})
    sent = {**repository(), "type": "tfsgit"}
    assert here.create(yaml_definition(repository=sent))["repository"]["type"] == "tfsgit"


def test_github_needs_connection(client: MakeClient) -> None:
    here = client("services", switches={"github_needs_connection": False})
    here.create(yaml_definition(repository={"id": "o/r", "type": "GitHub"}))


def test_case_duplicate_variables(client: MakeClient) -> None:
    here = client("services", switches={"case_duplicate_variables": "last_wins"})
    made = here.create(yaml_definition(variables={"a": {"value": "1"}, "A": {"value": "2"}}))
    assert made["variables"] == {"A": {"value": "2"}}


@pytest.mark.parametrize(("value", "kept"), [("both", True), ("as_spec", False)])
@pytest.mark.parametrize(("version", "in_query"), [("5.0-preview.2", False), ("5.1-preview.2", True)])
def test_folder_path_form(client: MakeClient, value: str, kept: bool, version: str, in_query: bool) -> None:
    """Annex A2: the path is a part of the address up to 5.0, and a query parameter from 5.1 on"""
    here = client("services", switches={"folder_path_form": value})

    def sent(verb: str, folder: str, query: bool) -> int:
        path, params = ("build/folders", {"path": folder}) if query else (f"build/folders/{folder}", {})
        return here.send(verb, path, None if verb == "DELETE" else {}, params=params, version=version).status_code

    for verb, done in (("PUT", 200), ("POST", 200), ("DELETE", 204)):
        assert sent(verb, "specified", in_query) == done
        assert sent(verb, "other", not in_query) == (done if kept else 400)


@pytest.mark.parametrize("status", [409, 400])
def test_folder_exists_status(client: MakeClient, status: int) -> None:
    here = client("services", switches={"folder_exists_status": status})
    folder = {"params": {"path": "\\a"}, "version": "7.1-preview"}
    here.ok("PUT", "build/folders", {}, **folder)
    assert here.refused("PUT", "build/folders", {}, **folder)[:2] == (status, "FolderExistsException")


@pytest.mark.parametrize("status", [400, 404])
def test_invalid_folder_status(client: MakeClient, status: int) -> None:
    here = client("services", switches={"invalid_folder_status": status})
    answer = here.refused("PUT", "build/folders", {}, params={"path": "\\a:b"}, version="7.1-preview")
    assert answer[:2] == (status, "InvalidFolderException")
    assert here.refused("POST", "build/definitions", yaml_definition(path="\\a:b"))[:2] == answer[:2]
