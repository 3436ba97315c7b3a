# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `build_definition_info` exports, `build_definition` takes: here without a change, elsewhere to make the same."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from functional.conftest import PROCESS_PROFILES, PROFILES
from functional.world import MARKER, PROJECT, Emulator, World

OTHER = "Ünï Project"
VSBUILD = "71a9a2d3-a98a-4caa-96ab-affca411ecda"
#: one of two tasks of that name in the seed
DEPLOY = str(uuid.uuid5(uuid.NAMESPACE_URL, "emulator/task/Deploy/contoso"))
FORMS = ("options", "document")


def export(world: World, form: str = "options", **options: Any) -> dict[str, Any]:
    """The one export; the same in check mode, and without a write."""
    world.log()
    foreseen = world.run("build_definition_info", check=True, export=form, **options)
    found = world.run("build_definition_info", export=form, **options)
    assert foreseen == found
    assert found["changed"] is False
    assert world.writes() == []
    [exported] = found["exports"]
    # what goes through a file of YAML or JSON comes back the same
    assert yaml.safe_load(yaml.safe_dump(exported)) == json.loads(json.dumps(exported)) == exported
    return dict(exported)


def applied(exported: dict[str, Any], form: str) -> dict[str, Any]:
    """The options of a task that applies an export."""
    return exported["options"] if form == "options" else {"document": exported["document"]}


