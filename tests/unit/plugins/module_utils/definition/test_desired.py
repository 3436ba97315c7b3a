# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From options to a statement."""

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError


def document(**options):
    return statement({"name": "web", **options}).document


def test_only_what_is_stated_is_in_the_document():
    assert document() == {"name": "web"}


@pytest.mark.parametrize(
    ("options", "members"),
    [
        ({"description": ""}, {"description": ""}),
        ({"queue_status": "paused"}, {"queueStatus": "paused"}),
        ({"job_authorization_scope": "project_collection"}, {"jobAuthorizationScope": "projectCollection"}),
        ({"job_timeout_in_minutes": 0}, {"jobTimeoutInMinutes": 0}),
        ({"badge_enabled": False}, {"badgeEnabled": False}),
        ({"queue": "12"}, {"queue": {"id": 12}}),
        ({"queue": "Default"}, {"queue": {"id": Name("queue", "Default"), "name": "Default"}}),
        ({"path": "a/b/"}, {"path": "\\a\\b"}),
        ({"path": "/"}, {"path": "\\"}),
        ({"new_name": "site"}, {"name": "site"}),
        ({"new_path": "x"}, {"path": "\\x"}),
        ({"yaml_filename": "ci.yml"}, {"process": {"type": 2, "yamlFilename": "ci.yml"}}),
    ],
)
def test_options_become_members(options, members):
    assert document(**options) == {"name": "web", **members}


@pytest.mark.parametrize(
    ("given", "member"),
    [
        ("Release", {"value": "Release"}),
        ("", {"value": ""}),
        (True, {"value": "true"}),
        (8, {"value": "8"}),
        (1.5, {"value": "1.5"}),
        ({"value": "x", "allow_override": "yes"}, {"value": "x", "allowOverride": True}),
        ({"value": "x", "is_secret": True}, {"value": "x", "isSecret": True}),
        ({"is_secret": True}, {"isSecret": True}),
        ({"allow_override": False}, {"allowOverride": False}),
    ],
)
def test_a_variable_is_a_scalar_or_says_more(given, member):
    assert document(variables={"v": given})["variables"] == {"v": member}


@pytest.mark.parametrize(
    ("task", "reference"),
    [
        ("VSBuild@1", {"id": Name("task", "VSBuild", "1.*"), "versionSpec": "1.*"}),
        ("VSBuild@1.2", {"id": Name("task", "VSBuild", "1.2.*"), "versionSpec": "1.2.*"}),
        ("VSBuild@1.2.3", {"id": Name("task", "VSBuild", "1.2.3"), "versionSpec": "1.2.3"}),
        ("VSBuild@*", {"id": Name("task", "VSBuild", "*"), "versionSpec": "*"}),
        (
            "71A9A2D3-A98A-4CAA-96AB-AFFCA411ECDA@1.*",
            {"id": "71a9a2d3-a98a-4caa-96ab-affca411ecda", "versionSpec": "1.*"},
        ),
        ("My Task@2", {"id": Name("task", "My Task", "2.*"), "versionSpec": "2.*"}),
    ],
)
def test_a_task_is_named_with_its_version(task, reference):
    steps = document(steps=[{"task": task}])["process"]["phases"][0]["steps"]
    assert steps == [{"task": reference}]


def test_inputs_are_strings_as_the_service_spells_them():
    step = {"task": "X@1", "inputs": {"clean": True, "count": 3, "none": None, "text": "a"}}
    stated = document(steps=[step])["process"]["phases"][0]["steps"][0]["inputs"]
    assert stated == {"clean": "true", "count": "3", "none": "", "text": "a"}


def test_steps_are_one_phase():
    process = document(steps=[{"task": "X@1"}])["process"]
    assert (process["type"], len(process["phases"]), set(process["phases"][0])) == (1, 1, {"steps"})


def test_typed_options_win_over_the_document_and_leave_the_rest_of_it():
    raw = {
        "name": "exported",
        "description": "from the document",
        "queueStatus": 0,
        "variables": {"Config": {"value": "debug"}, "kept": {"value": "1"}},
        "repository": {"type": "TfsGit", "name": "a", "clean": "true"},
    }
    stated = document(
        document=raw, queue_status="disabled", variables={"config": "release"}, repository={"name": "b", "type": None}
    )
    assert stated["name"] == "web"
    assert stated["description"] == "from the document"
    assert stated["queueStatus"] == "disabled"
    assert stated["variables"] == {"Config": {"value": "release"}, "kept": {"value": "1"}}
    assert stated["repository"] == {"type": "TfsGit", "name": "b", "clean": "true"}


