# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Members at the top of a definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .case import ANY, GONE, Field

if TYPE_CHECKING:
    from functional.world import World

MULTI_CONFIGURATION = "7c555368-ca64-4199-add6-9ebaf0b0137d"
WORK_ITEM = "a9db38f9-9fdc-478c-b0f9-464221e58316"
OLD_RULES = "rules that TFS 2015 was seen to answer have no such member"


def _own(world: World) -> str:
    return str(world.queue)


def _hosted(world: World) -> str:
    return "Azure Pipelines" if world.is_cloud else "Hosted"


def _parameters(default: str) -> dict[str, Any]:
    return {"inputs": [{"name": "project", "label": "Project", "type": "string", "defaultValue": default}]}


def _rule(option: str, a: Any, b: Any, member: str, **more: Any) -> Field:
    return Field(
        f"retention_rules[].{option}",
        a,
        b,
        {f"retentionRules[0].{member}": (a, b)},
        **{"beside": {"retention_rules": [{"branches": ["+refs/heads/main"], "days_to_keep": 3}]}, **more},
    )


def _option(option: str, a: Any, b: Any, holds: dict[str, tuple[Any, Any]], **more: Any) -> Field:
    beside = {"options": [{"name": MULTI_CONFIGURATION, "inputs": {"parallel": False}}]}
    return Field(f"options[].{option}", a, b, holds, beside=beside, **more)


