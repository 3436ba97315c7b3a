# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Versions, URLs and JSON of the client, on mocked HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import responses
from responses import matchers

from ansible_collections.azdo.pipelines.plugins.module_utils import _client, _requests
from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    InvalidRequestError,
    MissingLibraryError,
    NotFoundError,
    OptionError,
    ResponseError,
    VersionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import (
    CLOUD,
    SECRET,
    SERVER,
    locations,
)

DEFINITIONS = f"{CLOUD}/Fabrikam/_apis/build/definitions"
Make = Callable[..., Client]


def accepted(call: responses.Call) -> str:
    return str(call.request.headers["Accept"])


# -- versions --------------------------------------------------------------------------------------------------------


def test_the_cloud_is_not_asked_for_its_version(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7", json={"id": 7})
    cloud = client()
    assert cloud.get(routes.DEFINITIONS, 7) == {"id": 7}
    assert (cloud.product, cloud.base_url, cloud.project) == ("services", CLOUD, "Fabrikam")
    assert cloud.api_version() == cloud.server_version() == ApiVersion(7, 1)
    assert cloud.requests_made == 1
    assert accepted(server.calls[0]) == "application/json;api-version=7.1"


def test_a_server_is_asked_once(server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", json=locations())
    server.get(f"{SERVER}/Fabrikam/_apis/build/definitions/7", json={"id": 7})
    server.get(f"{SERVER}/Fabrikam/_apis/build/definitions/8", json={"id": 8})
    made = client(organization_url=f"{SERVER}/")
    made.get(routes.DEFINITIONS, 7)
    made.get(routes.DEFINITIONS, 8)
    assert made.api_version() == made.server_version() == ApiVersion(6, 0)
    assert made.product == "server"
    assert accepted(server.calls[0]) == "application/json"
    assert accepted(server.calls[1]) == "application/json;api-version=6.0"


def test_a_server_is_asked_once_by_many_threads(server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", json=locations())
    made = client(organization_url=SERVER)
    threads = [threading.Thread(target=made.api_version) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.requests_made == 1


def test_a_pinned_version_needs_no_question(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{SERVER}/Fabrikam/_apis/build/definitions", json={"count": 0, "value": []})
    made = client(organization_url=SERVER, api_version="5.1")
    assert made.api_version() == ApiVersion(5, 1)
    assert made.list(routes.DEFINITIONS) == []
    assert made.requests_made == 1
    assert accepted(server.calls[0]) == "application/json;api-version=5.1"


def test_what_the_server_offers_is_asked_also_when_a_version_is_pinned(
    server: responses.RequestsMock, client: Make
) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", json=locations())
    made = client(organization_url=SERVER, api_version="3.2")
    assert made.server_version() == made.server_version() == ApiVersion(6, 0)
    assert made.api_version() == ApiVersion(3, 2)


def test_a_server_newer_than_the_collection_is_spoken_to_as_the_collection_knows(
    server: responses.RequestsMock, client: Make
) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", json=locations(maxVersion="8.1", releasedVersion="8.0"))
    made = client(organization_url=SERVER)
    assert made.api_version() == ApiVersion(7, 1)
    assert made.server_version() == ApiVersion(8, 0)


@pytest.mark.parametrize("answer", [{"count": 0, "value": []}, {"count": 0, "value": None}, {}, [], "text"])
def test_a_url_without_a_collection_is_recognised(answer: Any, server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", "https://tfs.example.com/tfs/_apis", json=answer)
    with pytest.raises(NotFoundError) as caught:
        client(organization_url="https://tfs.example.com/tfs").api_version()
    assert caught.value.code == "collection_not_found"
    assert "https://tfs.example.com/tfs/DefaultCollection" in caught.value.hint


def test_a_server_with_xaml_builds_only_is_refused(server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", json=locations(maxVersion="1.0", releasedVersion="1.0"))
    with pytest.raises(VersionError, match="TFS 2013"):
        client(organization_url=SERVER).get(routes.DEFINITIONS, 1)


@pytest.mark.parametrize("body", ["", "The controller for path '/x' was not found or does not implement IController."])
def test_a_collection_that_is_not_there(body: str, server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", status=404, body=body, content_type="text/plain")
    with pytest.raises(NotFoundError) as caught:
        client(organization_url=SERVER).api_version()
    assert caught.value.code == "collection_not_found"
    assert "https://tfs.example.com/tfs/DefaultCollection" in caught.value.hint


def test_a_forbidden_options_says_how_to_do_without(server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", status=405)
    with pytest.raises(InvalidRequestError, match="pin api_version"):
        client(organization_url=SERVER).api_version()


def test_a_failed_question_is_asked_again(server: responses.RequestsMock, client: Make) -> None:
    server.add("OPTIONS", f"{SERVER}/_apis", status=500)
    server.add("OPTIONS", f"{SERVER}/_apis", json=locations())
    made = client(organization_url=SERVER)
    with pytest.raises(AzdoError):
        made.api_version()
    assert made.api_version() == ApiVersion(6, 0)


def test_preview_where_the_server_has_not_released(server: responses.RequestsMock, client: Make) -> None:
    table = locations()
    table["value"].append({**table["value"][0], "id": routes.FOLDERS.location_id, "releasedVersion": "0.0"})
    server.add("OPTIONS", f"{SERVER}/_apis", json=table)
    server.get(f"{SERVER}/Fabrikam/_apis/build/folders", json={"count": 0, "value": []})
    client(organization_url=SERVER).list(routes.FOLDERS)
    assert accepted(server.calls[1]) == "application/json;api-version=6.0-preview"


def test_build_options_of_tfs_2015_are_those_of_the_collection(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{SERVER}/_apis/build/options", json={"count": 0, "value": []})
    assert client(organization_url=SERVER, api_version="2.0", project=None).list(routes.BUILD_OPTIONS) == []


def test_pick(client: Make) -> None:
    cloud = client()
    assert cloud.pick("service_endpoints", routes.SERVICE_ENDPOINTS_OLD) is routes.SERVICE_ENDPOINTS
    old = client(organization_url=SERVER, api_version="3.2")
    assert old.pick(routes.SERVICE_ENDPOINTS, routes.SERVICE_ENDPOINTS_OLD) is routes.SERVICE_ENDPOINTS_OLD


# -- requests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH"])
def test_bodies_are_exact_json(verb: str, server: responses.RequestsMock, client: Make) -> None:
    body = {"ü": "a\r\n\\\ud800", "n": 1, "f": 1.5, "b": True, "z": None, "big": 2**60, "s": "007"}
    server.add(verb, f"{DEFINITIONS}/7", json={"id": 7})
    assert getattr(client(), verb.lower())(routes.DEFINITIONS, 7, body=body) == {"id": 7}
    sent = server.calls[0].request
    assert json.loads(sent.body or "") == body
    assert sent.headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_json_patch_has_its_own_type(server: responses.RequestsMock, client: Make) -> None:
    server.patch(f"{DEFINITIONS}/7/properties", json={})
    client().patch(routes.DEFINITION_PROPERTIES, 7, body=[], content_type=_client.JSON_PATCH)
    assert server.calls[0].request.headers["Content-Type"] == "application/json-patch+json; charset=utf-8"


def test_without_a_body_there_is_no_content_type(server: responses.RequestsMock, client: Make) -> None:
    server.patch(f"{DEFINITIONS}/7", json={}, match=[matchers.query_param_matcher({"deleted": "false"})])
    client().patch(routes.DEFINITIONS, 7, query={"deleted": False})
    assert "Content-Type" not in server.calls[0].request.headers
    assert server.calls[0].request.body is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_json_cannot_express_is_not_sent(value: Any, client: Make) -> None:
    made = client()
    with pytest.raises(InvalidRequestError, match="JSON cannot express"):
        made.post(routes.DEFINITIONS, body={"x": value})
    assert made.requests_made == 0


@pytest.mark.parametrize(
    ("url", "project", "expected"),
    [
        (CLOUD, "Ünï Project", "https://dev.azure.com/contoso/%C3%9Cn%C3%AF%20Project/_apis/build/definitions"),
        ("https://contoso.visualstudio.com", "P", "https://contoso.visualstudio.com/P/_apis/build/definitions"),
        (
            "https://contoso.visualstudio.com/DefaultCollection/",
            "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c",
            "https://contoso.visualstudio.com/DefaultCollection/6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c/_apis/build/definitions",
        ),
        ("https://tfs/tfs/Ünï%20Coll/", "P", "https://tfs/tfs/%C3%9Cn%C3%AF%20Coll/P/_apis/build/definitions"),
    ],
)
def test_urls_on_the_wire(url: str, project: str, expected: str, server: responses.RequestsMock, client: Make) -> None:
    server.get(expected, json=[])
    client(organization_url=url, project=project, api_version="7.1").call("GET", "definitions")
    assert server.calls[0].request.url == expected


def test_arguments_and_query_on_the_wire(server: responses.RequestsMock, client: Make) -> None:
    expected = f"{DEFINITIONS}/7/tags/a%5Cb%2Fc%20d?name=x%26y%3D*%20%2B&$top=5".replace("*", "%2A")
    server.get(expected, json=[])
    client().call(
        "GET", routes.DEFINITION_TAGS, {"definition_id": 7, "tag": "a\\b/c d"}, query={"name": "x&y=* +", "$top": 5}
    )
    assert server.calls[0].request.url == expected


def test_another_project_may_be_named(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{CLOUD}/Other/_apis/git/repositories/web", json={"id": "x"})
    assert client().get(routes.GIT_REPOSITORIES, "web", project="Other") == {"id": "x"}


def test_collection_routes_name_no_project(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{CLOUD}/_apis/projects/Fabrikam", json={"id": "x"})
    assert client().get(routes.PROJECTS, "Fabrikam") == {"id": "x"}


def test_a_project_is_needed_where_it_is(client: Make) -> None:
    made = client(project=None)
    with pytest.raises(OptionError, match="SYSTEM_TEAMPROJECT") as caught:
        made.get(routes.DEFINITIONS, 1)
    assert caught.value.option == "project"
    assert made.requests_made == 0


def test_delete(server: responses.RequestsMock, client: Make) -> None:
    server.delete(f"{DEFINITIONS}/7", status=204)
    server.delete(f"{DEFINITIONS}/8", status=200, body="")
    made = client()
    assert made.delete(routes.DEFINITIONS, 7) is None
    assert made.call("DELETE", routes.DEFINITIONS, [8]).status == 200


def test_answers(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7", json={"id": 7}, headers={"ActivityId": "a"})
    answer = client().call("GET", "definitions", [7])
    assert (answer.status, answer.data, answer.headers["activityid"]) == (200, {"id": 7}, "a")


def test_a_byte_order_mark_is_read_over(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7", body=b'\xef\xbb\xbf{"id":7,"name":"\xc3\xbc"}', content_type="application/json")
    assert client().get(routes.DEFINITIONS, 7) == {"id": 7, "name": "ü"}


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8; api-version=7.1", "application/hal+json", ""]
)
def test_types_that_are_json(content_type: str, server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7", body=b'{"id":7}', content_type=content_type)
    assert client().get(routes.DEFINITIONS, 7) == {"id": 7}


@pytest.mark.parametrize(
    ("body", "content_type", "says"),
    [
        (b"", "application/json", "the body is empty"),
        (b" \r\n", "application/json", "the body is empty"),
        (b'{"id": 7, "na', "application/json", "not valid JSON"),
        (b'{"id": "\xff"}', "application/json", "not valid JSON"),
        (b"[" * 100_000, "application/json", "not valid JSON"),
        (b'{"id": 7}', "text/plain", "the body is text/plain"),
        (b"PK", "application/zip", "the body is application/zip"),
    ],
)
@pytest.mark.parametrize("verb", ["GET", "PUT", "POST"])
def test_a_success_that_is_not_json(
    verb: str, body: bytes, content_type: str, says: str, server: responses.RequestsMock, client: Make
) -> None:
    server.add(verb, f"{DEFINITIONS}/7", body=body, content_type=content_type)
    with pytest.raises(ResponseError) as caught:
        client().call(verb, routes.DEFINITIONS, [7], body={} if verb != "GET" else None)
    assert says in caught.value.message
    assert caught.value.code == "invalid_response"
    assert caught.value.maybe_committed is (verb != "GET")


@pytest.mark.parametrize("status", [200, 203])
def test_a_sign_in_page(status: int, server: responses.RequestsMock, client: Make) -> None:
    page = "<html><head><title>Azure DevOps Services | Sign In</title></head></html>"
    server.get(f"{DEFINITIONS}/7", status=status, body=page, content_type="text/html; charset=utf-8")
    with pytest.raises(AuthenticationError, match="Sign In"):
        client().get(routes.DEFINITIONS, 7)


def test_a_redirect_is_not_followed(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7", status=302, headers={"Location": "https://evil.example.com/collect"})
    made = client()
    with pytest.raises(ResponseError, match=r"https://evil\.example\.com"):
        made.get(routes.DEFINITIONS, 7)
    assert made.requests_made == 1


def test_an_error_within_an_invalid_success_holds_no_secret(server: responses.RequestsMock, client: Make) -> None:
    server.get(f"{DEFINITIONS}/7", body=f'{{"x": "{SECRET}', content_type="application/json")
    with pytest.raises(ResponseError) as caught:
        client().get(routes.DEFINITIONS, 7)
    assert SECRET not in caught.value.message + repr(caught.value)


def test_secrets_of_the_definition_can_be_masked_too(server: responses.RequestsMock, client: Make) -> None:
    server.put(f"{DEFINITIONS}/7", status=400, json={"message": "bad value S3CRET-2 for x"})
    made = client()
    made.redactor.add("S3CRET-2")
    with pytest.raises(InvalidRequestError) as caught:
        made.put(routes.DEFINITIONS, 7, body={})
    assert "S3CRET-2" not in caught.value.message + str(caught.value.failure())


# -- around ----------------------------------------------------------------------------------------------------------


def test_a_missing_library_is_named(client: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_requests, "REQUESTS_IMPORT_ERROR", "Traceback ...")
    with pytest.raises(MissingLibraryError) as caught:
        client()
    assert (caught.value.library, caught.value.traceback) == ("requests", "Traceback ...")


def test_clear_text_is_warned_of(client: Make, warned: list[str]) -> None:
    client(organization_url="http://127.0.0.1:8080/Coll")
    client(organization_url="https://tfs/Coll")
    assert warned == []
    client(organization_url="http://tfs:8080/Coll")
    assert len(warned) == 1
    assert "unencrypted" in warned[0]


def test_a_client_closes_its_connections(client: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    with client() as made:
        monkeypatch.setattr(made.transport._sessions, "close", lambda: closed.append(True))
    assert closed == [True]
