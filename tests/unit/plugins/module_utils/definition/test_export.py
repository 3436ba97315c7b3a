# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every option that states something of a definition is exported, and says what the definition says."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_document import exported_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_options import exported_options
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_SPEC

GUID = "0a1b2c3d-0000-4000-8000-00000000beef"
OWN = {"id": 7, "revision": 3, "name": "web", "path": "\\team", "project": {"name": "Here"}, "type": "build"}

#: options that state nothing of the definition, and why
NOT_EXPORTED = {
    "state": "what is exported is there",
    "id": "another server has another",
    "new_name": "an act",
    "new_path": "an act",
    "create_folder": "how a write is done",
    "restore": "an act",
    "release_retained": "an act",
    "clone_from": "an act",
    "template": "an act",
    "document": "only for what no option can say; see the tests below",
    "document_src": "another form of document",
    "purge_variables": "how a write is done",
    "update_secrets": "how a write is done",
    "secrets_key": "S3CRET-of-the-user",
    "comment": "of a revision",
    "revision": "of a revision",
    "rollback_to": "an act",
    "properties": "a resource of its own; see test_export of the functional tests",
    "triggers.gated_check_in.enabled": "an absent trigger is left out, a present one is enabled",
}

CLASSIC: dict[str, Any] = {
    **OWN,
    "description": "text",
    "buildNumberFormat": "$(rev:r)",
    "queueStatus": "paused",
    "jobAuthorizationScope": 2,
    "jobTimeoutInMinutes": 60,
    "jobCancelTimeoutInMinutes": 5,
    "badgeEnabled": True,
    "dropLocation": "x",
    "queue": {"id": 3, "name": "Default", "pool": {"id": 1}},
    "variables": {"a": {"value": "b"}, "key": {"value": None, "isSecret": True}},
    "variableGroups": [{"id": 4, "name": "group", "variables": {}}],
    "tags": ["t"],
    "demands": ["msbuild"],
    "options": [{"enabled": False, "definition": {"id": GUID}, "inputs": {"x": "y"}}],
    "retentionRules": [
        {
            "branches": ["+main"],
            "daysToKeep": 1,
            "minimumToKeep": 0,
            "deleteBuildRecord": False,
            "deleteTestResults": True,
            "artifacts": ["drop"],
            "artifactTypesToDelete": ["FilePath"],
        }
    ],
    "processParameters": {"inputs": [{"name": "x"}]},
    "process": {
        "type": 1,
        "phases": [
            {
                "name": "Build",
                "refName": "build",
                "condition": "always()",
                "jobAuthorizationScope": "project",
                "jobTimeoutInMinutes": 1,
                "jobCancelTimeoutInMinutes": 2,
                "dependencies": [{"scope": "other", "event": "Completed"}],
                "variables": {"c": {"value": "d"}},
                "target": {
                    "type": 1,
                    "queue": {"id": 3, "name": "Default"},
                    "demands": ["x"],
                    "agentSpecification": {"identifier": "ubuntu-latest"},
                    "allowScriptsAuthAccessOption": True,
                    "executionOptions": {
                        "type": 1,
                        "multipliers": ["a"],
                        "maxConcurrency": 2,
                        "continueOnError": True,
                    },
                },
                "steps": [
                    {
                        "task": {"id": GUID, "versionSpec": "1.*", "definitionType": "task"},
                        "displayName": "One",
                        "inputs": {"x": "y"},
                        "environment": {"E": "f"},
                        "enabled": False,
                        "condition": "failed()",
                        "continueOnError": True,
                        "alwaysRun": True,
                        "timeoutInMinutes": 3,
                        "retryCountOnTaskFailure": 2,
                        "refName": "one",
                    },
                    {"task": {"id": GUID, "versionSpec": "2.*", "definitionType": "metaTask"}, "enabled": True},
                ],
            },
            {"name": "Other", "refName": "other", "steps": [], "target": {"type": 2}},
        ],
    },
    "repository": {
        "id": GUID,
        "type": "TfsGit",
        "name": "site",
        "url": "https://dev.azure.com/contoso/There/_git/site",
        "defaultBranch": "refs/heads/main",
        "clean": "true",
        "checkoutSubmodules": True,
        "properties": {
            "cleanOptions": "3",
            "checkoutNestedSubmodules": "true",
            "fetchDepth": "1",
            "fetchTags": "False",
            "gitLfsSupport": "true",
            "labelSources": "0",
            "labelSourcesFormat": "$(x)",
            "reportBuildStatus": "true",
            "skipSyncSource": "false",
            "other": "text",
        },
    },
    "triggers": [
        {
            "triggerType": 2,
            "branchFilters": ["+refs/heads/main"],
            "pathFilters": ["+/src"],
            "batchChanges": True,
            "maxConcurrentBuildsPerBranch": 2,
            "pollingInterval": 3,
        },
        {
            "triggerType": 8,
            "schedules": [
                {
                    "daysToBuild": 127,
                    "startHours": 3,
                    "startMinutes": 4,
                    "timeZoneId": "UTC",
                    "branchFilters": ["+main"],
                    "scheduleOnlyWithChanges": True,
                    "scheduleJobId": GUID,
                }
            ],
        },
        {
            "triggerType": 128,
            "definition": {"id": 9, "name": "up", "path": "\\", "project": {"name": "There"}},
            "branchFilters": ["+main"],
            "requiresSuccessfulBuild": True,
        },
    ],
}
GITHUB: dict[str, Any] = {
    **OWN,
    "repository": {
        "id": "contoso/app",
        "type": "GitHub",
        "name": "contoso/app",
        "url": "https://github.com/contoso/app.git",
        "properties": {"connectedServiceId": GUID, "apiUrl": "x", "fullName": "contoso/app"},
    },
    "process": {"type": 2, "yamlFilename": "/ci.yml", "resources": {"x": 1}},
    "triggers": [
        {"triggerType": 2, "settingsSourceType": 2},
        {
            "triggerType": 64,
            "branchFilters": ["+main"],
            "pathFilters": ["+/src"],
            "autoCancel": True,
            "isCommentRequiredForPullRequest": True,
            "requireCommentsForNonTeamMembersOnly": True,
            "requireCommentsForNonTeamMemberAndNonContributors": True,
            "forks": {"enabled": True, "allowSecrets": True, "allowFullAccessToken": True},
        },
    ],
}
GIT: dict[str, Any] = {
    **OWN,
    "repository": {"id": GUID, "type": "Git", "name": "x", "url": "https://x.example/x.git", "defaultBranch": "m"},
    "build": [{"task": {"id": GUID, "versionSpec": "*"}, "enabled": True, "inputs": {}}],
    "triggers": [{"triggerType": 64, "settingsSourceType": 2}],
}
TFVC: dict[str, Any] = {
    **OWN,
    "repository": {
        "id": "$/",
        "type": "TfsVersionControl",
        "name": "Here",
        "rootFolder": "$/Here",
        "properties": {
            "tfvcMapping": '{"mappings":[{"serverPath":"$/Here","mappingType":"map","localPath":"\\\\"},'
            '{"serverPath":"$/Here/Old","mappingType":"cloak"}]}'
        },
    },
    "process": {"type": 1, "phases": [{"steps": [], "name": "Agent job 1", "refName": "Job_1"}]},
    "triggers": [
        {
            "triggerType": 16,
            "pathFilters": ["+$/Here"],
            "runContinuousIntegration": True,
            "useWorkspaceMappings": True,
        }
    ],
}


