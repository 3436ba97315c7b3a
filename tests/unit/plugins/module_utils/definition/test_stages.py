# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Canonical form, overlay, plan, shapes, limits, secrets, repository: the pure stages, fact by fact."""

from __future__ import annotations

import copy

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition import difference, limits, secrets
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import (
    canonical,
    not_kept,
    plan_absent,
    plan_present,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.redacted import redacted
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.repository import completed
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError, VersionError
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

NOW, OLD = ApiVersion(7, 1), ApiVersion(2, 0)
REPO = "278d5cd2-584d-4b63-824a-2ba458937249"

YAML = {
    "id": 7,
    "revision": 3,
    "name": "web",
    "path": "\\",
    "type": "build",
    "quality": "definition",
    "queueStatus": "enabled",
    "jobAuthorizationScope": "projectCollection",
    "process": {"yamlFilename": "/azure-pipelines.yml", "type": 2},
    "repository": {
        "id": REPO,
        "type": "TfsGit",
        "name": "site",
        "url": "https://dev.azure.com/contoso/P/_git/site",
        "defaultBranch": "refs/heads/main",
        "clean": None,
        "checkoutSubmodules": False,
        "properties": {"reportBuildStatus": "True", "cloneUrl": "https://x"},
    },
    "queue": {"id": 4, "name": "Default", "url": "https://x", "pool": {"id": 1, "name": "Default"}},
    "variables": {
        "Config": {"value": "debug", "allowOverride": True},
        "ApiKey": {"value": None, "isSecret": True},
    },
    "triggers": [
        {
            "branchFilters": [],
            "pathFilters": [],
            "settingsSourceType": 2,
            "batchChanges": False,
            "maxConcurrentBuildsPerBranch": 1,
            "triggerType": "continuousIntegration",
        },
        {
            "schedules": [
                {
                    "branchFilters": ["+refs/heads/main"],
                    "daysToBuild": 31,
                    "startHours": 3,
                    "timeZoneId": "UTC",
                    "scheduleJobId": "job-1",
                }
            ],
            "triggerType": "schedule",
        },
    ],
    "properties": {},
    "tags": [],
    "somethingNew": {"a": 1},
}


def step(name, task="71a9a2d3-a98a-4caa-96ab-affca411ecda", **members):
    return {
        "enabled": True, "continueOnError": False, "alwaysRun": False, "displayName": name, "timeoutInMinutes": 0,
        "task": {"id": task, "versionSpec": "1.*", "definitionType": "task"}, "inputs": {"solution": "a"}, **members,
    }  # fmt: skip


def classic(*steps):
    return {
        **{key: value for key, value in YAML.items() if key != "triggers"},
        "process": {"type": 1, "phases": [{"name": "Job", "refName": "Phase_1", "steps": list(steps)}]},
    }


AS_YAML = "the YAML definition above"


def plan(document, current=AS_YAML, version=NOW, **how):
    there = copy.deepcopy(YAML if current is AS_YAML else current)
    return plan_present(Statement(document=document, name="web", **how), there, version)


SAME = [
    ("an integer for a name", {"queueStatus": 0, "type": 2, "quality": 1, "jobAuthorizationScope": 1}),
    ("a branch without refs/heads", {"repository": {"defaultBranch": "main"}}),
    ("another case of a repository type", {"repository": {"type": "tfsgit"}}),
    ("another case of a property", {"repository": {"properties": {"reportBuildStatus": "true"}}}),
    ("a YAML file without its slash", {"process": {"yamlFilename": "azure-pipelines.yml"}}),
    ("empty for absent", {"description": "", "options": [], "demands": [], "retentionRules": []}),
    ("null for absent", {"description": None, "buildNumberFormat": None}),
    ("a queue by id only", {"queue": {"id": 4}}),
    ("what only the server sets", {"id": 1, "revision": 99, "createdDate": "x", "url": "y", "_links": {}}),
    ("days as names", {"triggers": [YAML["triggers"][0], {"triggerType": 8, "schedules": [
        {"branchFilters": ["main"], "daysToBuild": "monday, tuesday, wednesday, thursday, friday", "startHours": 3,
         "timeZoneId": "UTC"}]}]}),
    ("a variable in another case", {"variables": {"CONFIG": {"value": "debug"}}}),
    ("a secret without its value", {"variables": {"ApiKey": {"value": None, "isSecret": True}}}),
]  # fmt: skip


@pytest.mark.parametrize("document", [document for dummy, document in SAME], ids=[name for name, dummy in SAME])
def test_what_means_the_same_is_no_change(document):
    assert plan(document).changes == []


def test_a_change_sends_the_servers_document_with_only_that_changed():
    changed = plan({"description": "hello"})
    assert changed.action == "update"
    assert changed.changes == ["description"]
    assert changed.body == {**YAML, "description": "hello", "comment": "Changed by azdo.pipelines: description"}


def test_the_comment_of_the_task_is_sent_and_an_old_one_is_not():
    current = {**YAML, "comment": "of the last save"}
    assert plan({"description": "x"}, current, comment="mine").body["comment"] == "mine"
    assert "last save" not in plan({"description": "x"}, current).body["comment"]
    assert plan({}, current, comment="other").action == "none"


def test_a_kind_of_trigger_is_set_and_the_others_stay_with_their_job():
    stated = {"triggers": {"continuousIntegration": [{"triggerType": "continuousIntegration", "branchFilters": ["x"],
                                                      "settingsSourceType": 1}]}}  # fmt: skip
    body = plan(stated).body
    kinds = {trigger["triggerType"]: trigger for trigger in body["triggers"]}
    assert kinds["schedule"] == YAML["triggers"][1]
    assert kinds["continuousIntegration"]["branchFilters"] == ["x"]
    assert kinds["continuousIntegration"]["maxConcurrentBuildsPerBranch"] == 1


def test_a_kind_of_trigger_is_removed():
    body = plan({"triggers": {"continuousIntegration": []}}).body
    assert [trigger["triggerType"] for trigger in body["triggers"]] == ["schedule"]


def test_a_changed_schedule_keeps_its_job():
    schedule = {"daysToBuild": "monday", "startHours": 4, "scheduleJobId": "stale"}
    body = plan({"triggers": {"schedule": [{"triggerType": "schedule", "schedules": [schedule]}]}}).body
    assert body["triggers"][-1]["schedules"][0]["scheduleJobId"] == "job-1"


def test_variables_merge_by_name_and_purge_makes_them_exact():
    stated = {"variables": {"config": {"value": "release"}}}
    merged = plan(stated).body["variables"]
    assert merged == {"Config": {"value": "release", "allowOverride": True}, "ApiKey": YAML["variables"]["ApiKey"]}
    purged = plan(stated, purge_variables=True)
    assert list(purged.body["variables"]) == ["Config"]
    assert "variables.ApiKey" in purged.changes


def test_a_matched_step_keeps_what_is_not_mentioned_and_a_new_one_is_enabled():
    current = classic(step("build", condition="always()"), step("test"))
    new = {"task": {"id": "e213ff0f-5d5c-4791-802d-52ea3e7be1f1", "versionSpec": "2.*"}, "displayName": "prepare"}
    stated = [new, {"task": step("")["task"], "displayName": "build", "inputs": {"platform": "x64"}}]
    body = plan({"process": {"type": 1, "phases": [{"steps": stated}]}}, current).body
    steps = body["process"]["phases"][0]["steps"]
    assert [item["displayName"] for item in steps] == ["prepare", "build"]
    assert steps[0]["enabled"] is True
    assert steps[1] == step("build", condition="always()", inputs={"solution": "a", "platform": "x64"})
    assert body["process"]["phases"][0]["refName"] == "Phase_1"


def test_a_step_without_a_display_name_continues_the_step_of_its_task():
    body = plan({"process": {"phases": [{"steps": [{"task": step("")["task"], "enabled": False}]}]}},
                classic(step("build"))).body  # fmt: skip
    assert body["process"]["phases"][0]["steps"] == [step("build", enabled=False)]


def test_another_display_name_in_the_same_place_is_a_renamed_step():
    body = plan({"process": {"phases": [{"steps": [{"task": step("")["task"], "displayName": "compile"}]}]}},
                classic(step("build", timeoutInMinutes=5))).body  # fmt: skip
    assert body["process"]["phases"][0]["steps"] == [step("compile", timeoutInMinutes=5)]


def test_an_option_that_is_not_mentioned_stays():
    option = {"enabled": False, "definition": {"id": REPO}, "inputs": {"multipliers": '["a", "b"]'}}
    same = {"enabled": False, "definition": {"id": REPO.upper()}, "inputs": {"multipliers": '["a","b"]'}}
    current = {**YAML, "options": [option]}
    assert plan({"options": [same]}, current).action == "none"
    other = {"enabled": True, "definition": {"id": "7c555368-ca64-4199-add6-9ebaf0b0137d"}, "inputs": {}}
    assert plan({"options": [other]}, current).body["options"] == [option, other]


def test_a_diff_shows_only_what_differs_with_names_beside_ids():
    current = classic(step("build"), step("test", task="ef087383-ee5e-42c7-9a53-ab56c98420f9"))
    stated = [
        {"task": step("")["task"], "displayName": "build"},
        {"task": {"id": "c0ffee00-0000-4000-8000-000000000000"}},
    ]
    found = plan({"process": {"type": 1, "phases": [{"steps": stated}]}, "queue": {"id": 9, "name": "Fast"}}, current)
    found.names = {"c0ffee00-0000-4000-8000-000000000000": "Brew"}
    same = ["process:", "  phases:", "    - name: Job", "      steps:", "        - (same) build"]
    assert found.diff()["before"].splitlines() == [
        *same,
        "        - displayName: test",
        "          task:",
        "            id: VSTest (ef087383-ee5e-42c7-9a53-ab56c98420f9)",
        '            versionSpec: "1.*"',
        "          inputs:",
        "            solution: a",
        "queue: Default (id 4)",
    ]
    assert found.diff()["after"].splitlines() == [
        *same,
        "        - task:",
        "            id: Brew (c0ffee00-0000-4000-8000-000000000000)",
        "queue: Fast (id 9)",
    ]


def test_yaml_to_classic_replaces_the_process_whole():
    stated = {"process": {"type": 1, "phases": [{"steps": [step("build")]}]},
              "triggers": {"continuousIntegration": []}}  # fmt: skip
    body = plan(stated).body
    assert "yamlFilename" not in body["process"]
    assert body["process"]["phases"][0]["name"] == "Agent job 1"


def test_a_trigger_from_yaml_on_a_classic_pipeline_is_refused():
    with pytest.raises(OptionError, match="continuousIntegration trigger takes its settings from a YAML file"):
        plan({"process": {"type": 1, "phases": [{"steps": [step("build")]}]}})


def test_another_repository_leaves_nothing_of_the_old_one_behind():
    body = plan({"repository": {"type": "TfsGit", "id": "22222222-0000-0000-0000-000000000000", "name": "b"}}).body
    assert body["repository"] == {
        "type": "TfsGit", "id": "22222222-0000-0000-0000-000000000000", "name": "b",
        "defaultBranch": "refs/heads/main", "clean": None, "checkoutSubmodules": False,
        "properties": {"reportBuildStatus": "True"},
    }  # fmt: skip


def test_a_new_definition_needs_a_repository_and_something_to_run():
    with pytest.raises(OptionError, match=r"^repository"):
        plan({"name": "n", "process": {"type": 2, "yamlFilename": "a"}}, None)
    with pytest.raises(OptionError, match=r"^yaml_filename"):
        plan({"name": "n", "repository": {"id": REPO}}, None)


def test_a_deletion():
    gone = plan_absent(YAML)
    assert gone.action == "delete"
    assert gone.after == {}
    assert plan_absent(None).action == "none"


SECRET = {"variables": {"ApiKey": {"value": "S3CRET-hunter2", "isSecret": True}}}


@pytest.mark.parametrize(
    ("policy", "current", "sent"),
    [
        ("always", YAML, True),
        ("on_create", YAML, False),
        ("on_create", {**YAML, "variables": {}}, True),
        ("on_create", {**YAML, "variables": {"ApiKey": {"value": "plain"}}}, True),
    ],
)
def test_when_a_secret_is_sent(policy, current, sent):
    found = plan(SECRET, current, update_secrets=policy)
    assert found.changed is sent
    assert ("S3CRET-hunter2" in str(found.body)) is sent
    assert "S3CRET-hunter2" not in str((found.before, found.after, found.diff(), found.changes))


def test_a_value_for_a_variable_that_is_secret_already_stays_secret():
    stated = {"variables": {"apikey": {"value": "S3CRET-hunter2"}}}
    found = plan(stated, update_secrets="always")
    assert found.body["variables"]["ApiKey"] == {"value": "S3CRET-hunter2", "isSecret": True}
    assert secrets.stated_secrets(stated, YAML) == {"apikey": "S3CRET-hunter2"}
    assert "S3CRET-hunter2" not in str((found.before, found.after, found.diff()))


def test_a_new_secret_without_a_value_is_warned_about():
    found = plan({"variables": {"Other": {"value": None, "isSecret": True}}})
    assert found.body["variables"]["Other"]["value"] == ""
    assert "Other" in found.warnings[0]


def test_secrets_are_taken_out_of_a_document_that_is_shown():
    shown = redacted(
        {
            "variables": {"a": {"value": "S3CRET-hush", "isSecret": True}, "b": {"value": "seen"}},
            "repository": {"properties": {"password": "S3CRET-hush"}},
            "process": {"phases": [{"variables": {"c": {"value": "S3CRET-hush", "isSecret": 1}}}]},
            "variableGroups": [{"id": 1, "variables": {"d": {"value": "S3CRET-hush", "isSecret": True}}}],
        }
    )
    assert "S3CRET-hush" not in str(shown)
    assert "seen" in str(shown)


def test_what_the_server_did_not_keep_is_named():
    stated = Statement(document={"description": "d", "badgeEnabled": True}, name="web")
    assert not_kept(stated, {**YAML, "description": "d"}, NOW) == ["badgeEnabled"]
    assert not_kept(stated, {**YAML, "description": "d", "badgeEnabled": True}, NOW) == []


def test_a_password_of_a_repository_is_sent_with_a_change_and_never_shown():
    stated = {"repository": {"properties": {"password": "S3CRET-hunter2"}}}
    assert plan(stated).action == "none"
    found = plan({**stated, "description": "new"})
    assert found.body["repository"]["properties"]["password"] == "S3CRET-hunter2"
    assert "S3CRET-hunter2" not in str((found.before, found.after, found.diff(), found.changes))


# the older shape

OLD_DOCUMENT = {
    "id": 29, "revision": 1, "name": "web", "build": [step("build")],
    "repository": {"id": REPO, "type": "tfsgit", "name": "site"}, "queue": {"id": 1, "name": "default"},
}  # fmt: skip


def test_an_old_server_is_written_in_its_own_shape():
    stated = {"process": {"type": 1, "phases": [{"name": "Job", "steps": [step("build", enabled=False)]}]}}
    body = plan(stated, OLD_DOCUMENT, OLD).body
    assert "process" not in body
    assert body["build"] == [step("build", enabled=False)]
    assert plan({"process": {"type": 1, "phases": [{"steps": [step("build")]}]}}, OLD_DOCUMENT, OLD).changes == []


def test_both_shapes_of_one_definition_are_the_same():
    newer = {key: value for key, value in OLD_DOCUMENT.items() if key != "build"}
    newer["process"] = {"type": 1, "phases": [{"steps": OLD_DOCUMENT["build"]}]}
    assert canonical(newer) == canonical(OLD_DOCUMENT)


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"process": {"type": 2, "yamlFilename": "a.yml"}}, "yaml_filename"),
        ({"process": {"phases": [{"steps": []}, {"steps": []}]}}, "phases"),
        ({"process": {"phases": [{"condition": "failed()", "steps": []}]}}, "phases[0].condition"),
        ({"path": "\\team"}, "path"),
        ({"queueStatus": "paused"}, "queue_status"),
        ({"tags": ["a"]}, "tags"),
        ({"variableGroups": [{"id": 1}]}, "variable_groups"),
        ({"process": {"phases": [{"steps": [step("a", timeoutInMinutes=3)]}]}}, "phases[].steps[].timeout_in_minutes"),
        ({"process": {"phases": [{"steps": [step("a", environment={"A": "1"})]}]}}, "phases[].steps[].environment"),
    ],
)
def test_what_tfs_2015_cannot_hold_is_refused_with_the_product_that_can(document, named):
    with pytest.raises(VersionError) as caught:
        limits.check(document, OLD)
    assert caught.value.message.startswith(f"{named}: ")
    assert "TFS 2015 (api-version 2.0)" in caught.value.message
    assert "The first product that can hold it is" in caught.value.message