def test_a_yaml_file_replaces_the_classic_process_of_a_document():
    raw = {"name": "x", "process": {"type": 1, "phases": [{"steps": []}]}}
    assert document(document=raw, yaml_filename="ci.yml")["process"] == {"type": 2, "yamlFilename": "ci.yml"}


def test_the_name_of_a_document_identifies_it():
    stated = statement({"document": {"name": "exported", "path": "\\team", "process": {"type": 2}}})
    assert (stated.name, stated.path, stated.id) == ("exported", "\\team", None)


@pytest.mark.parametrize(
    ("trigger", "member"),
    [
        ({"settings_source_type": "yaml"}, [{"settingsSourceType": 2, "triggerType": "continuousIntegration"}]),
        ({"settings_source_type": "none"}, []),
        (
            {"branch_filters": ["main"]},
            [{"branchFilters": ["main"], "settingsSourceType": 1, "triggerType": "continuousIntegration"}],
        ),
    ],
)
def test_the_continuous_integration_trigger(trigger, member):
    stated = document(triggers={"continuous_integration": trigger})
    assert stated["triggers"] == {"continuousIntegration": member}


REFUSED = [
    ({"name": None}, "name"),
    ({"name": "  "}, "name"),
    ({"name": "a\tb"}, "name"),
    ({"new_name": "a\nb"}, "new_name"),
    ({"path": "a/b?c"}, "path"),
    ({"new_path": "a|b"}, "new_path"),
    ({"queue": " "}, "queue"),
    ({"yaml_filename": " "}, "yaml_filename"),
    ({"phases": []}, "phases"),
    ({"job_timeout_in_minutes": -1}, "job_timeout_in_minutes"),
    ({"repository": {}}, "repository"),
    ({"steps": [{"task": "VSBuild"}]}, "steps[0].task"),
    ({"steps": [{"task": "VSBuild@latest"}]}, "steps[0].task"),
    ({"steps": [{"task": "@1"}]}, "steps[0].task"),
    ({"phases": [{"steps": [{"task": "X@1", "inputs": {"a": ["b"]}}]}]}, "phases[0].steps[0].inputs.a"),
    ({"variables": {"v": None}}, "variables.v"),
    ({"variables": {"v": {"is_secert": True}}}, "variables.v"),
    ({"variables": {"v": {"value": ["a"]}}}, "variables.v"),
    ({"variables": {"v": {"value": "a", "is_secret": "perhaps"}}}, "variables.v.is_secret"),
    ({"variables": {"v": "1", "V": "2"}}, "variables"),
    ({"variables": {" ": "1"}}, "variables"),
    (
        {"triggers": {"continuous_integration": {"settings_source_type": "yaml", "branch_filters": ["a"]}}},
        "triggers.continuous_integration.settings_source_type",
    ),
    (
        {"triggers": {"continuous_integration": {"settings_source_type": "none", "batch_changes": True}}},
        "triggers.continuous_integration.settings_source_type",
    ),
    ({"document": "{not json"}, "document"),
    ({"document": [1, 2]}, "document"),
    ({"document": {"hello": "world"}}, "document"),
    ({"document": {"type": "xaml", "name": "old"}}, "document"),
    ({"document": {"count": 2, "value": [{}, {}]}}, "document"),
]


@pytest.mark.parametrize(
    ("options", "named"), REFUSED, ids=[f"{n}-{named}" for n, (dummy, named) in enumerate(REFUSED)]
)
def test_bad_options_are_refused_by_name_with_a_remedy(options, named):
    with pytest.raises(OptionError) as caught:
        statement({"name": "web", **options})
    assert caught.value.option == named
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_text_that_is_not_json_is_refused_with_line_and_column():
    with pytest.raises(OptionError, match=r"line 2, column 1"):
        statement({"document": '{\n "name": "a",,\n}'})
