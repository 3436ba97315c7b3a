# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which handler serves which path and verb. Paths are compared in any case (api-facts §1.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import (
    area_routes,
    artifacts,
    build_listing,
    build_tags,
    builds,
    containers,
    definition_routes,
    folders,
    leases,
    lookups,
    side_routes,
    uploads,
)
from .call import Answer, Call
from .errors import NoRoute, WrongVerb
from .locations import LOCATIONS, Location
from .profiles import Profile
from .versions import Pair

Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """`pattern` is what follows `_apis/`: `{name}` is a segment, `{*name}` the rest (may be empty)."""

    key: str
    pattern: str
    verbs: dict[str, Handler]
    project: bool = True
    any_scope: bool = False
    until: Pair = (99, 0)

    @property
    def location(self) -> Location:
        return LOCATIONS[self.key]

    def match(self, segments: list[str]) -> dict[str, str] | None:
        parts = self.pattern.split("/")
        args: dict[str, str] = {}
        for index, part in enumerate(parts):
            if part.startswith("{*"):
                args[part[2:-1]] = "/".join(segments[index:])
                return args
            if index >= len(segments):
                return None
            if part.startswith("{"):
                args[part[1:-1]] = segments[index]
            elif part.lower() != segments[index].lower():
                return None
        return args if len(parts) == len(segments) else None


_D = definition_routes
_S = side_routes
_A = area_routes
_L = lookups
_ONE = "build/definitions/{definitionId}"
_BUILD = "build/builds/{buildId}"

