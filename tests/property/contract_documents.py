# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents of the BuildDefinition contract, generated: what a server of api-version 4.0 or later could hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), min_size=1, max_size=12
)
WORDS = st.sampled_from(["", "a", "Release", "$(x)", "refs/heads/main", "main", "true", "False", "0", "[]", '{"a": 1}'])
GUIDS = st.uuids().map(str)
FLAGS = st.booleans()
NUMBERS = st.integers(0, 600)


def _members(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


def _distinct(names: st.SearchStrategy[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A map whose keys differ in more than case, as the service wants it."""
    return st.lists(st.tuples(names, values), max_size=4, unique_by=lambda pair: pair[0].lower()).map(dict)


VARIABLES = _distinct(
    NAMES,
    st.one_of(
        st.fixed_dictionaries({"value": WORDS}, optional={"allowOverride": FLAGS}),
        st.fixed_dictionaries({"value": st.none(), "isSecret": st.just(True)}, optional={"allowOverride": FLAGS}),
    ),
)
STEP = st.fixed_dictionaries(
    {
        "enabled": FLAGS,
        "continueOnError": FLAGS,
        "alwaysRun": FLAGS,
        "task": st.fixed_dictionaries(
            {"id": GUIDS, "versionSpec": st.sampled_from(["1.*", "2.*", "*"])},
            optional={"definitionType": st.sampled_from(["task", "metaTask"])},
        ),
        "inputs": _distinct(NAMES, WORDS),
    },
    optional={
        "displayName": NAMES,
        "environment": st.dictionaries(NAMES, WORDS, max_size=2),
        "timeoutInMinutes": NUMBERS,
        "condition": st.sampled_from(["succeeded()", "always()"]),
        "refName": NAMES,
        "retryCountOnTaskFailure": st.integers(0, 3),
        "somethingNew": WORDS,
    },
)
DEMANDS = st.lists(st.sampled_from(["msbuild", "Agent.OS -equals Linux", "VSTest"]), unique=True)
PHASE = st.fixed_dictionaries(
    {"steps": st.lists(STEP, max_size=4)},
    optional={
        "name": NAMES,
        "refName": NAMES,
        "condition": st.sampled_from(["succeeded()", "failed()"]),
        "jobAuthorizationScope": st.sampled_from([0, 1, 2, "project", "projectCollection"]),
        "jobTimeoutInMinutes": NUMBERS,
        "dependencies": st.lists(st.fixed_dictionaries({"scope": NAMES, "event": st.just("Completed")}), max_size=2),
        "variables": VARIABLES,
        "target": _members(
            type=st.sampled_from([1, 2]),
            demands=DEMANDS,
            queue=st.fixed_dictionaries({"id": st.integers(1, 9), "name": NAMES}),
            executionOptions=_members(type=st.integers(0, 2), multipliers=st.lists(NAMES, max_size=2)),
            allowScriptsAuthAccessOption=FLAGS,
        ),
    },
)
PROCESS = st.one_of(
    st.fixed_dictionaries({"type": st.just(1), "phases": st.lists(PHASE, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"type": st.just(2), "yamlFilename": st.sampled_from(["azure-pipelines.yml", "/ci/x.yml"])}),
)
FILTERS = st.lists(st.sampled_from(["+refs/heads/main", "main", "-refs/heads/x", "+release/*"]), max_size=3)
CI = st.fixed_dictionaries(
    {"triggerType": st.sampled_from([2, "continuousIntegration"])},
    optional={"branchFilters": FILTERS, "batchChanges": FLAGS, "maxConcurrentBuildsPerBranch": st.integers(1, 3)},
)
SCHEDULE = st.fixed_dictionaries(
    {
        "daysToBuild": st.sampled_from([31, "monday, friday", "all", 127, 2]),
        "startHours": st.integers(0, 23),
        "scheduleJobId": GUIDS,
    },
    optional={"branchFilters": FILTERS, "timeZoneId": st.just("UTC"), "scheduleOnlyWithChanges": FLAGS},
)
SCHEDULES = st.fixed_dictionaries(
    {"triggerType": st.sampled_from([8, "schedule"]), "schedules": st.lists(SCHEDULE, min_size=1, max_size=3)}
)
COMPLETION = st.fixed_dictionaries(
    {
        "triggerType": st.sampled_from([128, "buildCompletion"]),
        "definition": st.fixed_dictionaries({"id": st.integers(1, 5), "name": NAMES}),
        "requiresSuccessfulBuild": FLAGS,
    }
)
REPOSITORY = st.fixed_dictionaries(
    {"id": GUIDS, "type": st.sampled_from(["TfsGit", "tfsgit", "GitHub"]), "name": NAMES},
    optional={
        "defaultBranch": st.sampled_from(["main", "refs/heads/main"]),
        "clean": st.sampled_from([None, "true", "False"]),
        "checkoutSubmodules": FLAGS,
        "properties": _members(
            reportBuildStatus=st.sampled_from(["true", "True", "false"]),
            fetchDepth=st.sampled_from(["0", "1"]),
            tfvcMapping=st.just('{"mappings": []}'),
            cloneUrl=WORDS,
        ),
    },
)
OPTION = st.fixed_dictionaries(
    {
        "enabled": FLAGS,
        "definition": st.fixed_dictionaries({"id": GUIDS}),
        "inputs": _distinct(NAMES, WORDS),
    }
)
DOCUMENTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "id": st.integers(1, 99),
        "revision": st.integers(1, 9),
        "name": NAMES,
        "process": PROCESS,
        "repository": REPOSITORY,
        "createdDate": st.just("2026-01-01T00:00:00Z"),
    },
    optional={
        "path": st.sampled_from(["\\", "\\a", "\\a\\b"]),
        "type": st.sampled_from([2, "build"]),
        "quality": st.sampled_from([1, "definition"]),
        "queueStatus": st.sampled_from([0, 1, "enabled", "disabled"]),
        "queue": st.fixed_dictionaries({"id": st.integers(1, 9), "name": NAMES}),
        "description": WORDS,
        "jobAuthorizationScope": st.sampled_from([1, 2, "project"]),
        "jobTimeoutInMinutes": NUMBERS,
        "badgeEnabled": FLAGS,
        "variables": VARIABLES,
        "variableGroups": st.lists(
            st.fixed_dictionaries({"id": st.integers(1, 9)}, optional={"name": NAMES}),
            max_size=3,
            unique_by=lambda group: group["id"],
        ),
        "triggers": st.lists(st.one_of(CI, SCHEDULES, COMPLETION), max_size=3),
        "options": st.lists(OPTION, max_size=3),
        "demands": DEMANDS,
        "tags": st.lists(st.sampled_from(["a", "b", "C"]), unique=True),
        "retentionRules": st.lists(
            _members(branches=FILTERS, artifacts=st.lists(WORDS, max_size=2), daysToKeep=NUMBERS), max_size=2
        ),
        "_links": st.just({"self": {"href": "x"}}),
        "somethingNew": WORDS,
    },
)