@pytest.mark.parametrize("document", [{"path": "\\"}, {"queueStatus": "enabled"}, {"tags": []}])
def test_a_default_can_be_stated_to_a_server_that_does_not_know_the_member(document):
    limits.check(document, OLD)


def test_a_member_that_the_server_shows_is_held_whatever_the_table_says():
    limits.check({"tags": ["b"]}, OLD, {**OLD_DOCUMENT, "tags": ["a"]})
    with pytest.raises(VersionError):
        limits.check({"tags": ["b"]}, OLD, OLD_DOCUMENT)


# repositories


def complete(stated, base=None, project="P", collection="contoso"):
    return completed(stated, base, project, collection)


def test_a_repository_that_the_definition_has_already_needs_no_request():
    assert complete({"name": "SITE"}, YAML["repository"])["id"] == REPO


@pytest.mark.parametrize(
    ("stated", "project"),
    [({"name": "site", "project": "Q"}, "P"), ({"name": "site"}, "Q"), ({"name": "other"}, "P")],
)
def test_a_repository_of_another_project_or_name_is_looked_up(stated, project):
    found = complete(stated, YAML["repository"], project=project)
    assert found["id"] == Name("git_repository", stated["name"], stated.get("project"))
    assert "project" not in found


def test_the_short_form_of_a_repository_url_stands_for_the_project_of_its_name():
    base = {**YAML["repository"], "name": "P", "url": "https://tfs/tfs/DefaultCollection/_git/P"}
    assert complete({"name": "P"}, base, project="P", collection="DefaultCollection")["id"] == REPO
    assert isinstance(complete({"name": "P"}, base, project="Q", collection="DefaultCollection")["id"], Name)