# The first match wins: fixed segments stand before `{...}`.
ROUTES: tuple[Route, ...] = (
    Route("templates", "build/definitions/templates", {"GET": _S.list_templates}),
    Route(
        "templates",
        "build/definitions/templates/{templateId}",
        {"GET": _S.get_template, "PUT": _S.put_template, "DELETE": _S.delete_template},
    ),
    Route("definitions", "build/definitions", {"GET": _D.list_definitions, "POST": _D.create}),
    Route("definitions", _ONE, {"GET": _D.get, "PUT": _D.update, "DELETE": _D.delete, "PATCH": _D.restore}),
    Route("revisions", _ONE + "/revisions", {"GET": _D.revisions}),
    Route("definition_yaml", _ONE + "/yaml", {"GET": _D.yaml}),
    Route("definition_metrics", _ONE + "/metrics", {"GET": _S.get_metrics}),
    Route("definition_resources", _ONE + "/resources", {"GET": _S.get_resources}),
    Route("definition_properties", _ONE + "/properties", {"GET": _S.get_properties, "PATCH": _S.patch_properties}),
    Route("definition_tags", _ONE + "/tags", {"GET": _S.get_tags, "POST": _S.add_tags, "PATCH": _S.patch_tags}),
    Route("definition_tags", _ONE + "/tags/{*tag}", {"PUT": _S.put_tag, "DELETE": _S.delete_tag}),
    Route(
        "folders",
        "build/folders/{*path}",
        {
            "GET": folders.list_folders,
            "PUT": folders.create_folder,
            "POST": folders.update_folder,
            "DELETE": folders.delete_folder,
        },
    ),
    Route("options", "build/options", {"GET": _A.list_options}),
    # 2.0 documents the option list without a project (seed); dropped by TFS 2018
    Route("options", "build/options", {"GET": _A.list_options}, project=False, until=(3, 2)),
    Route("settings", "build/settings", {"GET": _S.get_settings}),
    Route("settings", "build/settings", {"GET": _S.get_settings}, project=False, until=(4, 1)),
    Route(
        "general_settings",
        "build/generalsettings",
        {"GET": _A.get_general_settings, "PATCH": _A.patch_general_settings},
    ),
    Route(
        "builds",
        "build/builds",
        {"GET": build_listing.list_builds, "POST": builds.queue_build, "PATCH": builds.patch_builds},
    ),
    Route(
        "builds",
        _BUILD,
        {"GET": builds.get_build, "PATCH": builds.patch_build, "DELETE": builds.delete_build},
    ),
    Route("build_leases", _BUILD + "/leases", {"GET": leases.build_leases}),
    Route(
        "build_tags",
        _BUILD + "/tags",
        {"GET": build_tags.get_tags, "POST": build_tags.add_tags, "PATCH": build_tags.patch_tags},
    ),
    Route("build_tags", _BUILD + "/tags/{*tag}", {"PUT": build_tags.put_tag, "DELETE": build_tags.delete_tag}),
    Route("artifacts", _BUILD + "/artifacts", {"GET": artifacts.get_artifacts, "POST": artifacts.create_artifact}),
    Route("artifacts", _BUILD + "/artifacts/{artifactName}", {"GET": artifacts.get_artifacts}),
    Route("run_artifacts", "pipelines/{pipelineId}/runs/{runId}/artifacts", {"GET": artifacts.run_artifact}),
    Route("containers", "resources/containers", {"GET": containers.query_containers}, project=False),
    Route(
        "containers",
        "resources/containers/{containerId}/{*itemPath}",
        {"GET": containers.get_items, "PUT": uploads.put_item, "DELETE": containers.delete_item},
        project=False,
    ),
    Route("project_tags", "build/tags", {"GET": build_tags.project_tags}),
    Route("project_tags", "build/tags/{*tag}", {"DELETE": build_tags.delete_project_tag}),
    Route(
        "leases",
        "build/retention/leases",
        {"GET": leases.list_leases, "POST": leases.add_leases, "DELETE": leases.delete_leases},
    ),
    Route("leases", "build/retention/leases/{leaseId}", {"GET": leases.get_lease, "PATCH": leases.update_lease}),
    Route("build_queues", "build/queues", {"GET": _L.list_build_queues}, project=False),
    Route("source_providers", "sourceproviders", {"GET": _A.source_providers}),
    Route("source_repositories", "sourceproviders/{providerName}/repositories", {"GET": _A.source_repositories}),
    Route("projects", "projects", {"GET": _L.list_projects}, project=False),
    Route("projects", "projects/{projectId}", {"GET": _L.get_project}, project=False),
    Route("git_repositories", "git/repositories", {"GET": _L.list_repositories}, any_scope=True),
    Route("git_repositories", "git/repositories/{repositoryId}", {"GET": _L.get_repository}, any_scope=True),
    Route("queues", "distributedtask/queues", {"GET": _L.list_queues}),
    Route("queues", "distributedtask/queues/{queueId}", {"GET": _L.get_queue}),
    Route("pools", "distributedtask/pools", {"GET": _L.list_pools}, project=False),
    Route("pools", "distributedtask/pools/{poolId}", {"GET": _L.get_pool}, project=False),
    Route("tasks", "distributedtask/tasks", {"GET": _L.list_tasks}, project=False),
    Route("tasks", "distributedtask/tasks/{taskId}", {"GET": _L.list_tasks}, project=False),
    Route("tasks", "distributedtask/tasks/{taskId}/{versionString}", {"GET": _L.get_task}, project=False),
    Route("task_groups", "distributedtask/taskgroups", {"GET": _L.list_task_groups}),
    Route("task_groups", "distributedtask/taskgroups/{taskGroupId}", {"GET": _L.list_task_groups}),
    Route("variable_groups", "distributedtask/variablegroups", {"GET": _L.list_variable_groups}),
    Route("variable_groups", "distributedtask/variablegroups/{groupId}", {"GET": _L.get_variable_group}),
    Route("old_endpoints", "distributedtask/serviceendpoints", {"GET": _L.list_endpoints}),
    Route("old_endpoints", "distributedtask/serviceendpoints/{endpointId}", {"GET": _L.get_endpoint}),
    Route("endpoints", "serviceendpoint/endpoints", {"GET": _L.list_endpoints}),
    Route("endpoints", "serviceendpoint/endpoints/{endpointId}", {"GET": _L.get_endpoint}),
    Route("resource_areas", "resourceareas", {"GET": _A.resource_areas}, project=False),
    Route("connection_data", "connectiondata", {"GET": _A.connection_data}, project=False),
)


@dataclass(frozen=True)
class Match:
    route: Route
    handler: Handler
    args: dict[str, str]
    missing_project: bool


def find(profile: Profile, segments: list[str], has_project: bool, verb: str) -> Match:
    """The handler for the segments after `_apis`. Raises NoRoute or WrongVerb."""
    wrong_verb = False
    for route in ROUTES:
        if not route.location.on(profile) or profile.newest > route.until:
            continue
        args = route.match(segments)
        if args is None or (has_project and not route.project and not route.any_scope):
            continue
        missing = not has_project and route.project and not route.any_scope
        if missing and _without_project(profile, segments):
            continue
        if verb in route.verbs:
            return Match(route, route.verbs[verb], args, missing)
        wrong_verb = True
    if wrong_verb:
        raise WrongVerb()
    raise NoRoute()


def _without_project(profile: Profile, segments: list[str]) -> bool:
    """Whether the product also has the route at the collection."""
    routes = (route for route in ROUTES if not route.project and route.location.on(profile))
    return any(profile.newest <= route.until and route.match(segments) is not None for route in routes)
