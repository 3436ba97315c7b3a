# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server refuses, with its status, typeKey and words (api-facts §3.2, corpus E1-E4)."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import MakeClient, any_definition, classic_definition, old_definition, repository, step, yaml_definition

BLANK = "The string must have at least one non-white-space character.\r\nParameter name: definition.Name"
GONE = "11111111-2222-3333-4444-555555555555"


def steps(*found: dict[str, Any]) -> dict[str, Any]:
    return classic_definition(process={"type": 1, "phases": [{"name": "p", "steps": list(found)}]})


@pytest.mark.parametrize(
    ("body", "status", "key", "message"),
    [
        (yaml_definition(name="  "), 400, "ArgumentException", BLANK),
        (yaml_definition(name=None), 400, "ArgumentException", BLANK),
        (
            yaml_definition(process=None),
            400,
            "ArgumentNullException",
            "Value cannot be null.\r\nParameter name: definition.Process",
        ),
        (yaml_definition(repository=None), 400, "MissingRepositoryException", "must specify a repository"),
        (yaml_definition(type="xaml"), 400, "DefinitionTypeNotSupportedException", "xaml"),
        (
            steps({**step(), "task": {"id": GONE, "versionSpec": "1.*"}}),
            400,
            "MissingTasksForDefinitionException",
            (
                f"The pipeline is not valid. A task is missing. The pipeline references a task called '{GONE}'. "
                "This usually indicates the task isn't installed"
            ),
        ),
        (
            steps({**step(), "task": {**step()["task"], "versionSpec": "9.*"}}),
            400,
            "MissingTasksForDefinitionException",
            "A task is missing",
        ),
        (
            steps({**step(), "task": {"id": GONE, "versionSpec": "1.*", "definitionType": "metaTask"}}),
            400,
            "MetaTaskDefinitionMissingException",
            "A task is missing",
        ),
        (yaml_definition(queue={"id": 77}), 403, "AccessDeniedException", "Names/IDs: 77"),
        (
            yaml_definition(repository={"id": GONE, "type": "TfsGit"}),
            404,
            "GitRepositoryNotFoundException",
            f"TF401019: The Git repository with name or identifier {GONE} does not exist",
        ),
        (
            yaml_definition(repository={"id": "o/r", "type": "GitHub", "properties": {"connectedServiceId": GONE}}),
            403,
            "AccessDeniedException",
            (
                "The user doesn't have access to the service connection(s) added to this pipeline or they are not "
                f"found. Names/IDs: {GONE}"
            ),
        ),
        (
            yaml_definition(repository={"id": "o/r", "type": "GitHub"}),
            400,
            "MissingEndpointInformationException",
            "service connection",
        ),
        (
            yaml_definition(repository={"id": "x", "type": "Cvs"}),
            400,
            "BuildRepositoryTypeNotSupportedException",
            "Cvs",
        ),
        (
            classic_definition(triggers=[{"triggerType": 2, "settingsSourceType": 2}]),
            400,
            "InvalidDefinitionException",
            "The trigger settings source 2 is not valid with process type 1.",
        ),
        (
            classic_definition(triggers=[{"triggerType": 2}, {"triggerType": 2}]),
            400,
            "DefinitionTriggerAlreadyExistsException",
            "continuousIntegration",
        ),
        (
            yaml_definition(variables={"Build.BuildId": {"value": "1"}}),
            400,
            "VariableNameIsReservedException",
            "Build.BuildId",
        ),
        (
            yaml_definition(variables={"a": {"value": "1"}, "A": {"value": "2"}}),
            400,
            "ArgumentException",
            "An item with the same key has already been added.",
        ),
        (
            yaml_definition(variables={"a": {"allowOverride": True}}),
            400,
            "ArgumentNullException",
            "Value cannot be null.",
        ),
        (yaml_definition(variables={"a": None}), 400, "ArgumentNullException", "Value cannot be null."),
        (yaml_definition(variableGroups=[{"id": 99}]), 403, "VariableGroupsAccessDeniedException", "99"),
        (yaml_definition(path="\\a*b"), 400, "InvalidFolderException", "a*b"),
        (yaml_definition(queueStatus="sleeping"), 400, "ArgumentException", "sleeping"),
        (yaml_definition(name={"a": 1}), 400, "ArgumentException", "StartObject"),
        (yaml_definition(process={"type": 9}), 400, "ArgumentException", "9"),
        (yaml_definition(process={"type": 2}), 400, "ArgumentException", "YamlFilename"),
    ],
)
def test_refused_definitions(client: MakeClient, body: Any, status: int, key: str, message: str) -> None:
    here = client("services")
    answer = here.refused("POST", "build/definitions", body)
    assert answer[:2] == (status, key)
    assert message in answer[2]
    assert here.ok("GET", "build/definitions")["count"] == 0


