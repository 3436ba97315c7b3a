# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server refuses in a definition, with its own error bodies (api-facts §2-3, corpus E1-E4)."""

from __future__ import annotations

from typing import Any

from .errors import NON_BLANK, ServiceError, access_denied, argument, null, repository_not_found
from .normalise import Save, canonical_type, variable_maps
from .options import known_ids
from .shapes import all_steps

HOSTED_SOURCES = ("GitHub", "GitHubEnterprise", "Bitbucket")
PATH_FORBIDDEN = '<>|:$@"%+*?'

# Set by the server for every build, so that a definition cannot (names from the SDK's BuildVariables;
# which of them VariableNameIsReservedException covers is INFERRED).
RESERVED = frozenset(
    {
        "system",
        "system.collectionid",
        "system.definitionid",
        "system.hosttype",
        "system.teamproject",
        "system.teamprojectid",
        "build.buildid",
        "build.buildnumber",
        "build.builduri",
        "build.containerid",
        "build.definitionname",
        "build.definitionversion",
        "build.queuedby",
        "build.queuedbyid",
        "build.reason",
        "build.repository.uri",
        "build.requestedfor",
        "build.requestedforemail",
        "build.requestedforid",
        "build.sourcebranch",
        "build.sourcebranchname",
        "build.sourcetfvcshelveset",
        "build.sourceversion",
        "build.syncsources",
    }
)


def validate(save: Save) -> None:
    """Raises ServiceError for a document that the server would not save."""
    _name(save)
    _process(save)
    _repository(save)
    _queue(save)
    _triggers(save)
    _variables(save)
    _variable_groups(save)
    _options(save)
    _retention(save)
    _steps(save)


def _name(save: Save) -> None:
    name, switches = save.document.get("name"), save.collection.switches
    if name is None or not name.strip():
        raise argument(NON_BLANK, "definition.Name")
    if 0 < switches["name_limit"] < len(name):
        raise argument(f"The name may not be longer than {switches['name_limit']} characters.", "definition.Name")
    if any(letter in switches["name_forbidden"] or ord(letter) < 32 for letter in name):
        raise argument("The name contains characters that are not allowed.", "definition.Name")
    if save.document.get("type") != "build":
        raise ServiceError(
            400, "DefinitionTypeNotSupportedException", f"The definition type {save.document['type']} is not supported."
        )
    path = save.document.get("path") or "\\"
    if any(letter in PATH_FORBIDDEN or ord(letter) < 32 for letter in path):
        status = switches["invalid_folder_status"]
        raise ServiceError(status, "InvalidFolderException", f"The folder path {path} is not valid.")


def _process(save: Save) -> None:
    process = save.document.get("process")
    if not process:
        raise null("definition.Process")
    if process["type"] == 2 and not (process.get("yamlFilename") or "").strip():
        raise argument(NON_BLANK, "process.YamlFilename")
    settings = save.project.general_settings
    blocked = settings.get("disableClassicPipelineCreation") or settings.get("disableClassicBuildPipelineCreation")
    if process["type"] == 1 and save.previous is None and blocked:
        raise ServiceError(
            400, "InvalidDefinitionException", "The classic pipelines are disabled for this project / organization."
        )


def _repository(save: Save) -> None:
    repository = save.document.get("repository")
    if not repository:
        raise ServiceError(400, "MissingRepositoryException", "The pipeline must specify a repository.")
    kind = canonical_type(repository.get("type"))
    if kind is None:
        raise ServiceError(
            400,
            "BuildRepositoryTypeNotSupportedException",
            f"The repository type {repository.get('type')} is not supported.",
        )
    properties = repository.get("properties") or {}
    if kind == "TfsGit":
        wanted = repository.get("id") or ""
        if not wanted:
            raise ServiceError(400, "RepositoryInformationInvalidException", "The repository has no ID.")
        if save.collection.repository(wanted) is None:
            raise repository_not_found(wanted)
        return
    connection = properties.get("connectedServiceId") or ""
    if kind in HOSTED_SOURCES and not connection and save.collection.switches["github_needs_connection"]:
        raise ServiceError(
            400, "MissingEndpointInformationException", f"A {kind} repository needs a service connection."
        )
    known = [item for item in save.collection.endpoints if save.project.id in item.project_ids]
    if connection and all(connection.lower() != item.id.lower() for item in known):
        raise access_denied(
            "The user doesn't have access to the service connection(s) added to this pipeline or they are not found. "
            f"Names/IDs: {connection}"
        )


def _queue(save: Save) -> None:
    wanted = [(save.document.get("queue") or {}).get("id")]
    for phase in (save.document.get("process") or {}).get("phases") or ():
        wanted.append(((phase.get("target") or {}).get("queue") or {}).get("id"))
    for queue_id in wanted:
        if queue_id and save.collection.queue(queue_id, save.project.id) is None:
            if save.collection.switches["unknown_queue"] == "queue_not_found":
                raise ServiceError(404, "QueueNotFoundException", f"The queue {queue_id} was not found.")
            raise access_denied(
                f"The user doesn't have access to the queue(s) added to this pipeline or they are not found. "
                f"Names/IDs: {queue_id}"
            )