TOP_LEVEL = [
    Field("name", "web", "web two", {"name": ("web", "web two")}, by_id=True),
    Field("new_name", "web", "web two", {"name": ("web", "web two")}, by_id=True),
    Field(
        "path",
        "/one",
        "/one/two",
        {"path": ("\\one", "\\one\\two")},
        by_id=True,
        since=(3, 0),
        unset="/",
        unset_holds="\\",
    ),
    Field(
        "new_path",
        "one",
        "one\\two",
        {"path": ("\\one", "\\one\\two")},
        by_id=True,
        since=(3, 0),
        unset="",
        unset_holds="\\",
        refusal="path: it cannot be held",
    ),
    Field("description", "One", "Two", {"description": ("One", "Two")}, unset=""),
    Field(
        "build_number_format",
        "$(rev:r)",
        "$(date:yyyyMMdd)$(rev:.r)",
        {"buildNumberFormat": ("$(rev:r)", "$(date:yyyyMMdd)$(rev:.r)")},
        unset="",
    ),
    Field("queue", _own, _hosted, {"queue.id": (1, 2), "queue.name": (ANY, ANY)}),
    Field(
        "queue_status",
        "paused",
        "disabled",
        {"queueStatus": ("paused", "disabled")},
        since=(3, 0),
        kept_since=(4, 0),
        unset="enabled",
        unset_holds="enabled",
        note="most published definitions of TFS 2017 show no such member, some do",
    ),
    Field(
        "job_authorization_scope",
        "project",
        "project_collection",
        {"jobAuthorizationScope": ("project", "projectCollection")},
    ),
    Field("job_timeout_in_minutes", 30, 60, {"jobTimeoutInMinutes": (30, 60)}, unset=0),
    Field("job_cancel_timeout_in_minutes", 5, 10, {"jobCancelTimeoutInMinutes": (5, 10)}, unset=0),
    Field("badge_enabled", False, True, {"badgeEnabled": (GONE, True)}, unset=False),
    Field(
        "drop_location",
        "\\\\drops\\one",
        "\\\\drops\\two",
        {"dropLocation": ("\\\\drops\\one", "\\\\drops\\two")},
        unset="",
    ),
    Field("tags", ["one"], ["one", "two"], {"tags": (["one"], ["one", "two"])}, since=(3, 1), unset=[]),
    Field(
        "demands",
        ["msbuild"],
        ["msbuild", "Agent.OS -equals Linux"],
        {"demands": (["msbuild"], ["msbuild", "Agent.OS -equals Linux"])},
        unset=[],
    ),
    Field(
        "process_parameters",
        _parameters("a.sln"),
        _parameters("b.sln"),
        {"processParameters.inputs": (_parameters("a.sln")["inputs"], _parameters("b.sln")["inputs"])},
        since=(3, 0),
        unset={"inputs": []},
    ),
    # variables
    Field("variables", {"Config": "debug"}, {"Config": "release"}, {"variables.Config.value": ("debug", "release")}),
    Field(
        "variables",
        {"variables": {"Config": "debug"}},
        {"variables": {"Config": "debug", "Os": "linux"}},
        {"variables.Os": (GONE, {"value": "linux"})},
        whole=True,
        variant="one more",
    ),
    Field(
        "variables",
        {"Config": {"value": "debug", "allow_override": True}},
        {"Config": {"value": "debug", "allow_override": False}},
        {"variables.Config.allowOverride": (True, GONE)},
        variant="allow_override",
    ),
    Field(
        "variables",
        {"Config": {"value": "debug", "is_secret": False}},
        {"Config": {"value": "debug", "is_secret": True}},
        {"variables.Config.isSecret": (GONE, True)},
        beside={"update_secrets": "on_create"},
        variant="is_secret",
    ),
    Field(
        "purge_variables",
        {"variables": {"Config": "debug", "Os": "linux"}},
        {"variables": {"Config": "debug"}, "purge_variables": True},
        {"variables.Os": ({"value": "linux"}, GONE)},
        whole=True,
        unset={"variables": {}, "purge_variables": True},
        unset_holds={"variables": GONE},
    ),
    Field(
        "variable_groups",
        ["release-settings"],
        ["release-settings", "signing"],
        {"variableGroups": ([{"id": 1}], [{"id": 1}, {"id": 2}])},
        since=(4, 0),
        unset=[],
    ),
    # build options
    _option(
        "name",
        MULTI_CONFIGURATION,
        WORK_ITEM,
        {"options[1]": (GONE, {"enabled": True, "definition": {"id": WORK_ITEM}, "inputs": {"parallel": "false"}})},
    ),
    _option("enabled", True, False, {"options[0].enabled": (True, False)}, has_default=True),
    _option(
        "inputs",
        {"multipliers": ["config"]},
        {"multipliers": ["config", "platform"]},
        {"options[0].inputs.multipliers": ('["config"]', '["config","platform"]')},
    ),
    Field(
        "options",
        [{"name": "MultiConfiguration", "inputs": {"parallel": True}}],
        [{"name": "MultiConfiguration", "inputs": {"parallel": False}}],
        {"options[0].inputs.parallel": ("true", "false")},
        variant="by name",
    ),
    Field(
        "options",
        [{"name": "LinkWorkItems", "inputs": {"additionalFields": {}}}],
        [{"name": "LinkWorkItems", "inputs": {"additionalFields": {"Area": "web"}}}],
        {"options[0].inputs.additionalFields": ("{}", '{"Area":"web"}')},
        variant="by a name that has to be looked up",
        lookups=1,
        only=("tfs2017", "tfs2018", "server2019", "server2020", "server2022", "services"),
    ),
    # retention
    Field(
        "retention_rules",
        [{"branches": ["+refs/heads/*"], "days_to_keep": 10}],
        [{"branches": ["+refs/heads/*"], "days_to_keep": 10}, {"branches": ["+main"], "days_to_keep": 90}],
        {
            "retentionRules[1]": (GONE, ANY),
            "retentionRules[1].branches": (GONE, ["+main"]),
            "retentionRules[1].daysToKeep": (GONE, 90),
        },
        unset=[],
        unset_holds={"retentionRules": GONE},
    ),
    _rule("branches", ["+refs/heads/main"], ["+refs/heads/main", "-refs/heads/main/tmp"], "branches"),
    _rule("days_to_keep", 5, 10, "daysToKeep"),
    _rule("minimum_to_keep", 2, 3, "minimumToKeep", kept_since=(3, 0), note=OLD_RULES),
    _rule("delete_build_record", True, False, "deleteBuildRecord"),
    _rule("delete_test_results", True, False, "deleteTestResults", kept_since=(3, 0), refuses="a", note=OLD_RULES),
    _rule("artifacts", ["drop"], ["drop", "logs"], "artifacts", kept_since=(3, 0), unset=[], note=OLD_RULES),
    _rule(
        "artifact_types_to_delete",
        ["FilePath"],
        ["FilePath", "SymbolStore"],
        "artifactTypesToDelete",
        kept_since=(3, 0),
        unset=[],
        note=OLD_RULES,
    ),
]
