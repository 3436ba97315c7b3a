# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers in a state, or with something in front of them, that keeps the task from being done."""

from __future__ import annotations

from collections.abc import Callable

from functional.world import PROJECT, World

from .case import Case, Options, existing, faulty

PROXY_PAGE = "<html><head><title>Web Gateway</title></head><body>Blocked</body></html>"


def _retained(lease: bool, **switches: int) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        made = world.run(**world.minimal())
        world.switch(**switches)
        world.admin("POST", "retain", {"lease": lease}, project=PROJECT, id=made["id"])

    return prepare


def _fails_on_update(world: World) -> None:
    world.run(**world.minimal())
    world.fault(kind="server_error", status=500, verb="PUT")


GONE: Options = {"state": "absent"}

CASES = [
    Case(
        "answer: text",
        "invalid_response",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 200 OK: the body is "
        "text/plain, not JSON (ActivityId {activity}). Something between here and the server may have "
        "answered in its place: check organization_url and proxy.",
        prepare=faulty("content_type", value="text/plain"),
    ),
    Case(
        "answer: page of a proxy",
        "authentication_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 200 OK: a web page "
        "titled 'Web Gateway' instead of JSON. Check that the token is complete, not expired or revoked, "
        "made for this organisation, and has the scope Build (Read & execute). If the page is not one of "
        "Azure DevOps, something on the way answered: check proxy. The credential is that of the option "
        "personal_access_token.",
        prepare=faulty("respond", status=200, body=PROXY_PAGE, headers={"Content-Type": "text/html"}),
    ),
    Case(
        "answer: no JSON",
        "invalid_response",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 200 OK: the body is not "
        "valid JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)). Something "
        "between here and the server may have answered in its place: check organization_url and proxy.",
        prepare=faulty("respond", status=200, body="{not json", headers={"Content-Type": "application/json"}),
    ),
    Case(
        "answer: not a list",
        "invalid_response",
        "GET definitions of {url}: the answer is not a list. Something between here and the server may "
        "change its answers.",
        prepare=faulty("respond", status=200, body={"count": 1}),
    ),
    Case(
        "answer: empty",
        "invalid_response",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 200 OK: the body is "
        "empty (ActivityId {activity}). Something between here and the server may have answered in its "
        "place: check organization_url and proxy.",
        prepare=faulty("empty"),
    ),
    Case(
        "answer: truncated",
        "connection_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions got no complete answer: IncompleteRead(11 "
        "bytes read, 11 more expected). Tried 2 times. Check that organization_url is right and that the "
        "server can be reached from where the module runs.",
        {"retries": 1},
        prepare=faulty("truncated", times=None),
    ),
    Case(
        "answer: none in time",
        "timeout",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions got no answer within 1 s. Check the network "
        "and proxy, or raise timeout.",
        {"timeout": 1, "retries": 0},
        prepare=faulty("latency", seconds=1.6),
    ),
    Case(
        "answer: cut",
        "connection_failed",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions got no complete answer: Remote end closed "
        "connection without response. Tried 2 times. Check that organization_url is right and that the "
        "server can be reached from where the module runs.",
        {"retries": 1},
        prepare=faulty("cut_before", times=None),
    ),
    Case(
        "answer: redirect",
        "unexpected_redirect",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 302 Found: redirect to "
        "https://elsewhere.example. Credentials do not follow redirects. If https://elsewhere.example is the "
        "right server, put it in organization_url.",
        prepare=faulty("redirect", location="https://elsewhere.example/x"),
    ),
    Case(
        "server: collection stopped",
        "collection_stopped",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 503 Service "
        "Unavailable: TF24668: The following team project collection is stopped: Emulator. Start the "
        "collection and then try again. (VssServiceException). Tried 2 times. An administrator must start it "
        "again.",
        {"retries": 1},
        "server2019",
        prepare=faulty("server_error", status=503, bom=True, path="definitions", times=None),
    ),
    Case(
        "server: offline",
        "collection_stopped",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 503 Service "
        "Unavailable: TF24668: The following team project collection is stopped: Emulator. Start the "
        "collection and then try again. (VssServiceException). An administrator must start it again.",
        prepare=faulty("server_error", status=503, offline=True),
    ),
    Case(
        "server: gateway",
        "server_error",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 502 Bad Gateway: web "
        "page titled '502'. Tried 2 times. Try again later.",
        {"retries": 1},
        prepare=faulty("server_error", status=502, html=True, times=None),
    ),
    Case(
        "server: fails on create",
        "server_error",
        "POST {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 500 Internal Server "
        "Error: TF400898: An Internal Error Occurred. (VssServiceException). Try again later. Looked for right "
        "after, the definition is not there.",
        prepare=faulty("server_error", status=500, verb="POST", times=None),
        refused=True,
    ),
    Case(
        "server: fails on update",
        "server_error",
        "PUT {url}/Fabrikam-Fiber-Git/_apis/build/definitions/1 was answered with HTTP 500 Internal Server "
        "Error: TF400898: An Internal Error Occurred. (VssServiceException). Try again later. Read again right "
        "after, the definition is as it was before.",
        {"description": "new"},
        prepare=_fails_on_update,
        refused=True,
    ),
    Case(
        "throttled: wait too long",
        "throttled",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 429 Too Many Requests: "
        "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
        "'Concurrency' in namespace 'User'. (RequestBlockedException). The next attempt would come after 900 "
        "s, and retry_max_wait is 10 s. Send less at once, or try again later.",
        {"retry_max_wait": 10},
        prepare=faulty("throttle", retry_after=900),
    ),
    Case(
        "throttled: again and again",
        "throttled",
        "GET {url}/Fabrikam-Fiber-Git/_apis/build/definitions was answered with HTTP 429 Too Many Requests: "
        "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
        "'Concurrency' in namespace 'User'. (RequestBlockedException). Tried 2 times. Send less at once, or "
        "try again later.",
        {"retries": 1},
        prepare=faulty("throttle", retry_after=0, times=None),
    ),
    Case(
        "throttled: by an answer that is fine",
        "throttled",
        "GET {url}/Fabrikam-Fiber-Git/_apis/distributedtask/queues was not sent: the service asked to wait "
        "900 s, and retry_max_wait is 10 s. Try again later, send less at once, or raise retry_max_wait.",
        {"retry_max_wait": 10},
        prepare=faulty("retry_after", seconds=900),
    ),
    Case(
        "revision: another",
        "conflict",
        "The definition 'web' is at revision 1, the task wants 3; Normal Paulk changed it at "
        "{date}. Nothing was written. Read the definition again, or leave revision out.",
        {"revision": 3, "description": "new"},
        prepare=existing(),
    ),
    Case(
        "revision: of nothing",
        "conflict",
        "The task wants revision 3 of the definition 'web', and there is no such definition. Nothing was "
        "written. Leave revision out to create it.",
        {"revision": 3},
    ),
    Case(
        "delete: retained builds",
        "retained",
        "DELETE {url}/Fabrikam-Fiber-Git/_apis/build/definitions/1 was answered with HTTP 400 Bad Request: "
        "Cannot delete pipeline web because it has retained builds. "
        "(CannotDeleteDefinitionWithRetainedBuildsException, ActivityId {activity}); the server shows neither a "
        "lease nor a build that retains it. Nothing was deleted. Look at its runs in the web UI.",
        GONE,
        prepare=_retained(False),
        refused=True,
    ),
    Case(
        "delete: lease",
        "retained",
        "DELETE {url}/Fabrikam-Fiber-Git/_apis/build/definitions/1 was answered with HTTP 409 Conflict: "
        "Cannot delete pipeline web because it has retained builds. "
        "(CannotDeleteDefinitionWithRetainedBuildsException, ActivityId {activity}); it is retained by lease 1 of "
        "User:emulator on run 1, valid until {date}. Set release_retained to true to let go of what can be released. "
        "Nothing was deleted.",
        GONE,
        prepare=_retained(True, retained_delete_status=409),
        refused=True,
    ),
    Case(
        "delete: retained, as 403",
        "retained",
        "DELETE {url}/Fabrikam-Fiber-Git/_apis/build/definitions/1 was answered with HTTP 403 Forbidden: "
        "Cannot delete pipeline web because it has retained builds. "
        "(CannotDeleteDefinitionWithRetainedBuildsException, ActivityId {activity}); the server shows neither a "
        "lease nor a build that retains it. Nothing was deleted. Look at its runs in the web UI.",
        GONE,
        prepare=_retained(False, retained_delete_status=403),
        refused=True,
    ),
    Case(
        "info: history of many",
        "invalid_option",
        "name: revision and history belong to one definition. Give its id, or its name without a star.",
        {"name": "web*", "history": True},
        module="build_definition_info",
    ),
    Case(
        "info: no such revision",
        "not_found",
        "The definition 'web' has no revision 9. Ask for its history to see which revisions there are.",
        {"name": "web", "revision": 9},
        prepare=existing(),
        module="build_definition_info",
    ),
]
