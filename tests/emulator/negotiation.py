# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which api-version serves a request, and the errors when none can (api-facts §1.2)."""

from __future__ import annotations

from starlette.requests import Request

from .errors import COMMON, VSS, ServiceError
from .locations import Location
from .state import Collection
from .versions import ApiVersion, dotted, from_accept, parse


def requested(request: Request) -> str | None:
    """The api-version that a request asks for, in the query or in Accept; the query wins."""
    for name, value in request.query_params.multi_items():
        if name.lower() == "api-version":
            return value
    return from_accept(request.headers.get("accept", ""))


def negotiate(request: Request, collection: Collection, location: Location) -> ApiVersion:
    """Raises ServiceError 400 for a missing, malformed, unknown or unflagged version."""
    text = requested(request)
    if text is None:
        return _absent(request, collection, location)
    version = parse(text)
    if version is None:
        raise ServiceError(
            400,
            "VssInvalidApiResourceVersionException",
            f'Invalid api version string: "{text}". Api version string must be in the format: '
            "{Major}.{Minor}[-preview[.{ResourceVersion}]].",
            COMMON,
        )
    profile = collection.profile
    if version.pair > profile.newest:
        raise ServiceError(
            400,
            "VssVersionOutOfRangeException",
            f"The requested REST API version of {version.number} is out of range for this server. The latest REST API "
            f"version this server supports is {dotted(profile.newest)}.",
            VSS,
        )
    if not location.min <= version.pair <= location.newest(profile):
        raise ServiceError(
            400,
            "VssVersionOutOfRangeException",
            f"The request matched route {location.template}, but the requested REST API version {version.number} was "
            "outside the valid version range for this route.",
            VSS,
        )
    # how previews were asked for before there was the flag: 1.0 with res-version (SDK FileContainerHttpClient)
    old_preview = version.pair == (1, 0) and "res-version" in request.headers.get("accept", "").lower()
    if not version.preview and not old_preview and location.newest_released(profile) < version.pair:
        raise ServiceError(
            400,
            "VssInvalidPreviewVersionException",
            f'The requested version "{version.number}" of the resource is under preview. The -preview flag must be '
            f'supplied in the api-version for such requests. For example: "{version.number}-preview"',
            VSS,
        )
    return version


def _absent(request: Request, collection: Collection, location: Location) -> ApiVersion:
    if request.method != "GET":
        raise ServiceError(
            400,
            "VssVersionNotSpecifiedException",
            f'No api-version was supplied for the "{request.method}" request. The version must be supplied either as '
            'part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. '
            '"?api-version=1.0").',
            VSS,
        )
    pair = location.min
    if collection.switches["version_when_absent"] == "latest_released":
        pair = location.newest_released(collection.profile)
        if pair == (0, 0):
            pair = location.newest(collection.profile)
    # 1.0 is the XAML generation, which no product here serves
    return ApiVersion(*max(pair, (2, 0)), False, dotted(max(pair, (2, 0))))