def _triggers(save: Save) -> None:
    process_type = save.document["process"]["type"]
    seen: set[str] = set()
    for trigger in save.document.get("triggers") or ():
        source = trigger.get("settingsSourceType")
        if source == 2 and process_type == 1:
            raise ServiceError(
                400,
                "InvalidDefinitionException",
                f"The trigger settings source {source} is not valid with process type {process_type}.",
            )
        kind = trigger["triggerType"]
        if kind in seen and kind != "buildCompletion":
            raise ServiceError(
                400, "DefinitionTriggerAlreadyExistsException", f"The definition already has a {kind} trigger."
            )
        seen.add(kind)
        if kind == "buildCompletion":
            _no_cycle(save, (trigger.get("definition") or {}).get("id"))


def _no_cycle(save: Save, upstream: int | None) -> None:
    mine = save.document.get("id")
    queue, visited = [upstream], set()
    while queue:
        current = queue.pop()
        if current is None or current in visited:
            continue
        if mine and current == mine:
            raise ServiceError(
                400,
                "CycleDetectedInProvidedBuildCompletionTriggersException",
                "The build completion triggers form a cycle.",
            )
        visited.add(current)
        found = save.collection.definitions.get(current)
        if found is not None and found.xaml is None and not found.deleted:
            for trigger in found.current.document.get("triggers") or ():
                queue.append((trigger.get("definition") or {}).get("id"))


def _variables(save: Save) -> None:
    for _name, variables in variable_maps(save.document):
        for name, variable in variables.items():
            if name.lower() in RESERVED:
                raise ServiceError(400, "VariableNameIsReservedException", f"The variable name {name} is reserved.")
            if variable is None or (variable.get("value") is None and not variable.get("isSecret")):
                raise null("value")


def _variable_groups(save: Save) -> None:
    for reference in save.document.get("variableGroups") or ():
        wanted = reference.get("id")
        groups = save.collection.variable_groups
        if not any(group.id == wanted and save.project.id in group.project_ids for group in groups):
            raise ServiceError(
                403,
                "VariableGroupsAccessDeniedException",
                "The user doesn't have access to the variable group(s) added to this pipeline or they are not found. "
                f"Names/IDs: {wanted}",
            )


def _options(save: Save) -> None:
    options = save.document.get("options") or []
    behaviour = save.collection.switches["unknown_option"]
    known = known_ids(save.collection.profile)
    for option in options:
        inputs = option.get("inputs")
        if inputs == {} and not save.collection.profile.knows((3, 0)):
            raise argument("The collection must contain at least one element.", "definition.Options.Inputs")
        option_id = ((option.get("definition") or {}).get("id") or "").lower()
        if behaviour == "error" and option_id not in known:
            raise ServiceError(400, "BuildOptionNotSupportedException", f"The option {option_id} is not supported.")
    if behaviour == "drop":
        save.document["options"] = [
            item for item in options if ((item.get("definition") or {}).get("id") or "").lower() in known
        ]


def _retention(save: Save) -> None:
    if save.collection.profile.knows((3, 0)):
        return
    for rule in save.document.get("retentionRules") or ():
        if rule.get("branches") == []:
            raise argument(
                "The collection must contain at least one element.", "definition.RetentionRules.Rule.Branches.Filter"
            )


def _steps(save: Save) -> None:
    tasks: dict[str, list[tuple[int, int, int]]] = {}
    for task in save.collection.tasks:
        # a task that was renamed has its versions under several names
        tasks.setdefault(task.id, []).extend(task.versions)
    groups = {item.id: item.versions for item in save.collection.task_groups if item.project_id == save.project.id}
    for step in all_steps(save.document):
        reference = step.get("task")
        if not reference or not reference.get("id"):
            raise null("step.TaskDefinition")
        task_id, version = reference["id"].lower(), reference.get("versionSpec") or ""
        group = (reference.get("definitionType") or "task").lower() == "metatask"
        if not has_version((groups if group else tasks).get(task_id, []), version):
            raise _missing_task(step, reference, group)


def _missing_task(step: dict[str, Any], reference: dict[str, Any], group: bool) -> ServiceError:
    key = "MetaTaskDefinitionMissingException" if group else "MissingTasksForDefinitionException"
    return ServiceError(
        400,
        key,
        "The pipeline is not valid. A task is missing. The pipeline references a task called "
        f"'{reference['id']}'. This usually indicates the task isn't installed, and you may be able to install it "
        f"from the Marketplace. (Task version {reference.get('versionSpec')}, step '{step.get('displayName') or ''}'.)",
    )


def has_version(versions: list[tuple[int, int, int]], spec: str) -> bool:
    """Whether a version spec such as `*`, `2.*` or `2.1.0` finds one of the versions; empty means `*`."""
    parts = [part for part in spec.split(".") if part and part != "*"]
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return False
    wanted = tuple(int(part) for part in parts)
    return any(version[: len(wanted)] == wanted for version in versions)
