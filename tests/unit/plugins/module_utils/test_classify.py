# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer, server_message
from ansible_collections.azdo.pipelines.plugins.module_utils._classify import classify
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    NotFoundError,
    ResponseError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import CaseInsensitiveDict
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import parse_base_url
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import (
    CLOUD,
    SERVER,
    corpus_errors,
    raw_answer,
)

URL = f"{CLOUD}/Fabrikam/_apis/build/definitions/1"
JSON = {"Content_Type": "application/json; charset=utf-8"}
HTML = {"Content_Type": "text/html; charset=utf-8"}


def classified(raw: RawAnswer, base: str = CLOUD, verb: str = "GET") -> AzdoError:
    error = classify(verb, URL, raw, parse_base_url(base))
    assert error is not None
    return error


def wrapped(message: str, type_key: str = "", **more: Any) -> str:
    """An error body of the usual shape (api-facts §3.2)."""
    names = {"typeName": f"Microsoft.X.{type_key}, Microsoft.X", "typeKey": type_key} if type_key else {}
    return json.dumps(
        {"$id": "1", "innerException": None, "message": message, **names, "errorCode": 0, "eventId": 3000, **more}
    )


# The rows of api-facts §3.2, then those of §1.2 and §2.3: status, error, code, type key without `Exception`, message.
ROWS = r"""
404 NotFoundError not_found DefinitionNotFound | Build pipeline 1 was not found.
409 ConflictError already_exists DefinitionExists | Build pipeline X already exists for project Y
400 ConflictError already_exists DefinitionExists | Build pipeline X already exists for project Y
500 ConflictError already_exists DefinitionExists | Build pipeline X already exists for project Y
404 NotFoundError not_found BuildNotFound | The requested build 139106 could not be found.
404 NotFoundError not_found ArtifactNotFound | Artifact drop was not found for build 527.
409 ConflictError already_exists ArtifactExists | Artifact drop already exists for build 5.
404 NotFoundError project_not_found ProjectDoesNotExistWithName | TF200016: The following project does not exist
400 NotFoundError project_not_found ProjectDoesNotExist | VS800075: The project with id 'x' does not exist
404 NotFoundError project_not_found ProjectDoesNotExist | x
400 InvalidRequestError invalid_request - | The guid ... projectId must not be Guid.Empty.
403 PermissionError_ access_denied AccessDenied | The user doesn't have access to the service connection(s)
403 PermissionError_ access_denied EndpointAccessDenied | x
400 PermissionError_ access_denied VariableGroupsAccessDenied | x
401 AuthenticationError authentication_failed UnauthorizedRequest | TF400813: The user 'X' is not authorized.
403 AuthenticationError authentication_failed - | TF400813: Resource not available for anonymous access
401 AuthenticationError authentication_failed AccessCheck | The Personal Access Token used has expired.
403 PermissionError_ access_denied AccessCheck | Access Denied: X needs the following permission
400 InvalidRequestError invalid_request BuildRequestValidationFailed | Could not queue the build
400 InvalidRequestError invalid_request ArgumentNull | Value cannot be null. Parameter name: definition.Process
429 ThrottledError throttled - | TF400733: Request was blocked
503 ThrottledError throttled - | TF400733: The request has been canceled
503 ServerError collection_stopped VssService | TF24668: The collection is stopped: X
409 ConflictError conflict - | No agent could be found
400 InvalidRequestError invalid_request InvalidTeamSettings | TF400497: The backlog iteration path
400 ConflictError retained CannotDeleteDefinitionWithRetainedBuilds | x
400 ConflictError already_exists FolderExists | x
400 NotFoundError not_found QueueNotFound | x
500 InvalidRequestError invalid_request InvalidDefinition | x
400 InvalidRequestError invalid_request MissingTasksForDefinition | x
400 InvalidRequestError invalid_request MissingRepository | x
400 InvalidRequestError invalid_request VariableNameIsReserved | x
400 InvalidRequestError invalid_request InvalidContinuationToken | x
400 ConflictError conflict ProjectConflict | x
400 InvalidRequestError invalid_request CycleDetectedInProvidedBuildCompletionTriggers | x
500 ServerError server_error VssService | x
403 PermissionError_ access_denied VssService | VS403463: The conditional access policy ...
400 InvalidRequestError classic_pipelines_disabled InvalidDefinition | The classic pipelines are disabled
400 VersionError version_not_supported VssVersionOutOfRange | ... 7.2 is out of range for this server.
400 VersionError version_not_supported VssVersionOutOfRange | ... was outside the valid version range for this route.
400 VersionError version_not_supported VssInvalidPreviewVersion | The requested version "7.1" is under preview.
400 VersionError version_not_supported VssInvalidApiResourceVersion | Invalid api version string: x
400 VersionError version_not_supported VssVersionNotSpecified | No api-version was supplied for the "POST" request.
400 VersionError version_not_supported VssVersionNotSpecified | x
400 InvalidRequestError invalid_request - | The pipeline is not valid. A task is missing.
412 ConflictError conflict - | x
410 NotFoundError not_found - | x
413 InvalidRequestError invalid_request - | x
407 ConnectionError_ connection_failed - |
502 ServerError server_error - |
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines())
def test_rows(row: str) -> None:
    facts, _bar, message = (part.strip() for part in row.partition("|"))
    status, kind, code, short = facts.split()
    type_key = "" if short == "-" else f"{short}Exception"
    error = classified(raw_answer(int(status), wrapped(message, type_key) if message else "", **JSON))
    assert type(error).__name__ == kind
    assert error.code == code
    assert error.status == int(status)
    assert error.type_key == (type_key or None)
    assert error.server_message == (message or None)
    assert f"GET {URL} was answered with HTTP {status}" in error.message
    assert message in error.message


def test_a_message_of_several_lines_becomes_one() -> None:
    message = "Value cannot be null.\r\nParameter name: definition.Process"
    error = classified(raw_answer(400, wrapped(message, "ArgumentNullException"), **JSON))
    assert error.server_message == "Value cannot be null. Parameter name: definition.Process"
    assert "\n" not in error.message


def test_the_line_names_the_activity_and_the_type() -> None:
    raw = raw_answer(404, wrapped("Build pipeline 1 was not found.", "DefinitionNotFoundException"), "Not Found",
                     ActivityId="11111111-2222-3333-4444-555555555555", **JSON)  # fmt: skip
    error = classified(raw)
    assert error.message == (
        f"GET {URL} was answered with HTTP 404 Not Found: Build pipeline 1 was not found. "
        "(DefinitionNotFoundException, ActivityId 11111111-2222-3333-4444-555555555555)."
    )
    assert error.failure() == {
        "code": "not_found",
        "status": 404,
        "type_key": "DefinitionNotFoundException",
        "message": "Build pipeline 1 was not found.",
        "activity_id": "11111111-2222-3333-4444-555555555555",
        "url": URL,
    }


def test_the_hints_say_what_to_do() -> None:
    def hint(message: str, status: int = 400) -> str:
        return classified(raw_answer(status, wrapped(message), **JSON)).hint

    assert "yaml_filename" in hint("The classic pipelines are disabled for this project / organization.")
    assert "Set project" in hint("The guid specified for parameter projectId must not be Guid.Empty.")
    assert "extension" in hint("The pipeline is not valid. A task is missing.")
    assert "new personal access token" in hint("Access Denied: The Personal Access Token used has expired.", 401)
    latest = hint("... is out of range for this server. The latest REST API version this server supports is 6.0.")
    assert "Azure DevOps Server 2020" in latest
    assert "'6.0'" in latest


# Bodies that are not wrapped exceptions (api-facts §3.2, "Non-standard bodies").
@pytest.mark.parametrize(
    ("status", "body", "headers", "message", "type_key"),
    [
        (
            405,
            '{"count":1,"value":{"Message":"The requested resource does not support http method \'POST\'."}}',
            JSON,
            "The requested resource does not support http method 'POST'.",
            None,
        ),
        (400, '{"count":36,"value":"Content-Range not understood."}', JSON, "Content-Range not understood.", None),
        (
            404,
            "The controller for path '/x' was not found or does not implement IController.",
            {"Content_Type": "text/plain; charset=utf-8"},
            "The controller for path '/x' was not found or does not implement IController.",
            None,
        ),
        (
            500,
            '{"ClassName":"System.InvalidOperationException","Message":"It broke","Data":null}',
            JSON,
            "It broke",
            "InvalidOperationException",
        ),
        (502, "<html><title>502 - Bad\n gateway</title></html>", HTML, "web page titled '502 - Bad gateway'", None),
        (500, "<html><body>x</body></html>", HTML, "", None),
        (503, b'\xef\xbb\xbf{"message":"stopped","typeKey":"X"}', JSON, "stopped", "X"),
        (503, "", {"X_TFS_ServiceError": "TF24668%3A%20stopped"}, "TF24668: stopped", None),
        (500, "<html>", {**HTML, "X_TFS_ServiceError": "in%20the%20header"}, "in the header", None),
        (500, "{}", {**JSON, "X_TFS_ServiceError": "in%20the%20header"}, "in the header", None),
        (500, '{"message": "cut', JSON, "", None),
        (500, "[1]", JSON, "", None),
        (500, "null", JSON, "", None),
        (500, '"just text"', JSON, "just text", None),
        (500, b"\xff\xfe\x00", {"Content_Type": "text/plain"}, "\ufffd\ufffd\x00", None),
        (
            400,
            '{"message":"Not queued.","customProperties":{"ValidationResults":[{"message":"No YAML."},{}]}}',
            JSON,
            "Not queued. No YAML.",
            None,
        ),
        (400, '{"Message":"Not.","ValidationResults":[{"message":"No YAML."}]}', JSON, "Not. No YAML.", None),
        (500, "[" * 100_000, JSON, "", None),
    ],
)
def test_every_shape_of_body(
    status: int, body: str | bytes, headers: dict[str, str], message: str, type_key: str | None
) -> None:
    raw = raw_answer(status, body, **headers)
    said = server_message(raw)
    assert (said.text, said.type_key) == (message, type_key)
    assert classified(raw).status == status


@pytest.mark.parametrize("title", ["400 No required SSL certificate was sent", "400 The SSL certificate error"])
def test_a_client_certificate_that_is_not_taken(title: str) -> None:
    error = classified(raw_answer(400, f"<html><head><title>{title}</title></head></html>", **HTML))
    assert error.code == "access_denied"
    assert "client_cert" in error.hint


def test_a_long_foreign_text_is_cut() -> None:
    said = server_message(raw_answer(500, "x" * 100_000, Content_Type="text/plain"))
    assert said.text == "x" * 300


# api-facts §3.3: a rejected credential in all its disguises.
@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (401, "", {"WWW_Authenticate": 'Basic realm="https://tfsprodsin1.app.visualstudio.com/"'}),
        (401, "<html><title>401 - Unauthorized</title></html>", HTML),
        (203, "<html><title>Azure DevOps Services | Sign In</title></html>", HTML),
        (203, "", {}),
        (200, "<html><title>Azure DevOps Services | Sign In</title></html>", HTML),
        (200, "<!DOCTYPE html><p>", {"Content_Type": "application/octet-stream"}),
        (200, b"\xef\xbb\xbf\r\n<!doctype html>", {}),
        (302, "", {"Location": "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com"}),
        (302, "", {"Location": "https://login.microsoftonline.com/common/oauth2/authorize?x=y"}),
        (302, "", {"Location": "/_signin?reply_to=x"}),
        (307, "", {"Location": "/elsewhere", "X_TFS_FedAuthRealm": "https://x/"}),
        (302, "", {"Location": "https://adfs.example.com/adfs/ls/?wa=wsignin1.0"}),
    ],
)
@pytest.mark.parametrize("base", [CLOUD, SERVER])
def test_a_sign_in_page_is_a_rejected_credential(status: int, body: str, headers: dict[str, str], base: str) -> None:
    error = classified(raw_answer(status, body, **headers), base)
    assert error.__class__ is AuthenticationError
    assert error.code == "authentication_failed"
    assert "token" in error.hint


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://user:pw@tfs2.example.com/tfs/Coll?x=y", "https://tfs2.example.com"),
        ("/moved", "https://dev.azure.com"),
        ("https://cdn.example.com/x?path=/drop/login/a.js", "https://cdn.example.com"),
        ("", "https://dev.azure.com"),
    ],
)
def test_any_other_redirect_names_its_target(status: int, location: str, host: str) -> None:
    error = classified(raw_answer(status, Location=location))
    assert error.__class__ is ResponseError
    assert error.code == "unexpected_redirect"
    assert host in error.hint
    assert "pw" not in error.message


def test_a_server_without_basic_authentication_is_recognised() -> None:
    error = classified(raw_answer(401, "<html>", WWW_Authenticate="Negotiate, NTLM", **HTML), SERVER)
    assert "offers only NTLM, Negotiate" in error.hint
    both = classified(raw_answer(401, "<html>", WWW_Authenticate='Basic realm="tfs", NTLM', **HTML), SERVER)
    assert "offers only" not in both.hint


IIS_404 = "<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head></html>"
NO_CONTROLLER = "The controller for path '/tfs/_apis' was not found or does not implement IController."


@pytest.mark.parametrize(
    ("base", "body", "headers", "code"),
    [
        ("https://tfs.example.com/tfs", NO_CONTROLLER, {"Content_Type": "text/plain"}, "collection_not_found"),
        ("https://tfs.example.com", "", {}, "collection_not_found"),
        (SERVER, IIS_404, HTML, "collection_not_found"),
        (SERVER, "", {}, "collection_not_found"),
        (SERVER, NO_CONTROLLER, {"Content_Type": "text/plain"}, "route_not_found"),
        (CLOUD, NO_CONTROLLER, {"Content_Type": "text/plain"}, "route_not_found"),
        (CLOUD, IIS_404, HTML, "collection_not_found"),
        (CLOUD, "", {}, "collection_not_found"),
        (SERVER, wrapped("Build pipeline 1 was not found."), JSON, "not_found"),
        ("https://tfs.example.com/tfs", wrapped("x", "DefinitionNotFoundException"), JSON, "not_found"),
    ],
)
def test_a_404_about_the_address_is_not_one_about_the_object(
    base: str, body: str, headers: dict[str, str], code: str
) -> None:
    error = classified(raw_answer(404, body, **headers), base)
    assert error.__class__ is NotFoundError
    assert error.code == code
    if code == "collection_not_found":
        assert "organization_url" in error.hint


def test_a_project_at_the_end_of_the_url_is_recognised() -> None:
    base = "https://tfs.example.com/tfs/Coll/My%20Project"
    url = f"{base}/My%20Project/_apis/build/definitions"
    error = classify("GET", url, raw_answer(404, IIS_404, **HTML), parse_base_url(base))
    assert isinstance(error, NotFoundError)
    assert "give https://tfs.example.com/tfs/Coll there" in error.hint


@pytest.mark.parametrize(
    ("type_key", "says"),
    [
        ("QueueNotFoundException", "Check queue"),
        ("GitRepositoryNotFoundException", "Check repository"),
        ("FolderNotFoundException", "create_folder"),
        ("VariableNameIsReservedException", "another name"),
        ("DefinitionExistsException", "another name or folder"),
        ("CannotDeleteDefinitionWithRetainedBuildsException", "leases"),
    ],
)
def test_type_keys_say_what_to_do(type_key: str, says: str) -> None:
    assert says in classified(raw_answer(400, wrapped("x", type_key), **JSON)).hint


@pytest.mark.parametrize(("status", "body"), [(200, "{}"), (204, ""), (201, '{"id": 1}')])
def test_a_success_is_no_error(status: int, body: str) -> None:
    assert classify("GET", URL, raw_answer(status, body, **JSON), parse_base_url(CLOUD)) is None


def expected_code(status: int, type_key: str, text: str) -> str:
    """What each recorded answer must be taken for: by hand, from the meaning of the case."""
    by_type = {
        "ProjectDoesNotExistWithNameException": "project_not_found",
        "ProjectDoesNotExistException": "project_not_found",
        "DefinitionExistsException": "already_exists",
        "InvalidAccessException": "access_denied",
        "AccessDeniedException": "access_denied",
    }
    if type_key in by_type:
        return by_type[type_key]
    if "TF24668" in text:
        return "collection_stopped"
    if "IController" in text:
        return "route_not_found"
    return {401: "authentication_failed", 203: "authentication_failed", 403: "access_denied", 404: "not_found"}.get(
        status, "invalid_request"
    )


@pytest.mark.parametrize(("_name", "recorded"), corpus_errors())
def test_recorded_answers(_name: str, recorded: dict[str, Any]) -> None:
    """Each answer of corpus/error, as it came over the wire."""
    # One file is a bare body; its project was missing by name, which is a 404.
    answer = recorded.get("response") or {"status": 404, "headers": JSON, "body": recorded}
    body = answer["body"]
    text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
    headers = {name.replace("_", "-"): value for name, value in answer.get("headers", {}).items()}
    if isinstance(body, dict) and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json; charset=utf-8"
    encoded = (b"\xef\xbb\xbf" if answer.get("bom") else b"") + text.encode()
    raw = RawAnswer(answer["status"], answer.get("reason", ""), CaseInsensitiveDict(headers), encoded)
    error = classified(raw)
    document: dict[str, Any] = body if isinstance(body, dict) else {}
    said = document.get("message") or document.get("Message") or ""
    assert error.code == expected_code(answer["status"], document.get("typeKey", ""), text)
    assert error.status == answer["status"]
    assert " ".join(said.split()) in error.message
    assert error.type_key == (document.get("typeKey") or document.get("ClassName", "").rpartition(".")[2] or None)
    assert "\n" not in error.message
