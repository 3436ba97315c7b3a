# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The routes that the collection uses.

Sources: api-facts §1.4, Annex A (what is preview when) and Annex B (location ids, first and last version); for the
look-ups outside the build area the cloud's own answer to OPTIONS.
"""

from __future__ import annotations

from ansible_collections.azdo.pipelines.plugins.module_utils._route import Route
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion


def _v(text: str) -> ApiVersion:
    return ApiVersion.parse(text)


# Sources differ on whether the look-up routes of distributedtask and serviceendpoint ever left preview, so `-preview`
# is always sent to them: released resources accept it too (api-facts §1.2).
ROUTES: dict[str, Route] = {
    route.name: route
    for route in (
        Route(
            "definitions",
            "build",
            "build/definitions/{definition_id?}",
            "project",
            "dbeaf647-6167-421a-bda9-c9327b25e2e6",
            first=_v("2.0"),
            released=_v("2.0"),
            # By name: an edit during the listing moves an item when the order is by date.
            query_order="definitionNameAscending",
            # TFS 2015 and 2017 document `name` and `type` only (api-facts §1.4).
            query_order_since=_v("4.0"),
            takes_pinned_resource=True,
        ),
        Route(
            "definition_revisions",
            "build",
            "build/definitions/{definition_id}/revisions",
            "project",
            "7c116775-52e5-453e-8c5d-914d9762d8c4",
            first=_v("2.0"),
            released=_v("2.0"),
        ),
        Route(
            "definition_properties",
            "build",
            "build/definitions/{definition_id}/properties",
            "project",
            "d9826ad7-2a68-46a9-a6e9-677698777895",
            first=_v("3.2"),
            released=_v("7.0"),
        ),
        Route(
            "definition_tags",
            "build",
            "build/definitions/{definition_id}/tags/{tag?}",
            "project",
            "cb894432-134a-4d31-a839-83beceaace4b",
            first=_v("3.1"),
            released=_v("7.0"),
        ),
        Route(
            "definition_templates",
            "build",
            "build/definitions/templates/{template_id?}",
            "project",
            "e884571e-7f92-4d6a-9274-3f5649900835",
            first=_v("2.0"),
            released=_v("2.0"),
        ),
        Route(
            "folders",
            "build",
            # Writes name the folder in the path up to 5.0 and in `?path=` from 5.1 on (api-facts §1.4 Folders).
            "build/folders/{path?}",
            "project",
            "a906531b-d2da-4f55-bda7-f3e676cc50d9",
            first=_v("3.0"),
        ),
        Route(
            "build_options",
            "build",
            "build/options",
            "project",
            "591cb5a4-2d46-4f3a-a697-5cd42b6bd332",
            first=_v("2.0"),
            released=_v("2.0"),
            collection_below=_v("3.0"),
        ),
        Route(
            "builds",
            "build",
            "build/builds/{build_id?}",
            "project",
            "0cd358e1-9217-4d94-8269-1c1ee6f93dcf",
            first=_v("2.0"),
            released=_v("2.0"),
            query_order="startTimeDescending",
            query_order_since=_v("4.1"),
        ),
        Route(
            "artifacts",
            "build",
            "build/builds/{build_id}/artifacts/{artifact_name?}",
            "project",
            "1db06c96-014e-44e1-ac91-90b2d4b3e984",
            first=_v("2.0"),
            released=_v("2.0"),
        ),
        Route(
            "pipeline_artifacts",
            "pipelines",
            "pipelines/{pipeline_id}/runs/{run_id}/artifacts",
            "project",
            "85023071-bd5e-4438-89b0-2a5bf362a19d",
            first=_v("6.0"),
            released=_v("7.1"),
        ),
        Route(
            "containers",
            "Container",
            # The path of an item goes into `?itemPath=`. No version ever released it (api-facts §1.2).
            "resources/Containers/{container_id?}",
            "collection",
            "e4f5c81e-e250-447b-9fef-bd48471bea5e",
            first=_v("1.0"),
        ),
        Route(
            "retention_leases",
            "build",
            "build/retention/leases/{lease_id?}",
            "project",
            "272051e4-9af1-45b5-ae22-8d960a5539d4",
            first=_v("6.0"),
            released=_v("7.0"),
        ),
        Route(
            "general_settings",
            "build",
            "build/generalsettings",
            "project",
            "c4aefd19-30ff-405b-80ad-aca021e7242a",
            first=_v("6.0"),
            released=_v("7.0"),
        ),
        Route(
            "build_queues",
            "build",
            "build/queues/{queue_id?}",
            "collection",
            "09f2a4b8-08c9-4991-85c3-d698937568be",
            first=_v("1.0"),
            last=_v("2.3"),
            released=_v("1.0"),
        ),
        Route(
            "queues",
            "distributedtask",
            "distributedtask/queues/{queue_id?}",
            "project",
            "900fa995-c559-4923-aae7-f8424fe4fbea",
            first=_v("2.0"),
        ),
        Route(
            "service_endpoints",
            "serviceendpoint",
            "serviceendpoint/endpoints/{endpoint_id?}",
            "project",
            "e85f1c62-adfc-4b74-b618-11a150fb195e",
            first=_v("4.1"),
        ),
        Route(
            "service_endpoints_before_2018_2",
            "distributedtask",
            "distributedtask/serviceendpoints/{endpoint_id?}",
            "project",
            "dca61d2f-3444-410a-b5ec-db2fc4efb4c5",
            first=_v("1.0"),
            last=_v("5.0"),
            # Listed as {scopeIdentifier} instead of {project} before 3.0.
            older_location_ids=("ca373c13-fec3-4b30-9525-35a117731384",),
        ),
        Route(
            "variable_groups",
            "distributedtask",
            "distributedtask/variablegroups/{group_id?}",
            "project",
            "f5b09dd5-9d54-45a1-8b5a-1c8287d634cc",
            first=_v("3.1"),
        ),
        Route(
            "tasks",
            "distributedtask",
            "distributedtask/tasks/{task_id?}/{version?}",
            "collection",
            "60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd",
            first=_v("1.0"),
        ),
        Route(
            "task_groups",
            "distributedtask",
            "distributedtask/taskgroups/{task_group_id?}",
            "project",
            "6c08ffbf-dbf1-4f9a-94e5-a1cbd47005e7",
            first=_v("3.0"),
        ),
        Route(
            "projects",
            "core",
            "projects/{project_id?}",
            "collection",
            "603fe2ac-9723-48b9-88ad-09305aa6c6e1",
            first=_v("1.0"),
            released=_v("1.0"),
        ),
        Route(
            "git_repositories",
            "git",
            "git/repositories/{repository_id?}",
            "project",
            "225f7195-f9c7-4d14-ab28-a83f7ff77e1f",
            first=_v("1.0"),
            released=_v("1.0"),
        ),
        Route(
            "connection_data",
            "location",
            "connectionData",
            "collection",
            "00d9565f-ed9c-4a06-9a50-00e7896ccab4",
            first=_v("1.0"),
        ),
    )
}

DEFINITIONS = ROUTES["definitions"]
DEFINITION_REVISIONS = ROUTES["definition_revisions"]
DEFINITION_PROPERTIES = ROUTES["definition_properties"]
DEFINITION_TAGS = ROUTES["definition_tags"]
DEFINITION_TEMPLATES = ROUTES["definition_templates"]
FOLDERS = ROUTES["folders"]
BUILD_OPTIONS = ROUTES["build_options"]
BUILDS = ROUTES["builds"]
ARTIFACTS = ROUTES["artifacts"]
PIPELINE_ARTIFACTS = ROUTES["pipeline_artifacts"]
CONTAINERS = ROUTES["containers"]
RETENTION_LEASES = ROUTES["retention_leases"]
GENERAL_SETTINGS = ROUTES["general_settings"]
BUILD_QUEUES = ROUTES["build_queues"]
QUEUES = ROUTES["queues"]
SERVICE_ENDPOINTS = ROUTES["service_endpoints"]
SERVICE_ENDPOINTS_OLD = ROUTES["service_endpoints_before_2018_2"]
VARIABLE_GROUPS = ROUTES["variable_groups"]
TASKS = ROUTES["tasks"]
TASK_GROUPS = ROUTES["task_groups"]
PROJECTS = ROUTES["projects"]
GIT_REPOSITORIES = ROUTES["git_repositories"]
CONNECTION_DATA = ROUTES["connection_data"]
