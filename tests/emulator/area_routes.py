# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests about the server itself: areas, connection data, options, settings, source providers."""

from __future__ import annotations

from typing import Any

from .call import Answer, Call
from .errors import ServiceError
from .locations import HOST_LEVEL, LOCATIONS
from .lookups import wrapped
from .normalise import REPOSITORY_TYPES
from .options import offered
from .profiles import Profile
from .state import Collection

GENERAL_SETTINGS = (
    "enforceReferencedRepoScopedToken",
    "disableClassicPipelineCreation",
    "disableClassicBuildPipelineCreation",
    "disableClassicReleasePipelineCreation",
    "forkProtectionEnabled",
    "buildsEnabledForForks",
    "enforceJobAuthScopeForForks",
    "enforceNoAccessToSecretsFromForks",
    "isCommentRequiredForPullRequest",
    "requireCommentsForNonTeamMembersOnly",
    "requireCommentsForNonTeamMemberAndNonContributors",
    "enableShellTasksArgsSanitizing",
    "enableShellTasksArgsSanitizingAudit",
    "enforceJobAuthScope",
    "enforceJobAuthScopeForReleases",
    "enforceSettableVar",
    "auditEnforceSettableVar",
    "publishPipelineMetadata",
    "statusBadgesArePrivate",
)


def location_table(profile: Profile, area: str | None = None, host_level: bool = False) -> dict[str, Any]:
    """The answer to OPTIONS: resources that the product has, of one area if given."""
    rows = [
        item.describe(profile)
        for key, item in LOCATIONS.items()
        if item.on(profile)
        and (area is None or item.area.lower() == area.lower())
        and (not host_level or key in HOST_LEVEL)
    ]
    return {"count": len(rows), "value": rows}


def resource_areas(call: Call) -> Answer:
    """Empty, as on a server: clients then stay on the collection's URL (toolchain §7)."""
    return Answer({"count": 0, "value": []})


def connection_data(call: Call) -> Answer:
    person = call.person
    user = {
        "id": person.id,
        "descriptor": f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{person.unique_name}",
        "subjectDescriptor": "msa." + person.id.replace("-", ""),
        "providerDisplayName": person.name,
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": person.unique_name}},
        "resourceVersion": 2,
        "metaTypeId": 0,
    }
    collection: Collection = call.collection
    return Answer(
        {
            "authenticatedUser": user,
            "authorizedUser": user,
            "instanceId": collection.id,
            "deploymentId": collection.id,
            "deploymentType": "hosted" if collection.profile.hosted else "onPremises",
            "locationServiceData": {
                "serviceOwner": "00025394-6065-48ca-87d9-7f5672854ef7",
                "defaultAccessMappingMoniker": "PublicAccessMapping",
                "lastChangeId": 1,
                "lastChangeId64": 1,
            },
        }
    )


def list_options(call: Call) -> Answer:
    return wrapped(offered(call.collection.profile))


def source_providers(call: Call) -> Answer:
    providers = [
        {
            "name": name,
            "supportedTriggers": [
                {"type": "continuousIntegration", "supportedCapabilities": {"branchFilters": "supported"}},
                {"type": "schedule", "supportedCapabilities": {"branchFilters": "supported"}},
            ],
            "supportedCapabilities": {"yamlDefinition": name in ("TfsGit", "GitHub", "GitHubEnterprise", "Bitbucket")},
        }
        for name in REPOSITORY_TYPES
    ]
    return wrapped(providers)


def source_repositories(call: Call) -> Answer:
    """`providers/{name}/repositories`: the project's own repositories; of hosted sources none are known here."""
    provider = call.args["providerName"].lower()
    if provider not in {name.lower() for name in REPOSITORY_TYPES}:
        raise ServiceError(404, "ExternalSourceProviderException", f"The source provider {provider} was not found.")
    rows = []
    if provider == "tfsgit":
        for item in call.collection.repositories:
            if item.project_id == call.project.id:
                url = call.links.repository_url(item)
                rows.append(
                    {
                        "id": item.id,
                        "name": item.name,
                        "fullName": item.name,
                        "url": url,
                        "sourceProviderName": "TfsGit",
                        "defaultBranch": item.default_branch,
                        "properties": {"cloneUrl": url},
                    }
                )
    return Answer({"repositories": rows, "totalPageCount": 1, "pageLength": len(rows), "continuationToken": None})


def get_general_settings(call: Call) -> Answer:
    return Answer({name: call.project.general_settings.get(name, False) for name in GENERAL_SETTINGS})


def patch_general_settings(call: Call) -> Answer:
    """Only the settings that are sent change."""
    given = {name.lower(): value for name, value in call.object("newSettings").items()}
    for name in GENERAL_SETTINGS:
        if isinstance(given.get(name.lower()), bool):
            call.project.general_settings[name] = given[name.lower()]
    return get_general_settings(call)
