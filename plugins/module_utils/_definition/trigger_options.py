# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The option `triggers`: one entry for each kind of trigger."""

from __future__ import annotations

import typing as t

from .._errors import OptionError

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]

_CI_TRIGGER = {
    "branch_filters": "branchFilters",
    "path_filters": "pathFilters",
    "batch_changes": "batchChanges",
    "max_concurrent_builds_per_branch": "maxConcurrentBuildsPerBranch",
    "polling_interval": "pollingInterval",
}
_SETTINGS_SOURCE = {"definition": 1, "yaml": 2}
_CI = "triggers.continuous_integration.settings_source_type"


def triggers(options: Options) -> Document:
    given = options.get("triggers")
    if given is None or given.get("continuous_integration") is None:
        return {}
    trigger = given["continuous_integration"]
    source = trigger.get("settings_source_type")
    stated = {member: trigger[option] for option, member in _CI_TRIGGER.items() if trigger.get(option) is not None}
    given_too = ", ".join(_given(trigger))
    if source == "none":
        if stated:
            raise OptionError(_CI, f"'none' switches the trigger off, but {given_too} was given too", "leave one out")
        return {"triggers": {"continuousIntegration": []}}
    if source == "yaml" and stated:
        raise OptionError(
            _CI,
            f"with 'yaml' the YAML file decides, but {given_too} was given too",
            "leave it out, or use 'definition' to override the file",
        )
    if source is not None or stated:
        stated["settingsSourceType"] = _SETTINGS_SOURCE[source or "definition"]
    stated["triggerType"] = "continuousIntegration"
    return {"triggers": {"continuousIntegration": [stated]}}


def _given(trigger: Options) -> list[str]:
    """The options of a trigger that were given, its source aside."""
    return [option for option in _CI_TRIGGER if trigger.get(option) is not None]
