# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody could verify about the service, each as a switch of a collection (api-facts §9).

A switch holds one answer to an open question; the product must work with every choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .build_switches import ROWS


@dataclass(frozen=True)
class Switch:
    name: str
    default: Any
    choices: tuple[Any, ...] | None
    meaning: str
    source: str

    def check(self, value: Any) -> None:
        """Raises ValueError for a value that is no choice."""
        if self.choices is not None:
            if value not in self.choices or isinstance(value, bool) != isinstance(self.default, bool):
                raise ValueError(f"{self.name}: {value!r} is not one of {list(self.choices)}")
        elif type(value) is not type(self.default):
            raise ValueError(f"{self.name}: {value!r} is no {type(self.default).__name__}")


_YES = (True, False)

SWITCHES: dict[str, Switch] = {
    row[0]: Switch(*row)
    for row in (
        ("duplicate_name_status", 409, (400, 409), "status when the name is taken in the folder", "api-facts §9.1"),
        (
            "stale_revision",
            "not_found",
            ("not_found", "conflict", "bad_request"),
            "answer to a PUT whose revision is lower than the stored one",
            "api-facts §9.1-2, corpus E2",
        ),
        (
            "retained_delete_status",
            400,
            (400, 403, 409),
            "status when retained builds refuse a delete",
            "api-facts §9.1",
        ),
        (
            "name_comparison",
            "ignore_case",
            ("ignore_case", "case_sensitive"),
            "how definition names are compared: filter and uniqueness",
            "api-facts §9.3",
        ),
        ("name_limit", 0, None, "most characters of a definition's name; 0 is no limit", "api-facts §9.3"),
        ("name_forbidden", "", None, "characters that a definition's name may not hold", "api-facts §9.3"),
        (
            "missing_folder",
            "create",
            ("create", "not_found"),
            "a definition is saved in a folder that does not exist",
            "api-facts §9.4",
        ),
        (
            "folder_path_form",
            "both",
            ("both", "as_spec"),
            "a write names its folder in the path or in ?path=, or only as the version's specification says",
            "api-facts §1.4 Folders (the path is recorded live with 5.x previews of the cloud)",
        ),
        ("folder_exists_status", 409, (409, 400), "status when the folder is there", "api-facts §3.2 (typeKey only)"),
        (
            "invalid_folder_status",
            400,
            (400, 404),
            "status for a folder whose path has characters that it may not have",
            "api-facts §3.2 (typeKey only)",
        ),
        (
            "version_when_absent",
            "latest_released",
            ("latest_released", "oldest"),
            "version that serves a GET without api-version",
            "api-facts §9.7",
        ),
        ("default_page_size", 10000, None, "definitions, or builds, in one page without $top", "api-facts §9.8"),
        ("definitions_continuation", True, _YES, "lists of definitions carry X-MS-ContinuationToken", "api-facts §9.8"),
        (
            "token_without_order",
            "error",
            ("error", "accept"),
            "continuationToken without queryOrder is refused as ambiguous",
            "peers #21",
        ),
        ("null_secret", "keep", ("keep", "clear"), "a PUT holds a secret with value null", "api-facts §9.10"),
        (
            "path_filter",
            "exact",
            ("exact", "subfolders", "empty"),
            "list with path: that folder, also those below it, or (as reported) nothing",
            "api-facts §4",
        ),
        ("dot_names_in_filter", True, _YES, "the name filter finds names that begin with a dot", "api-facts §4"),
        ("name_filter", "exact", ("exact", "prefix"), "the name filter matches X, or also X - Copy", "api-facts §4"),
        (
            "repository_filter_without_type",
            "error",
            ("error", "apply", "ignore"),
            "list with repositoryId but no repositoryType",
            "api-facts §1.4",
        ),
        (
            "unknown_queue",
            "access_denied",
            ("access_denied", "queue_not_found"),
            "answer to a queue that does not exist",
            "api-facts §3.2 (INFERRED)",
        ),
        (
            "missing_project_id_status",
            400,
            (400, 404),
            "status for the GUID of no project",
            "corpus E3, api-facts §3.2",
        ),
        (
            "sign_in",
            "challenge",
            ("challenge", "page_203", "page_200", "redirect"),
            "how the service rejects a credential; challenge is 401, or 302 unless FedAuthRedirect is suppressed",
            "api-facts §3.3",
        ),
        (
            "expired_pat",
            "json",
            ("json", "challenge"),
            "an expired PAT gets a JSON body or the plain rejection",
            "corpus error/011",
        ),
        ("put_without_tags", "clear", ("clear", "keep"), "a PUT without tags", "api-facts §3.1 (INFERRED)"),
        ("tag_writes_make_revision", False, _YES, "a write to the tags sub-resource adds a revision", "INFERRED"),
        ("restore_makes_revision", False, _YES, "restoring a definition adds a revision", "INFERRED"),
        (
            "empty_step_maps",
            "keep",
            ("keep", "drop"),
            "a step's environment {} and inputs {} are kept or dropped",
            "corpus S5 against api-facts §2.3",
        ),
        (
            "phase_defaults",
            "fill",
            ("fill", "leave"),
            "condition and target of a phase that names none (servers from 5.0)",
            "corpus README, INFERRED",
        ),
        ("step_enabled_default", False, _YES, "a step that does not say enabled", "SDK contract, INFERRED"),
        ("fill_task_inputs", False, _YES, "a save fills in the defaults of the task's inputs", "api-facts §2.3"),
        (
            "unknown_option",
            "keep",
            ("keep", "drop", "error"),
            "an option whose GUID the server does not know",
            "api-facts §9.1, corpus S16",
        ),
        (
            "default_branch_on_put",
            "prefix",
            ("prefix", "leave"),
            "a PUT turns main into refs/heads/main",
            "api-facts §2.6",
        ),
        (
            "repository_type_case",
            "canonical",
            ("canonical", "as_sent"),
            "tfsgit becomes TfsGit (servers from 3.0)",
            "api-facts §2.6",
        ),
        (
            "github_needs_connection",
            True,
            _YES,
            "a GitHub or Bitbucket repository needs connectedServiceId",
            "api-facts §2.6 (INFERRED)",
        ),
        (
            "case_duplicate_variables",
            "error",
            ("error", "last_wins"),
            "variables whose names differ only in case",
            "api-facts §2.5, SDK contract",
        ),
        *ROWS,
    )
}


def defaults() -> dict[str, Any]:
    return {name: switch.default for name, switch in SWITCHES.items()}


def merged(current: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy of `current` with `changes`. Raises ValueError for unknown names and bad choices."""
    result = dict(current)
    for name, value in changes.items():
        if name not in SWITCHES:
            raise ValueError(f"unknown switch {name!r}")
        SWITCHES[name].check(value)
        result[name] = value
    return result
