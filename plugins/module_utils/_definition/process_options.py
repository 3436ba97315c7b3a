# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The options that say what a pipeline does: a YAML file, phases, or steps."""

from __future__ import annotations

import re
import typing as t

from .._errors import OptionError
from . import option_tables as tables
from .members import DESIGNER_PROCESS, YAML_PROCESS
from .names import Name, by_id_or_name
from .nodes import to_text
from .variable_options import variables

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]

_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


def process(options: Options) -> Document:
    yaml_filename, phases, steps = (options.get(option) for option in ("yaml_filename", "phases", "steps"))
    if yaml_filename is not None:
        if not yaml_filename.strip():
            raise OptionError("yaml_filename", "it is empty", "give the path of the YAML file in the repository")
        return {"process": {"type": YAML_PROCESS, "yamlFilename": yaml_filename}}
    if steps is not None:
        phases = [{"steps": steps}]
        return {"process": {"type": DESIGNER_PROCESS, "phases": [_phase(phases[0], "phases[0]", "steps")]}}
    if phases is not None:
        if not phases:
            raise OptionError("phases", "the list is empty", "a classic pipeline needs at least one phase")
        named = [_phase(phase, f"phases[{n}]", f"phases[{n}].steps") for n, phase in enumerate(phases)]
        return {"process": {"type": DESIGNER_PROCESS, "phases": named}}
    return {}


def _phase(given: Options, where: str, steps: str) -> Document:
    stated: Document = tables.members(given, tables.PHASE)
    if given.get("job_authorization_scope") is not None:
        stated["jobAuthorizationScope"] = tables.SCOPES[given["job_authorization_scope"]]
    if given.get("steps") is not None:
        stated["steps"] = [_step(step, f"{steps}[{n}]") for n, step in enumerate(given["steps"])]
    if given.get("depends_on") is not None:
        stated["dependencies"] = [{"scope": scope, "event": "Completed"} for scope in given["depends_on"]]
    target = given.get("target")
    if target is not None:
        stated["target"] = _target(target, f"{where}.target")
    if given.get("variables") is not None:
        stated.update(variables(given, f"{where}.variables", secrets=False))
    return stated


def _target(given: Options, where: str) -> Document:
    stated: Document = {}
    server = given.get("type") == "server"
    if given.get("type") is not None:
        stated["type"] = tables.TARGET_TYPES[given["type"]]
    if given.get("queue") is not None:
        stated["queue"] = by_id_or_name("queue", given["queue"])
    if given.get("demands") is not None:
        stated["demands"] = list(given["demands"])
    if given.get("agent_specification") is not None:
        stated["agentSpecification"] = {"identifier": given["agent_specification"]}
    if given.get("allow_scripts_auth_access_option") is not None:
        stated["allowScriptsAuthAccessOption"] = given["allow_scripts_auth_access_option"]
    if given.get("execution_options") is not None:
        stated["executionOptions"] = _execution_options(
            given["execution_options"], f"{where}.execution_options", server
        )
    return stated


def _execution_options(given: Options, where: str, server: bool) -> Document:
    """How often a phase runs (api-facts §2.3); a server phase knows no several agents."""
    kind = given.get("type") or ("variable_multipliers" if given.get("multipliers") else "none")
    if kind == "variable_multipliers" and not given.get("multipliers"):
        raise OptionError(f"{where}.multipliers", "none was given", "name the variables whose values multiply the job")
    if kind != "variable_multipliers" and given.get("multipliers"):
        raise OptionError(f"{where}.multipliers", f"type '{kind}' has no multipliers", "leave them out")
    if server and kind == "multiple_agents":
        raise OptionError(f"{where}.type", "a phase on the server has no agents", "use variable_multipliers or none")
    stated: Document = {"type": tables.EXECUTION_TYPES[kind]}
    for option, member in tables.EXECUTION_OPTIONS.items():
        if given.get(option) is not None:
            stated[member] = given[option]
    if given.get("multipliers"):
        stated["multipliers"] = list(given["multipliers"])
    return stated


def _step(given: Options, where: str) -> Document:
    stated: Document = tables.members(given, tables.STEP)
    if (given.get("task") is None) == (given.get("task_group") is None):
        raise OptionError(f"{where}.task", "a step is one task or one task group", "give either task or task_group")
    if given.get("task") is not None:
        stated["task"] = task_reference(given["task"], f"{where}.task", "task")
    else:
        stated["task"] = task_reference(given["task_group"], f"{where}.task_group", "task_group")
        stated["task"]["definitionType"] = "metaTask"
    for option in ("inputs", "environment"):
        if given.get(option) is not None:
            stated[option] = {
                str(key): _input(value, f"{where}.{option}.{key}") for key, value in given[option].items()
            }
    return stated


def _input(value: t.Any, where: str) -> str:
    if isinstance(value, (dict, list)):
        raise OptionError(
            where, "it is a list or a map", "the service keeps only strings: give the text that the task expects"
        )
    return "" if value is None else to_text(value)


def task_reference(text: str, where: str, kind: str) -> Document:
    """``VSBuild@1`` or ``<GUID>@1`` as the service's task reference, the id still a name if one was given."""
    name, at, version = text.rpartition("@")
    if not at or not name.strip() or not re.fullmatch(r"\d+(\.\d+){0,2}(\.\*)?|\*", version):
        raise OptionError(
            where, f"'{text}' does not name a task and its version", "write it as VSBuild@1 or <GUID>@1.*"
        )
    if version != "*" and not version.endswith("*") and version.count(".") < 2:
        version += ".*"
    name = name.strip()
    return {"id": name.lower() if _GUID.match(name) else Name(kind, name, version), "versionSpec": version}
