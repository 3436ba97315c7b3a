# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong addresses, projects and options of the connection."""

from __future__ import annotations

from functional.world import World

from .case import Case, Options, faulty

SERVER = "server2022"


def _below_the_collection(world: World) -> Options:
    return {"organization_url": world.url.rpartition("/")[0]}


def _other_collection(world: World) -> Options:
    return {"organization_url": world.url.rpartition("/")[0] + "/Nowhere"}


def _project_in_the_url(world: World) -> Options:
    return {"organization_url": f"{world.url}/Fabrikam-Fiber-Git"}


def _definitions_page(world: World) -> Options:
    return {"organization_url": f"{world.url}/Fabrikam-Fiber-Git/_build?definitionId=7"}


CASES = [
    Case(
        "url: none",
        "invalid_option",
        "organization_url: is not set. Give it, or set the environment variable AZDO_ORG_SERVICE_URL: "
        "https://dev.azure.com/contoso, or https://tfs.example.com/tfs/DefaultCollection for a server.",
        {"organization_url": None},
    ),
    Case(
        "url: no scheme",
        "invalid_option",
        "organization_url: has no scheme. Begin it with https://, for example https://dev.azure.com/contoso, "
        "or https://tfs.example.com/tfs/DefaultCollection for a server.",
        {"organization_url": "dev.azure.com/contoso"},
    ),
    Case(
        "url: no organisation",
        "invalid_option",
        "organization_url: names no organisation. Give https://dev.azure.com/ and its name.",
        {"organization_url": "https://dev.azure.com"},
    ),
    Case(
        "url: not encrypted",
        "invalid_option",
        "organization_url: would send the credential to the cloud unencrypted. Use https://.",
        {"organization_url": "http://dev.azure.com/contoso"},
    ),
    Case(
        "url: password in it",
        "invalid_option",
        "organization_url: holds a user name or password. Take it out of the URL and use "
        "personal_access_token (or another auth_method) for the credential.",
        {"organization_url": "https://me:Pa55word@dev.azure.com/contoso"},
    ),
    Case(
        "url: backslashes",
        "invalid_option",
        "organization_url: holds a backslash or a control character. Give a URL such as "
        "https://dev.azure.com/contoso, or https://tfs.example.com/tfs/DefaultCollection for a server.",
        {"organization_url": "https:\\\\tfs\\DefaultCollection"},
    ),
    Case(
        "url: page of the web UI",
        "invalid_option",
        "organization_url: is the address of a page (_build). Give organization_url: "
        "https://dev.azure.com/contoso and project: Fabrikam.",
        {"organization_url": "https://dev.azure.com/contoso/Fabrikam/_build?definitionId=7"},
    ),
    Case(
        "url: page of a server",
        "invalid_option",
        "organization_url: is the address of a page (_build). Give organization_url: {url} and project: "
        "Fabrikam-Fiber-Git.",
        profile=SERVER,
        prepare=_definitions_page,
    ),
    Case(
        "url: project in it, cloud",
        "invalid_option",
        "organization_url: has more than the organisation in its path. Give organization_url: "
        "https://dev.azure.com/contoso and project: Fabrikam.",
        {"organization_url": "https://dev.azure.com/contoso/Fabrikam"},
    ),
    Case(
        "url: project in it, server",
        "route_not_found",
        "GET {url}/Fabrikam-Fiber-Git/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 404 "
        "Not Found: The controller for path "
        "'{path}/Fabrikam-Fiber-Git/Fabrikam-Fiber-Git/_apis/build/definitions' was not found or "
        "does not implement IController. (ActivityId {activity}). The project is the last part of "
        "organization_url: give {url} there.",
        profile=SERVER,
        prepare=_project_in_the_url,
    ),
    Case(
        "url: refused",
        "connection_failed",
        "OPTIONS http://127.0.0.1:1/tfs/DefaultCollection/_apis got no complete answer: Failed to establish "
        "a new connection: [Errno 111] Connection refused. Check that organization_url is right and that the "
        "server can be reached from where the module runs.",
        {"organization_url": "http://127.0.0.1:1/tfs/DefaultCollection", "product": "server", "retries": 0},
    ),
    Case(
        "url: no such host",
        "connection_failed",
        "OPTIONS https://tfs.nowhere.invalid/tfs/DefaultCollection/_apis got no complete answer: {resolver} "
        "Check that organization_url is right and that the server can be reached from where the module runs.",
        {"organization_url": "https://tfs.nowhere.invalid/tfs/DefaultCollection", "product": "server", "retries": 0},
    ),
    Case(
        "url: server without collection",
        "collection_not_found",
        "OPTIONS {host}/tfs/_apis lists no build definitions, so this is not a project collection. Check "
        "that organization_url names the project collection, for example {host}/tfs/DefaultCollection.",
        profile=SERVER,
        prepare=_below_the_collection,
    ),
    Case(
        "url: no such collection",
        "collection_not_found",
        "OPTIONS {host}/tfs/Nowhere/_apis was answered with HTTP 404 Not Found: The controller for path "
        "'/tfs/Nowhere/_apis' was not found or does not implement IController. (ActivityId {activity}). "
        "Check that organization_url names the project collection, for example {host}/tfs/DefaultCollection.",
        profile=SERVER,
        prepare=_other_collection,
    ),
    Case(
        "url: no such organisation",
        "collection_not_found",
        "GET {host}/Nowhere/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 404 Not Found: "
        "web page titled '404 - File or directory not found.' (ActivityId {activity}). Check the name of the "
        "organisation in organization_url.",
        prepare=_other_collection,
    ),
    Case(
        "project: none",
        "invalid_option",
        "project: is not set. Give it, or set the environment variable SYSTEM_TEAMPROJECT.",
        {"project": None},
    ),
    Case(
        "project: a path",
        "invalid_option",
        "project: 'Fabrikam/web' is not the name of a project. Give its name or GUID alone, no path.",
        {"project": "Fabrikam/web"},
    ),
    Case(
        "project: unknown, cloud",
        "project_not_found",
        "GET {url}/Fabrikam/_apis/build/definitions was answered with HTTP 404 Not Found: TF200016: The "
        "following project does not exist: Fabrikam. Verify that the name of the project is correct and that "
        "the project exists on the specified Azure DevOps Server. (ProjectDoesNotExistWithNameException, "
        "ActivityId {activity}). Check project: its name or GUID, in this organisation or collection, and "
        "visible to the identity.",
        {"project": "Fabrikam"},
    ),
    Case(
        "project: unknown, server",
        "project_not_found",
        "GET {url}/Fabrikam/_apis/build/definitions was answered with HTTP 404 Not Found: TF200016: The "
        "following project does not exist: Fabrikam. Verify that the name of the project is correct and that "
        "the project exists on the specified Azure DevOps Server. (ProjectDoesNotExistWithNameException, "
        "ActivityId {activity}). Check project: its name or GUID, in this organisation or collection, and "
        "visible to the identity.",
        {"project": "Fabrikam"},
        profile="tfs2015",
    ),
    Case(
        "project: unknown GUID",
        "project_not_found",
        "GET {url}/11111111-2222-3333-4444-555555555555/_apis/build/definitions was answered with HTTP 400 "
        "Bad Request: VS800075: The project with id "
        "'vstfs:///Classification/TeamProject/11111111-2222-3333-4444-555555555555' does not exist, or you "
        "do not have permission to access it. (ProjectDoesNotExistException, ActivityId {activity}). Check "
        "project: its name or GUID, in this organisation or collection, and visible to the identity.",
        {"project": "11111111-2222-3333-4444-555555555555"},
    ),
    Case(
        "project: deleted meanwhile",
        "project_not_found",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 404 Not Found: "
        "TF200016: The following project does not exist: Fabrikam-Fiber-Git. Verify that the name of the "
        "project is correct and that the project exists on the specified Azure DevOps Server. "
        "(ProjectDoesNotExistWithNameException, ActivityId {activity}). Check project: its name or GUID, in "
        "this organisation or collection, and visible to the identity.",
        prepare=faulty("delete_project", verb="POST"),
        refused=True,
    ),
    Case(
        "api_version: malformed",
        "invalid_option",
        "api_version: 'latest' is not an api-version. Write major.minor such as '5.1', a preview such as "
        "'7.2-preview.8', or 'auto'.",
        {"api_version": "latest"},
    ),
    Case(
        "api_version: too old",
        "invalid_option",
        "api_version: 1.0 is older than 2.0 (TFS 2015). Servers before that have XAML builds only.",
        {"api_version": "1.0"},
    ),
    Case(
        "api_version: newer than the server",
        "version_not_supported",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "requested REST API version of 7.1 is out of range for this server. The latest REST API version this "
        "server supports is 5.1. (VssVersionOutOfRangeException, ActivityId {activity}). The server is Azure "
        "DevOps Server 2019 Update 1: set api_version to '5.1', or leave it at 'auto'.",
        {"api_version": "7.1"},
        "server2019",
    ),
    Case(
        "api_version: newer than the cloud",
        "version_not_supported",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 400 Bad Request: The "
        "requested REST API version of 9.0 is out of range for this server. The latest REST API version this "
        "server supports is 7.2. (VssVersionOutOfRangeException, ActivityId {activity}). The server is Azure "
        "DevOps Services: set api_version to '7.2', or leave it at 'auto'.",
        {"api_version": "9.0"},
    ),
    Case(
        "api_version: would lose members",
        "version_not_supported",
        "api_version: a write at api-version 3.2 would lose parts of the definition, and this server speaks "
        "7.1 (Azure DevOps Server 2022.1). Set api_version to auto, or to 4.0 or later. Nothing was written.",
        {"api_version": "3.2", "yaml_filename": None, "steps": [{"task": "VSBuild@1"}]},
        SERVER,
    ),
    Case(
        "proxy: no URL",
        "invalid_option",
        "proxy: is not the URL of a proxy. Give a URL such as http://proxy.example.com:3128.",
        {"proxy": "gateway:3128"},
    ),
    Case(
        "proxy: refused",
        "connection_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions got no answer: the proxy did not let it "
        "through: Failed to establish a new connection: [Errno 111] Connection refused. Check proxy, or the "
        "environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
        {"proxy": "http://127.0.0.1:1", "retries": 0},
    ),
    Case(
        "ca_path: no such file",
        "invalid_option",
        "ca_path: /nowhere/ca.pem does not exist. Give a file of PEM certificates or a folder.",
        {"ca_path": "/nowhere/ca.pem"},
    ),
    Case("timeout: none", "invalid_option", "timeout: 0 is too small. The least is 1.", {"timeout": 0}),
]