def rich(world: World) -> dict[str, Any]:
    """A definition that uses what the product has."""
    options: dict[str, Any] = {
        "name": "website",
        "description": "What it is for",
        "build_number_format": "$(date:yyyyMMdd)$(rev:.r)",
        "queue": world.queue,
        "job_authorization_scope": "project",
        "job_timeout_in_minutes": 90,
        "job_cancel_timeout_in_minutes": 5,
        "badge_enabled": True,
        "drop_location": "\\\\drop\\web",
        "repository": {
            "type": "TfsGit",
            "name": "website",
            "default_branch": "refs/heads/main",
            "clean": "true",
            "clean_options": "all_build_dir",
            "fetch_depth": 1,
            "report_build_status": True,
            "label_sources": 0,
            "properties": {"more": "text"},
        },
        "steps": [
            {"task": "VSBuild@1", "display_name": "Build", "inputs": {"solution": "a.sln", "clean": "false"}},
            {"task": f"{VSBUILD}@1", "enabled": False, "continue_on_error": True, "always_run": True},
        ],
        "variables": {
            "config": "Release",
            "number": "1",
            "asked": {"value": "x", "allow_override": True},
            "token": {"value": MARKER, "is_secret": True},
        },
        "triggers": {
            "continuous_integration": {"branch_filters": ["+refs/heads/main"], "batch_changes": True},
            "schedules": [{"days_to_build": ["monday", "friday"], "start_hours": 0, "branch_filters": ["+main"]}],
        },
        "demands": ["msbuild", "Agent.OS -equals Windows_NT"],
        "options": [
            {"name": "MultiConfiguration", "inputs": {"multipliers": ["config"], "parallel": False}, "enabled": False}
        ],
        "retention_rules": [{"branches": ["+refs/heads/*"], "days_to_keep": 7, "delete_build_record": False}],
    }
    if world.profile != "tfs2015":
        options.update(path="\\team\\web", tags=["a", "b"], process_parameters={"inputs": [{"name": "x"}]})
        options["steps"][0].update(condition="always()", timeout_in_minutes=5, environment={"A": "b"})
        options["retention_rules"][0].update(minimum_to_keep=2, artifacts=["drop"])
        options["triggers"]["continuous_integration"]["path_filters"] = ["+/src"]
    return options


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_the_export_is_what_was_stated(world: World, form: str) -> None:
    world.run(**world.minimal(name="upstream"))
    stated = rich(world)
    stated["triggers"]["build_completion"] = [{"definition": "upstream", "requires_successful_build": True}]
    made = world.run(**stated)
    exported = export(world, form, id=made["id"])
    assert exported["secrets_to_supply"] == ["variables.token"]
    assert exported["not_portable"] == []
    assert MARKER not in json.dumps(exported)
    before = world.document(made["id"])
    world.log()
    again = world.run(**applied(exported, form))
    assert (again["changed"], again["changes"], again.get("warnings")) == (False, [], None)
    assert world.writes() == []

    world.run(id=made["id"], state="absent")
    new = world.run(**applied(exported, form))
    assert new["warnings"] == ["The secret variable 'token' is new and has no value; the pipeline gets an empty one."]
    after = world.document(new["id"])
    before["variables"]["token"]["value"] = after["variables"]["token"]["value"]
    for document in (before, after):
        for schedule in [item for trigger in document["triggers"] for item in trigger.get("schedules", [])]:
            del schedule["scheduleJobId"]
        for member in ("id", "revision", "comment"):
            document.pop(member, None)
    assert after == before


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_the_options_read_like_a_task(world: World) -> None:
    made = world.run(**rich(world))
    options = export(world, id=made["id"])["options"]
    assert options["queue"] == "Default"
    assert options["path"] == "\\team\\web"
    assert options["repository"] == {
        "type": "TfsGit",
        "name": "website",
        "default_branch": "refs/heads/main",
        "clean": "true",
        "fetch_depth": 1,
        "label_sources": 0,
        "report_build_status": True,
        "clean_options": "all_build_dir",
        "properties": {"more": "text"},
    }
    assert options["steps"][0] == {
        "task": "VSBuild@1",
        "display_name": "Build",
        "condition": "always()",
        "timeout_in_minutes": 5,
        "inputs": {"solution": "a.sln", "clean": "false"},
        "environment": {"A": "b"},
    }
    assert options["variables"] == {
        "config": "Release",
        "number": "1",
        "asked": {"value": "x", "allow_override": True},
        "token": {"is_secret": True},
    }
    assert options["options"] == [
        {"name": "MultiConfiguration", "enabled": False, "inputs": {"multipliers": '["config"]', "parallel": "false"}}
    ]
    assert set(options) - set(rich(world)) == set()


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_to_another_project(world: World) -> None:
    """The ids of queues, repositories and groups are others there; the names are the same."""
    if world.profile == "tfs2015":
        world.seed(queues=[])
    made = world.run(**rich(world))
    exported = export(world, id=made["id"])
    there = world.run(project=OTHER, **exported["options"])
    mine, other = world.document(made["id"]), world.document(there["id"], OTHER)
    assert other["repository"]["name"] == "website"
    assert other["repository"]["id"] != mine["repository"]["id"]
    again = export(world, project=OTHER, id=there["id"])
    assert again["options"] == exported["options"]
    assert world.run(project=OTHER, **again["options"])["changed"] is False


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("profile", PROCESS_PROFILES, indirect=True)
def test_phases_groups_and_connections(world: World, form: str) -> None:
    options = {
        "name": "app",
        "repository": {"type": "GitHub", "name": "contoso/app", "service_connection": "github-contoso"},
        "queue": world.queue,
        "variable_groups": ["release-settings"],
        "triggers": {
            "continuous_integration": {},
            "pull_request": {"branch_filters": ["+main"], "forks": {"enabled": True}},
        },
        "phases": [
            {"name": "First", "ref_name": "first", "steps": [{"task": "VSBuild@1"}]},
            {
                "name": "Second",
                "ref_name": "second",
                "depends_on": ["first"],
                "condition": "failed()",
                "job_authorization_scope": "project",
                "job_timeout_in_minutes": 3,
                "job_cancel_timeout_in_minutes": 2,
                "variables": {"a": "b"},
                "target": {
                    "type": "agent",
                    "queue": world.queue,
                    "demands": ["msbuild"],
                    "allow_scripts_auth_access_option": True,
                    "execution_options": {
                        "type": "variable_multipliers",
                        "multipliers": ["a"],
                        "max_concurrency": 2,
                        "continue_on_error": True,
                    },
                },
                "steps": [],
            },
        ],
    }
    made = world.run(**options)
    exported = export(world, form, id=made["id"])
    text = json.dumps(exported)
    assert '"github-contoso"' in text
    assert '"release-settings"' in text
    assert world.run(**applied(exported, form))["changed"] is False
    there = world.run(project=OTHER, **applied(exported, form))
    assert export(world, form, project=OTHER, id=there["id"])[form] == exported[form]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_yaml_pipeline(world: World) -> None:
    made = world.run(
        name="web",
        repository={"name": "website"},
        queue="Azure Pipelines",
        yaml_filename="ci/build.yml",
        triggers={"continuous_integration": {"settings_source_type": "yaml"}},
        queue_status="paused",
    )
    assert export(world, name="web")["options"] == {
        "name": "web",
        "path": "\\",
        "repository": {"type": "TfsGit", "name": "website", "default_branch": "refs/heads/main"},
        "queue": "Azure Pipelines",
        "yaml_filename": "ci/build.yml",
        "triggers": {"continuous_integration": {"settings_source_type": "yaml"}},
        "queue_status": "paused",
    }
    assert made["id"]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_repository_of_another_project(world: World) -> None:
    world.run(**world.minimal(repository={"name": "my repo", "project": OTHER}))
    exported = export(world, name="web")
    repository = exported["options"]["repository"]
    assert (repository["name"], repository["project"]) == ("my repo", OTHER)
    assert world.run(**exported["options"])["changed"] is False


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_tfvc(world: World) -> None:
    options = {
        **world.minimal(),
        "repository": {
            "type": "TfsVersionControl",
            "name": PROJECT,
            "root_folder": f"$/{PROJECT}",
            "mappings": [
                {"server_path": f"$/{PROJECT}/Main", "mapping_type": "map", "local_path": "\\"},
                {"server_path": f"$/{PROJECT}/Old", "mapping_type": "cloak"},
            ],
        },
        "triggers": {"gated_check_in": {"path_filters": [f"+$/{PROJECT}/Main"], "use_workspace_mappings": True}},
    }
    if world.has_process:
        del options["yaml_filename"]
        options["steps"] = [{"task": "VSBuild@1"}]
    world.run(**options)
    exported = export(world, name="web")
    assert exported["options"]["repository"] == options["repository"]
    assert exported["options"]["triggers"] == options["triggers"]
    assert [item["member"] for item in exported["not_portable"]] == ["repository"]
    assert world.run(**exported["options"])["changed"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_what_options_cannot_say_is_in_the_document(world: World) -> None:
    number = world.put_definition(
        {
            "name": "odd",
            "repository": {"type": "TfsGit", "name": "website"},
            "queue": {"name": "Default"},
            "process": {
                "type": 1,
                "phases": [{"name": "A", "refName": "a", "steps": []}],
                "target": {"agentSpecification": {"identifier": "ubuntu-latest"}},
            },
            "triggers": [
                {"triggerType": 2, "branchFilters": ["+main"]},
                {"triggerType": 8, "schedules": [{"daysToBuild": 1, "branchFilters": ["+main"]}]},
            ],
        }
    )
    exported = export(world, id=number)
    assert set(exported["options"]["document"]) == {"name", "path", "process", "triggers"}
    assert world.run(**exported["options"])["changed"] is False
    world.run(id=number, state="absent")
    made = world.run(**exported["options"])
    assert len(world.document(made["id"])["triggers"]) == 2
    assert world.document(made["id"])["process"]["target"] == {"agentSpecification": {"identifier": "ubuntu-latest"}}


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_what_is_not_portable_is_listed(world: World) -> None:
    connections = world.ask("GET", "serviceendpoint/endpoints").json()["value"]
    connection = next(item["id"] for item in connections if item["name"] == "ghe")
    guid = "0a1b2c3d-0000-4000-8000-00000000beef"
    number = world.put_definition(
        {
            "name": "odd",
            "repository": {"type": "TfsGit", "name": "website"},
            "queue": {"name": "12"},
            "process": {
                "phases": [
                    {
                        "steps": [
                            {
                                "task": {"id": VSBUILD, "versionSpec": "1.*"},
                                "inputs": {"connection": connection, "feeds": f"x,{guid}"},
                            }
                        ],
                        "variables": {"inner": {"value": None, "isSecret": True}},
                    }
                ],
            },
            "variableGroups": [{"name": "34"}],
        }
    )
    exported = export(world, id=number)
    assert [item["member"] for item in exported["not_portable"]] == [
        "queue",
        "variable_groups[0]",
        "phases[0].steps[0].inputs.connection",
        "phases[0].steps[0].inputs.feeds",
    ]
    assert "service connection 'ghe'" in exported["not_portable"][2]["reason"]
    assert exported["secrets_to_supply"] == ["phases[0].variables.inner"]
    assert world.run(**exported["options"])["changed"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_names_that_mean_two_things_stay_ids(world: World) -> None:
    task = f"{DEPLOY}@2"
    world.run(**{**world.minimal(), "yaml_filename": None, "steps": [{"task": task}]})
    assert export(world, name="web")["options"]["steps"] == [{"task": task}]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_properties_are_exported_on_request(world: World) -> None:
    world.run(**world.minimal(properties={"owner": "team", "size": 3}))
    assert "properties" not in export(world, name="web")["options"]
    exported = export(world, name="web", export_properties=True)["options"]
    assert exported["properties"] == {"owner": "team", "size": 3}
    assert world.run(**exported)["changed"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_an_export_of_many_costs_one_list_and_the_names(world: World) -> None:
    for number in range(5):
        world.run(**world.minimal(name=f"web-{number}", yaml_filename=None, steps=[{"task": "VSBuild@1"}]))
    world.log()
    found = world.run("build_definition_info", name="web-*", export="options")
    assert len(found["exports"]) == 5
    assert [entry["path"].split("_apis/")[1] for entry in world.log()] == ["build/definitions", "distributedtask/tasks"]


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_lists_that_may_not_be_read_leave_ids(world: World) -> None:
    number = world.put_definition(
        {
            "name": "custom",
            "repository": {"type": "TfsGit", "name": "website"},
            "queue": {"name": "Default"},
            "process": {"phases": [{"steps": [{"enabled": True, "task": {"id": VSBUILD, "versionSpec": "1.*"}}]}]},
            "options": [{"enabled": True, "definition": {"id": "5d58cc01-7c75-450c-be18-a388ddb129ec"}}],
        }
    )
    for path in ("distributedtask/tasks", "build/options"):
        world.fault(kind="respond", path=path, status=403, times=None, body={"message": "no"})
    found = world.run("build_definition_info", id=number, export="options")
    assert len(found["warnings"]) == 2
    options = found["exports"][0]["options"]
    # well-known names need no list
    assert options["steps"] == [{"task": "VSBuild@1"}]
    assert options["options"] == [{"name": "5d58cc01-7c75-450c-be18-a388ddb129ec"}]
    world.clear_faults()
    assert world.run(**options)["changed"] is False


@pytest.mark.parametrize("profile", ["services"], indirect=True)
def test_a_definition_whose_queue_is_gone(world: World) -> None:
    made = world.run(**world.minimal())
    world.admin("DELETE", "queues", id=world.document(made["id"])["queue"]["id"])
    assert "queue" not in export(world, id=made["id"])["options"]


@pytest.fixture
def pair(emulator: Emulator) -> Iterator[tuple[World, World]]:
    old, new = emulator.collection("tfs2015"), emulator.collection("services")
    yield old, new
    old.close()
    new.close()


@pytest.mark.parametrize("form", FORMS)
def test_from_tfs_2015_to_the_cloud(pair: tuple[World, World], form: str) -> None:
    """`build: [...]` becomes a job; the names are the new server's."""
    old, new = pair
    stated = rich(old)
    made = old.run(**stated)
    exported = export(old, form, id=made["id"])
    assert exported["not_portable"] == []
    supplied = {"token": {"value": MARKER, "is_secret": True}}
    options = {**applied(exported, form), "queue": "Default", "variables": supplied}
    if form == "options":
        options["variables"] = {**exported["options"]["variables"], **supplied}
    done = new.run(**options)
    document = new.document(done["id"])
    assert [step.get("displayName") for step in document["process"]["phases"][0]["steps"]] == ["Build", None]
    assert document["variables"]["token"]["value"] == MARKER
    assert new.run(**options, update_secrets="on_create")["changed"] is False
    there = export(new, id=done["id"])["options"]
    here = export(old, id=made["id"])["options"]
    # what TFS 2015 does not know has the new server's default there
    known = set(here["retention_rules"][0])
    there["retention_rules"] = [{name: rule[name] for name in known} for rule in there["retention_rules"]]
    assert {**there, "queue": "default", "path": None} == {**here, "path": None}
