# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Negotiation of the api-version, discovery, and the errors (api-facts §1.2, §3.2)."""

from __future__ import annotations

import pytest
import requests
from conftest import NEWEST, PAT, MakeClient, yaml_definition


@pytest.mark.parametrize("profile", list(NEWEST))
def test_discovery_tells_the_versions(client: MakeClient, profile: str) -> None:
    here = client(profile)
    rows = here.ok("OPTIONS", "_apis", version=None)["value"]
    definitions = next(row for row in rows if row["id"] == "dbeaf647-6167-421a-bda9-c9327b25e2e6")
    assert definitions["area"] == "Build"
    assert definitions["resourceName"] == "Definitions"
    assert definitions["releasedVersion"] == NEWEST[profile]
    assert definitions["maxVersion"] == ("7.2" if profile == "services" else NEWEST[profile])
    folders = [row for row in rows if row["resourceName"] == "folders"]
    assert [row["releasedVersion"] for row in folders] == ([] if profile == "tfs2015" else ["0.0"])
    of_definitions = "cb894432-134a-4d31-a839-83beceaace4b"
    tags = [row["releasedVersion"] for row in rows if row["id"] == of_definitions]
    assert tags == {"tfs2015": [], "server2022": ["7.1"], "services": ["7.1"]}.get(profile, ["0.0"])
    containers = [row["releasedVersion"] for row in rows if row["resourceName"] == "Containers"]
    assert containers == ["0.0"]


def test_discovery_of_one_area(client: MakeClient) -> None:
    rows = client("services").ok("OPTIONS", "_apis/Build", version=None)["value"]
    assert {row["area"].lower() for row in rows} == {"build"}
    assert len(rows) > 10
    location = client("services").ok("OPTIONS", "_apis/Location", version=None)["value"]
    assert "e81700f7-3be2-46de-8624-2eb35882fcaa" in [row["id"] for row in location]


def test_the_server_above_its_collections_answers_discovery(client: MakeClient) -> None:
    """The Python client looks there too (toolchain §7); no build area lives there."""
    here = client("server2019", path="/tfs/Some Collection")
    root = here.url.rpartition("/")[0]
    answer = requests.options(f"{root}/_apis", auth=("", PAT), timeout=10)
    assert {row["area"] for row in answer.json()["value"]} == {"Location"}
    missing = requests.get(f"{root}/P/_apis/build/definitions?api-version=5.0", auth=("", PAT), timeout=10)
    assert missing.status_code == 404
    assert missing.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["_apis/resourceAreas", "_apis/connectionData"])
def test_areas_and_connection_data(client: MakeClient, path: str) -> None:
    here = client("server2022")
    assert here.send("GET", path).status_code == 400
    data = here.ok("GET", path, version="7.1-preview.1")
    assert data == {"count": 0, "value": []} or data["authenticatedUser"]["id"] == data["authorizedUser"]["id"]


def test_version_from_accept_and_from_the_query(client: MakeClient) -> None:
    here = client("services")
    by_accept = here.send("GET", "build/definitions", version="5.1")
    assert by_accept.headers["Content-Type"] == "application/json; charset=utf-8; api-version=5.1"
    by_query = here.send("GET", "build/definitions?api-version=7.2-preview.8", version=None)
    assert by_query.headers["Content-Type"] == "application/json; charset=utf-8; api-version=7.2-preview.8"


def test_missing_version(client: MakeClient) -> None:
    here = client("services")
    status, key, message = here.refused("POST", "build/definitions", yaml_definition(), version=None)
    assert (status, key) == (400, "VssVersionNotSpecifiedException")
    assert message.startswith('No api-version was supplied for the "POST" request.')
    assert here.send("GET", "build/definitions", version=None).status_code == 200


@pytest.mark.parametrize("version", ["x", "7", "7.1-beta", "7.1-preview.x"])
def test_malformed_version(client: MakeClient, version: str) -> None:
    status, key, message = client("services").refused("GET", "build/definitions", version=version)
    assert (status, key) == (400, "VssInvalidApiResourceVersionException")
    assert message == (
        f'Invalid api version string: "{version}". Api version string must be in the format: '
        "{Major}.{Minor}[-preview[.{ResourceVersion}]]."
    )


@pytest.mark.parametrize("profile", [name for name in NEWEST if name != "services"])
def test_version_above_the_server(client: MakeClient, profile: str) -> None:
    assert client(profile).refused("GET", "build/definitions", version="7.2-preview.8") == (
        400,
        "VssVersionOutOfRangeException",
        (
            "The requested REST API version of 7.2 is out of range for this server. The latest REST API version this "
            f"server supports is {NEWEST[profile]}."
        ),
    )


def test_version_outside_the_range_of_a_route(client: MakeClient) -> None:
    """api-facts Annex B: Queues 1.0 to 2.3"""
    here = client("services")
    assert here.ok("GET", "_apis/build/queues", version="2.3")["value"][0]["name"] == "Default"
    status, key, message = here.refused("GET", "_apis/build/queues", version="3.0")
    assert (status, key) == (400, "VssVersionOutOfRangeException")
    assert "matched route _apis/build/" in message