class Names:
    """Every id has a name."""

    def name(self, kind: str, identifier: Any, scope: Any = None) -> str | None:
        return f"the {kind}"

    def missing(self, kind: str, identifier: Any) -> bool:
        return False

    def definition(self, identifier: Any) -> dict[str, Any] | None:
        return None


class NoNames(Names):
    """Nothing is known."""

    def name(self, kind: str, identifier: Any, scope: Any = None) -> str | None:
        return None

    def missing(self, kind: str, identifier: Any) -> bool:
        return True


def options_of(document: dict[str, Any]) -> dict[str, Any]:
    return exported_options(exported_document(document, Names(), "contoso").document)


def paths(options: Any, spec: dict[str, Any], prefix: str = "") -> set[str]:
    """The options that are given, as paths."""
    found = set()
    for name, value in options.items():
        found.add(prefix + name)
        inner = spec[name].get("options")
        for item in (value if isinstance(value, list) else [value]) if inner else []:
            found |= paths(item, inner, f"{prefix}{name}.")
    return found


def every(spec: dict[str, Any], prefix: str = "") -> set[str]:
    found = set()
    for name, how in spec.items():
        found.add(prefix + name)
        if prefix + name not in NOT_EXPORTED and "options" in how:
            found |= every(how["options"], f"{prefix}{name}.")
    return found


