# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The options that state a definition. In step with the documentation of the module `build_definition`."""

from __future__ import annotations

import typing as t

Spec = dict[str, dict[str, t.Any]]

_SCOPES = ["project_collection", "project"]

_STEP: Spec = {
    "task": {"type": "str", "required": True},
    "display_name": {"type": "str"},
    "inputs": {"type": "dict"},
    "environment": {"type": "dict"},
    "enabled": {"type": "bool"},
    "condition": {"type": "str"},
    "continue_on_error": {"type": "bool"},
    "always_run": {"type": "bool"},
    "timeout_in_minutes": {"type": "int"},
    "retry_count_on_task_failure": {"type": "int"},
    "ref_name": {"type": "str"},
}

_STEPS: dict[str, t.Any] = {"type": "list", "elements": "dict", "options": _STEP}

_TARGET: Spec = {
    "type": {"type": "str", "choices": ["agent", "server"]},
    "queue": {"type": "str"},
    "demands": {"type": "list", "elements": "str"},
    "agent_specification": {"type": "str"},
    "allow_scripts_auth_access_option": {"type": "bool"},
}

_PHASE: Spec = {
    "name": {"type": "str"},
    "ref_name": {"type": "str"},
    "condition": {"type": "str"},
    "depends_on": {"type": "list", "elements": "str"},
    "job_authorization_scope": {"type": "str", "choices": _SCOPES},
    "job_timeout_in_minutes": {"type": "int"},
    "job_cancel_timeout_in_minutes": {"type": "int"},
    "target": {"type": "dict", "options": _TARGET},
    "steps": _STEPS,
}

_REPOSITORY: Spec = {
    "type": {
        "type": "str",
        "choices": ["TfsGit", "TfsVersionControl", "GitHub", "GitHubEnterprise", "Bitbucket", "Git", "Svn"],
    },
    "name": {"type": "str"},
    "id": {"type": "str"},
    "project": {"type": "str"},
    "service_connection": {"type": "str"},
    "default_branch": {"type": "str"},
    "url": {"type": "str"},
    "root_folder": {"type": "str"},
    "clean": {"type": "str"},
    "checkout_submodules": {"type": "bool"},
    "properties": {"type": "dict"},
}

_CONTINUOUS_INTEGRATION: Spec = {
    "settings_source_type": {"type": "str", "choices": ["yaml", "definition", "none"]},
    "branch_filters": {"type": "list", "elements": "str"},
    "path_filters": {"type": "list", "elements": "str"},
    "batch_changes": {"type": "bool"},
    "max_concurrent_builds_per_branch": {"type": "int"},
    "polling_interval": {"type": "int"},
}

#: what is wanted of one definition
DEFINITION_SPEC: Spec = {
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "name": {"type": "str"},
    "id": {"type": "int"},
    "path": {"type": "str"},
    "new_name": {"type": "str"},
    "new_path": {"type": "str"},
    "create_folder": {"type": "bool", "default": True},
    "document": {"type": "raw"},
    "description": {"type": "str"},
    "build_number_format": {"type": "str"},
    "queue": {"type": "str"},
    "queue_status": {"type": "str", "choices": ["enabled", "paused", "disabled"]},
    "job_authorization_scope": {"type": "str", "choices": _SCOPES},
    "job_timeout_in_minutes": {"type": "int"},
    "job_cancel_timeout_in_minutes": {"type": "int"},
    "badge_enabled": {"type": "bool"},
    "repository": {"type": "dict", "options": _REPOSITORY},
    "yaml_filename": {"type": "str"},
    "phases": {"type": "list", "elements": "dict", "options": _PHASE},
    "steps": _STEPS,
    "variables": {"type": "dict"},
    "purge_variables": {"type": "bool", "default": False},
    "update_secrets": {"type": "str", "default": "always", "choices": ["always", "on_create"], "no_log": False},
    "triggers": {
        "type": "dict",
        "options": {"continuous_integration": {"type": "dict", "options": _CONTINUOUS_INTEGRATION}},
    },
    "comment": {"type": "str"},
    "revision": {"type": "int"},
}

#: which of them exclude each other, and which are needed
DEFINITION_RULES: dict[str, t.Any] = {
    "mutually_exclusive": [("yaml_filename", "phases", "steps")],
    "required_one_of": [("name", "id", "document")],
}
