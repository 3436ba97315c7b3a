# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of things that are not there, or there twice, and names that nothing can have."""

from __future__ import annotations

from functional.world import World

from .case import Case, Options, existing, switched

NOBODY = "11111111-2222-3333-4444-555555555555"


def _classic(*tasks: str) -> Options:
    return {"yaml_filename": None, "steps": [{"task": task} for task in tasks]}


def _github(**more: str) -> Options:
    return {"repository": {"type": "GitHub", "name": "contoso/tools", **more}}


def _in_two_folders(world: World) -> None:
    for folder in ("/team a", "/team b"):
        world.run(**world.minimal(path=folder))


def _two_connections(world: World) -> None:
    world.seed(endpoints=[{"name": "twice", "type": "github", "id": NOBODY[:-1] + digit} for digit in "67"])


def _taken(world: World) -> Options:
    world.run(**world.minimal(name="api"))
    return {"id": world.run(**world.minimal())["id"]}


CASES = [
    Case(
        "queue: unknown",
        "unknown_name",
        "There is no queue 'Defualt' in project 'Fabrikam-Fiber-Git', or this identity may not see it. Did "
        "you mean 'Default'? Visible are: Azure Pipelines, Default.",
        {"queue": "Defualt"},
    ),
    Case(
        "queue: unknown, TFS 2015",
        "unknown_name",
        "There is no queue 'Defualt' in project 'Fabrikam-Fiber-Git', or this identity may not see it. Did "
        "you mean 'default'? Visible are: default, Hosted.",
        {"queue": "Defualt"},
        "tfs2015",
    ),
    Case(
        "queue: unknown number",
        "access_denied",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 403 Forbidden: The "
        "user doesn't have access to the queue(s) added to this pipeline or they are not found. Names/IDs: "
        "77 (AccessDeniedException, ActivityId {activity}). Check the identity's permissions and the token's "
        "scopes: Build (Read & execute) is the least.",
        {"queue": "77"},
        refused=True,
    ),
    Case(
        "queue: unknown number, not found",
        "not_found",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 404 Not Found: The "
        "queue 77 was not found. (QueueNotFoundException, ActivityId {activity}). Check queue: the name or "
        "id of an agent queue of the project.",
        {"queue": "77"},
        prepare=switched(unknown_queue="queue_not_found"),
        refused=True,
    ),
    Case(
        "queue: empty",
        "invalid_option",
        "queue: the name is empty. Give the name or the id of an agent queue.",
        {"queue": " "},
    ),
    Case(
        "repository: unknown",
        "unknown_name",
        "There is no Git repository 'webiste' in project 'Fabrikam-Fiber-Git', or this identity may not see "
        "it. Did you mean 'website'? Visible are: Fabrikam-Fiber-Git, tools, website.",
        {"repository": {"name": "webiste"}},
    ),
    Case(
        "repository: project unknown",
        "project_not_found",
        "GET {url}/Uni/_apis/git/repositories/website was answered with HTTP 404 Not Found: TF200016: The "
        "following project does not exist: Uni. Verify that the name of the project is correct and that the "
        "project exists on the specified Azure DevOps Server. (ProjectDoesNotExistWithNameException, "
        "ActivityId {activity}). Check project: its name or GUID, in this organisation or collection, and "
        "visible to the identity.",
        {"repository": {"name": "website", "project": "Uni"}},
    ),
    Case(
        "repository: unknown id",
        "not_found",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 404 Not Found: "
        "TF401019: The Git repository with name or identifier 11111111-2222-3333-4444-555555555555 does not "
        "exist or you do not have permissions for the operation you are attempting. "
        "(GitRepositoryNotFoundException, ActivityId {activity}). Check repository: its name, id and project.",
        {"repository": {"type": "TfsGit", "id": NOBODY}},
        refused=True,
    ),
    Case(
        "repository: says nothing",
        "invalid_option",
        "repository: it says nothing. Give at least a name, an id or a default_branch.",
        {"repository": {}},
    ),
    Case(
        "repository: GitHub without owner",
        "invalid_option",
        "repository.name: 'tools' is no GitHub repository. Write it as owner/name.",
        _github(name="tools", service_connection="github-contoso"),
    ),
    Case(
        "repository: GitHub with a project",
        "invalid_option",
        "repository.project: a GitHub repository has no project. Leave it out.",
        _github(project="Fabrikam-Fiber-Git"),
    ),
    Case(
        "repository: Git without URL",
        "invalid_option",
        "repository.url: a Git repository needs the URL it is cloned from. Give it.",
        {"repository": {"type": "Git", "name": "app", "service_connection": "shared-name"}},
    ),
    Case(
        "connection: none",
        "invalid_option",
        "repository.service_connection: the GitHub repository 'contoso/tools' is reached through a service "
        "connection and none was given. Give the name or the id of one.",
        _github(),
    ),
    Case(
        "connection: needless",
        "invalid_option",
        "repository.service_connection: a TfsGit repository is reached without one. Leave it out.",
        {"repository": {"name": "website", "service_connection": "ghe"}},
    ),
    Case(
        "connection: unknown",
        "unknown_name",
        "There is no service connection 'github-contso' in project 'Fabrikam-Fiber-Git', or this identity "
        "may not see it. Did you mean 'github-contoso'? Visible are: bitbucket, ghe, github-contoso, "
        "shared-name.",
        _github(service_connection="github-contso"),
    ),
    Case(
        "connection: unknown GUID",
        "access_denied",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 403 Forbidden: The "
        "user doesn't have access to the service connection(s) added to this pipeline or they are not found. "
        "Names/IDs: 11111111-2222-3333-4444-555555555555 (AccessDeniedException, ActivityId {activity}). "
        "Check the identity's permissions and the token's scopes: Build (Read & execute) is the least.",
        _github(service_connection=NOBODY),
        refused=True,
    ),
    Case(
        "connection: ambiguous",
        "ambiguous_name",
        "The name of the service connection 'twice' is ambiguous: id 11111111-2222-3333-4444-555555555556 "
        "(github), id 11111111-2222-3333-4444-555555555557 (github). Give the id instead of the name.",
        _github(service_connection="twice"),
        prepare=_two_connections,
    ),
    Case(
        "task: unknown",
        "unknown_name",
        "There is no task 'VSBiuld' in project 'Fabrikam-Fiber-Git', or this identity may not see it. Did "
        "you mean 'VSBuild' or 'MSBuild'? 22 are visible.",
        _classic("VSBiuld@1"),
    ),
    Case(
        "task: unknown, like none",
        "unknown_name",
        "There is no task 'Q' in project 'Fabrikam-Fiber-Git', or this identity may not see it. Visible are: "
        "ArchiveFiles, Bash, CmdLine, CopyFiles, CopyPublishBuildArtifacts, DeleteFiles, Deploy, Docker, "
        "DockerCompose, DotNetCoreCLI and 12 more.",
        _classic("Q@1"),
    ),
    Case(
        "task: unknown version",
        "unknown_name",
        "The task 'VSBuild' has no version 9. This server has the major versions 1.",
        _classic("VSBuild@9"),
    ),
    Case(
        "task: no version",
        "invalid_option",
        "steps[1].task: 'CmdLine' does not name a task and its version. Write it as VSBuild@1 or <GUID>@1.*.",
        _classic("VSBuild@1", "CmdLine"),
    ),
    Case(
        "task: ambiguous",
        "ambiguous_name",
        "The name of the task 'Deploy' is ambiguous: id c0135685-b29d-56c6-bd95-999607b35389, id "
        "daf6bf33-c577-5d4f-80d3-d4c6dfb92adf. Give the task as <GUID>@<version>.",
        _classic("Deploy@1"),
    ),
    Case(
        "task: unknown GUID",
        "invalid_request",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "pipeline is not valid. A task is missing. The pipeline references a task called "
        "'11111111-2222-3333-4444-555555555555'. This usually indicates the task isn't installed, and you "
        "may be able to install it from the Marketplace. (Task version 1.*, step ''.) "
        "(MissingTasksForDefinitionException, ActivityId {activity}). Install the extension that brings the "
        "task, or name another task.",
        _classic(f"{NOBODY}@1"),
        refused=True,
    ),
    Case(
        "task: input is a list",
        "invalid_option",
        "steps[0].inputs.solution: it is a list or a map. The service keeps only strings: give the text that "
        "the task expects.",
        {"yaml_filename": None, "steps": [{"task": "VSBuild@1", "inputs": {"solution": ["a.sln", "b.sln"]}}]},
    ),
    Case(
        "definition: in two folders",
        "ambiguous_name",
        "There are 2 definitions named 'web': id 1 in folder '\\team a', id 2 in folder '\\team b'. Give path "
        "or id to say which.",
        prepare=_in_two_folders,
    ),
    Case(
        "definition: unknown id",
        "not_found",
        "There is no definition with id 4711 in project 'Fabrikam-Fiber-Git', or this identity may not see "
        "it. Leave id out to create a definition. If it was deleted, restore brings it back.",
        {"id": 4711},
    ),
    Case(
        "definition: name taken",
        "already_exists",
        "PUT {url}/Fabrikam-Fiber-Git/_apis/build/definitions/2 was answered with HTTP 409 Conflict: Build "
        "pipeline api already exists for project Fabrikam-Fiber-Git (DefinitionExistsException, ActivityId "
        "{activity}). Choose another name or folder, or manage the existing object.",
        {"name": None, "new_name": "api"},
        prepare=_taken,
        refused=True,
    ),
    Case(
        "upstream: unknown",
        "unknown_name",
        "There is no definition 'wbe' in project 'Fabrikam-Fiber-Git', or this identity may not see it. Did you mean "
        "'web'? An upstream definition must exist before others refer to it.",
        {"name": "after", "triggers": {"build_completion": [{"definition": "wbe"}]}},
        prepare=existing(),
    ),
    Case(
        "upstream: in another folder",
        "unknown_name",
        "There is no definition 'web' in folder '\\team' in project 'Fabrikam-Fiber-Git', or this identity may not see "
        "it. There is one in folder \\. An upstream definition must exist before others refer to it.",
        {"name": "after", "triggers": {"build_completion": [{"definition": "web", "path": "/team"}]}},
        prepare=existing(),
    ),
    Case(
        "definition: neither name nor id",
        "invalid_option",
        "name: neither a name nor an id was given. Say which definition is meant.",
        {"name": None, "document": {"repository": {"name": "website"}}},
    ),
    Case(
        "definition: name is blank",
        "invalid_option",
        "name: the name is empty. A definition needs a name with a visible character.",
        {"name": " "},
    ),
    Case(
        "definition: name with a line end",
        "invalid_option",
        "name: it holds the control character U+000A. Use printable characters only.",
        {"name": "web\nsite"},
    ),
    Case(
        "definition: name that the server refuses",
        "invalid_request",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "name contains characters that are not allowed. Parameter name: definition.Name (ArgumentException, "
        "ActivityId {activity}). Check name and new_name: the server does not take this name. Shorten it, or leave out "
        "characters such as / : and *.",
        {"name": "web/site"},
        prepare=switched(name_forbidden="/"),
        refused=True,
    ),
    Case(
        "definition: name too long for the server",
        "invalid_request",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "name may not be longer than 60 characters. Parameter name: definition.Name (ArgumentException, "
        "ActivityId {activity}). Check name and new_name: the server does not take this name. Shorten it, or leave out "
        "characters such as / : and *.",
        {"name": "w" * 61},
        prepare=switched(name_limit=60),
        refused=True,
    ),
    Case(
        "folder: forbidden character",
        "invalid_option",
        "path: the folder 'team:a' holds the character ':'. A folder's name cannot hold any of < > | : $ @ \" "
        "/ % + * ?",
        {"path": "/team:a/web"},
    ),
    Case(
        "folder: new one with a forbidden character",
        "invalid_option",
        "new_path: the folder 'what?' holds the character '?'. A folder's name cannot hold any of < > | : $ "
        '@ " / % + * ?',
        {"new_path": "/what?"},
        prepare=existing(),
    ),
    Case(
        "folder: missing and not to be made",
        "not_found",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 404 Not Found: The "
        "folder \\team was not found. (FolderNotFoundException, ActivityId {activity}). Leave create_folder "
        "on, or create the folder first.",
        {"path": "/team", "create_folder": False},
        prepare=switched(missing_folder="not_found"),
        refused=True,
    ),
]
