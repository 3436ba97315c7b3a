# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table that `OPTIONS _apis` answers, per product (api-facts Annex A and B, toolchain §7).

`released` is the first version in which the resource left preview; None means that it never did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .profiles import Profile
from .versions import Pair, dotted


@dataclass(frozen=True)
class Location:
    key: str
    id: str
    area: str
    resource: str
    template: str
    resource_version: int
    min: Pair
    released: Pair | None
    max: Pair = (99, 0)

    def on(self, profile: Profile) -> bool:
        return self.min <= profile.newest

    def newest(self, profile: Profile) -> Pair:
        return min(self.max, profile.newest)

    def newest_released(self, profile: Profile) -> Pair:
        """The newest released version on that product; (0, 0) when there is none."""
        if self.released is None or self.released > profile.released:
            return (0, 0)
        return min(self.max, profile.released)

    def describe(self, profile: Profile) -> dict[str, Any]:
        return {
            "id": self.id,
            "area": self.area,
            "resourceName": self.resource,
            "routeTemplate": self.template,
            "resourceVersion": self.resource_version,
            "minVersion": dotted(self.min),
            "maxVersion": dotted(self.newest(profile)),
            "releasedVersion": dotted(self.newest_released(profile)),
        }


_P = "{project}/_apis/{area}/"
_D = "{project}/_apis/{area}/definitions/{definitionId}/{resource}"
_SP = "{project}/_apis/sourceProviders/{providerName}/{resource}"

