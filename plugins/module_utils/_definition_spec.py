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
    "task": {"type": "str"},
    "task_group": {"type": "str"},
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

_STEPS: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": _STEP,
    "mutually_exclusive": [("task", "task_group")],
    "required_one_of": [("task", "task_group")],
}

_EXECUTION_OPTIONS: Spec = {
    "type": {"type": "str", "choices": ["none", "variable_multipliers", "multiple_agents"]},
    "multipliers": {"type": "list", "elements": "str"},
    "max_concurrency": {"type": "int"},
    "continue_on_error": {"type": "bool"},
}

_TARGET: Spec = {
    "type": {"type": "str", "choices": ["agent", "server"]},
    "queue": {"type": "str"},
    "demands": {"type": "list", "elements": "str"},
    "agent_specification": {"type": "str"},
    "allow_scripts_auth_access_option": {"type": "bool"},
    "execution_options": {"type": "dict", "options": _EXECUTION_OPTIONS},
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
    "variables": {"type": "dict"},
    "steps": _STEPS,
}

_MAPPING: Spec = {
    "server_path": {"type": "str", "required": True},
    "mapping_type": {"type": "str", "choices": ["map", "cloak"], "default": "map"},
    "local_path": {"type": "str"},
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
    "clean_options": {
        "type": "str",
        "choices": ["source", "source_and_output_dir", "source_dir", "all_build_dir"],
    },
    "checkout_submodules": {"type": "bool"},
    "checkout_nested_submodules": {"type": "bool"},
    "fetch_depth": {"type": "int"},
    "fetch_tags": {"type": "bool"},
    "git_lfs_support": {"type": "bool"},
    "label_sources": {"type": "int"},
    "label_sources_format": {"type": "str"},
    "mappings": {"type": "list", "elements": "dict", "options": _MAPPING},
    "report_build_status": {"type": "bool"},
    "skip_sync_source": {"type": "bool"},
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

_FORKS: Spec = {
    "enabled": {"type": "bool"},
    "allow_secrets": {"type": "bool", "no_log": False},
    "allow_full_access_token": {"type": "bool", "no_log": False},
}

_PULL_REQUEST: Spec = {
    "settings_source_type": {"type": "str", "choices": ["yaml", "definition", "none"]},
    "branch_filters": {"type": "list", "elements": "str"},
    "path_filters": {"type": "list", "elements": "str"},
    "auto_cancel": {"type": "bool"},
    "is_comment_required_for_pull_request": {"type": "bool"},
    "require_comments_for_non_team_members_only": {"type": "bool"},
    "require_comments_for_non_team_member_and_non_contributors": {"type": "bool"},
    "forks": {"type": "dict", "options": _FORKS},
}

_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "all"]

_SCHEDULE: Spec = {
    "days_to_build": {"type": "list", "elements": "str", "choices": _DAYS, "required": True},
    "start_hours": {"type": "int", "required": True},
    "start_minutes": {"type": "int", "default": 0},
    "time_zone_id": {"type": "str", "default": "UTC"},
    "branch_filters": {"type": "list", "elements": "str"},
    "schedule_only_with_changes": {"type": "bool"},
}

_BUILD_COMPLETION: Spec = {
    "definition": {"type": "str", "required": True},
    "path": {"type": "str"},
    "project": {"type": "str"},
    "branch_filters": {"type": "list", "elements": "str"},
    "requires_successful_build": {"type": "bool"},
}

_GATED_CHECK_IN: Spec = {
    "enabled": {"type": "bool", "default": True},
    "path_filters": {"type": "list", "elements": "str"},
    "run_continuous_integration": {"type": "bool"},
    "use_workspace_mappings": {"type": "bool"},
}

_TRIGGERS: Spec = {
    "continuous_integration": {"type": "dict", "options": _CONTINUOUS_INTEGRATION},
    "pull_request": {"type": "dict", "options": _PULL_REQUEST},
    "schedules": {"type": "list", "elements": "dict", "options": _SCHEDULE},
    "build_completion": {"type": "list", "elements": "dict", "options": _BUILD_COMPLETION},
    "gated_check_in": {"type": "dict", "options": _GATED_CHECK_IN},
}

_OPTION: Spec = {
    "name": {"type": "str", "required": True},
    "enabled": {"type": "bool", "default": True},
    "inputs": {"type": "dict"},
}

_RETENTION_RULE: Spec = {
    "branches": {"type": "list", "elements": "str"},
    "days_to_keep": {"type": "int"},
    "minimum_to_keep": {"type": "int"},
    "delete_build_record": {"type": "bool"},
    "delete_test_results": {"type": "bool"},
    "artifacts": {"type": "list", "elements": "str"},
    "artifact_types_to_delete": {"type": "list", "elements": "str"},
}

_CLONE_FROM: Spec = {
    "definition": {"type": "str", "required": True},
    "path": {"type": "str"},
    "project": {"type": "str"},
    "revision": {"type": "int"},
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
    "restore": {"type": "bool", "default": False},
    "release_retained": {"type": "bool", "default": False},
    "clone_from": {"type": "dict", "options": _CLONE_FROM},
    "template": {"type": "str"},
    "document": {"type": "raw"},
    "document_src": {"type": "path"},
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
    "update_secrets": {
        "type": "str",
        "default": "always",
        "choices": ["always", "on_create", "on_change"],
        "no_log": False,
    },
    "secrets_key": {"type": "str", "no_log": True},
    "variable_groups": {"type": "list", "elements": "str"},
    "triggers": {"type": "dict", "options": _TRIGGERS},
    "tags": {"type": "list", "elements": "str"},
    "demands": {"type": "list", "elements": "str"},
    "options": {"type": "list", "elements": "dict", "options": _OPTION},
    "retention_rules": {"type": "list", "elements": "dict", "options": _RETENTION_RULE},
    "process_parameters": {"type": "dict"},
    "properties": {"type": "dict"},
    "drop_location": {"type": "str"},
    "comment": {"type": "str"},
    "revision": {"type": "int"},
    "rollback_to": {"type": "int"},
}

#: which of them exclude each other, and which are needed
DEFINITION_RULES: dict[str, t.Any] = {
    "mutually_exclusive": [
        ("yaml_filename", "phases", "steps"),
        ("document", "document_src"),
        ("clone_from", "template"),
    ],
    "required_one_of": [("name", "id", "document", "document_src")],
}
