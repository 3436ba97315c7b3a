# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import InvalidRequestError, VersionError
from ansible_collections.azdo.pipelines.plugins.module_utils._route import (
    Route,
    api_version_for,
    is_project_scoped,
    location_table,
    offers,
    pick,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion


def v(text: str) -> ApiVersion:
    return ApiVersion.parse(text)


def entry(route: Route, first: str, last: str, released: str, template: str = "") -> dict[str, Any]:
    return {
        "id": route.location_id.upper(),
        "minVersion": first,
        "maxVersion": last,
        "releasedVersion": released,
        "routeTemplate": template,
    }


@pytest.mark.parametrize(
    ("route", "arguments", "path"),
    [
        (routes.DEFINITIONS, (), "_apis/build/definitions"),
        (routes.DEFINITIONS, (12,), "_apis/build/definitions/12"),
        (routes.DEFINITIONS, (None,), "_apis/build/definitions"),
        (routes.DEFINITIONS, {"definition_id": 12}, "_apis/build/definitions/12"),
        (routes.DEFINITION_REVISIONS, (12,), "_apis/build/definitions/12/revisions"),
        (routes.DEFINITION_TAGS, (12, "a/b c"), "_apis/build/definitions/12/tags/a%2Fb%20c"),
        (routes.FOLDERS, ("\\team\\ünï",), "_apis/build/folders/%5Cteam%5C%C3%BCn%C3%AF"),
        (routes.FOLDERS, ("..\\x",), "_apis/build/folders/..%5Cx"),
        (routes.TASKS, ("id", "1.2"), "_apis/distributedtask/tasks/id/1.2"),
        (routes.GIT_REPOSITORIES, (".NET 100%",), "_apis/git/repositories/.NET%20100%25"),
        (routes.CONNECTION_DATA, (), "_apis/connectionData"),
    ],
)
def test_paths(route: Route, arguments: Any, path: str) -> None:
    assert route.path(arguments) == path


@pytest.mark.parametrize("value", ["", " ", ".", ".."])
def test_a_segment_that_leads_elsewhere_is_refused(value: str) -> None:
    with pytest.raises(InvalidRequestError, match=r"repository id .* cannot be part of a URL"):
        routes.GIT_REPOSITORIES.path([value])


@pytest.mark.parametrize(
    ("route", "arguments"),
    [
        (routes.DEFINITION_REVISIONS, ()),
        (routes.DEFINITIONS, (1, 2)),
        (routes.DEFINITIONS, {"id": 1}),
        (routes.DEFINITION_TAGS, {"tag": "x"}),
    ],
)
def test_wrong_arguments_are_errors_of_the_caller(route: Route, arguments: Any) -> None:
    with pytest.raises(TypeError, match=route.name):
        route.path(arguments)


# Annex A of api-facts: `rel` is the plain number, `p.N` needs -preview.
@pytest.mark.parametrize(
    ("route", "base", "expected"),
    [
        (routes.DEFINITIONS, "2.0", "2.0"),
        (routes.DEFINITIONS, "3.2", "3.2"),
        (routes.DEFINITIONS, "5.2", "5.2-preview"),
        (routes.DEFINITIONS, "6.1", "6.1-preview"),
        (routes.DEFINITIONS, "7.1", "7.1"),
        (routes.DEFINITIONS, "7.2", "7.2-preview"),
        (routes.DEFINITIONS, "7.2-preview.8", "7.2-preview.8"),
        (routes.DEFINITIONS, "7.1-preview.7", "7.1-preview.7"),
        (routes.DEFINITION_REVISIONS, "7.2-preview.8", "7.2-preview"),
        (routes.DEFINITION_REVISIONS, "7.1-preview.7", "7.1"),
        (routes.DEFINITION_TAGS, "4.1", "4.1-preview"),
        (routes.DEFINITION_TAGS, "6.0", "6.0-preview"),
        (routes.DEFINITION_TAGS, "7.0", "7.0"),
        (routes.DEFINITION_PROPERTIES, "6.0", "6.0-preview"),
        (routes.DEFINITION_PROPERTIES, "7.1", "7.1"),
        (routes.DEFINITION_TEMPLATES, "4.1", "4.1"),
        (routes.FOLDERS, "4.1", "4.1-preview"),
        (routes.FOLDERS, "7.1", "7.1-preview"),
        (routes.GENERAL_SETTINGS, "6.0", "6.0-preview"),
        (routes.GENERAL_SETTINGS, "7.0", "7.0"),
        (routes.RETENTION_LEASES, "6.0", "6.0-preview"),
        (routes.RETENTION_LEASES, "7.1", "7.1"),
        (routes.BUILD_OPTIONS, "2.0", "2.0"),
        (routes.BUILDS, "7.1", "7.1"),
        (routes.ARTIFACTS, "5.0", "5.0"),
        # A route that ended is asked for its last version.
        (routes.BUILD_QUEUES, "2.0", "2.0"),
        (routes.BUILD_QUEUES, "7.1", "2.3"),
        (routes.SERVICE_ENDPOINTS_OLD, "3.2", "3.2-preview"),
        (routes.SERVICE_ENDPOINTS_OLD, "7.1", "5.0-preview"),
        (routes.CONNECTION_DATA, "7.1", "7.1-preview"),
        (routes.PROJECTS, "2.0", "2.0"),
        (routes.QUEUES, "7.1", "7.1-preview"),
        (routes.TASKS, "2.0", "2.0-preview"),
        (routes.GIT_REPOSITORIES, "7.1", "7.1"),
    ],
    ids=lambda value: value.name if isinstance(value, Route) else str(value),
)
def test_api_versions_without_a_location_table(route: Route, base: str, expected: str) -> None:
    assert api_version_for(route, v(base)) == expected


@pytest.mark.parametrize(
    ("listed", "base", "expected"),
    [
        (("1.0", "6.0", "6.0"), "6.0", "6.0"),
        (("1.0", "6.0", "5.1"), "6.0", "6.0-preview"),
        (("1.0", "5.0", "5.0"), "6.0", "5.0"),
        (("1.0", "5.0", "0.0"), "6.0", "5.0-preview"),
        (("1.0", "7.2", "7.1"), "7.2", "7.2-preview"),
        (("1.0", "7.2", "7.2"), "7.2", "7.2"),
    ],
)
def test_the_servers_own_word_counts(listed: tuple[str, str, str], base: str, expected: str) -> None:
    table = location_table([entry(routes.DEFINITION_TAGS, *listed)])
    assert api_version_for(routes.DEFINITION_TAGS, v(base), table) == expected


def test_a_route_that_the_server_is_too_old_for_names_the_first_product_with_it() -> None:
    with pytest.raises(VersionError) as caught:
        api_version_for(routes.GENERAL_SETTINGS, v("5.0"))
    assert "general settings needs api-version 6.0 (Azure DevOps Server 2020) or newer" in caught.value.message
    assert "this run uses 5.0 (Azure DevOps Server 2019)" in caught.value.message


def test_a_route_that_the_server_offers_later_than_asked() -> None:
    table = location_table([entry(routes.DEFINITION_TAGS, "5.0", "6.0", "6.0")])
    with pytest.raises(VersionError, match=r"needs api-version 5\.0"):
        api_version_for(routes.DEFINITION_TAGS, v("4.1"), table)


def test_location_table_leaves_out_what_it_does_not_understand() -> None:
    good = entry(routes.DEFINITIONS, "1.0", "7.2", "7.1", "{project}/_apis/x")
    bad: list[Any] = [{}, {"id": "x"}, {**good, "id": "other", "maxVersion": "new"}, "text", None]
    table = location_table([*bad, good])
    assert list(table) == [routes.DEFINITIONS.location_id]
    location = routes.DEFINITIONS.locate(table)
    assert location is not None
    assert (location.first, location.last, location.released) == (v("1.0"), v("7.2"), v("7.1"))


def test_pick_by_version() -> None:
    candidates = (routes.SERVICE_ENDPOINTS, routes.SERVICE_ENDPOINTS_OLD)
    assert pick(candidates, v("7.1")) is routes.SERVICE_ENDPOINTS
    assert pick(candidates, v("4.1")) is routes.SERVICE_ENDPOINTS
    assert pick(candidates, v("4.0")) is routes.SERVICE_ENDPOINTS_OLD
    assert pick((routes.BUILD_QUEUES, routes.QUEUES), v("2.0")) is routes.BUILD_QUEUES
    assert pick((routes.BUILD_QUEUES, routes.QUEUES), v("3.0")) is routes.QUEUES


def test_pick_by_what_the_server_lists() -> None:
    table = location_table([entry(routes.QUEUES, "2.0", "3.2", "0.0")])
    assert pick((routes.BUILD_QUEUES, routes.QUEUES), v("2.0"), table) is routes.QUEUES
    with pytest.raises(VersionError):
        pick([routes.VARIABLE_GROUPS], v("3.2"), table)


def test_an_older_location_id_is_found() -> None:
    old = {**entry(routes.SERVICE_ENDPOINTS_OLD, "1.0", "3.0", "0.0"), "id": "CA373C13-FEC3-4B30-9525-35A117731384"}
    table = location_table([old])
    assert offers(routes.SERVICE_ENDPOINTS_OLD, v("2.0"), table)
    assert api_version_for(routes.SERVICE_ENDPOINTS_OLD, v("2.0"), table) == "2.0-preview"


def test_pick_after_a_route_ended() -> None:
    with pytest.raises(VersionError, match=r"build queues ended with api-version 2\.3"):
        pick([routes.BUILD_QUEUES], v("4.1"))


@pytest.mark.parametrize(
    ("template", "base", "server", "expected"),
    [
        (None, "2.0", True, False),
        (None, "4.1", True, True),
        (None, "2.0", False, True),
        ("_apis/{area}/{resource}", "4.1", True, False),
        ("{Project}/_apis/{area}/{resource}", "2.0", True, True),
    ],
)
def test_build_options_moved_into_the_project(template: str | None, base: str, server: bool, expected: bool) -> None:
    table = None if template is None else location_table([entry(routes.BUILD_OPTIONS, "2.0", "4.1", "4.1", template)])
    assert is_project_scoped(routes.BUILD_OPTIONS, v(base), table, server=server) is expected


def test_other_routes_stay_where_they_are() -> None:
    assert is_project_scoped(routes.DEFINITIONS, v("2.0"), None, server=True)
    assert not is_project_scoped(routes.PROJECTS, v("7.1"), None, server=True)


def test_the_table_is_sound() -> None:
    identifiers = [route.location_id for route in routes.ROUTES.values()]
    assert len(set(identifiers)) == len(identifiers)
    for name, route in routes.ROUTES.items():
        assert name == route.name
        assert route.scope in {"project", "collection"}
        assert route.location_id == route.location_id.lower()
        assert route.released is None or route.first <= route.released or route.released == v("7.0")
