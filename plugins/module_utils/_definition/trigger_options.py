# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The option `triggers`: one entry for each kind of trigger. A kind that is not mentioned stays as it is."""

from __future__ import annotations

import typing as t

from .._errors import OptionError
from . import option_tables as tables
from .names import by_id_or_name
from .nodes import folder_path
from .schema import SCHEDULE

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]


def triggers(options: Options) -> Document:
    given = options.get("triggers")
    if given is None:
        return {}
    stated: Document = {}
    for option, kind, read in (
        ("continuous_integration", "continuousIntegration", _continuous_integration),
        ("pull_request", "pullRequest", _pull_request),
        ("schedules", "schedule", _schedules),
        ("build_completion", "buildCompletion", _build_completion),
        ("gated_check_in", "gatedCheckIn", _gated_check_in),
    ):
        if given.get(option) is not None:
            stated[kind] = [{**trigger, "triggerType": kind} for trigger in read(given[option])]
    return {"triggers": stated} if stated else {}


def _continuous_integration(given: Options) -> list[Document]:
    return _with_source(given, tables.members(given, tables.CONTINUOUS_INTEGRATION), "continuous_integration")


def _pull_request(given: Options) -> list[Document]:
    stated = tables.members(given, tables.PULL_REQUEST)
    if given.get("forks") is not None:
        stated["forks"] = tables.members(given["forks"], tables.FORKS)
    return _with_source(given, stated, "pull_request")


def _with_source(given: Options, stated: Document, option: str) -> list[Document]:
    """A trigger that is described here or in the YAML file, or none."""
    where = f"triggers.{option}.settings_source_type"
    source = given.get("settings_source_type")
    given_too = ", ".join(name for name in given if name != "settings_source_type" and given[name] is not None)
    if source == "none":
        if stated:
            raise OptionError(where, f"'none' switches the trigger off, but {given_too} was given too", "leave one out")
        return []
    filters = [name for name in tables.FILTERS.values() if name in stated]
    if source == "yaml" and filters:
        raise OptionError(
            where,
            f"with 'yaml' the YAML file decides, but {given_too} was given too",
            "leave it out, or use 'definition' to override the file",
        )
    if source is not None or filters:
        stated["settingsSourceType"] = tables.SETTINGS_SOURCES[source or "definition"]
    return [stated]


def _schedules(given: t.Sequence[Options]) -> list[Document]:
    """One trigger holds all schedules; no schedule is no trigger."""
    schedules: list[Document] = []
    seen: list[t.Any] = []
    for number, schedule in enumerate(given):
        where = f"triggers.schedules[{number}]"
        stated = tables.members(schedule, tables.SCHEDULE)
        days = schedule["days_to_build"]
        if not days or len(set(days)) != len(days) or ("all" in days and len(days) > 1):
            raise OptionError(f"{where}.days_to_build", f"{days} is not a set of days", "name each day once, or all")
        stated["daysToBuild"] = ", ".join(days)
        if not 0 <= stated.get("startHours", 0) <= 23 or not 0 <= stated.get("startMinutes", 0) <= 59:
            raise OptionError(where, "the time is not on a clock", "start_hours are 0 to 23, start_minutes 0 to 59")
        shown = SCHEDULE.canonical(stated)
        if shown in seen:
            raise OptionError(where, f"it is the same as schedules[{seen.index(shown)}]", "leave one of them out")
        seen.append(shown)
        schedules.append(stated)
    return [{"schedules": schedules}] if schedules else []


def _build_completion(given: t.Sequence[Options]) -> list[Document]:
    found: list[Document] = []
    for trigger in given:
        project = trigger.get("project")
        path = folder_path(trigger["path"]) if trigger.get("path") is not None else None
        upstream = by_id_or_name("definition", trigger["definition"], (project, path))
        if project is not None:
            upstream["project"] = {"name": project}
        found.append({"definition": upstream, **tables.members(trigger, tables.BUILD_COMPLETION)})
    return found


def _gated_check_in(given: Options) -> list[Document]:
    stated = tables.members(given, tables.GATED_CHECK_IN)
    if given.get("enabled") is False:
        if stated:
            raise OptionError(
                "triggers.gated_check_in.enabled", "the trigger is switched off and described too", "leave one out"
            )
        return []
    return [stated]
