# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Phases and steps of an exported document as options of `build_definition`. Pure."""

from __future__ import annotations

import typing as t

from . import option_tables as tables
from .by_name import is_task_group
from .members import demand
from .nodes import ABSENT
from .schema import PHASE, STEP

Document = dict[str, t.Any]
Options = dict[str, t.Any]


def phase_options(phase: Document, variables: t.Callable[[Document], Options]) -> Options:
    """An element of the option `phases`."""
    given = tables.options(PHASE, phase, tables.PHASE)
    scope = PHASE.members["jobAuthorizationScope"].canonical(phase.get("jobAuthorizationScope"))
    if scope is not ABSENT:
        given["job_authorization_scope"] = tables.option_for(tables.SCOPES, scope)
    if phase.get("dependencies"):
        given["depends_on"] = [item["scope"] for item in phase["dependencies"]]
    if phase.get("target"):
        given["target"] = _target(phase["target"])
    if phase.get("variables"):
        given["variables"] = variables(phase["variables"])
    given["steps"] = [_step(step) for step in phase.get("steps") or []]
    return given


def _target(target: Document) -> Options:
    given: Options = {}
    if target.get("type") is not None:
        given["type"] = tables.option_for(tables.TARGET_TYPES, target["type"])
    if target.get("queue"):
        queue = target["queue"]
        given["queue"] = str(queue.get("name") or queue["id"])
    if target.get("demands"):
        given["demands"] = [demand(item) for item in target["demands"]]
    if target.get("agentSpecification"):
        given["agent_specification"] = target["agentSpecification"]["identifier"]
    if target.get("allowScriptsAuthAccessOption"):
        given["allow_scripts_auth_access_option"] = True
    if target.get("executionOptions"):
        given["execution_options"] = _execution_options(target["executionOptions"])
    return given


def _execution_options(execution: Document) -> Options:
    given: Options = {"type": tables.option_for(tables.EXECUTION_TYPES, execution.get("type") or 0)}
    if execution.get("multipliers"):
        given["multipliers"] = list(execution["multipliers"])
    for option, member in tables.EXECUTION_OPTIONS.items():
        if execution.get(member) is not None:
            given[option] = execution[member]
    return given


def _step(step: Document) -> Options:
    task = step["task"]
    version = str(task.get("versionSpec") or "*")
    version = version[:-2] if version.endswith(".*") else version
    given: Options = {"task_group" if is_task_group(task) else "task": f"{task['id']}@{version}"}
    given.update(tables.options(STEP, step, tables.STEP))
    for member in ("inputs", "environment"):
        if step.get(member):
            given[member] = dict(step[member])
    return given