def test_every_option_is_exported() -> None:
    exported: set[str] = set()
    for document in (CLASSIC, GITHUB, GIT, TFVC):
        options = options_of(document)
        assert "document" not in options
        exported |= paths(options, DEFINITION_SPEC)
    # `steps` is the same list as that of a phase
    exported |= {name.replace("phases.steps", "steps") for name in exported}
    assert every(DEFINITION_SPEC) - exported - set(NOT_EXPORTED) == set()
    assert exported & set(NOT_EXPORTED) == set()
    assert set(NOT_EXPORTED) - every(DEFINITION_SPEC) == set()


def test_names_stand_for_ids() -> None:
    options = options_of(CLASSIC)
    assert options["queue"] == "Default"
    assert options["variable_groups"] == ["group"]
    assert options["options"][0]["name"] == "the build_option"
    assert [step.get("task") or step.get("task_group") for step in options["phases"][0]["steps"]] == [
        "the task@1",
        "the task_group@2",
    ]
    assert options["repository"]["project"] == "There"
    assert "id" not in options["repository"]
    assert options["triggers"]["build_completion"][0]["project"] == "There"
    assert options_of(GITHUB)["repository"] == {
        "type": "GitHub",
        "name": "contoso/app",
        "service_connection": "the service_connection",
    }


def test_what_has_no_name_keeps_its_id_and_is_listed() -> None:
    document = {**CLASSIC, "queue": {"id": 3}, "variableGroups": [{"id": 4}], "quality": "draft"}
    document["triggers"] = [{"triggerType": 128, "definition": {"id": 9}}]
    export = exported_document(document, NoNames(), "contoso")
    options = exported_options(export.document)
    assert (options["queue"], options["variable_groups"]) == ("3", ["4"])
    assert options["triggers"]["build_completion"] == [{"definition": "9"}]
    assert [note["member"] for note in export.not_portable] == [
        "queue",
        "variable_groups[0]",
        "phases[0].steps[0].task",
        "phases[0].steps[1].task_group",
        "triggers[0].definition",
        "quality",
    ]
    assert all(note["reason"] for note in export.not_portable)
    assert "quality" not in export.document


def test_what_the_options_cannot_say_is_in_the_document() -> None:
    document = {**GIT, "newerThanWe": {"a": 1}, "triggers": [{"triggerType": 1}]}
    options = options_of(document)
    assert options["document"] == {
        "name": "web",
        "path": "\\team",
        "newerThanWe": {"a": 1},
        "triggers": [{"triggerType": 1}],
    }


def test_secrets_are_listed_and_never_shown() -> None:
    document = {**GITHUB, "variables": {"key": {"value": "S3CRET-1", "isSecret": True}}}
    document["repository"] = {**GITHUB["repository"], "properties": {"password": "S3CRET-1"}}
    export = exported_document(document, Names(), "contoso")
    assert export.secrets == ["repository.properties.password", "variables.key"]
    assert "S3CRET-1" not in str(export.document)
    assert exported_options(export.document)["variables"] == {"key": {"is_secret": True}}


@pytest.mark.parametrize("value", ["", "12", " x", GUID, None])
def test_a_queue_whose_name_is_no_name_for_an_option(value: Any) -> None:
    export = exported_document({**GIT, "queue": {"id": 3, "name": value}}, NoNames(), "contoso")
    assert export.document["queue"] == {"id": 3}


def test_the_old_shape_is_exported_as_steps() -> None:
    assert options_of(GIT)["steps"] == [{"task": "the task@*"}]
    lossy = {name: item for name, item in GIT.items() if name != "build"}
    assert [note["member"] for note in exported_document(lossy, Names(), "contoso").not_portable] == ["process"]
