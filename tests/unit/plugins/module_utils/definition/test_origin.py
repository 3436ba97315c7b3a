# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A definition as the start of a new one, without a server."""

from __future__ import annotations

import copy
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.origin import Origin, as_origin
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import plan_present
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

NOW, OLD = ApiVersion(7, 1), ApiVersion(3, 2)
STEP = {"task": {"id": "71a9a2d3-a98a-4caa-96ab-affca411ecda", "versionSpec": "1.*"}, "inputs": {"solution": "a.sln"}}
SOURCE: dict[str, Any] = {
    "id": 7,
    "revision": 3,
    "name": "web",
    "path": "\\team",
    "comment": "x",
    "uri": "vstfs:///Build/Definition/7",
    "properties": {"a": "b"},
    "drafts": [],
    "queue": {"id": 4, "name": "Default", "pool": {"id": 1}},
    "repository": {"id": "r", "type": "TfsGit", "name": "site"},
    "variables": {"Config": {"value": "debug"}, "Key": {"value": None, "isSecret": True}},
    "variableGroups": [{"id": 2, "name": "signing", "variables": {}}, {"id": 3}],
    "triggers": [
        {"triggerType": "schedule", "schedules": [{"daysToBuild": 1, "scheduleJobId": "5a6f"}]},
        {"triggerType": "continuousIntegration", "pollingJobId": "77aa"},
    ],
    "process": {
        "type": 1,
        "phases": [{"name": "Build", "steps": [STEP], "target": {"type": 1, "queue": {"id": 5, "name": "Big"}}}],
    },
}


def test_what_belongs_to_the_old_definition_stays_behind() -> None:
    before = copy.deepcopy(SOURCE)
    found = as_origin(SOURCE, NOW)
    assert before == SOURCE
    assert set(found) == {"queue", "repository", "variables", "variableGroups", "triggers", "process"}
    assert found["triggers"] == [
        {"triggerType": "schedule", "schedules": [{"daysToBuild": 1}]},
        {"triggerType": "continuousIntegration"},
    ]


def test_references_by_number_become_names_for_another_project() -> None:
    found = as_origin(SOURCE, NOW, by_name=True)
    assert found["queue"]["id"] == Name("queue", "Default")
    assert found["process"]["phases"][0]["target"]["queue"]["id"] == Name("queue", "Big")
    assert [item["id"] for item in found["variableGroups"]] == [Name("variable_group", "signing"), 3]


def test_it_takes_the_shape_of_the_server() -> None:
    template = {"process": {"type": 1, "phases": [{"name": "Build", "steps": [STEP]}]}}
    assert as_origin(template, OLD) == {"build": [STEP]}
    phases = as_origin({"build": [STEP]}, NOW)["process"]["phases"]
    assert [phase["steps"] for phase in phases] == [[STEP]]


def statement(**document: Any) -> Statement:
    origin = Origin("definition 'web'", as_origin(SOURCE, NOW), {"definitionToCloneId": 7}, brings_secrets=True)
    return Statement(document={"name": "copy", **document}, name="copy", origin=origin)


def test_a_new_definition_is_the_origin_with_the_statement_over_it() -> None:
    plan = plan_present(statement(description="mine"), None, NOW)
    assert plan.action == "create"
    body = plan.body or {}
    assert (body["name"], body["description"], body["queue"]["id"]) == ("copy", "mine", 4)
    assert body["variables"]["Key"] == {"value": None, "isSecret": True}
    assert "never shows them" in plan.warnings[0]
    assert plan.diff()["before"] == ""


def test_the_origin_means_nothing_to_a_definition_that_is_there() -> None:
    current = {**SOURCE, "id": 8, "name": "copy", "variables": {}}
    plan = plan_present(statement(), current, NOW)
    assert (plan.action, plan.changes, plan.warnings) == ("none", [], [])


def test_a_secret_that_the_task_states_is_sent_and_not_warned_about() -> None:
    stated = statement(variables={"Key": {"value": "v", "isSecret": True}})
    stated.update_secrets = "on_create"
    plan = plan_present(stated, None, NOW)
    assert (plan.secrets_sent, plan.warnings) == (["Key"], [])
    assert (plan.body or {})["variables"]["Key"]["value"] == "v"


def test_purging_leaves_only_the_stated_variables_of_the_origin() -> None:
    stated = statement(variables={"config": {"value": "release"}})
    stated.purge_variables = True
    body = plan_present(stated, None, NOW).body or {}
    assert body["variables"] == {"Config": {"value": "release"}}
