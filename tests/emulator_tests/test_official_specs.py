# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers fit Microsoft's OpenAPI documents, and hold no member that these do not know.

The documents are looser than the service in places and wrong in others; each such place is named in DIVERGENCES
with its source. Set AZDO_SPECS_DIR, or have ../shared/specs beside the checkout; otherwise these tests are skipped.
"""

from __future__ import annotations

import copy
import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED, Client, MakeClient, classic_definition, repository, step, yaml_definition

jsonschema = pytest.importorskip("jsonschema")

SPECS = {
    "tfs2018": "tfs-4.1",
    "server2019": "5.1",
    "server2020": "azure-devops-server-6.0",
    "server2022": "azure-devops-server-7.1",
    "services": "7.1",
}
PREVIEW_OF = {"tfs2018": "4.1", "server2019": "5.1", "server2020": "6.0", "server2022": "7.1", "services": "7.1"}

# Classes that the documents give as their base only.
SUBCLASSES = {
    "BuildProcess": ("DesignerProcess", "YamlProcess", "DockerProcess", "JustInTimeProcess"),
    "BuildTrigger": (
        "ContinuousIntegrationTrigger",
        "GatedCheckInTrigger",
        "ScheduleTrigger",
        "PullRequestTrigger",
        "BuildCompletionTrigger",
    ),
    "PhaseTarget": ("AgentPoolQueueTarget", "ServerTarget"),
    "AgentTargetExecutionOptions": ("MultipleAgentExecutionOptions", "VariableMultipliersAgentExecutionOptions"),
    "ServerTargetExecutionOptions": ("VariableMultipliersServerExecutionOptions",),
}
# (class, member) whose null the service sends: api-facts §2.3, §2.5, §2.6; corpus S12, S19, designer (2017)
NULLABLE = {
    ("BuildDefinitionVariable", "value"),
    ("BuildRepository", "clean"),
    ("AgentPoolQueue", "pool"),
    ("Phase", "name"),
}
# (class, member) with a number in place of a name: corpus S3
NUMBERS = {("Phase", "jobAuthorizationScope"), ("Schedule", "daysToBuild")}
# members that live answers have and the documents lack: api-facts §2.10 (`_links` of a queue, of a person)
EXTRA = {"AgentPoolQueue": ("_links",), "IdentityRef": ("_links", "descriptor", "displayName", "url")}
# bags with any member
OPEN = ("ReferenceLinks", "PropertiesCollection", "ProcessParameters", "DataSourceBindingBase")


@cache
def specs_folder() -> Path:
    import os

    folder = Path(os.environ.get("AZDO_SPECS_DIR") or SHARED / "specs")
    if not (folder / "build").is_dir():
        message = f"NOT CHECKED against the official documents: {folder} does not exist; set AZDO_SPECS_DIR"
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    return folder


@cache
def classes(spec: str) -> dict[str, Any]:
    document = json.loads((specs_folder() / "build" / f"{spec}.json").read_text(encoding="utf-8-sig"))
    source = document["definitions"]
    result = {}
    for name in source:
        members = dict(_members(source, name))
        for extra in EXTRA.get(name, ()):
            members.setdefault(extra, {})
        result[name] = {"type": "object", "properties": members, "additionalProperties": name in OPEN}
    for name, subclasses in SUBCLASSES.items():
        options = [{"$ref": f"#/definitions/{item}"} for item in subclasses if item in result]
        own = result.pop(name, None)
        # the base class is itself a legal value of the execution options only
        plain = [own] if name.endswith("ExecutionOptions") and own else []
        result[name] = {"anyOf": options + plain}
    # api-facts §2.7: a string on the wire
    result["Demand"] = {"type": "string", "pattern": "^[^ ]+( -equals .*)?$"}
    return result


def _members(source: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for base in source[name].get("allOf", ()):
        if "$ref" in base:
            found.extend(_members(source, base["$ref"].rpartition("/")[2]))
    for member, schema in source[name].get("properties", {}).items():
        schema = copy.deepcopy(schema)
        if (name, member) in NULLABLE:
            schema = {"anyOf": [schema, {"type": "null"}]}
        if (name, member) in NUMBERS:
            schema = {"anyOf": [schema, {"type": "integer"}]}
        found.append((member, schema))
    return found


def check(value: Any, name: str, profile: str) -> None:
    schema = {"$ref": f"#/definitions/{name}", "definitions": classes(SPECS[profile])}
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
        for error in jsonschema.Draft4Validator(schema).iter_errors(value)
    ]
    assert not errors, errors


def check_list(value: Any, name: str, profile: str) -> list[Any]:
    assert set(value) == {"count", "value"}
    assert value["count"] == len(value["value"])
    for item in value["value"]:
        check(item, name, profile)
    found: list[Any] = value["value"]
    return found


def rich(here: Client) -> dict[str, Any]:
    """A definition that uses nearly everything."""
    upstream = here.create(yaml_definition("upstream", path="\\up"))["id"]
    target = {
        "type": 1,
        "queue": {"id": 1},
        "demands": ["vstest -equals 1"],
        "executionOptions": {"type": 1, "multipliers": ["a"], "maxConcurrency": 2},
    }
    phases = [
        {"name": "one", "steps": [step(environment={"A": "1"}, condition="always()")], "target": target},
        {
            "steps": [step()],
            "dependencies": [{"scope": "Job_1", "event": "Completed"}],
            "variables": {"v": {"value": ""}},
        },
        {"name": "server", "target": {"type": 2}, "steps": []},
    ]
    return here.create(
        classic_definition(
            "rich",
            process={"type": 1, "phases": phases, "target": {"agentSpecification": {"identifier": "ubuntu-22.04"}}},
            path="\\a\\b",
            description="d",
            comment="c",
            buildNumberFormat="$(rev:.r)",
            badgeEnabled=True,
            dropLocation="\\\\x\\y",
            jobTimeoutInMinutes=60,
            jobCancelTimeoutInMinutes=5,
            demands=["DotNet"],
            tags=["t"],
            variables={"a": {"value": "1", "allowOverride": True}, "s": {"value": "x", "isSecret": True}},
            variableGroups=[{"id": 1}],
            options=[
                {"enabled": True, "definition": {"id": "7c555368-ca64-4199-add6-9ebaf0b0137d"}, "inputs": {"p": "1"}}
            ],
            retentionRules=[{"branches": ["+refs/heads/*"]}],
            processParameters={"inputs": []},
            repository=repository(properties={"fetchDepth": 1}, defaultBranch="main"),
            triggers=[
                {"triggerType": 2, "pathFilters": ["+/src"]},
                {"triggerType": 8, "schedules": [{"daysToBuild": 31, "timeZoneId": "UTC"}]},
                {"triggerType": 64, "forks": {"enabled": True}},
                {"triggerType": 128, "definition": {"id": upstream}},
            ],
        )
    )


@pytest.mark.parametrize("profile", list(SPECS))
def test_definitions(client: MakeClient, profile: str) -> None:
    specs_folder()
    here = client(profile)
    made = rich(here)
    check(made, "BuildDefinition", profile)
    check(here.put(here.get(made["id"])), "BuildDefinition", profile)
    check_list(here.ok("GET", "build/definitions"), "BuildDefinitionReference", profile)
    whole = here.ok("GET", "build/definitions", params={"includeAllProperties": "true"})
    assert len(check_list(whole, "BuildDefinition", profile)) == 2
    check_list(here.ok("GET", f"build/definitions/{made['id']}/revisions"), "BuildDefinitionRevision", profile)


@pytest.mark.parametrize("profile", list(SPECS))
def test_everything_else_of_the_area(client: MakeClient, profile: str) -> None:
    specs_folder()
    here = client(profile)
    made = rich(here)
    preview = f"{PREVIEW_OF[profile]}-preview"
    check_list(here.ok("GET", "build/options"), "BuildOptionDefinition", profile)
    check_list(here.ok("GET", "build/folders", version=preview), "Folder", profile)
    template = {"name": "T", "category": "C", "template": made}
    check(here.ok("PUT", "build/definitions/templates/t", template), "BuildDefinitionTemplate", profile)
    check_list(here.ok("GET", "sourceproviders", version=preview), "SourceProviderAttributes", profile)
    here.emulated.call("POST", "retain", {"lease": True}, id=made["id"])
    check_list(here.ok("GET", "build/builds"), "Build", profile)
    check(here.ok("GET", "build/settings"), "BuildSettings", profile)
    if profile in ("server2020", "server2022", "services"):
        leases = here.ok("GET", "build/retention/leases", version=preview)
        assert len(check_list(leases, "RetentionLease", profile)) == 1
    if profile in ("server2022", "services"):
        check(here.ok("GET", "build/generalsettings"), "PipelineGeneralSettings", profile)
        check(here.ok("GET", f"build/definitions/{made['id']}/yaml"), "YamlBuild", profile)


@pytest.mark.parametrize("profile", list(SPECS))
def test_builds_and_artifacts(client: MakeClient, profile: str) -> None:
    specs_folder()
    here = client(profile)
    definition = rich(here)["id"]
    sent = {"definition": {"id": definition}, "parameters": "{}", "templateParameters": {"p": "1"}}
    queued = here.ok("POST", "build/builds", sent)
    check(queued, "Build", profile)
    path = f"build/builds/{queued['id']}"
    here.ok("PUT", f"{path}/tags/t")
    check(here.ok("PATCH", path, {"status": "inProgress"}), "Build", profile)
    container = here.ok("GET", "_apis/resources/Containers", version=f"{PREVIEW_OF[profile]}-preview")["value"][0]["id"]
    data = {"type": "Container", "data": f"#/{container}/drop", "properties": {"artifactsize": "1"}}
    check(here.ok("POST", f"{path}/artifacts", {"name": "drop", "resource": data}), "BuildArtifact", profile)
    share = {"type": "FilePath", "data": "\\\\server\\share"}
    check(
        here.ok("POST", f"{path}/artifacts", {"name": "x", "resource": share, "source": "j"}), "BuildArtifact", profile
    )
    here.emulated.artifact(queued["id"], "pipeline", files={"a": "b"}, source="job")
    assert len(check_list(here.ok("GET", f"{path}/artifacts"), "BuildArtifact", profile)) == 3
    check(here.ok("GET", f"{path}/artifacts", params={"artifactName": "pipeline"}), "BuildArtifact", profile)
    check(here.ok("PATCH", path, {"status": "completed", "result": "failed"}), "Build", profile)
    here.send("DELETE", path)
    deleted = here.ok("GET", "build/builds", params={"deletedFilter": "onlyDeleted"})
    assert len(check_list(deleted, "Build", profile)) == 1


def test_artifacts_of_runs(client: MakeClient) -> None:
    file = specs_folder() / "pipelines-7.1-pipelines.json"
    source = json.loads(file.read_text(encoding="utf-8-sig"))["definitions"]
    here = client("services")
    definition = here.create(yaml_definition())["id"]
    build = here.emulated.build(definition)["id"]
    here.emulated.artifact(build, "p", files={"a": "b"})
    path = f"pipelines/{definition}/runs/{build}/artifacts"
    shown = here.ok("GET", path, params={"artifactName": "p", "$expand": "signedContent"})
    assert set(shown) == set(source["Artifact"]["properties"])
    assert set(shown["signedContent"]) == set(source["SignedUrl"]["properties"])


LOOK_UPS = [
    ("distributedTask-7.1-taskAgent.json", "distributedtask/queues", "TaskAgentQueue"),
    ("distributedTask-7.1-taskAgent.json", "_apis/distributedtask/pools", "TaskAgentPool"),
    ("distributedTask-7.1-taskAgent.json", "distributedtask/variablegroups", "VariableGroup"),
    ("distributedTask-7.1-taskAgent.json", "_apis/distributedtask/tasks", "TaskDefinition"),
    ("distributedTask-7.1-taskAgent.json", "distributedtask/taskgroups", "TaskGroup"),
    ("serviceEndpoint-7.1-serviceEndpoint.json", "serviceendpoint/endpoints", "ServiceEndpoint"),
    ("git-7.1-git.json", "git/repositories", "GitRepository"),
    ("core-7.1-core.json", "_apis/projects", "TeamProjectReference"),
]


@pytest.mark.parametrize(("file", "path", "name"), LOOK_UPS)
def test_look_ups(client: MakeClient, file: str, path: str, name: str) -> None:
    """Known members and types; these documents are loose about null."""
    source = json.loads((specs_folder() / file).read_text(encoding="utf-8-sig"))["definitions"]
    here = client("services")
    items = here.ok("GET", path, version="7.1-preview")["value"]
    assert items
    for item in items:
        known = dict(_members(source, name))
        assert set(item) <= set(known), set(item) - set(known)
        for member, value in item.items():
            kind = known[member].get("type")
            types = {"string": str, "integer": int, "boolean": bool, "array": list}
            assert value is None or kind not in types or isinstance(value, types[kind]), member


def test_the_wrong_document_is_noticed(client: MakeClient) -> None:
    """The check itself can fail."""
    specs_folder()
    made = client("services").create(yaml_definition())
    for bad in ({**made, "nonsense": 1}, {**made, "revision": "1"}, {**made, "queueStatus": "asleep"}):
        with pytest.raises(AssertionError):
            check(bad, "BuildDefinition", "services")
