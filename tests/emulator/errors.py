# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's error answers (api-facts §3.2): wrapped exceptions, and the odd ones out."""

from __future__ import annotations

from typing import Any

BUILD = "Microsoft.TeamFoundation.Build.WebApi.{}, Microsoft.TeamFoundation.Build2.WebApi"
CORE = "Microsoft.TeamFoundation.Core.WebApi.{}, Microsoft.TeamFoundation.Core.WebApi"
GIT = "Microsoft.TeamFoundation.Git.Server.{}, Microsoft.TeamFoundation.Git.Server"
SYSTEM = "System.{}, mscorlib"
VSS = "Microsoft.VisualStudio.Services.WebApi.{}, Microsoft.VisualStudio.Services.WebApi"
COMMON = "Microsoft.VisualStudio.Services.Common.{}, Microsoft.VisualStudio.Services.Common"
CONTAINER = "Microsoft.VisualStudio.Services.FileContainer.{}, Microsoft.VisualStudio.Services.WebApi"
TASK = "Microsoft.TeamFoundation.DistributedTask.WebApi.{}, Microsoft.TeamFoundation.DistributedTask.WebApi"

NON_BLANK = "The string must have at least one non-white-space character."


class ServiceError(Exception):
    """An answer in the wrapped-exception body. `namespace` is a template for typeName."""

    def __init__(
        self,
        status: int,
        type_key: str,
        message: str,
        namespace: str = BUILD,
        custom: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.type_key = type_key
        self.message = message
        self.namespace = namespace
        self.custom = custom
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"$id": "1"}
        if self.custom is not None:
            body["customProperties"] = self.custom
        body.update(
            innerException=None,
            message=self.message,
            typeName=self.namespace.format(self.type_key),
            typeKey=self.type_key,
            errorCode=0,
            # the SDK's number for errors of file containers
            eventId=4700 if self.namespace == CONTAINER else 3000,
        )
        return body


class NoRoute(Exception):
    """No controller for this path: a text/plain 404."""


class WrongVerb(Exception):
    """The path exists, the verb does not: 405 with a wrapped string."""


def with_parameter(message: str, parameter: str) -> str:
    return f"{message}\r\nParameter name: {parameter}"


def null(parameter: str) -> ServiceError:
    return ServiceError(400, "ArgumentNullException", with_parameter("Value cannot be null.", parameter), SYSTEM)


def argument(message: str, parameter: str | None = None) -> ServiceError:
    text = with_parameter(message, parameter) if parameter else message
    return ServiceError(400, "ArgumentException", text, SYSTEM)


def definition_not_found(definition_id: int, old: bool = False) -> ServiceError:
    """`old` servers said "definition" where newer ones say "pipeline" (wording INFERRED)."""
    noun = "definition" if old else "pipeline"
    return ServiceError(404, "DefinitionNotFoundException", f"Build {noun} {definition_id} was not found.")


def project_not_found(name: str) -> ServiceError:
    return ServiceError(
        404,
        "ProjectDoesNotExistWithNameException",
        f"TF200016: The following project does not exist: {name}. Verify that the name of the project is correct "
        "and that the project exists on the specified Azure DevOps Server.",
        CORE,
    )


def project_id_not_found(project_id: str, status: int) -> ServiceError:
    return ServiceError(
        status,
        "ProjectDoesNotExistException",
        f"VS800075: The project with id 'vstfs:///Classification/TeamProject/{project_id}' does not exist, "
        "or you do not have permission to access it.",
        CORE,
    )


def no_project() -> ServiceError:
    message = with_parameter("The guid specified for parameter projectId must not be Guid.Empty.", "projectId")
    return ServiceError(400, "ArgumentException", message, SYSTEM)


def repository_not_found(name: str) -> ServiceError:
    return ServiceError(
        404,
        "GitRepositoryNotFoundException",
        f"TF401019: The Git repository with name or identifier {name} does not exist or you do not have permissions "
        "for the operation you are attempting.",
        GIT,
    )


def access_denied(message: str) -> ServiceError:
    return ServiceError(403, "AccessDeniedException", message)


def build_not_found(build_id: int) -> ServiceError:
    return ServiceError(404, "BuildNotFoundException", f"The requested build {build_id} could not be found.")


def container_not_found(container_id: int) -> ServiceError:
    message = f"The container {container_id} could not be found."
    return ServiceError(404, "ContainerNotFoundException", message, CONTAINER)


def item_not_found(container_id: int, path: str) -> ServiceError:
    message = f"The item {path} in container {container_id} could not be found."
    return ServiceError(404, "ContainerItemNotFoundException", message, CONTAINER)
