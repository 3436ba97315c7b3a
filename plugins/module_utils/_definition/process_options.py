# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The options that say what a pipeline does: a YAML file, phases, or steps."""

from __future__ import annotations

import re
import typing as t

from .._errors import OptionError
from .members import DESIGNER_PROCESS, YAML_PROCESS
from .names import Name, by_id_or_name
from .nodes import to_text

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]

#: option -> member
SCOPES = {"project_collection": "projectCollection", "project": "project"}
_STEP = {
    "display_name": "displayName",
    "enabled": "enabled",
    "continue_on_error": "continueOnError",
    "always_run": "alwaysRun",
    "timeout_in_minutes": "timeoutInMinutes",
    "retry_count_on_task_failure": "retryCountOnTaskFailure",
    "condition": "condition",
    "ref_name": "refName",
}
_PHASE = {
    "name": "name",
    "ref_name": "refName",
    "condition": "condition",
    "job_timeout_in_minutes": "jobTimeoutInMinutes",
    "job_cancel_timeout_in_minutes": "jobCancelTimeoutInMinutes",
}
_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


def process(options: Options) -> Document:
    yaml_filename, phases, steps = (options.get(option) for option in ("yaml_filename", "phases", "steps"))
    if yaml_filename is not None:
        if not yaml_filename.strip():
            raise OptionError("yaml_filename", "it is empty", "give the path of the YAML file in the repository")
        return {"process": {"type": YAML_PROCESS, "yamlFilename": yaml_filename}}
    if steps is not None:
        phases = [{"steps": steps}]
        return {"process": {"type": DESIGNER_PROCESS, "phases": [_phase(phases[0], "steps")]}}
    if phases is not None:
        if not phases:
            raise OptionError("phases", "the list is empty", "a classic pipeline needs at least one phase")
        named = [_phase(phase, f"phases[{n}].steps") for n, phase in enumerate(phases)]
        return {"process": {"type": DESIGNER_PROCESS, "phases": named}}
    return {}


def _phase(given: Options, where: str) -> Document:
    stated: Document = {member: given[option] for option, member in _PHASE.items() if given.get(option) is not None}
    if given.get("job_authorization_scope") is not None:
        stated["jobAuthorizationScope"] = SCOPES[given["job_authorization_scope"]]
    if given.get("steps") is not None:
        stated["steps"] = [_step(step, f"{where}[{n}]") for n, step in enumerate(given["steps"])]
    if given.get("depends_on") is not None:
        stated["dependencies"] = [{"scope": scope, "event": "Completed"} for scope in given["depends_on"]]
    target = given.get("target")
    if target is not None:
        stated["target"] = _target(target)
    return stated


def _target(given: Options) -> Document:
    stated: Document = {}
    if given.get("type") is not None:
        stated["type"] = {"agent": 1, "server": 2}[given["type"]]
    if given.get("queue") is not None:
        stated["queue"] = by_id_or_name("queue", given["queue"])
    if given.get("demands") is not None:
        stated["demands"] = list(given["demands"])
    if given.get("agent_specification") is not None:
        stated["agentSpecification"] = {"identifier": given["agent_specification"]}
    if given.get("allow_scripts_auth_access_option") is not None:
        stated["allowScriptsAuthAccessOption"] = given["allow_scripts_auth_access_option"]
    return stated


def _step(given: Options, where: str) -> Document:
    stated: Document = {member: given[option] for option, member in _STEP.items() if given.get(option) is not None}
    stated["task"] = task_reference(given["task"], f"{where}.task")
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


def task_reference(text: str, where: str) -> Document:
    """``VSBuild@1`` or ``<GUID>@1`` as the service's task reference, the id still a name if one was given."""
    name, at, version = text.rpartition("@")
    if not at or not name.strip() or not re.fullmatch(r"\d+(\.\d+){0,2}(\.\*)?|\*", version):
        raise OptionError(
            where, f"'{text}' does not name a task and its version", "write it as VSBuild@1 or <GUID>@1.*"
        )
    if version != "*" and not version.endswith("*") and version.count(".") < 2:
        version += ".*"
    name = name.strip()
    return {"id": name.lower() if _GUID.match(name) else Name("task", name, version), "versionSpec": version}