def test_a_github_repository():
    found = complete({"type": "GitHub", "name": "contoso/tools", "properties": {
        "connectedServiceId": Name("service_connection", "gh")}})  # fmt: skip
    assert found["id"] == "contoso/tools"
    assert found["url"] == "https://github.com/contoso/tools.git"
    assert found["properties"]["apiUrl"] == "https://api.github.com/repos/contoso/tools"
    assert found["properties"]["connectedServiceId"] == Name("service_connection", "gh", "github")


@pytest.mark.parametrize(
    ("stated", "option"),
    [
        ({"type": "GitHub", "name": "contoso/tools"}, "repository.service_connection"),
        ({"type": "GitHub", "name": "tools", "properties": {"connectedServiceId": REPO}}, "repository.name"),
        ({"type": "Bitbucket", "name": "a/b", "properties": {"connectedServiceId": REPO}}, "repository.url"),
        ({"type": "GitHub", "name": "a/b", "project": "P"}, "repository.project"),
        (
            {"type": "TfsGit", "name": "a", "properties": {"connectedServiceId": Name("service_connection", "x")}},
            "repository.service_connection",
        ),
    ],
)
def test_a_repository_that_cannot_be_is_refused(stated, option):
    with pytest.raises(OptionError) as caught:
        complete(stated)
    assert caught.value.option == option


def test_a_diff_calls_a_task_what_it_is_called_at_its_version() -> None:
    nuget = "333b11bd-d341-40d9-afcf-b32d5ce6f23b"
    steps = [{"id": nuget, "versionSpec": "0.*"}, {"id": nuget, "versionSpec": "2.*"}, {"id": nuget}]
    shown = difference.with_names(steps, {nuget: "the last one asked for"})
    assert [item["id"].partition(" (")[0] for item in shown] == [
        "NuGetInstaller",
        "NuGetCommand",
        "the last one asked for",
    ]