def test_system_debug_is_no_reserved_name(client: MakeClient) -> None:
    """corpus: most definitions have it"""
    client("services").create(yaml_definition(variables={"system.debug": {"value": "false"}}))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"data": b""}, "Value cannot be null.\r\nParameter name: definition"),
        ({"data": b"null"}, "Value cannot be null.\r\nParameter name: definition"),
        ({"data": b"{"}, "not valid JSON"),
        ({"data": b"[]"}, "not a JSON object"),
        ({"data": b"{}", "headers": {"Content-Type": "text/plain"}}, 'Content-Type of "text/plain"'),
    ],
)
def test_bad_bodies(client: MakeClient, more: dict[str, Any], message: str) -> None:
    more = {"headers": {"Content-Type": "application/json"}, **more}
    answer = client("services").refused("POST", "build/definitions", **more)
    assert answer[0] == 400
    assert message in answer[2]


@pytest.mark.parametrize(
    ("profile", "more", "parameter"),
    [
        (
            "tfs2015",
            {"options": [{"enabled": True, "definition": {"id": GONE}, "inputs": {}}]},
            "definition.Options.Inputs",
        ),
        ("tfs2015", {"retentionRules": [{"branches": []}]}, "definition.RetentionRules.Rule.Branches.Filter"),
    ],
)
def test_empty_collections_on_tfs2015(client: MakeClient, profile: str, more: Any, parameter: str) -> None:
    """api-facts §2.8, §6"""
    message = f"The collection must contain at least one element.\r\nParameter name: {parameter}"
    assert client(profile).refused("POST", "build/definitions", old_definition(**more))[2] == message


def test_name_is_taken_in_the_folder_only(client: MakeClient) -> None:
    """api-facts §4, corpus E3"""
    here = client("services")
    here.create(yaml_definition("X"))
    here.create(yaml_definition("X", path="\\other"))
    assert here.refused("POST", "build/definitions", yaml_definition("x")) == (
        409,
        "DefinitionExistsException",
        "Build pipeline x already exists for project Fabrikam-Fiber-Git",
    )
    other = here.create(yaml_definition("Y"))
    assert here.refused("PUT", f"build/definitions/{other['id']}", {**other, "name": "X"})[1] == (
        "DefinitionExistsException"
    )


@pytest.mark.parametrize("profile", ["tfs2018", "services"])
def test_definition_not_found(client: MakeClient, profile: str) -> None:
    """The product calls it a definition or a pipeline (INFERRED for old ones)."""
    noun = "definition" if profile == "tfs2018" else "pipeline"
    here = client(profile)
    expected = (404, "DefinitionNotFoundException", f"Build {noun} 9 was not found.")
    assert here.refused("GET", "build/definitions/9") == expected
    assert here.refused("PUT", "build/definitions/9", any_definition(profile, id=9)) == expected
    assert here.refused("DELETE", "build/definitions/9") == expected
    made = here.create(any_definition(profile))
    assert here.refused("GET", f"build/definitions/{made['id']}", params={"revision": 5})[1] == expected[1]


def test_id_in_the_body_must_fit(client: MakeClient) -> None:
    """vsts-rest-api-specs#356, corpus error/027"""
    here = client("services")
    number = here.create(yaml_definition())["id"]
    for body_id, shown in ((None, 0), (77, 77)):
        answer = here.refused("PUT", f"build/definitions/{number}", yaml_definition(id=body_id, revision=1))
        assert answer[0] == 400
        assert answer[2] == f"The request specifies pipeline ID {number} but the supplied pipeline has ID {shown}."