_ROWS: tuple[tuple[Any, ...], ...] = (
    # key, id, area, resource, template, resource version, first version, released since[, last version]
    (
        "definitions",
        "dbeaf647-6167-421a-bda9-c9327b25e2e6",
        "Build",
        "Definitions",
        "{project}/_apis/build/{resource}/{definitionId}",
        7,
        (1, 0),
        (1, 0),
    ),
    ("revisions", "7c116775-52e5-453e-8c5d-914d9762d8c4", "build", "revisions", _D, 3, (2, 0), (2, 0)),
    (
        "templates",
        "e884571e-7f92-4d6a-9274-3f5649900835",
        "build",
        "templates",
        "{project}/_apis/{area}/definitions/{resource}/{templateId}",
        3,
        (2, 0),
        (2, 0),
    ),
    ("definition_properties", "d9826ad7-2a68-46a9-a6e9-677698777895", "build", "properties", _D, 1, (3, 2), (7, 0)),
    (
        "definition_tags",
        "cb894432-134a-4d31-a839-83beceaace4b",
        "build",
        "tags",
        "{project}/_apis/{area}/definitions/{DefinitionId}/{resource}/{*tag}",
        3,
        (3, 1),
        (7, 0),
    ),
    ("definition_yaml", "7c3df3a1-7e51-4150-8cf7-540347f8697f", "build", "yaml", _D, 1, (6, 0), (7, 0)),
    ("definition_metrics", "d973b939-0ce0-4fec-91d8-da3940fa1827", "build", "Metrics", _D, 1, (3, 0), None),
    ("definition_resources", "ea623316-1967-45eb-89ab-e9e6110cf2d6", "build", "resources", _D, 1, (5, 0), None),
    ("folders", "a906531b-d2da-4f55-bda7-f3e676cc50d9", "build", "folders", _P + "{resource}/{*path}", 2, (3, 0), None),
    ("options", "591cb5a4-2d46-4f3a-a697-5cd42b6bd332", "build", "options", _P + "{resource}", 2, (2, 0), (2, 0)),
    (
        "general_settings",
        "c4aefd19-30ff-405b-80ad-aca021e7242a",
        "build",
        "generalSettings",
        _P + "{resource}",
        1,
        (6, 0),
        (7, 0),
    ),
    ("settings", "aa8c1c9c-ef8b-474a-b8c4-785c7b191d0d", "build", "settings", _P + "{resource}", 1, (2, 0), (2, 0)),
    (
        "builds",
        "0cd358e1-9217-4d94-8269-1c1ee6f93dcf",
        "Build",
        "Builds",
        "{project}/_apis/build/{resource}/{buildId}",
        7,
        (1, 0),
        (1, 0),
    ),
    (
        "build_leases",
        "3da19a6a-f088-45c4-83ce-2ad3a87be6c4",
        "build",
        "buildleases",
        _P + "builds/{buildId}/leases",
        1,
        (6, 1),
        (7, 0),
    ),
    (
        "build_tags",
        "6e6114b2-8161-44c8-8f6c-c5505782427f",
        "build",
        "tags",
        _P + "builds/{buildId}/{resource}/{*tag}",
        3,
        (2, 0),
        (2, 0),
    ),
    (
        "project_tags",
        "d84ac5c6-edc7-43d5-adc9-1b34be5dea09",
        "build",
        "tags",
        _P + "{resource}/{*tag}",
        3,
        (2, 0),
        (2, 0),
    ),
    (
        "artifacts",
        "1db06c96-014e-44e1-ac91-90b2d4b3e984",
        "build",
        "artifacts",
        _P + "builds/{buildId}/{resource}/{artifactName}",
        5,
        (2, 0),
        (2, 0),
    ),
    (
        "containers",
        "e4f5c81e-e250-447b-9fef-bd48471bea5e",
        "Container",
        "Containers",
        "_apis/resources/{resource}/{containerId}/{*itemPath}",
        4,
        (1, 0),
        None,
    ),
    (
        "run_artifacts",
        "85023071-bd5e-4438-89b0-2a5bf362a19d",
        "Pipelines",
        "artifacts",
        "{project}/_apis/{area}/{pipelineId}/runs/{runId}/{resource}",
        1,
        (5, 2),
        (7, 1),
    ),
    (
        "leases",
        "272051e4-9af1-45b5-ae22-8d960a5539d4",
        "build",
        "leases",
        _P + "retention/{resource}/{*leaseId}",
        2,
        (6, 0),
        (7, 0),
    ),
    (
        "build_queues",
        "09f2a4b8-08c9-4991-85c3-d698937568be",
        "Build",
        "Queues",
        "_apis/build/{resource}/{controllerId}",
        2,
        (1, 0),
        (1, 0),
        (2, 3),
    ),
    (
        "source_providers",
        "3ce81729-954f-423d-a581-9fea01d25186",
        "build",
        "sourceProviders",
        "{project}/_apis/{resource}",
        1,
        (4, 1),
        (7, 0),
    ),
    ("source_repositories", "d44d1680-f978-4834-9b93-8c6e132329c9", "build", "repositories", _SP, 1, (4, 1), (7, 0)),
    (
        "projects",
        "603fe2ac-9723-48b9-88ad-09305aa6c6e1",
        "core",
        "projects",
        "_apis/{resource}/{*projectId}",
        4,
        (1, 0),
        (1, 0),
    ),
    (
        "git_repositories",
        "225f7195-f9c7-4d14-ab28-a83f7ff77e1f",
        "git",
        "repositories",
        "{project}/_apis/{area}/{resource}/{repositoryId}",
        1,
        (1, 0),
        (1, 0),
    ),
    (
        "queues",
        "900fa995-c559-4923-aae7-f8424fe4fbea",
        "distributedtask",
        "queues",
        "{project}/_apis/{area}/{resource}/{queueId}",
        1,
        (3, 0),
        None,
    ),
    (
        "pools",
        "a8c47e17-4d56-4a56-92bb-de7ea7dc65be",
        "distributedtask",
        "pools",
        "_apis/{area}/{resource}/{poolId}",
        1,
        (1, 0),
        None,
    ),
    (
        "tasks",
        "60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd",
        "distributedtask",
        "tasks",
        "_apis/{area}/{resource}/{taskId}/{versionString}",
        1,
        (1, 0),
        None,
    ),
    (
        "task_groups",
        "6c08ffbf-dbf1-4f9a-94e5-a1cbd47005e7",
        "distributedtask",
        "taskgroups",
        "{project}/_apis/{area}/{resource}/{taskGroupId}",
        1,
        (3, 0),
        None,
    ),
    (
        "variable_groups",
        "f5b09dd5-9d54-45a1-8b5a-1c8287d634cc",
        "distributedtask",
        "variablegroups",
        "{project}/_apis/{area}/{resource}/{groupId}",
        2,
        (3, 2),
        None,
    ),
    (
        "old_endpoints",
        "dca61d2f-3444-410a-b5ec-db2fc4efb4c5",
        "distributedtask",
        "serviceendpoints",
        "{project}/_apis/{area}/{resource}/{endpointId}",
        2,
        (2, 0),
        None,
    ),
    (
        "endpoints",
        "e85f1c62-adfc-4b74-b618-11a150fb195e",
        "serviceendpoint",
        "endpoints",
        "{project}/_apis/{area}/{resource}/{endpointId}",
        4,
        (4, 0),
        (7, 0),
    ),
    (
        "resource_areas",
        "e81700f7-3be2-46de-8624-2eb35882fcaa",
        "Location",
        "ResourceAreas",
        "_apis/{resource}/{areaId}",
        1,
        (1, 0),
        None,
    ),
    (
        "connection_data",
        "00d9565f-ed9c-4a06-9a50-00e7896ccab4",
        "Location",
        "ConnectionData",
        "_apis/{resource}",
        1,
        (1, 0),
        None,
    ),
)

LOCATIONS: dict[str, Location] = {row[0]: Location(*row) for row in _ROWS}

# What a server answers above its collections.
HOST_LEVEL = ("resource_areas", "connection_data")
