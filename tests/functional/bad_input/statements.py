# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Statements that make no sense, or that this server cannot hold."""

from __future__ import annotations

import json

from functional.world import World

from .case import Case, Options, existing, switched

OLD = "tfs2015"
SOLUTION = {"task": "VSBuild@1", "inputs": {"solution": "a.sln"}}
CLASSIC: Options = {"yaml_filename": None, "steps": [SOLUTION]}
FROM_YAML = {"continuous_integration": {"settings_source_type": "yaml"}}
WEB = {"name": "web", "repository": {"name": "website"}}


def _only(**options: object) -> Options:
    """Nothing but a name, and these."""
    return {"repository": None, "queue": None, "yaml_filename": None, "steps": None, **options}


def _no_classic(world: World) -> None:
    world.settings(disableClassicBuildPipelineCreation=True)


CASES = [
    Case(
        "option: misspelt",
        None,
        "there is no option 'repositry', did you mean 'repository'?",
        {"repositry": {"name": "website"}},
    ),
    Case(
        "option: misspelt inside others, and more",
        None,
        "missing required arguments: days_to_build, start_hours found in triggers -> schedules; there is no option "
        "'clone_from.x', there are: definition, path, project, revision. there is no option 'repository.nam', did you "
        "mean 'name'? there is no option 'triggers.schedules.days_to_bild', did you mean 'days_to_build'?",
        {
            "repository": {"nam": "website"},
            "triggers": {"schedules": [{"days_to_bild": ["monday"]}]},
            "clone_from": {"definition": "api", "x": 1},
        },
    ),
    Case(
        "document: not JSON",
        "invalid_option",
        "document: it is not JSON: line 1, column 15: Expecting ',' delimiter. Mend the text, or give a YAML mapping.",
        _only(document='{"name": "web"'),
    ),
    Case(
        "document: empty",
        "invalid_option",
        "document: it is not JSON: line 1, column 1: Expecting value. Mend the text, or give a YAML mapping.",
        _only(document=""),
    ),
    Case(
        "document: not a definition",
        "invalid_option",
        "document: it is no build definition. It needs members such as process, repository, name.",
        _only(document={"id": 7, "path": "\\"}),
    ),
    Case(
        "document: a number",
        "invalid_option",
        "document: it is a number. Give a mapping or its JSON text.",
        _only(document=7),
    ),
    Case(
        "document: a list",
        "invalid_option",
        "document: it is a list. Give a mapping or its JSON text.",
        _only(document=[WEB]),
    ),
    Case(
        "document: XAML",
        "invalid_option",
        "document: it is a XAML build definition. Only build definitions can be managed.",
        _only(document={"name": "old", "type": "xaml"}),
    ),
    Case(
        "document: two definitions",
        "invalid_option",
        "document: it is a list of 2 definitions. Give one definition.",
        _only(document=json.dumps({"count": 2, "value": [WEB, WEB]})),
    ),
    Case(
        "new: no repository",
        "invalid_option",
        "repository: the definition 'web' does not exist yet and no repository was given. Give one, or check "
        "name and path.",
        {"repository": None},
    ),
    Case(
        "new: runs nothing",
        "invalid_option",
        "yaml_filename: the definition 'web' does not exist yet and nothing says what it runs. Give "
        "yaml_filename, steps, phases, or a document with a process.",
        {"yaml_filename": None},
    ),
    Case(
        "new: a document that runs nothing",
        "invalid_option",
        "yaml_filename: the definition 'web' does not exist yet and nothing says what it runs. Give "
        "yaml_filename, steps, phases, or a document with a process.",
        _only(document=WEB),
    ),
    Case(
        "2.0: YAML",
        "version_not_supported",
        "yaml_filename: a YAML pipeline cannot be held by TFS 2015 (api-version 2.0). The first product that "
        "can hold it is TFS 2018 (api-version 4.0).",
        {"steps": None, "yaml_filename": "a.yml"},
        OLD,
    ),
    Case(
        "2.0: two phases",
        "version_not_supported",
        "phases: 2 phases were given, only one can be held by TFS 2015 (api-version 2.0). The first product "
        "that can hold it is TFS 2018 (api-version 4.0).",
        {"steps": None, "phases": [{"steps": [SOLUTION]}, {"steps": [SOLUTION]}]},
        OLD,
    ),
    Case(
        "2.0: a phase with a timeout",
        "version_not_supported",
        "phases[0].job_timeout_in_minutes: only the steps of a phase can be held by TFS 2015 (api-version "
        "2.0). The first product that can hold it is TFS 2018 (api-version 4.0).",
        {"steps": None, "phases": [{"steps": [SOLUTION], "job_timeout_in_minutes": 5}]},
        OLD,
    ),
    Case(
        "2.0: folder",
        "version_not_supported",
        "path: it cannot be held by TFS 2015 (api-version 2.0). The first product that can hold it is TFS "
        "2017 (api-version 3.0).",
        {"path": "/team"},
        OLD,
    ),
    Case(
        "2.0: paused",
        "version_not_supported",
        "queue_status: it cannot be held by TFS 2015 (api-version 2.0). The first product that can hold it "
        "is TFS 2017 (api-version 3.0).",
        {"queue_status": "paused"},
        OLD,
    ),
    Case(
        "2.0: condition of a step",
        "version_not_supported",
        "phases[].steps[].condition: it cannot be held by TFS 2015 (api-version 2.0). The first product that "
        "can hold it is TFS 2017 (api-version 3.0).",
        {"steps": [{**SOLUTION, "condition": "always()"}]},
        OLD,
    ),
    Case(
        "3.2: YAML",
        "version_not_supported",
        "yaml_filename: a YAML pipeline cannot be held by TFS 2017 Update 2 (api-version 3.2). The first "
        "product that can hold it is TFS 2018 (api-version 4.0).",
        {"steps": None, "yaml_filename": "a.yml"},
        "tfs2017",
    ),
    Case(
        "4.1: image of an agent",
        "version_not_supported",
        "phases[].target.agent_specification: it cannot be held by TFS 2018 Update 2 (api-version 4.1). The "
        "first product that can hold it is Azure DevOps Server 2019 Update 1 (api-version 5.1).",
        {"yaml_filename": None, "phases": [{"target": {"agent_specification": "ubuntu-latest"}, "steps": [SOLUTION]}]},
        "tfs2018",
    ),
    Case(
        "5.1: retries of a step",
        "version_not_supported",
        "phases[].steps[].retry_count_on_task_failure: it cannot be held by Azure DevOps Server 2019 Update "
        "1 (api-version 5.1). The first product that can hold it is Azure DevOps Server 2022 (api-version "
        "7.0).",
        {"yaml_filename": None, "steps": [{**SOLUTION, "retry_count_on_task_failure": 2}]},
        "server2019",
    ),
    Case(
        "classic: not allowed",
        "classic_pipelines_disabled",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "classic pipelines are disabled for this project / organization. (InvalidDefinitionException, "
        "ActivityId {activity}). Use yaml_filename, or switch off 'Disable creation of classic build "
        "pipelines' in the settings of the project and of the organisation (Pipelines, Settings).",
        CLASSIC,
        prepare=_no_classic,
        refused=True,
    ),
    Case(
        "classic: trigger from YAML",
        "invalid_option",
        "triggers: the continuousIntegration trigger takes its settings from a YAML file, but the pipeline "
        "is a classic one. Give the trigger settings_source_type 'definition' or 'none'.",
        {**CLASSIC, "triggers": FROM_YAML},
    ),
    Case(
        "classic: was YAML, its trigger stays",
        "invalid_option",
        "steps: the continuousIntegration trigger takes its settings from a YAML file, but the pipeline is a "
        "classic one. Give the trigger settings_source_type 'definition' or 'none'.",
        CLASSIC,
        prepare=existing(triggers=FROM_YAML),
    ),
    Case(
        "classic: no phase",
        "invalid_option",
        "phases: the list is empty. A classic pipeline needs at least one phase.",
        {"yaml_filename": None, "phases": []},
    ),
    Case(
        "YAML: empty file name",
        "invalid_option",
        "yaml_filename: it is empty. Give the path of the YAML file in the repository.",
        {"yaml_filename": " "},
    ),
    Case(
        "YAML and steps", None, "parameters are mutually exclusive: yaml_filename|phases|steps", {"steps": [SOLUTION]}
    ),
    Case(
        "trigger: none and filters",
        "invalid_option",
        "triggers.continuous_integration.settings_source_type: 'none' switches the trigger off, but "
        "branch_filters was given too. Leave one out.",
        {"triggers": {"continuous_integration": {"settings_source_type": "none", "branch_filters": ["main"]}}},
    ),
    Case(
        "trigger: YAML and filters",
        "invalid_option",
        "triggers.continuous_integration.settings_source_type: with 'yaml' the YAML file decides, but "
        "path_filters was given too. Leave it out, or use 'definition' to override the file.",
        {"triggers": {"continuous_integration": {"settings_source_type": "yaml", "path_filters": ["+/src"]}}},
    ),
    Case(
        "variables: differ in case only",
        "invalid_option",
        "variables: 'Config' and 'CONFIG' differ in case only. The service takes them for one.",
        {"variables": {"Config": "a", "CONFIG": "b"}},
    ),
    Case(
        "variables: unknown key",
        "invalid_option",
        "variables.a: unknown key 'secret'. Use value, is_secret and allow_override.",
        {"variables": {"a": {"value": "1", "secret": True}}},
    ),
    Case(
        "variables: no value",
        "invalid_option",
        "variables.a: it has no value. Give a value, '' for an empty one.",
        {"variables": {"a": None}},
    ),
    Case(
        "variables: a list",
        "invalid_option",
        "variables.a: its value is a list or a map. A variable holds one string.",
        {"variables": {"a": ["1", "2"]}},
    ),
    Case(
        "variables: no boolean",
        "invalid_option",
        "variables.a.is_secret: 'maybe' is not a boolean. Use true or false.",
        {"variables": {"a": {"value": "1", "is_secret": "maybe"}}},
    ),
    Case(
        "variables: reserved",
        "invalid_request",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "variable name Build.BuildNumber is reserved. (VariableNameIsReservedException, ActivityId "
        "{activity}). Give the variable another name: the service sets this one itself.",
        {"variables": {"Build.BuildNumber": "1"}},
        refused=True,
    ),
    Case(
        "timeout: negative",
        "invalid_option",
        "job_timeout_in_minutes: -1 minutes are less than none. 0 means no limit.",
        {"job_timeout_in_minutes": -1},
    ),
    Case(
        "variable group: unknown",
        "access_denied",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 403 Forbidden: The "
        "user doesn't have access to the variable group(s) added to this pipeline or they are not found. "
        "Names/IDs: 77 (VariableGroupsAccessDeniedException, ActivityId {activity}). Check the identity's "
        "permissions and the token's scopes: Build (Read & execute) is the least.",
        {"document": {"variableGroups": [{"id": 77}], **WEB}},
        refused=True,
    ),
    Case(
        "option: unknown",
        "invalid_request",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "option 11111111-2222-3333-4444-555555555555 is not supported. (BuildOptionNotSupportedException, "
        "ActivityId {activity}).",
        {
            "document": {
                "options": [{"enabled": True, "definition": {"id": "11111111-2222-3333-4444-555555555555"}}],
                **WEB,
            }
        },
        prepare=switched(unknown_option="error"),
        refused=True,
    ),
]
