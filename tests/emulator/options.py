# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The build options that each product offers (api-facts §6; the seed for 2.0)."""

from __future__ import annotations

from typing import Any

from .profiles import Profile

_MULTI_CONFIGURATION: dict[str, Any] = {
    "ordinal": 100,
    "name": "MultiConfiguration",
    "description": "Continue running other configurations on failure",
    "inputs": [
        {
            "help": {
                "markdown": "A comma-delimited list of configuration variables to use for the builds. These are "
                "defined on the *Variables* tab.</br></br>For example, `BuildPlatform, BuildConfiguration` would run "
                "builds for both variables"
            },
            "name": "multipliers",
            "label": "Multipliers",
            "defaultValue": "",
            "required": True,
            "type": "stringList",
        },
        {
            "help": {"markdown": "Run the respective builds for each configuration in parallel"},
            "name": "parallel",
            "label": "Parallel",
            "defaultValue": "false",
            "required": True,
            "type": "boolean",
        },
        {
            "help": {"markdown": "Continue running the build if an error occurs"},
            "name": "continueOnError",
            "label": "Continue on Error",
            "defaultValue": "true",
            "required": True,
            "type": "boolean",
        },
    ],
    "groups": [],
    "id": "7c555368-ca64-4199-add6-9ebaf0b0137d",
}


def _input(name: str, label: str, default: str, kind: str, required: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "help": {"markdown": label},
        "name": name,
        "label": label,
        "defaultValue": default,
        "required": required,
        "type": kind,
        **more,
    }


# Names and texts of these three are INFERRED; their GUIDs and inputs were seen in definitions (api-facts §6).
_LATER: tuple[dict[str, Any], ...] = (
    {
        "ordinal": 10,
        "name": "CreateWorkItem",
        "description": "Create a work item on failure",
        "inputs": [
            _input("workItemType", "Type", "", "pickList", True, options={"Bug": "Bug", "Task": "Task"}),
            _input("assignToRequestor", "Assign to requestor", "true", "boolean"),
            _input("additionalFields", "Additional fields", "{}", "multiLine", groupName="advanced"),
        ],
        "groups": [{"name": "advanced", "displayName": "Advanced", "isExpanded": False}],
        "id": "a9db38f9-9fdc-478c-b0f9-464221e58316",
    },
    {
        "ordinal": 20,
        "name": "AllowScriptsToAccessOAuthToken",
        "description": "Allow scripts to access the OAuth token",
        "inputs": [],
        "groups": [],
        "id": "57578776-4c22-4526-aeb0-86b6da17ee9c",
    },
    {
        "ordinal": 30,
        "name": "LinkWorkItems",
        "description": "Automatically link new work in this build",
        "inputs": [
            _input("branchFilters", "Branch filters", '["+refs/heads/*"]', "branchFilter", True),
            _input("additionalFields", "Additional fields", "{}", "multiLine"),
        ],
        "groups": [],
        "id": "5d58cc01-7c75-450c-be18-a388ddb129ec",
    },
)


def offered(profile: Profile) -> list[dict[str, Any]]:
    """One option on TFS 2015, as recorded; four on later products."""
    return [_MULTI_CONFIGURATION] if not profile.knows((3, 0)) else [_MULTI_CONFIGURATION, *_LATER]


def known_ids(profile: Profile) -> set[str]:
    return {option["id"] for option in offered(profile)}
