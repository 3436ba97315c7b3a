# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server changes in a document when it is saved (api-facts §2.3-2.9, corpus S5-S23)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .links import Links
from .shapes import all_steps
from .state import Collection, Project, new_guid

REPOSITORY_TYPES = (
    "TfsVersionControl",
    "TfsGit",
    "Git",
    "GitHub",
    "GitHubEnterprise",
    "Bitbucket",
    "Svn",
)
POLLED = ("Git", "Svn")
TFS2015_RETENTION = [{"branches": ["+refs/heads/*"], "daysToKeep": 10, "deleteBuildRecord": True}]


@dataclass
class Save:
    """One save. `previous` is the revision being replaced, `secrets` the document that gives kept secrets."""

    collection: Collection
    project: Project
    links: Links
    document: dict[str, Any]
    previous: dict[str, Any] | None = None
    secrets: dict[str, Any] | None = None
    imported: bool = False

    @property
    def modern(self) -> bool:
        return self.collection.profile.knows((5, 0))


def normalise(save: Save) -> None:
    """Changes `save.document` in place into what is stored."""
    document = save.document
    if "path" in document:
        document["path"] = folder_path(document["path"])
    if document.get("repository"):
        _repository(save, document["repository"])
    _triggers(save)
    _process(save)
    for kind, variables in variable_maps(document):
        _secrets(save, kind, variables)
    _tags(save)
    if not save.collection.profile.knows((3, 0)) and save.previous is None and not document.get("retentionRules"):
        document["retentionRules"] = copy.deepcopy(TFS2015_RETENTION)
    if save.collection.switches["fill_task_inputs"]:
        _task_inputs(save)


def folder_path(text: str | None) -> str:
    """A folder with a leading backslash, no trailing one; `\\` is the root (api-facts §4)."""
    parts = [part for part in (text or "").replace("/", "\\").split("\\") if part.strip()]
    return "\\" + "\\".join(parts)


def _repository(save: Save, repository: dict[str, Any]) -> None:
    profile, switches = save.collection.profile, save.collection.switches
    kind = canonical_type(repository.get("type"))
    if kind and profile.knows((3, 0)) and switches["repository_type_case"] == "canonical":
        repository["type"] = kind
    if kind == "TfsGit":
        found = save.collection.repository(repository.get("id") or "")
        if found is not None:
            repository.update(id=found.id, name=found.name, url=save.links.repository_url(found))
        _default_branch(save, repository)


def _default_branch(save: Save, repository: dict[str, Any]) -> None:
    """Sent as `main`, kept as `main` by POST, `refs/heads/main` after the first PUT (api-facts §2.6, corpus S9)."""
    branch = repository.get("defaultBranch")
    if save.previous is None or save.imported or not branch:
        return
    if save.collection.switches["default_branch_on_put"] == "prefix" and not branch.startswith("refs/"):
        repository["defaultBranch"] = f"refs/heads/{branch}"


def canonical_type(text: str | None) -> str | None:
    return next((name for name in REPOSITORY_TYPES if name.lower() == (text or "").lower()), None)


def _triggers(save: Save) -> None:
    kind = canonical_type((save.document.get("repository") or {}).get("type"))
    for trigger in save.document.get("triggers") or ():
        for schedule in trigger.get("schedules") or ():
            schedule["scheduleJobId"] = schedule.get("scheduleJobId") or new_guid()
        if trigger["triggerType"] == "continuousIntegration" and kind in POLLED:
            trigger["pollingJobId"] = trigger.get("pollingJobId") or new_guid()


def _process(save: Save) -> None:
    process = save.document.get("process") or {}
    if process.get("type") == 2 and not save.imported:
        # the server finds the resources itself; a caller's are ignored (corpus S18)
        before = (save.previous or {}).get("process") or {}
        process.pop("resources", None)
        if before.get("resources"):
            process["resources"] = before["resources"]
    if not save.collection.profile.knows((4, 0)):
        return
    prefix = "Job" if save.modern else "Phase"
    taken = {(phase.get("refName") or "").lower() for phase in process.get("phases") or ()}
    for index, phase in enumerate(process.get("phases") or (), 1):
        if not phase.get("refName"):
            while f"{prefix}_{index}".lower() in taken:
                index += 1
            phase["refName"] = f"{prefix}_{index}"
            taken.add(phase["refName"].lower())
        if save.modern and save.collection.switches["phase_defaults"] == "fill":
            _phase_defaults(phase)


def _phase_defaults(phase: dict[str, Any]) -> None:
    phase["condition"] = phase.get("condition") or "succeeded()"
    if not phase.get("target"):
        phase["target"] = {"type": 1, "executionOptions": {"type": 0}, "allowScriptsAuthAccessOption": False}


def variable_maps(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each variable map of a document with a name that finds the same map in another revision."""
    yield "", document.get("variables") or {}
    for index, phase in enumerate((document.get("process") or {}).get("phases") or ()):
        yield f"{index}", phase.get("variables") or {}


def _secrets(save: Save, kind: str, variables: dict[str, Any]) -> None:
    """A secret without a value keeps the stored one; one that is new stays empty (api-facts §2.5, corpus S12)."""
    keep = save.collection.switches["null_secret"] == "keep"
    source = dict(variable_maps(save.secrets or {})).get(kind, {}) if keep else {}
    stored = {name.lower(): variable for name, variable in source.items()}
    for name, variable in variables.items():
        if variable.get("isSecret") and variable.get("value") is None:
            before = stored.get(name.lower()) or {}
            variable["value"] = before.get("value") if before.get("isSecret") else None


def _tags(save: Save) -> None:
    document = save.document
    if "tags" not in document:
        return
    if document["tags"] is None and save.previous and save.collection.switches["put_without_tags"] == "keep":
        document["tags"] = save.previous.get("tags")
    document["tags"] = list(dict.fromkeys(document["tags"] or []))


def _task_inputs(save: Save) -> None:
    tasks = {task.id: task for task in save.collection.tasks}
    for step in all_steps(save.document):
        task = tasks.get((step.get("task") or {}).get("id") or "")
        if task is None:
            continue
        inputs = step["inputs"] = step.get("inputs") or {}
        given = {name.lower() for name in inputs}
        for item in task.inputs:
            if item["name"].lower() not in given:
                inputs[item["name"]] = item.get("defaultValue", "")