def test_preview_needs_its_flag(client: MakeClient) -> None:
    here = client("services")
    assert here.refused("GET", "build/folders", version="7.1") == (
        400,
        "VssInvalidPreviewVersionException",
        (
            'The requested version "7.1" of the resource is under preview. The -preview flag must be supplied in the '
            'api-version for such requests. For example: "7.1-preview"'
        ),
    )
    for version in ("7.1-preview", "7.1-preview.2"):
        assert here.send("GET", "build/folders", version=version).status_code == 200
    assert here.send("GET", "build/definitions", version="7.2").status_code == 400
    assert here.send("GET", "build/definitions", version="7.1-preview.7").status_code == 200


def test_tags_left_preview_with_7_0(client: MakeClient) -> None:
    """api-facts Annex A"""
    for profile, version, status in (("server2020", "6.0", 400), ("server2022", "7.0", 200)):
        here = client(profile)
        number = here.create(yaml_definition())["id"]
        assert here.send("GET", f"build/definitions/{number}/tags", version=version).status_code == status


def test_unknown_route_is_plain_text(client: MakeClient) -> None:
    answer = client("services").send("GET", "build/nonsense")
    message = "The controller for path '{}' was not found or does not implement IController."
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    path = requests.utils.urlparse(answer.url).path
    assert answer.text == message.format(path)
    assert answer.headers["X-TFS-ServiceError"].startswith("The%20controller%20for%20path%20%27%2F")


def test_wrong_verb(client: MakeClient) -> None:
    answer = client("services").send("POST", "build/definitions/1/revisions", {})
    assert answer.status_code == 405
    message = "The requested resource does not support http method 'POST'."
    assert answer.json() == {"count": 1, "value": {"Message": message}}


@pytest.mark.parametrize(
    ("profile", "path"),
    [
        ("tfs2015", "build/folders"),
        ("tfs2015", "build/definitions/1/tags"),
        ("tfs2017", "serviceendpoint/endpoints"),
        ("tfs2018", "build/generalsettings"),
        ("server2019", "build/retention/leases"),
        ("server2019", "build/definitions/1/yaml"),
    ],
)
def test_routes_that_a_product_does_not_have(client: MakeClient, profile: str, path: str) -> None:
    """api-facts Annex A and B"""
    assert client(profile).send("GET", path).status_code == 404


def test_project_is_needed(client: MakeClient) -> None:
    status, _body, message = client("services").refused("GET", "_apis/build/definitions", version="2.0")
    assert status == 400
    assert message == "The guid specified for parameter projectId must not be Guid.Empty.\r\nParameter name: projectId"


def test_project_by_name_id_case_and_quoting(client: MakeClient) -> None:
    here = client("services")
    for name in (
        "6CE954B1-CE1F-45D1-B94D-E6BF2464BA2C",
        "fabrikam-fiber-git",
        "Ünï Project",
        "%C3%9Cn%C3%AF%20Project",
    ):
        here.project = name
        assert here.send("GET", "build/definitions").status_code == 200


def test_missing_project(client: MakeClient) -> None:
    here = client("services")
    here.project = "nope"
    status, key, message = here.refused("GET", "build/definitions")
    assert (status, key) == (404, "ProjectDoesNotExistWithNameException")
    assert message.startswith("TF200016: ")
    here.project = "8634ba98-f13c-46c4-a30c-eedc6dbeb32b"
    status, key, message = here.refused("GET", "build/definitions")
    assert (status, key) == (400, "ProjectDoesNotExistException")
    assert message.startswith("VS800075: ")


def test_unknown_collection_is_a_page(client: MakeClient) -> None:
    here = client("services")
    root = here.url.rpartition("/")[0]
    answer = requests.get(f"{root}/nobody/p/_apis/build/definitions", auth=("", PAT), timeout=10)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_collection_path_with_spaces_in_any_case(client: MakeClient) -> None:
    here = client("server2022", path="/tfs/Ünï Coll")
    made = here.create(yaml_definition())
    assert made["url"].startswith(f"{here.url}/6ce954b1")
    lower = requests.get(
        here.url.replace("/tfs/", "/TFS/").replace("Coll", "coll") + "/Fabrikam-Fiber-Git/_apis/Build/DEFINITIONS",
        auth=("", PAT),
        timeout=10,
    )
    assert lower.json()["count"] == 1


def test_headers_of_every_answer(client: MakeClient) -> None:
    """api-facts §3.4"""
    here = client("services")
    for path in ("build/definitions", "build/nonsense", "build/definitions/9"):
        answer = here.send("GET", path, headers={"X-TFS-Session": "abc"})
        assert answer.headers["ActivityId"] == answer.headers["X-VSS-E2EID"]
        assert answer.headers["X-TFS-ProcessId"]
        assert answer.headers["X-TFS-Session"] == "abc"
