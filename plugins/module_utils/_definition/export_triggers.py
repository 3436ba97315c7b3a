# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The triggers of an exported document as the option `triggers` of `build_definition`. Pure."""

from __future__ import annotations

import typing as t

from . import option_tables as tables
from .members import YAML_SOURCE, trigger_type
from .nodes import Flags
from .schema import SCHEDULE, TRIGGER

Document = dict[str, t.Any]
Options = dict[str, t.Any]


def trigger_options(triggers: list[Document]) -> Options:
    """The option, one entry for each kind.

    :raises ValueError: for two triggers of a kind that has room for one, or a kind that has no option.
    """
    given: Options = {}
    for trigger in triggers:
        option, write = _KINDS[str(trigger_type(trigger))]
        entry = write(trigger)
        if isinstance(entry, list) and option == "build_completion":
            given.setdefault(option, []).extend(entry)
        elif option in given:
            raise ValueError(f"two triggers {option}")
        else:
            given[option] = entry
    return {"triggers": given}


def _continuous_integration(trigger: Document) -> Options:
    return {**_source(trigger), **tables.options(TRIGGER, trigger, tables.CONTINUOUS_INTEGRATION)}


def _pull_request(trigger: Document) -> Options:
    given = {**_source(trigger), **tables.options(TRIGGER, trigger, tables.PULL_REQUEST)}
    if trigger.get("forks"):
        given["forks"] = {option: True for option, member in tables.FORKS.items() if trigger["forks"].get(member)}
    return given


def _source(trigger: Document) -> Options:
    return {"settings_source_type": "yaml"} if trigger.get("settingsSourceType") == YAML_SOURCE else {}


def _schedules(trigger: Document) -> list[Options]:
    return [_schedule(schedule) for schedule in trigger["schedules"]]


def _schedule(schedule: Document) -> Options:
    days = t.cast(Flags, SCHEDULE.members["daysToBuild"])
    named = str(days.canonical(schedule["daysToBuild"])).split(", ")
    given: Options = {
        "days_to_build": ["all"] if len(named) == len(days.names) else named,
        "start_hours": schedule.get("startHours") or 0,
    }
    given.update(tables.options(SCHEDULE, schedule, tables.SCHEDULE))
    return given


def _build_completion(trigger: Document) -> list[Options]:
    upstream = trigger["definition"]
    given: Options = {"definition": str(upstream.get("name") or upstream["id"])}
    if upstream.get("path"):
        given["path"] = upstream["path"]
    if upstream.get("project"):
        given["project"] = upstream["project"]["name"]
    given.update(tables.options(TRIGGER, trigger, tables.BUILD_COMPLETION))
    return [given]


def _gated_check_in(trigger: Document) -> Options:
    return tables.options(TRIGGER, trigger, tables.GATED_CHECK_IN)


_KINDS: dict[str, tuple[str, t.Callable[[Document], t.Any]]] = {
    "continuousIntegration": ("continuous_integration", _continuous_integration),
    "pullRequest": ("pull_request", _pull_request),
    "schedule": ("schedules", _schedules),
    "buildCompletion": ("build_completion", _build_completion),
    "gatedCheckIn": ("gated_check_in", _gated_check_in),
}