def test_revision_that_is_too_high_or_too_low(client: MakeClient) -> None:
    """api-facts §3.1, corpus E2"""
    here = client("services")
    made = here.create(yaml_definition())
    here.put(made)
    path = f"build/definitions/{made['id']}"
    for revision in (1, 3, 0, None):
        answer = here.refused("PUT", path, {**made, "revision": revision})
        assert answer == (404, "DefinitionNotFoundException", f"Build pipeline {made['id']} was not found.")
    assert here.get(made["id"])["revision"] == 2


def test_classic_pipelines_can_be_forbidden(client: MakeClient) -> None:
    """api-facts §2.3"""
    here = client("services")
    made = here.create(classic_definition("before"))
    settings = here.ok("PATCH", "build/generalsettings", {"disableClassicPipelineCreation": True})
    assert settings["disableClassicPipelineCreation"] is True
    assert settings["enforceSettableVar"] is False
    assert here.refused("POST", "build/definitions", classic_definition())[2] == (
        "The classic pipelines are disabled for this project / organization."
    )
    assert here.put(made)["revision"] == 2
    here.create(yaml_definition())


def test_build_completion_cycle(client: MakeClient) -> None:
    here = client("services")

    def after(definition_id: int) -> dict[str, Any]:
        return {"triggers": [{"triggerType": 128, "definition": {"id": definition_id}}]}

    first = here.create(classic_definition("first"))
    second = here.create(classic_definition("second", **after(first["id"])))
    answer = here.refused("PUT", f"build/definitions/{first['id']}", {**first, **after(second["id"])})
    assert answer[1] == "CycleDetectedInProvidedBuildCompletionTriggersException"


@pytest.mark.parametrize("lease", [False, True])
def test_retained_builds_refuse_a_delete(client: MakeClient, lease: bool) -> None:
    """api-facts §1.4"""
    here = client("services")
    number = here.create(yaml_definition())["id"]
    kept = here.emulated.call("POST", "retain", {"lease": lease}, id=number)
    status, key, message = here.refused("DELETE", f"build/definitions/{number}")
    assert (status, key) == (400, "CannotDeleteDefinitionWithRetainedBuildsException")
    assert "retained" in message
    if lease:
        leases = here.ok("GET", "build/retention/leases", params={"definitionId": number})
        assert [item["leaseId"] for item in leases["value"]] == [kept["leaseId"]]
        ids = {"ids": kept["leaseId"]}
        assert here.send("DELETE", "build/retention/leases", params=ids).status_code == 204
    else:
        builds = here.ok("GET", "build/builds", params={"definitions": number}, version="5.1")
        assert [item["keepForever"] for item in builds["value"]] == [True]
        here.ok("PATCH", f"build/builds/{kept['buildId']}", {"keepForever": False}, version="5.1")
    assert here.send("DELETE", f"build/definitions/{number}").status_code == 204


def test_delete_is_soft_and_can_be_undone(client: MakeClient) -> None:
    """api-facts §1.4: restore, 5.0 and later"""
    here = client("services")
    made = here.create(yaml_definition(variables={"k": {"value": "s", "isSecret": True}}))
    path = f"build/definitions/{made['id']}"
    assert here.send("DELETE", path).status_code == 204
    assert here.refused("GET", path)[0] == 404
    assert here.refused("DELETE", path)[0] == 404
    assert here.emulated.truth(made["id"])["deleted"] is True
    assert here.send("PATCH", path + "?deleted=false", version="4.1").status_code == 405
    assert here.refused("PATCH", path)[0] == 400
    assert here.ok("PATCH", path + "?deleted=false")["name"] == made["name"]
    assert here.emulated.truth(made["id"])["document"]["variables"]["k"]["value"] == "s"
    assert here.refused("PATCH", path + "?deleted=false")[0] == 404
    here.send("DELETE", path)
    here.create(yaml_definition())
    assert here.refused("PATCH", path + "?deleted=false")[1] == "DefinitionExistsException"


def test_names_that_differ_in_case_on_the_repository(client: MakeClient) -> None:
    """A repository is found by id in any case"""
    sent = repository(id="278D5CD2-584D-4B63-824A-2BA458937249")
    made = client("services").create(yaml_definition(repository=sent))
    assert made["repository"]["id"] == "278d5cd2-584d-4b63-824a-2ba458937249"
